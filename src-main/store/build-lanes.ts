// Fills the pyramids of all lanes: counts and sums by power-of-two spans of time, family by family and slice by slice.
import type { DuckDBConnection, DuckDBValue } from "@duckdb/node-api";
import { literal } from "./ddl.ts";
import { createLaneSeries, type LaneSeries, readLaneSeries } from "./lane-series.ts";
import { type LaneFamily, laneFamilies, READING_ORDER } from "./lanes.ts";
import { onLine, type TimeBase } from "./time-base.ts";
import { coveredNs, type Slice, type Span, slicesOf, wholeNs } from "./time-slices.ts";

/** A pyramids' file that is being filled. */
export interface Building {
  readonly connection: DuckDBConnection;
  /** The schema of the file. */
  readonly file: string;
  readonly base: TimeBase;
  /** Tells how many rows are summed; throws when the work is no longer wanted. */
  step(rows: number): void;
}

/** How many rows there are, and when. */
export interface Extent {
  readonly rows: number;
  readonly spans: readonly Span[];
}

/** No bucket is shorter than 2^10 ns. */
const LOWEST_LEVEL = 10;
/** Levels are stored in steps of 8: what lies between is the sum of at most 4 buckets. */
export const LEVEL_STEP = 3;
/** Most buckets of one family on its lowest level; more where each lane would have less than `LEAST_BUCKETS`. */
const MOST_BUCKETS = 2 ** 20;
const LEAST_BUCKETS = 2 ** 12;
const MOST_BUCKETS_OF_MANY = 2 ** 21;
/** On the lowest level there is no use in many more buckets than rows. */
const BUCKETS_PER_ROW = 4;
/** The highest level has at most this many buckets per lane. */
const TOP_BUCKETS = 512;

/** The tables of lanes in the file, and those that are only used while it is filled. */
export async function createLaneTables({ connection, file, base }: Building): Promise<void> {
  await connection.run(`
    CREATE TABLE ${file}.lane (id INTEGER, family VARCHAR, guest VARCHAR, part VARCHAR, name VARCHAR, title VARCHAR,
      unit VARCHAR, kind VARCHAR, scope VARCHAR, subject VARCHAR, p_least UTINYINT, p_greatest UTINYINT);
    CREATE TABLE ${file}.tile1 (lane_id INTEGER, p UTINYINT, b BIGINT, n INTEGER, min DOUBLE, max DOUBLE, sum DOUBLE,
      last DOUBLE);
    CREATE TABLE ${file}.reading (family VARCHAR, guest VARCHAR, part VARCHAR, t BIGINT, seq BIGINT, v DOUBLE);
    CREATE OR REPLACE TEMP TABLE lane_key (id INTEGER, guest VARCHAR, part VARCHAR);
    CREATE OR REPLACE TEMP TABLE carried (series INTEGER, value DOUBLE)`);
  await createLaneSeries(connection, file, base);
  // A scan's regions are told one by one; together they are one reading.
  await connection.run(`INSERT INTO ${file}.reading
    SELECT 'region', guest, part, min(t), scan, sum(CASE WHEN hits > 0 THEN bytes ELSE 0 END)::DOUBLE
    FROM (SELECT *, CASE WHEN guest IS NULL THEN 'process ' || pid END AS part FROM region
      WHERE t IS NOT NULL AND ${onLine(base)}) GROUP BY capture, guest, part, scan ORDER BY ALL`);
}

/** What each family has to sum; families without a row in time are left out. */
export async function laneExtents(
  extentOf: (table: LaneFamily["table"]) => Promise<Extent>,
): Promise<Map<LaneFamily, Extent>> {
  const extents = new Map<LaneFamily, Extent>();
  for (const family of laneFamilies) {
    const extent = await extentOf(family.table);
    if (extent.rows > 0) extents.set(family, extent);
  }
  return extents;
}

export async function buildLanes(building: Building, extents: ReadonlyMap<LaneFamily, Extent>): Promise<void> {
  const series = await readLaneSeries(building.connection, building.file);
  for (const [family, extent] of extents) await buildFamily(building, family, extent, series);
}

async function buildFamily(
  building: Building,
  family: LaneFamily,
  { rows, spans }: Extent,
  series: ReadonlyMap<string, LaneSeries>,
): Promise<void> {
  const { connection, file } = building;
  const lanes = Math.max(1, await numberFrom(connection, family.atMost));
  const least = leastLevel(lanes, coveredNs(spans), rows);
  const before = await numberFrom(connection, `SELECT coalesce(max(lane_id), 0) FROM ${file}.tile1`);
  const slices = slicesOf(spans, rows, least);
  for (const slice of slices) {
    await sumSlice(building, family, slice, least, before);
    building.step(rows / slices.length);
  }
  let greatest = least;
  for (; wholeNs(spans) / 2 ** greatest > TOP_BUCKETS; greatest += LEVEL_STEP)
    await connection.run(
      `INSERT INTO ${file}.tile1 SELECT lane_id, ${greatest + LEVEL_STEP}, b >> ${LEVEL_STEP} AS above, sum(n), min(min),
         max(max), sum(sum), arg_max(last, b) FROM ${file}.tile1 WHERE p = ${greatest} AND lane_id > ${before}
       GROUP BY lane_id, above ORDER BY lane_id, above`,
    );
  await insertLanes(building, family, series, before, [least, greatest]);
  await connection.run("TRUNCATE lane_key; TRUNCATE carried");
}

/** The lowest level whose buckets are few enough. */
function leastLevel(lanes: number, covered: number, rows: number): number {
  const many = Math.min(MOST_BUCKETS_OF_MANY, Math.max(MOST_BUCKETS, lanes * LEAST_BUCKETS));
  const most = Math.min(many, BUCKETS_PER_ROW * rows);
  let p = LOWEST_LEVEL;
  while (p < 60 && lanes * (covered / 2 ** p) > most) p++;
  return p;
}

/**
 * Sums the rows of a slice into buckets of the lowest level, sorted by lane and time. Lanes that are met for the first time
 * get numbers after `before` and those of earlier slices.
 */
async function sumSlice(building: Building, family: LaneFamily, slice: Slice, p: number, before: number) {
  const { connection, file, base } = building;
  const asked = {
    ...{ captures: onLine(base), times: `t >= ${slice.from} AND t < ${slice.until}` },
    ...{ from: slice.from, file, carried: "FROM carried", series: null },
  };
  const counted = family.kind === "rate" ? "count(v)" : "count(*)";
  const last = family.kind === "count" ? "NULL::DOUBLE" : `arg_max(reading, ${READING_ORDER})`;
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE slice AS SELECT * REPLACE (part::VARCHAR AS part) FROM (
       SELECT guest, part, t >> ${p} AS b, ${counted} AS n, min(v) AS min, max(v) AS max, sum(v) AS sum, ${last} AS last
       FROM (SELECT * REPLACE (CAST(v AS DOUBLE) AS v) FROM (${family.rows(asked)})) GROUP BY guest, part, b)`,
  );
  const isKnown = "k.guest IS NOT DISTINCT FROM s.guest AND k.part IS NOT DISTINCT FROM s.part";
  await connection.run(
    `INSERT INTO lane_key SELECT ${before} + (SELECT count(*) FROM lane_key) + row_number() OVER (ORDER BY guest, part),
       guest, part FROM (SELECT DISTINCT guest, part FROM slice) s ANTI JOIN lane_key k ON ${isKnown}`,
  );
  await connection.run(
    `INSERT INTO ${file}.tile1 SELECT k.id, ${p}, b, n, min, max, sum, last FROM slice s JOIN lane_key k ON ${isKnown}
     ORDER BY k.id, b`,
  );
  if (family.kind === "rate")
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE carried AS SELECT series, arg_max(value, ${READING_ORDER}) AS value FROM (
         SELECT series, t, seq, value FROM counter WHERE value IS NOT NULL AND ${asked.captures} AND ${asked.times}
         UNION ALL SELECT series, ${slice.from - 1n}, -1, value FROM carried) GROUP BY series`,
    );
}

/** Lists the lanes after number `before` that have anything. */
async function insertLanes(
  { connection, file }: Building,
  family: LaneFamily,
  statistics: ReadonlyMap<string, LaneSeries>,
  before: number,
  [least, greatest]: readonly [number, number],
): Promise<void> {
  const found = await connection.runAndReadAll(
    `SELECT id, guest, part FROM lane_key SEMI JOIN (SELECT lane_id FROM ${file}.tile1
       WHERE p = ${greatest} AND lane_id > ${before} AND n > 0) ON lane_id = id ORDER BY id`,
  );
  const values = found.getRows().map(([id = null, guest = null, part = null]) => {
    const lane = describe(family, text(guest), text(part), statistics);
    const { name, title, unit, scope, subject } = lane;
    const texts = [family.id, lane.guest, lane.part, name, title, unit, family.kind, scope, subject];
    return `(${id}, ${texts.map((one) => (one === null ? "NULL" : literal(one))).join(", ")}, ${least}, ${greatest})`;
  });
  if (values.length > 0) await connection.run(`INSERT INTO ${file}.lane VALUES ${values.join(", ")}`);
}

function describe(
  family: LaneFamily,
  guest: string | null,
  part: string | null,
  statistics: ReadonlyMap<string, LaneSeries>,
) {
  const series = family.statistics ? (statistics.get(part ?? "") ?? null) : null;
  const scope = guest !== null ? "guest" : part !== null && family.kind === "gauge" ? "process" : "host";
  return {
    ...{ guest, part, name: series?.name ?? part ?? "", title: family.title(guest, part, series) },
    ...{ unit: series?.unit ?? family.unit, scope: series?.scope ?? scope, subject: series?.subject ?? null },
  };
}

const text = (value: DuckDBValue): string | null => (value === null ? null : String(value));

async function numberFrom(connection: DuckDBConnection, sql: string): Promise<number> {
  return Number((await connection.runAndReadAll(sql)).getRows()[0]?.[0] ?? 0);
}
