// What the page hears of a drawn lane besides its picture.
import type { Columns } from "./columns.ts";
import { type Range, yOf } from "./draw.ts";
import { heatLevelFor } from "./heat.ts";
import { type Frame, type LaneData, levelFor } from "./lane-data.ts";
import type { LaneShown } from "./messages.ts";
import { bucketMs } from "./tiles.ts";
import type { Track } from "./track.ts";

/** Length of the buckets that are counted in; infinite where nothing is counted. */
export function bucketOf({ heat, measures }: Track, frame: Frame, { base }: LaneData): number {
  if (heat) return bucketMs(heatLevelFor(base, frame));
  return measures.some(({ kind }) => kind === "count")
    ? bucketMs(levelFor(base, "count", frame, null))
    : Number.POSITIVE_INFINITY;
}

/** A range that holds both. */
export const joined = (a: Range | null, b: Range | null): Range | null =>
  a && b ? { from: Math.min(a.from, b.from), to: Math.max(a.to, b.to) } : (a ?? b);

/** Where words stand beside lines: a little right of the edge. */
const WORDS_AT = 12;

export function startsOf(
  lane: { readonly track: Track; readonly columns: ReadonlyMap<string, Columns> },
  range: Range,
  height: number,
  ratio: number,
): LaneShown["starts"] {
  return lane.track.measures.flatMap(({ id, look }) => {
    if (look !== "line" && look !== "area" && look !== "dashed") return [];
    const value = lane.columns.get(id)?.value;
    const at = value?.[Math.min(value.length - 1, Math.round(WORDS_AT * ratio))];
    return at === undefined || Number.isNaN(at) ? [] : [[id, yOf(at, range, height, ratio) / ratio] as const];
  });
}
