// Reads tiles of several lanes at once: from the pyramids, or from the rows where those are too coarse.
import type { DuckDBConnection } from "@duckdb/node-api";
import { LEVEL_STEP } from "./build-lanes.ts";
import { literal } from "./ddl.ts";
import type { LaneSeries } from "./lane-series.ts";
import { familyOf, type LaneFamily, type LaneKind, READING_ORDER, type RowsAsked } from "./lanes.ts";
import { numberColumns } from "./result-columns.ts";

export const TILE_BUCKETS = 512;

/** A lane with the levels that are stored for it. */
export interface StoredLane {
  readonly id: number;
  readonly family: string;
  readonly kind: LaneKind;
  readonly guest: string | null;
  readonly part: string | null;
  readonly least: number;
  readonly greatest: number;
  /** The statistic that it shows; null for other lanes. */
  readonly series: LaneSeries | null;
}

/** Values of 512 buckets: an empty one has count 0, sum 0 and no minimum or maximum (NaN). */
export interface Tile {
  readonly count: Float32Array<ArrayBuffer>;
  readonly min: Float32Array<ArrayBuffer>;
  readonly max: Float32Array<ArrayBuffer>;
  readonly sum: Float32Array<ArrayBuffer>;
  /** The last reading ahead of the tile; null without one, and for lanes that are no gauge. */
  readonly before: number | null;
}

/** Where the tiles are read from. */
export interface TileSource {
  readonly connection: DuckDBConnection;
  /** The schema of the pyramids. */
  readonly file: string;
  /** The condition on `capture` that keeps what is on the time line. */
  readonly captures: string;
}

/** The times of a tile, ns. */
interface Window {
  readonly level: number;
  readonly first: bigint;
  readonly from: bigint;
  readonly until: bigint;
}

const MOST = 2n ** 63n - 1n;
const clamp = (ns: bigint): bigint => (ns > MOST ? MOST : ns < -MOST ? -MOST : ns);

/** The tiles of the lanes, in their order: buckets `512 index` to `512 index + 511` of 2^level ns, counted from t = 0. */
export async function readTiles(
  source: TileSource,
  lanes: readonly StoredLane[],
  level: number,
  index: bigint,
): Promise<Tile[]> {
  const first = index * BigInt(TILE_BUCKETS);
  const window: Window = {
    ...{ level, first, from: clamp(first << BigInt(level)) },
    until: clamp((first + BigInt(TILE_BUCKETS)) << BigInt(level)),
  };
  const columns = blankColumns(lanes.length);
  const stored = lanes.filter(({ least }) => level >= least);
  if (stored.length > 0) await fill(source, columns, fromPyramids(source.file, lanes, stored, window));
  const lasts = await readLasts(
    source,
    lanes.filter(({ kind, least }) => kind === "gauge" || (kind === "rate" && level < least)),
    window,
  );
  const nearer = new Map<StoredLane, number>();
  for (const [family, own] of byFamily(lanes.filter(({ least }) => level < least))) {
    await fill(source, columns, fromRows(source, family, lanes, own, window, lasts));
    if (family.kind !== "gauge" || bucketStart(own[0] as StoredLane, window.from) === window.from) continue;
    for (const [lane, value] of await readNearer(source, family, own, window)) nearer.set(lane, value);
  }
  const beforeOf = (lane: StoredLane): number | null =>
    lane.kind === "gauge" ? (nearer.get(lane) ?? lasts.get(lane) ?? null) : null;
  return lanes.map((lane, at) => tileOf(columns, at, beforeOf(lane)));
}

type Columns = Omit<Tile, "before">;

function blankColumns(lanes: number): Columns {
  const values = () => new Float32Array(lanes * TILE_BUCKETS);
  return { count: values(), min: values().fill(Number.NaN), max: values().fill(Number.NaN), sum: values() };
}

function tileOf({ count, min, max, sum }: Columns, lane: number, before: number | null): Tile {
  const own = (all: Float32Array<ArrayBuffer>) => all.slice(lane * TILE_BUCKETS, (lane + 1) * TILE_BUCKETS);
  return { count: own(count), min: own(min), max: own(max), sum: own(sum), before };
}

const NONE = new Float64Array();

/** Puts the rows of a select of `place, n, min, max, sum` into their places. */
async function fill({ connection }: TileSource, columns: Columns, sql: string): Promise<void> {
  const [places = NONE, n = NONE, min = NONE, max = NONE, sum = NONE] = await numberColumns(
    connection,
    `SELECT place::INTEGER, n::DOUBLE, coalesce(min, 'nan'::DOUBLE), coalesce(max, 'nan'::DOUBLE),
       coalesce(sum, 0)::DOUBLE FROM (${sql})`,
  );
  for (const [row, place] of places.entries()) {
    columns.count[place] = n[row] as number;
    columns.min[place] = min[row] as number;
    columns.max[place] = max[row] as number;
    columns.sum[place] = sum[row] as number;
  }
}

/** Lanes by what `of` says of them, in the order of their first. */
function groupOf<K>(lanes: readonly StoredLane[], of: (lane: StoredLane) => K): Map<K, StoredLane[]> {
  const groups = new Map<K, StoredLane[]>();
  for (const lane of lanes) groups.set(of(lane), [...(groups.get(of(lane)) ?? []), lane]);
  return groups;
}

const byFamily = (lanes: readonly StoredLane[]): Map<LaneFamily, StoredLane[]> =>
  groupOf(lanes, ({ family }) => familyOf(family));

const idsOf = (lanes: readonly StoredLane[]): string => lanes.map(({ id }) => id).join(", ");

/** The stored level at or below the wanted one holds at most 4 buckets for each of its own. */
const storedLevel = ({ least, greatest }: StoredLane, level: number): number =>
  level >= greatest ? greatest : level - ((level - least) % LEVEL_STEP);

function fromPyramids(
  file: string,
  all: readonly StoredLane[],
  lanes: readonly StoredLane[],
  { level, first }: Window,
): string {
  const selects = [...groupOf(lanes, (lane) => storedLevel(lane, level))].map(([stored, own]) => {
    const shift = BigInt(level - stored);
    const [from, until] = [clamp(first << shift), clamp((first + BigInt(TILE_BUCKETS)) << shift)];
    return `SELECT lane_id, (b >> ${shift}) - (${first}) AS slot, sum(n) AS n, min(min) AS min, max(max) AS max, sum(sum) AS sum
      FROM ${file}.tile1 WHERE p = ${stored} AND lane_id IN (${idsOf(own)}) AND b >= ${from} AND b < ${until}
      GROUP BY lane_id, slot`;
  });
  const places = lanes.map((lane) => `(${lane.id}, ${all.indexOf(lane) * TILE_BUCKETS})`);
  return `SELECT start + slot AS place, n, min, max, sum FROM (${selects.join(" UNION ALL ")}) JOIN (VALUES ${places.join(", ")}) w(id, start)
    ON w.id = lane_id WHERE n > 0`;
}

const sqlText = (value: string | null): string => (value === null ? "NULL::VARCHAR" : literal(value));

/** The lanes as a table `w` of place, guest and part, and the join of a family's rows with it. */
function joinWanted(all: readonly StoredLane[], lanes: readonly StoredLane[]): string {
  const wanted = lanes.map((lane) => `(${all.indexOf(lane)}, ${sqlText(lane.guest)}, ${sqlText(lane.part)})`);
  return `JOIN (VALUES ${wanted.join(", ")}) w(lane_at, guest, part)
    ON w.guest IS NOT DISTINCT FROM r.guest AND w.part IS NOT DISTINCT FROM r.part::VARCHAR`;
}

/** Where the stored bucket begins that `from` lies in. */
const bucketStart = ({ least }: StoredLane, from: bigint): bigint => (from >> BigInt(least)) << BigInt(least);

/** The rows of a family's lanes from one time to another; `lasts`: what counters showed before. */
function rowsBetween(
  { file, captures }: TileSource,
  family: LaneFamily,
  lanes: readonly StoredLane[],
  [from, until]: readonly [bigint, bigint],
  lasts: ReadonlyMap<StoredLane, number>,
): string {
  const carried = lanes.flatMap((lane) => {
    const value = lasts.get(lane);
    const active = lane.series?.parts.findLast(({ first }) => first < from);
    return active && value !== undefined ? [`(${active.series}, ${value}::DOUBLE)`] : [];
  });
  const asked: RowsAsked = {
    ...{ file, captures, from, times: `t >= ${from} AND t < ${until}` },
    series: family.statistics ? lanes.flatMap(({ series }) => series?.parts.map((part) => part.series) ?? []) : null,
    carried:
      carried.length === 0
        ? "SELECT 0 AS series, 0 AS value WHERE false"
        : `SELECT col0 AS series, col1 AS value FROM (VALUES ${carried.join(", ")})`,
  };
  return family.rows(asked);
}

function fromRows(
  source: TileSource,
  family: LaneFamily,
  all: readonly StoredLane[],
  lanes: readonly StoredLane[],
  { level, first, from, until }: Window,
  lasts: ReadonlyMap<StoredLane, number>,
): string {
  // Differences are taken to readings of the stored bucket too; all lanes of a family have the same levels.
  const start = family.kind === "rate" ? bucketStart(lanes[0] as StoredLane, from) : from;
  const rows = rowsBetween(source, family, lanes, [start, until], lasts);
  const counted = family.kind === "rate" ? "count(v)" : "count(*)";
  return `SELECT lane_at * ${TILE_BUCKETS} + ((t >> ${level}) - (${first})) AS place, ${counted} AS n, min(v::DOUBLE) AS min,
      max(v::DOUBLE) AS max, sum(v::DOUBLE) AS sum
    FROM (${rows}) r ${joinWanted(all, lanes)} WHERE t >= ${from} GROUP BY place HAVING n > 0`;
}

/** The highest stored level on which a tile of `level` begins with a bucket, else the lowest one: it has the fewest buckets. */
const levelOfStart = ({ least, greatest }: StoredLane, level: number): number => {
  const most = Math.min(greatest, level + Math.log2(TILE_BUCKETS));
  return most <= least ? least : most - ((most - least) % LEVEL_STEP);
};

/** The last readings of lanes in the stored buckets that end before or where the tile begins. */
async function readLasts(
  { connection, file }: TileSource,
  lanes: readonly StoredLane[],
  { level, from }: Window,
): Promise<Map<StoredLane, number>> {
  if (lanes.length === 0) return new Map();
  const selects = [...groupOf(lanes, (lane) => levelOfStart(lane, level))].map(
    ([p, own]) => `SELECT lane_id, arg_max(last, b) FROM ${file}.tile1
      WHERE p = ${p} AND lane_id IN (${idsOf(own)}) AND b < ${from >> BigInt(p)} GROUP BY lane_id`,
  );
  const [ids = NONE, values = NONE] = await numberColumns(connection, selects.join(" UNION ALL "));
  const known = new Map(lanes.map((lane) => [lane.id, lane]));
  return new Map([...ids].map((id, row) => [known.get(id) as StoredLane, values[row] as number]));
}

/** Last readings between the start of the stored bucket and the tile. */
async function readNearer(
  source: TileSource,
  family: LaneFamily,
  lanes: readonly StoredLane[],
  { from }: Window,
): Promise<Map<StoredLane, number>> {
  const rows = rowsBetween(source, family, lanes, [bucketStart(lanes[0] as StoredLane, from), from], new Map());
  const [at = NONE, values = NONE] = await numberColumns(
    source.connection,
    `SELECT lane_at, arg_max(reading, ${READING_ORDER})::DOUBLE FROM (${rows}) r ${joinWanted(lanes, lanes)} GROUP BY lane_at`,
  );
  return new Map([...at].map((lane, row) => [lanes[lane] as StoredLane, values[row] as number]));
}
