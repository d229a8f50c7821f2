// A gauge of a guest over the time of the project, in as many points as a sparkline has columns.
import { formatBytes } from "../../../src-shared/base/format.ts";
import { PAGE_BYTES } from "../../../src-shared/base/units.ts";
import type { LanesReply, TileReply } from "../../../src-shared/protocol/column-replies.ts";

type Lane = LanesReply["lanes"][number];

/** Series that tell how much host memory a guest's process holds, best first. */
const RESIDENT = ["domstats.balloon.rss", "dommemstat.rss", "smaps_rollup.Rss", "status.VmRSS", "stat.rss"];

/** The lane of a guest's memory; null when no statistic tells it. */
export function memoryLane(lanes: readonly Lane[], guest: string): Lane | null {
  const own = lanes.filter((lane) => lane.guest === guest && lane.kind === "gauge");
  for (const series of RESIDENT) {
    const lane = own.find(({ key }) => key === series);
    if (lane) return lane;
  }
  return null;
}

/** Where tile 0 of a level lies: its buckets are `bucketMs` long and begin at `fromMs`. */
export interface TilePlace {
  readonly level: number;
  readonly fromMs: number;
  readonly bucketMs: number;
}

const BUCKETS = 512;

/** The finest level whose first tile covers the whole project. */
export function tilePlace({ level_start_ms: starts, length_ms: length }: LanesReply): TilePlace {
  const place = (level: number): TilePlace => ({ level, fromMs: starts[level] ?? 0, bucketMs: 2 ** level / 1e6 });
  for (let level = 0; level < starts.length; level++) {
    const found = place(level);
    if (found.fromMs + BUCKETS * found.bucketMs >= length) return found;
  }
  return place(starts.length - 1);
}

export interface Trend {
  /** What is seen: the name of the series. */
  readonly title: string;
  readonly unit: string;
  /** One value a column; NaN where nothing was read. */
  readonly values: Float64Array;
  readonly least: number;
  readonly most: number;
}

/** Readings farther apart than this many usual distances leave a gap. */
const GAP = 5;

/** Null when the tile holds no reading. */
export function trendOf(
  lane: Lane,
  tile: TileReply,
  place: TilePlace,
  lengthMs: number,
  columns: number,
): Trend | null {
  const readings: { ms: number; value: number }[] = [];
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let bucket = 0; bucket < tile.count.length; bucket++) {
    const count = tile.count[bucket]!;
    if (count === 0) continue;
    readings.push({ ms: place.fromMs + (bucket + 0.5) * place.bucketMs, value: tile.sum[bucket]! / count });
    least = Math.min(least, tile.min[bucket]!);
    most = Math.max(most, tile.max[bucket]!);
  }
  if (readings.length === 0) return null;
  const distances = readings.slice(1).map((one, i) => one.ms - readings[i]!.ms);
  const usual = distances.sort((a, b) => a - b)[distances.length >> 1] ?? lengthMs;
  const column = lengthMs / columns;
  const values = new Float64Array(columns).fill(Number.NaN);
  let at = -1;
  for (let i = 0; i < columns; i++) {
    while (at + 1 < readings.length && readings[at + 1]!.ms <= (i + 1) * column) at++;
    const last = readings[at];
    if (last && (i + 1) * column - last.ms <= Math.max(GAP * usual, column)) values[i] = last.value;
  }
  return { title: lane.title, unit: lane.unit, values, least, most };
}

/** What a trend shows, in words. */
export function trendWords({ title, unit, least, most }: Trend): string {
  const bytes = (value: number): string => formatBytes(unit === "pages" ? value * PAGE_BYTES : value);
  return `${title}: ${bytes(least)} to ${bytes(most)}`;
}
