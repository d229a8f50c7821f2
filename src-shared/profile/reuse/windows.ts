// Working sets of a trace by window (Denning 1968) and its footprint (Xiang et al., ASPLOS 2013), both from reuse times.
import { wordTable } from "../../base/word-table.ts";
import { type Accuracy, bandOf, errorOfMean, GROUPS, meanHalfWidth } from "./accuracy.ts";
import type { CurvePoint } from "./curve.ts";

/** Sums over a trace by window length T, index T from 0: pages in all windows, and references that miss in them. */
export interface WindowSums {
  /** Sum over all t of |W(t, T)|: the mean working set times the references. */
  readonly pages: Float64Array;
  /** References whose page was not used within the last T; the same as pages[T + 1] - pages[T]. */
  readonly misses: Float64Array;
}

/** References to the next use of each page, by position; the trace goes round, or ends (then 0: never again). */
function nextUses(trace: ArrayLike<number>, circular: boolean): Float64Array {
  const pages = wordTable();
  const first: number[] = [];
  const last: number[] = [];
  const next = new Float64Array(trace.length);
  for (let at = 0; at < trace.length; at++) {
    const id = pages.orderOf(trace[at]!, 0);
    if (id === last.length) first.push(at);
    else next[last[id]!] = at - last[id]!;
    last[id] = at;
  }
  if (circular) for (const [id, at] of last.entries()) next[at] = first[id]! + trace.length - at;
  return next;
}

/**
 * Window sums for T = 0 to `longest`. A use of a page stands in the windows of the next T references, or until the page
 * is used again. On a trace that goes round this is exact; on an open one the windows near its end are cut off.
 */
export function windowSums(trace: ArrayLike<number>, longest: number, circular = false): WindowSums {
  const n = trace.length;
  const next = nextUses(trace, circular);
  const pages = new Float64Array(longest + 1);
  const misses = new Float64Array(longest + 1);
  const ending = new Float64Array(longest + 2);
  let standing = n;
  for (let at = 0; at < n; at++) {
    const rest = circular ? n : n - at;
    const gap = next[at]! || rest;
    if (gap <= longest) ending[gap] = ending[gap]! + 1;
  }
  for (let T = 0; T <= longest; T++) {
    standing -= ending[T]!;
    misses[T] = standing;
    if (T > 0) pages[T] = pages[T - 1]! + misses[T - 1]!;
  }
  return { pages, misses };
}

/**
 * fp(w) for w = 0 to `longest`: the mean number of different pages over all windows of w references, exactly.
 * fp(w) = m - [sum of max(0, first - w) + max(0, n + 1 - last - w) over pages + max(0, reuse time - w)] / (n - w + 1).
 */
export function footprint(trace: ArrayLike<number>, longest: number): Float64Array {
  const n = trace.length;
  const gaps = new Float64Array(n + 2);
  const add = (gap: number): void => {
    gaps[gap] = gaps[gap]! + 1;
  };
  const pages = wordTable();
  const last: number[] = [];
  for (let time = 1; time <= n; time++) {
    const id = pages.orderOf(trace[time - 1]!, 0);
    add(id === last.length ? time : time - last[id]!);
    last[id] = time;
  }
  for (const time of last) add(n + 1 - time);
  const fp = new Float64Array(Math.min(longest, n) + 1);
  // Sum of max(0, gap - w), from the longest gap down.
  let excess = 0;
  let above = 0;
  for (let w = n; w >= 0; w--) {
    above += gaps[w + 1]!;
    excess += above;
    if (w < fp.length) fp[w] = pages.size() - excess / (n - w + 1);
  }
  return fp;
}

/** Miss ratio with `pages` of memory by the growth of the footprint: fp(w + 1) - fp(w) at the first w that fills them. */
export function footprintMissRatio(fp: Float64Array, pages: number): number {
  for (let w = 0; w + 1 < fp.length; w++) if (fp[w]! >= pages) return fp[w + 1]! - fp[w]!;
  return 0;
}

/**
 * Miss ratios by footprint at some sizes. The band of 90 % comes from the footprints of eight blocks of the trace; a size that a
 * block does not reach has the block's last growth.
 */
export function footprintCurve(
  trace: Int32Array,
  longest: number,
  sizes: readonly number[],
): { readonly points: CurvePoint[]; readonly accuracy: Accuracy } {
  const whole = footprint(trace, longest);
  const length = Math.floor(trace.length / GROUPS);
  const blocks = Array.from({ length: length > 1 ? GROUPS : 0 }, (_, block) =>
    footprint(trace.subarray(block * length, (block + 1) * length), longest),
  );
  const inBlock = (fp: Float64Array, pages: number): number =>
    pages > fp.at(-1)! ? fp.at(-1)! - (fp.at(-2) ?? 0) : footprintMissRatio(fp, pages);
  const points = sizes.map((pages) => ({
    pages,
    miss_ratio: bandOf(footprintMissRatio(whole, pages), errorOfMean(blocks.map((fp) => inBlock(fp, pages)))),
  }));
  return {
    points,
    accuracy: {
      method: "growth of the footprint (HOTL)",
      sample: trace.length,
      of: "references",
      error: meanHalfWidth(points.map(({ miss_ratio }) => miss_ratio)),
      error_is: "half width of the 90 % band, mean over the sizes",
    },
  };
}

/**
 * Footprint of guests that share one memory: fp(w) = sum of each guest's fp(w · share), between whole windows on a
 * straight line; `shares` of the references sum to 1.
 */
export function mixedFootprint(
  guests: readonly Float64Array[],
  shares: readonly number[],
  longest: number,
): Float64Array {
  const at = (fp: Float64Array, w: number): number => {
    const below = Math.min(Math.floor(w), fp.length - 1);
    const above = Math.min(below + 1, fp.length - 1);
    return fp[below]! + (fp[above]! - fp[below]!) * (w - below);
  };
  return new Float64Array(longest + 1).map((_, w) => guests.reduce((sum, fp, g) => sum + at(fp, w * shares[g]!), 0));
}
