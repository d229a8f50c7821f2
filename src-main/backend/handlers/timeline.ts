// Requests lanes and tile: the timeline in milliseconds and tiles since project start; its nanoseconds stay here.
import type { Request } from "../../../src-shared/protocol/requests.ts";
import type { ReplyOf } from "../../../src-shared/protocol/transport.ts";
import { readLosses } from "../../analysis/losses.ts";
import { msOf, readTimeLine } from "../../analysis/time-line.ts";
import type { Job } from "../../jobs/job.ts";
import { noLane } from "../../store/no-lane.ts";
import type { Context } from "../context.ts";
import { isResidentLane, residentLanes, withResident } from "../resident-lanes.ts";
import { engineVersion } from "../version.ts";

/** Of a bucket of level l it holds 2^l ns. */
const LEVELS = 63;
const TILE_BUCKETS = 512n;
/** Heat tiles count from where the tiles of lanes do. */
const HEAT_TILES_PER_TILE = 4n;

/** The tile of a level that holds project start, counted from t = 0; windows count from it. */
const firstTile = (startNs: bigint, level: number): bigint => {
  const size = TILE_BUCKETS << BigInt(level);
  const whole = startNs / size;
  return startNs < 0n && whole * size !== startNs ? whole - 1n : whole;
};

const timeLineOf = (project: string, { cached }: Context) => cached(project, "timeLine", readTimeLine);

export async function handleLanes(
  { project }: Request<"lanes">,
  job: Job,
  context: Context,
): Promise<ReplyOf["lanes"]> {
  const reader = await context.readers.of(project);
  const list = await reader.lanes(engineVersion, job.signal, (rows, of = 0) => job.report(rows, of));
  const timeLine = await timeLineOf(project, context);
  const losses = await context.cached(project, "losses", (query) => readLosses(query, timeLine));
  const start = timeLine.startNs ?? 0n;
  return {
    lanes: [...list.lanes, ...residentLanes(list)],
    heat_lanes: list.heat.map((lane) => ({ ...lane, ram: [...lane.ram] })),
    losses,
    level_start_ms: Float64Array.from({ length: LEVELS }, (_, level) =>
      msOf(firstTile(start, level) * (TILE_BUCKETS << BigInt(level)), start),
    ),
    length_ms: timeLine.endNs === null ? 0 : msOf(timeLine.endNs, start),
  };
}

export async function handleTile(
  { lane, ...place }: Request<"tile">,
  job: Job,
  context: Context,
): Promise<ReplyOf["tile"]> {
  const {
    before: [before = Number.NaN],
    ...tile
  } = await handleTiles({ ...place, lanes: [lane] }, job, context);
  return { ...tile, before: Number.isNaN(before) ? null : before };
}

export async function handleTiles(
  { project, lanes, level, index }: Request<"tiles">,
  job: Job,
  context: Context,
): Promise<ReplyOf["tiles"]> {
  const { startNs } = await timeLineOf(project, context);
  const reader = await context.readers.of(project);
  const absolute = firstTile(startNs ?? 0n, level) + BigInt(index);
  const request = { lanes, level, index: absolute };
  const stored = lanes.filter((lane) => !isResidentLane(lane));
  if (stored.length === lanes.length) return reader.tiles(engineVersion, request, job.signal);
  const tiles =
    stored.length === 0 ? null : await reader.tiles(engineVersion, { ...request, lanes: stored }, job.signal);
  const known = new Map(residentLanes(await reader.lanes(engineVersion, job.signal)).map((lane) => [lane.id, lane]));
  const readings = await context.analyses.residents(project, job);
  return withResident(request, tiles, (lane) => readings.get(known.get(lane)?.guest ?? noLane(lane)));
}

export async function handleTile2(
  { project, lane, level, index }: Request<"tile2">,
  job: Job,
  context: Context,
): Promise<ReplyOf["tile2"]> {
  const { startNs } = await timeLineOf(project, context);
  const reader = await context.readers.of(project);
  const absolute = firstTile(startNs ?? 0n, level) * HEAT_TILES_PER_TILE + BigInt(index);
  return { count: await reader.heat(engineVersion, { lane, level, index: absolute }, job.signal) };
}
