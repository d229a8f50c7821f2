// Tiles of the timeline: 512 buckets of one lane, from the pyramids or, where they are too coarse, from the rows.
import type { DuckDBConnection, DuckDBValue } from "@duckdb/node-api";
import { failure } from "../../src-shared/base/errors.ts";
import { literal } from "./ddl.ts";
import { familyOf, type LaneFamily, type LaneKind } from "./lanes.ts";
import { buildPyramids, LEVEL_STEP } from "./pyramids.ts";
import type { Reader } from "./reader.ts";

export const TILE_BUCKETS = 512;

/** One lane that can be drawn. */
export interface Lane {
  readonly id: number;
  readonly family: string;
  /** Guest, guest and kind, event or series, by family. */
  readonly key: string;
  readonly title: string;
  readonly unit: string;
  readonly kind: LaneKind;
}

/** Which tile: buckets `512 index` to `512 index + 511` of 2^level ns each, counted from t = 0. */
export interface TileRequest {
  readonly lane: number;
  readonly level: number;
  readonly index: bigint;
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

export interface Timeline {
  lanes(): Promise<Lane[]>;
  tile(request: TileRequest): Promise<Tile>;
}

/** A lane with the levels that are stored for it. */
interface StoredLane extends Lane {
  readonly least: number;
  readonly greatest: number;
}

/**
 * Opens the timeline of a project as the reader shows it now, and makes its pyramids first where they are missing; null
 * when the reader was refreshed meanwhile.
 */
export async function openTimeline(
  project: string,
  reader: Reader,
  options: { engine: string; signal?: AbortSignal },
): Promise<Timeline | null> {
  const sources = reader.sources();
  const file = await buildPyramids(project, reader, options);
  if (file === null) return null;
  const alias = `pyramids_${file.slice(-39, -7)}`;
  const connection = await reader.connect();
  try {
    await connection.run(`ATTACH IF NOT EXISTS ${literal(file)} AS ${alias} (READ_ONLY)`);
  } finally {
    connection.closeSync();
  }
  if (reader.sources() !== sources) return null;
  const ask = <T>(work: (connection: DuckDBConnection) => Promise<T>) => withConnection(reader, work);
  return {
    lanes: () => ask(async (c) => (await storedLanes(c, alias)).map(({ least: _, greatest: __, ...lane }) => lane)),
    tile: (request) =>
      ask(async (c) => {
        const [lane] = await storedLanes(c, alias, request.lane);
        if (!lane)
          throw failure("timeline.no_lane", `there is no lane ${request.lane}`, {
            next: "see the list of lanes with: plimsoll pyramids PROJECT",
            exit: 2,
          });
        return readTile(c, alias, lane, request);
      }),
  };
}

async function withConnection<T>(reader: Reader, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const connection = await reader.connect();
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
  }
}

async function storedLanes(connection: DuckDBConnection, alias: string, id?: number): Promise<StoredLane[]> {
  const only = id === undefined ? "" : `WHERE id = ${Math.trunc(id)}`;
  const rows = await connection.runAndReadAll(
    `SELECT id, family, key, title, unit, kind, p_least::INTEGER, p_greatest::INTEGER FROM ${alias}.lane ${only} ORDER BY id`,
  );
  return rows.getRows().map(([id, family, key, title, unit, kind, least, greatest]) => ({
    id: Number(id),
    family: String(family),
    key: String(key),
    title: String(title),
    unit: String(unit),
    kind: kind as LaneKind,
    least: Number(least),
    greatest: Number(greatest),
  }));
}

async function readTile(
  connection: DuckDBConnection,
  alias: string,
  lane: StoredLane,
  request: TileRequest,
): Promise<Tile> {
  const { level, index } = request;
  if (!Number.isInteger(level) || level < 0 || level > 62)
    throw failure("timeline.level", `${level} is no level`, {
      expected: "a whole number from 0 to 62",
      next: "ask for a level of that range",
      exit: 2,
    });
  const first = index * BigInt(TILE_BUCKETS);
  const family = familyOf(lane.family);
  const sql = level < lane.least ? fromRows(family, lane.key, level, first) : fromPyramid(alias, lane, level, first);
  const rows = (await connection.runAndReadAll(sql)).getRows();
  const before = lane.kind === "gauge" ? await readBefore(connection, lane.key, first << BigInt(level)) : null;
  return { ...fill(rows), before };
}

/** The stored level at or below the wanted one holds at most 4 buckets for each of its own. */
function fromPyramid(alias: string, lane: StoredLane, level: number, first: bigint): string {
  const stored = level >= lane.greatest ? lane.greatest : level - ((level - lane.least) % LEVEL_STEP);
  const shift = level - stored;
  const from = first << BigInt(shift);
  const until = (first + BigInt(TILE_BUCKETS)) << BigInt(shift);
  return `SELECT ((b >> ${shift}) - (${first}))::INTEGER AS slot, sum(n)::DOUBLE, min(min), max(max), sum(sum)
    FROM ${alias}.tile1 WHERE lane_id = ${lane.id} AND p = ${stored} AND b >= ${from} AND b < ${until} GROUP BY slot`;
}

function fromRows(family: LaneFamily, key: string, level: number, first: bigint): string {
  const from = first << BigInt(level);
  const until = (first + BigInt(TILE_BUCKETS)) << BigInt(level);
  return `SELECT ((t >> ${level}) - (${first}))::INTEGER AS slot, count(*)::DOUBLE, min(v), max(v), sum(v)
    FROM (SELECT t, CAST(${family.value} AS DOUBLE) AS v FROM ${family.rows}
      WHERE ${family.key} = ${literal(key)} AND t >= ${from} AND t < ${until}) GROUP BY slot`;
}

async function readBefore(connection: DuckDBConnection, series: string, t: bigint): Promise<number | null> {
  const rows = await connection.runAndReadAll(
    `SELECT arg_max(value, (t, seq)) FROM counter WHERE series = ${Number(series)} AND value IS NOT NULL AND t < ${t}`,
  );
  const value = rows.getRows()[0]?.[0];
  return typeof value === "number" ? value : null;
}

function fill(rows: readonly (readonly DuckDBValue[])[]): Omit<Tile, "before"> {
  const count = new Float32Array(TILE_BUCKETS);
  const min = new Float32Array(TILE_BUCKETS).fill(Number.NaN);
  const max = new Float32Array(TILE_BUCKETS).fill(Number.NaN);
  const sum = new Float32Array(TILE_BUCKETS);
  for (const [slot, n, least, greatest, total] of rows as readonly (readonly (number | null)[])[]) {
    const at = slot as number;
    count[at] = n ?? 0;
    min[at] = least ?? Number.NaN;
    max[at] = greatest ?? Number.NaN;
    sum[at] = total ?? 0;
  }
  return { count, min, max, sum };
}
