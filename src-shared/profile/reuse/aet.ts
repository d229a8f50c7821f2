// Miss-ratio curves from reuse times alone: average eviction time (Hu et al., ATC 2016), in whole numbers.

import type { Band } from "../working-set.ts";
import { bucketsOf } from "./buckets.ts";
import { bandAt, type CurveBuilder, curveAccuracy, type MissRatioCurve } from "./curve.ts";
import { reuseTimes } from "./reuse-time.ts";
import { createTally } from "./tally.ts";
import { createTimeBlocks, EDGES, edgeOf } from "./time-blocks.ts";

/** Reuse times are exact up to two million references, and to a millionth of their length beyond. */
const PRECISION_BITS = 20;
/** Longer reuse times count as this one. */
const LONGEST = 2 ** 31 - 1;

/** Spans of time in which the number of references with a longer reuse time stays the same. */
interface Spans {
  /** Ends of the spans, ascending: the reuse times that occur. */
  readonly times: Float64Array;
  /** References with a reuse time above that. */
  readonly longer: Float64Array;
  /** Sum of the above over all times before it, in references. */
  readonly before: Float64Array;
  readonly never: number;
  readonly references: number;
}

/**
 * N(t): references with a reuse time above t, first uses included. A page that is used leaves a memory of c pages after the
 * shortest time T with N(0) + … + N(T - 1) >= c n; so N(T) of n references miss.
 */
export function aetCurve(): CurveBuilder {
  const reuse = reuseTimes();
  const tally = createTally(bucketsOf(PRECISION_BITS));
  const blocks = createTimeBlocks();
  return {
    use(low, high) {
      const at = reuse.references();
      const time = reuse.use(low, high);
      tally.add(Math.min(time, LONGEST), 1);
      blocks.add(at, Math.min(time, LONGEST), 1);
    },
    finish: () => finished(spansOf(tally.entries(), reuse.references()), reuse.distinct(), blocks),
  };
}

function spansOf(
  { values, weights, never }: ReturnType<ReturnType<typeof createTally>["entries"]>,
  references: number,
): Spans {
  const longer = new Float64Array(values.length);
  const before = new Float64Array(values.length);
  let left = references;
  let [sum, from] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    sum += left * (values[i]! - from);
    before[i] = sum;
    left -= weights[i]!;
    longer[i] = left;
    from = values[i]!;
  }
  return { times: values, longer, before, never, references };
}

/** The shortest time after which a page has left a memory of `pages` pages; infinite when none ever does. */
function evictionTime({ times, longer, before, never, references }: Spans, pages: number): number {
  const wanted = pages * references;
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (before[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  const level = low === 0 ? references : longer[low - 1]!;
  const from = low === 0 ? 0 : times[low - 1]!;
  const have = low === 0 ? 0 : before[low - 1]!;
  if (low === times.length && never === 0) return Number.POSITIVE_INFINITY;
  return from + Math.ceil((wanted - have) / level);
}

/** References with a reuse time above `time`. */
function longerThan({ times, longer, references }: Spans, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= time) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? references : longer[low - 1]!;
}

function finished(spans: Spans, distinct: number, blocks: ReturnType<typeof createTimeBlocks>): MissRatioCurve {
  const { references } = spans;
  const best = (pages: number): number =>
    references === 0 ? 0 : longerThan(spans, evictionTime(spans, pages)) / references;
  const deviations = blocks.deviations(references, (beyond, count) => coarseCurve(beyond, count));
  const at = (pages: number): Band => {
    const ratio = best(pages);
    return pages < 1 ? { low: ratio, best: ratio, high: ratio } : bandAt(ratio, edgeOf(pages), deviations, 0);
  };
  return {
    references,
    distinct,
    distinctExact: true,
    sampling: null,
    blocks: deviations.blocks,
    accuracy: curveAccuracy("reuse times (AET)", { sample: references, of: "references" }, distinct, at),
    at,
    changes: () => Float64Array.from(shownSizes(distinct)),
    distances: () => null,
  };
}

/** The same at every coarse edge, taken for sizes, from references beyond each coarse edge of times. */
function coarseCurve(beyond: Float64Array, references: number): Float64Array {
  const curve = new Float64Array(EDGES.length);
  let sum = 0;
  let span = 0;
  for (let at = 0; at < EDGES.length; at++) {
    const wanted = EDGES[at]! * references;
    while (span + 1 < beyond.length) {
      const more = beyond[span]! * (EDGES[span + 1]! - EDGES[span]!);
      if (sum + more >= wanted) break;
      sum += more;
      span++;
    }
    curve[at] = references > 0 ? beyond[span]! / references : 0;
  }
  return curve;
}

/** Most sizes that are shown unasked. */
const MOST_SIZES = 1024;

/** All sizes up to the number of pages when there are few, else evenly on a logarithmic scale. */
function shownSizes(distinct: number): number[] {
  if (distinct < MOST_SIZES) return Array.from({ length: distinct + 1 }, (_, size) => size);
  const buckets = bucketsOf(6);
  const sizes = [0];
  for (let bucket = 1; buckets.last(bucket) < distinct; bucket++) sizes.push(buckets.last(bucket));
  return [...sizes, distinct];
}
