// Requests lanes and tile: the timeline in milliseconds and tiles since project start; its nanoseconds stay here.
import type { Request } from "../../../src-shared/protocol/requests.ts";
import type { ReplyOf } from "../../../src-shared/protocol/transport.ts";
import { guestOfLane, readSeriesGuests } from "../../analysis/lanes.ts";
import { msOf, readTimeLine } from "../../analysis/time-line.ts";
import type { Job } from "../../jobs/job.ts";
import type { Context } from "../context.ts";
import { engineVersion } from "../version.ts";

/** Of a bucket of level l it holds 2^l ns. */
const LEVELS = 63;
const TILE_BUCKETS = 512n;

/** The tile of a level that holds project start, counted from t = 0; windows count from it. */
const firstTile = (startNs: bigint, level: number): bigint => {
  const size = TILE_BUCKETS << BigInt(level);
  const whole = startNs / size;
  return startNs < 0n && whole * size !== startNs ? whole - 1n : whole;
};

export async function handleLanes(
  { project }: Request<"lanes">,
  job: Job,
  context: Context,
): Promise<ReplyOf["lanes"]> {
  const reader = await context.readers.of(project);
  const lanes = await reader.lanes(engineVersion, job.signal);
  const { startNs, endNs } = await context.cached(project, "timeLine", readTimeLine);
  const seriesGuests = await context.cached(project, "seriesGuests", readSeriesGuests);
  const start = startNs ?? 0n;
  return {
    lanes: lanes.map((lane) => {
      const { id, title, unit, kind, family, key } = lane;
      return { id, title, unit, kind, family, key, guest: guestOfLane(lane, seriesGuests) };
    }),
    heat_lanes: [],
    level_start_ms: Float64Array.from({ length: LEVELS }, (_, level) =>
      msOf(firstTile(start, level) * (TILE_BUCKETS << BigInt(level)), start),
    ),
    length_ms: endNs === null ? 0 : msOf(endNs, start),
  };
}

export async function handleTile(
  { project, lane, level, index }: Request<"tile">,
  job: Job,
  context: Context,
): Promise<ReplyOf["tile"]> {
  const { startNs } = await context.cached(project, "timeLine", readTimeLine);
  const reader = await context.readers.of(project);
  const absolute = firstTile(startNs ?? 0n, level) + BigInt(index);
  return reader.tile(engineVersion, { lane, level, index: absolute }, job.signal);
}

export async function handleTile2(_: Request<"tile2">): Promise<ReplyOf["tile2"]> {
  return { count: new Uint32Array(128 * 256) };
}
