// What the coarsest tiles tell of a lane as a whole: how often it was read, between which values, and where it paused.
import type { Piece } from "./pieces.ts";

export interface LaneFacts {
  /** Readings or events. */
  readonly n: number;
  /** Usual distance of two readings in ms; infinite where there are too few to have one. */
  readonly everyMs: number;
  /** Least and greatest value; NaN without values. */
  readonly least: number;
  readonly greatest: number;
  /** Spans longer than `GAP` usual distances without a reading, as pairs of ms. */
  readonly gaps: readonly number[];
}

/** Readings farther apart than this many usual distances leave a gap. */
const GAP = 6;
/** With fewer readings nobody can say what is usual: a balloon is only heard of when it moves. */
const FEW = 8;

/** `pieces` cover the whole project. */
export function factsOf(pieces: readonly Piece[]): LaneFacts {
  let [n, least, greatest] = [0, Number.NaN, Number.NaN];
  let [first, last] = [Number.NaN, Number.NaN];
  for (const { tile, startMs, bucketMs, first: from, until } of pieces)
    for (let at = from; at < until; at++) {
      const count = tile.count[at] as number;
      if (count === 0) continue;
      n += count;
      if (Number.isNaN(first)) first = startMs + at * bucketMs;
      last = startMs + (at + 1) * bucketMs;
      if (!((tile.min[at] as number) >= least)) least = tile.min[at] as number;
      if (!((tile.max[at] as number) <= greatest)) greatest = tile.max[at] as number;
    }
  const everyMs = n < FEW ? Number.POSITIVE_INFINITY : (last - first) / n;
  return { n, everyMs, least, greatest, gaps: gapsOf(pieces, GAP * everyMs, everyMs) };
}

/** The value before a gap still holds for one usual distance. */
function gapsOf(pieces: readonly Piece[], longest: number, everyMs: number): readonly number[] {
  const gaps: number[] = [];
  let seen = Number.NaN;
  for (const { tile, startMs, bucketMs, first, until } of pieces)
    for (let at = first; at < until; at++) {
      if (tile.count[at] === 0) continue;
      const from = startMs + at * bucketMs;
      if (from - seen > longest) gaps.push(seen + everyMs, from);
      seen = from + bucketMs;
    }
  return gaps;
}
