// Fills the pyramids of the heat lanes: events by power-of-two spans of time and by address.
import type { DuckDBConnection } from "@duckdb/node-api";
import { type Building, type Extent, LEVEL_STEP } from "./build-lanes.ts";
import type { ManifestGuest } from "./contract.ts";
import { literal } from "./ddl.ts";
import { type HeatFamily, heatFamilies, ramLimit, ramOf, shiftOf } from "./heat-lanes.ts";
import { onLine } from "./time-base.ts";
import { coveredNs, slicesOf, wholeNs } from "./time-slices.ts";

const LOWEST_LEVEL = 10;
/** Most buckets of time on the lowest level. */
const MOST_BUCKETS = 2 ** 11;
/** The highest level has at most this many: one tile. */
const TOP_BUCKETS = 128;

/** The tables of heat lanes in the file. */
export const HEAT_TABLES = (file: string): string => `
  CREATE TABLE ${file}.heat_lane (id INTEGER, family VARCHAR, guest VARCHAR, shift UTINYINT, ends UBIGINT,
    p_least UTINYINT, p_greatest UTINYINT);
  CREATE TABLE ${file}.tile2 (lane_id INTEGER, p UTINYINT, b BIGINT, a UTINYINT, n UINTEGER)`;

/** What each family has to count; families without a row in time are left out. */
export async function heatExtents(
  extentOf: (table: HeatFamily["table"]) => Promise<Extent>,
): Promise<Map<HeatFamily, Extent>> {
  const extents = new Map<HeatFamily, Extent>();
  for (const family of heatFamilies) {
    const extent = await extentOf(family.table);
    if (extent.rows > 0) extents.set(family, extent);
  }
  return extents;
}

export async function buildHeat(
  building: Building,
  guests: readonly ManifestGuest[],
  extents: ReadonlyMap<HeatFamily, Extent>,
): Promise<void> {
  for (const [family, extent] of extents) await buildFamily(building, family, guests, extent);
}

async function buildFamily(
  building: Building,
  family: HeatFamily,
  guests: readonly ManifestGuest[],
  { rows, spans }: Extent,
): Promise<void> {
  const { connection, file, base } = building;
  let least = LOWEST_LEVEL;
  while (coveredNs(spans) / 2 ** least > MOST_BUCKETS) least++;
  let greatest = least;
  while (wholeNs(spans) / 2 ** greatest > TOP_BUCKETS) greatest += LEVEL_STEP;
  const lanes = await insertLanes(building, family, guests, [least, greatest]);
  if (lanes === 0) {
    building.step(rows);
    return;
  }
  const slices = slicesOf(spans, rows, least);
  for (const { from, until } of slices) {
    const found = family.rows(`${onLine(base)} AND t >= ${from} AND t < ${until}`, guests);
    await connection.run(
      `INSERT INTO ${file}.tile2 SELECT lane, ${least}, b, a, ${SATURATED} FROM (${cellsOf(family, found, file, least)})
       GROUP BY lane, b, a ORDER BY lane, b, a`,
    );
    building.step(rows / slices.length);
  }
  for (let p = least; p < greatest; p += LEVEL_STEP)
    await connection.run(
      `INSERT INTO ${file}.tile2 SELECT lane_id AS lane, ${p + LEVEL_STEP}, b >> ${LEVEL_STEP} AS above, a, ${SATURATED}
       FROM ${file}.tile2 JOIN ${file}.heat_lane l ON l.id = lane_id AND l.family = ${literal(family.id)}
       WHERE p = ${p} GROUP BY lane, above, a ORDER BY lane, above, a`,
    );
}

/** Counts stay within 32 bits. */
export const SATURATED = "least(sum(n), 4294967295)::UINTEGER";

/** Select of `lane, b, a, n`: what each row of a family's rows adds to the cells of its guest's lane. */
export function cellsOf(family: HeatFamily, rows: string, file: string, level: number): string {
  const inLane = `(${rows}) r JOIN ${file}.heat_lane l
    ON l.family = ${literal(family.id)} AND l.guest IS NOT DISTINCT FROM r.guest AND r.first < l.ends`;
  const bucket = `r.t >> ${level} AS b`;
  if (!family.byPages)
    return `SELECT l.id AS lane, ${bucket}, (r.first >> l.shift)::UTINYINT AS a, 1 AS n FROM ${inLane}`;
  const rowsOfRange =
    "unnest(range((r.first >> l.shift)::BIGINT, ((least(r.until, l.ends) - 1) >> l.shift)::BIGINT + 1))";
  return `SELECT lane, b, a::UTINYINT AS a,
      (least(until, (a + 1)::UBIGINT << shift) - greatest(first, a::UBIGINT << shift) + 4095) >> 12 AS n
    FROM (SELECT l.id AS lane, ${bucket}, r.first, least(r.until, l.ends) AS until, l.shift::UBIGINT AS shift, ${rowsOfRange} AS a
      FROM ${inLane})`;
}

/** Lists the guests that have anything at an address of their RAM; answers with their number. */
async function insertLanes(
  { connection, file, base }: Building,
  family: HeatFamily,
  guests: readonly ManifestGuest[],
  [least, greatest]: readonly [number, number],
): Promise<number> {
  const known = new Map(guests.map((guest) => [guest.name, guest]));
  const found = await greatestAddresses(connection, family.rows(`t IS NOT NULL AND ${onLine(base)}`, guests), guests);
  const count = await connection.runAndReadAll(`SELECT count(*) FROM ${file}.heat_lane`);
  let id = Number(count.getRows()[0]?.[0] ?? 0);
  const values = found.map(({ guest, greatest: seen }) => {
    const end = endOf(guest === null ? undefined : known.get(guest), seen);
    return `(${++id}, ${literal(family.id)}, ${guest === null ? "NULL" : literal(guest)}, ${shiftOf(end)}, ${end}, ${least}, ${greatest})`;
  });
  if (values.length > 0) await connection.run(`INSERT INTO ${file}.heat_lane VALUES ${values.join(", ")}`);
  return values.length;
}

/** Of the blocks where they are known, else behind the last address that was seen, and behind all RAM. */
function endOf(guest: ManifestGuest | undefined, seen: bigint): bigint {
  const end = guest && ramOf(guest).at(-1)?.until;
  if (end !== undefined) return end;
  const bytes = BigInt(Math.max(0, Math.trunc(guest?.ram_bytes ?? 0)));
  return bytes > seen ? bytes : seen + 1n;
}

/** Where x86 has its interrupt controllers and firmware, just below 4 GiB: they say nothing of where RAM ends. */
const NEVER_RAM = "first >= 4273995776 AND first < 4294967296";

/** The greatest address of each guest's RAM that was seen; device memory above all RAM is left out. */
async function greatestAddresses(
  connection: DuckDBConnection,
  rows: string,
  guests: readonly ManifestGuest[],
): Promise<{ guest: string | null; greatest: bigint }[]> {
  const limits = guests.map((guest) => `(${literal(guest.name)}, ${ramLimit(guest) ?? "NULL"})`);
  const limit =
    limits.length === 0
      ? "SELECT NULL::VARCHAR AS guest, NULL::UBIGINT AS most WHERE false"
      : `SELECT col0 AS guest, col1::UBIGINT AS most FROM (VALUES ${limits.join(", ")})`;
  const found = await connection.runAndReadAll(
    `SELECT r.guest, max(first) FROM (${rows}) r LEFT JOIN (${limit}) m ON m.guest = r.guest
     WHERE CASE WHEN most IS NULL THEN NOT (${NEVER_RAM}) ELSE first < most END GROUP BY r.guest ORDER BY r.guest NULLS LAST`,
  );
  return found.getRows().map(([guest, greatest]) => ({
    guest: guest === null || guest === undefined ? null : String(guest),
    greatest: BigInt(greatest as bigint),
  }));
}
