// The timeline of a project: its lanes, and tiles of them, which are kept for who asks again.
import { cancelled, failure } from "../../src-shared/base/errors.ts";
import { createTurns } from "../jobs/turns.ts";
import { createByteCache } from "./byte-cache.ts";
import type { ManifestGuest } from "./contract.ts";
import { literal } from "./ddl.ts";
import { interruptible } from "./interrupt.ts";
import { type LaneList, type Lists, readLists } from "./lane-list.ts";
import { noLane } from "./no-lane.ts";
import { buildPyramids, type PyramidOptions } from "./pyramids.ts";
import { readHeat } from "./read-heat.ts";
import { readTiles, type StoredLane, TILE_BUCKETS, type Tile, type TileSource } from "./read-tiles.ts";
import type { Reader } from "./reader.ts";
import { onLine, readTimeBase } from "./time-base.ts";

/** Tiles of several lanes of one level and index: lane k has values 512 k to 512 k + 511. */
export interface Tiles {
  readonly count: Float32Array<ArrayBuffer>;
  readonly min: Float32Array<ArrayBuffer>;
  readonly max: Float32Array<ArrayBuffer>;
  readonly sum: Float32Array<ArrayBuffer>;
  /** The last reading of each lane ahead of its tile; NaN without one. */
  readonly before: Float64Array<ArrayBuffer>;
}

/** Which tiles: buckets `512 index` to `512 index + 511` of 2^level ns each, counted from t = 0. */
export interface TilesRequest {
  readonly lanes: readonly number[];
  readonly level: number;
  readonly index: bigint;
}

/** Which heat tile: buckets `128 index` to `128 index + 127`. */
export interface HeatRequest {
  readonly lane: number;
  readonly level: number;
  readonly index: bigint;
}

/** Errors of tiles: `timeline.no_lane`, `timeline.level`, `job.cancelled`. */
export interface Timeline {
  lanes(): LaneList;
  tiles(request: TilesRequest, signal?: AbortSignal): Promise<Tiles>;
  /** Counts by time and address: `count[256 * bucket + row]`. */
  heat(request: HeatRequest, signal?: AbortSignal): Promise<Uint32Array<ArrayBuffer>>;
}

const MOST_LEVEL = 62;
/** Tiles that are kept of each sort. */
const KEPT_BYTES = 16 * 2 ** 20;
const BYTES_OF_TILE = 4 * TILE_BUCKETS * Float32Array.BYTES_PER_ELEMENT;
/** Questions to the database at a time: more would only wait inside it, where they cannot be taken back. */
const AT_A_TIME = 2;
const DOING = "reading the timeline";

/**
 * Opens the timeline of a project as the reader shows it now, and makes its pyramids first where they are missing; null
 * when the reader was refreshed meanwhile.
 */
export async function openTimeline(project: string, reader: Reader, options: PyramidOptions): Promise<Timeline | null> {
  const sources = reader.sources();
  const path = await buildPyramids(project, reader, options);
  if (path === null) return null;
  const file = `pyramids_${path.slice(-39, -7)}`;
  const connection = await reader.connect();
  try {
    await connection.run(`ATTACH IF NOT EXISTS ${literal(path)} AS ${file} (READ_ONLY)`);
    const base = await readTimeBase(connection);
    const found = await readLists(connection, file, sources.manifest.guests);
    if (reader.sources() !== sources) return null;
    return timelineOf(reader, { file, captures: onLine(base) }, found, sources.manifest.guests);
  } finally {
    connection.closeSync();
  }
}

function timelineOf(
  reader: Reader,
  place: Omit<TileSource, "connection">,
  { list, lanes, heat }: Lists,
  guests: readonly ManifestGuest[],
): Timeline {
  const tiles = createByteCache<Tile>(KEPT_BYTES);
  const heatTiles = createByteCache<Uint32Array<ArrayBuffer>>(KEPT_BYTES);
  const turns = createTurns(AT_A_TIME);
  const ask = <T>(given: AbortSignal | undefined, read: (source: TileSource) => Promise<T>): Promise<T> => {
    const signal = given ?? new AbortController().signal;
    return turns.run(signal, DOING, async () => {
      const connection = await reader.connect();
      try {
        const found = await interruptible(connection, signal, DOING, () => read({ connection, ...place }));
        if (signal.aborted) throw cancelled(DOING);
        return found;
      } finally {
        connection.closeSync();
      }
    });
  };
  return {
    lanes: () => list,
    async tiles({ lanes: ids, level, index }, signal) {
      checkLevel(level);
      const wanted = ids.map((id) => lanes.get(id) ?? noLane(id));
      const keyOf = ({ id }: StoredLane) => `${id} ${level} ${index}`;
      const found = new Map(wanted.map((lane) => [lane, tiles.get(keyOf(lane))]));
      const missing = [...found.keys()].filter((lane) => found.get(lane) === undefined);
      const made = missing.length === 0 ? [] : await ask(signal, (source) => readTiles(source, missing, level, index));
      for (const [at, tile] of made.entries()) {
        const lane = missing[at] as StoredLane;
        found.set(lane, tile);
        tiles.put(keyOf(lane), tile, BYTES_OF_TILE);
      }
      return join(wanted.map((lane) => found.get(lane) as Tile));
    },
    async heat({ lane: id, level, index }, signal) {
      checkLevel(level);
      const lane = heat.get(id) ?? noLane(id);
      const key = `${id} ${level} ${index}`;
      const known = heatTiles.get(key);
      if (known) return known;
      const made = await ask(signal, (source) => readHeat(source, lane, guests, level, index));
      heatTiles.put(key, made, made.byteLength);
      return made;
    },
  };
}

function join(tiles: readonly Tile[]): Tiles {
  const of = (column: "count" | "min" | "max" | "sum") => {
    const values = new Float32Array(tiles.length * TILE_BUCKETS);
    for (const [at, tile] of tiles.entries()) values.set(tile[column], at * TILE_BUCKETS);
    return values;
  };
  return {
    ...{ count: of("count"), min: of("min"), max: of("max"), sum: of("sum") },
    before: Float64Array.from(tiles, ({ before }) => before ?? Number.NaN),
  };
}

function checkLevel(level: number): void {
  if (Number.isInteger(level) && level >= 0 && level <= MOST_LEVEL) return;
  throw failure("timeline.level", `${level} is no level`, {
    expected: `a whole number from 0 to ${MOST_LEVEL}`,
    next: "ask for a level of that range",
    exit: 2,
  });
}
