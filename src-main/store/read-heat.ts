// Reads heat tiles: counts of one heat lane by time and address, from the pyramids or from the rows.
import { cellsOf, SATURATED } from "./build-heat.ts";
import { LEVEL_STEP } from "./build-lanes.ts";
import type { ManifestGuest } from "./contract.ts";
import { literal } from "./ddl.ts";
import { HEAT_ROWS, heatFamilies } from "./heat-lanes.ts";
import type { TileSource } from "./read-tiles.ts";
import { numberColumns } from "./result-columns.ts";

export const HEAT_BUCKETS = 128;

/** A heat lane with the levels that are stored for it. */
export interface StoredHeatLane {
  readonly id: number;
  readonly family: string;
  readonly guest: string | null;
  /** A row of addresses is 2^shift bytes. */
  readonly shift: number;
  readonly least: number;
  readonly greatest: number;
}

/** Counts of buckets `128 index` to `128 index + 127` of 2^level ns, counted from t = 0: `count[256 * bucket + row]`. */
export async function readHeat(
  source: TileSource,
  lane: StoredHeatLane,
  guests: readonly ManifestGuest[],
  level: number,
  index: bigint,
): Promise<Uint32Array<ArrayBuffer>> {
  const first = index * BigInt(HEAT_BUCKETS);
  const sql =
    level < lane.least ? fromRows(source, lane, guests, level, first) : fromPyramids(source, lane, level, first);
  const [places = [], n = []] = await numberColumns(source.connection, sql);
  const count = new Uint32Array(HEAT_BUCKETS * HEAT_ROWS);
  for (const [row, place] of places.entries()) count[place] = n[row] as number;
  return count;
}

function fromPyramids({ file }: TileSource, lane: StoredHeatLane, level: number, first: bigint): string {
  const stored = level >= lane.greatest ? lane.greatest : level - ((level - lane.least) % LEVEL_STEP);
  const shift = BigInt(level - stored);
  return `SELECT (((b >> ${shift}) - (${first})) * ${HEAT_ROWS} + a)::INTEGER AS place, ${SATURATED} FROM ${file}.tile2
    WHERE lane_id = ${lane.id} AND p = ${stored} AND b >= ${first << shift} AND b < ${(first + BigInt(HEAT_BUCKETS)) << shift}
    GROUP BY place`;
}

function fromRows(
  { file, captures }: TileSource,
  lane: StoredHeatLane,
  guests: readonly ManifestGuest[],
  level: number,
  first: bigint,
): string {
  const family = heatFamilies.find(({ id }) => id === lane.family);
  if (!family) throw new Error(`no heat lanes ${lane.family}`);
  const [from, until] = [first << BigInt(level), (first + BigInt(HEAT_BUCKETS)) << BigInt(level)];
  const guest = lane.guest === null ? "guest IS NULL" : `guest = ${literal(lane.guest)}`;
  const rows = family.rows(`${captures} AND t >= ${from} AND t < ${until} AND ${guest}`, guests);
  return `SELECT ((b - (${first})) * ${HEAT_ROWS} + a)::INTEGER AS place, ${SATURATED}
    FROM (${cellsOf(family, rows, file, level)}) WHERE lane = ${lane.id} GROUP BY place`;
}
