// Miss-ratio curves from a sample of the pages chosen by hash (SHARDS, Waldspurger et al., FAST 2015), at a fixed rate or size.
import { wordTable } from "../../base/word-table.ts";
import { errorOfMean, GROUPS } from "./accuracy.ts";
import { bucketsOf, noBuckets } from "./buckets.ts";
import {
  type Correction,
  type CurveBuilder,
  comparedSizes,
  type MissRatioCurve,
  ratioAt,
  type Steps,
  stepsOf,
} from "./curve.ts";
import { distinctCounter, pageHash } from "./distinct.ts";
import { curveOfDistances } from "./exact.ts";
import { type PageHeap, pageHeap } from "./page-heap.ts";
import { stackDistances } from "./stack-distance.ts";
import { createTally } from "./tally.ts";
import { createTimeBlocks } from "./time-blocks.ts";

export interface SampleSettings {
  /** Share of the pages to look at, above 0 and at most 1. */
  readonly rate: number;
  /** Most pages to hold: beyond it the rate falls as the trace goes on. Null: no limit. */
  readonly maxSampled: number | null;
  readonly correction: Correction;
}

/** Sampled pages below which a curve is no more than a hint. */
export const FEW_PAGES = 500;
const ALL = 2 ** 32;

/** One sample and what was seen in it: the whole one, or a group of it. */
const createPart = (fixedSize: boolean) => ({
  stack: stackDistances(),
  tally: createTally(fixedSize ? bucketsOf(20) : noBuckets),
});
type Part = ReturnType<typeof createPart>;

/**
 * A page is looked at when its hash lies below a threshold. At a fixed rate, distances in the sample are brought to scale at
 * the end; at a fixed size when they are seen, because the threshold falls. `pages` corrects by the share of pages that
 * the sample really holds (needs the count of all pages), `adj` by the share that it should hold; both give what is
 * missing from the references, or too much, to the shortest distance. At rate 1 all is as in `exactCurve`.
 */
export function shardsCurve(settings: SampleSettings): CurveBuilder {
  const fixedSize = settings.maxSampled !== null;
  const everything = settings.rate >= 1 && !fixedSize;
  const table = wordTable();
  const counter = everything ? null : distinctCounter();
  const heap = fixedSize ? pageHeap() : null;
  const whole = createPart(fixedSize);
  const groups = everything ? [] : Array.from({ length: GROUPS }, () => createPart(fixedSize));
  const blocks = createTimeBlocks();
  let threshold = Math.max(1, Math.round(Math.min(1, settings.rate) * ALL));
  let references = 0;
  let sampled = 0;

  /** True distance for one in a part; the part holds `share` of the sample. */
  const scaleNow = (part: Part, share: number): number =>
    settings.correction === "pages" ? counter!.count() / part.stack.pages() : ALL / threshold / share;
  const see = (part: Part, id: number, share: number): void => {
    const distance = part.stack.use(id);
    const scale = fixedSize ? scaleNow(part, share) : 1;
    const long = Math.ceil(distance * scale - 1e-9);
    part.tally.add(long, scale);
    if (part === whole) blocks.add(references - 1, long, scale);
  };
  return {
    use(low, high) {
      references++;
      const hash = pageHash(low, high);
      counter?.add(low, high, hash);
      if (hash >>> 0 >= threshold) return;
      sampled++;
      const known = table.size();
      const id = table.orderOf(low, high);
      see(whole, id, 1);
      const group = groups[hash & (GROUPS - 1)];
      if (group) see(group, id, 1 / GROUPS);
      if (heap && id === known)
        threshold = shrink(heap, hash >>> 0, id, settings.maxSampled!, threshold, [whole, ...groups]);
    },
    finish: () =>
      finished({
        references,
        sampled,
        distinct: counter?.count() ?? table.size(),
        distinctExact: counter?.exact() ?? true,
        rate: threshold / ALL,
        settings,
        fixedSize,
        everything,
        whole,
        groups,
        blocks,
      }),
  };
}

/** Adds a page to a full sample: those with the largest hash leave it. Returns the threshold from now on. */
function shrink(
  heap: PageHeap,
  hash: number,
  id: number,
  most: number,
  threshold: number,
  parts: readonly Part[],
): number {
  heap.push(hash, id);
  let to = threshold;
  while (heap.size() > most || (heap.size() > 0 && heap.largest() >= to)) {
    to = heap.largest();
    const gone = heap.pop();
    for (const part of parts) part.stack.forget(gone);
  }
  return to;
}

interface Sample {
  readonly references: number;
  readonly sampled: number;
  readonly distinct: number;
  readonly distinctExact: boolean;
  readonly rate: number;
  readonly settings: SampleSettings;
  readonly fixedSize: boolean;
  readonly everything: boolean;
  readonly whole: Part;
  readonly groups: readonly Part[];
  readonly blocks: ReturnType<typeof createTimeBlocks>;
}

function finished(sample: Sample): MissRatioCurve {
  const { references, distinct, fixedSize, whole, settings } = sample;
  const scaleOf = (part: Part, share: number): number => {
    if (fixedSize || part.stack.pages() === 0) return 1;
    return settings.correction === "pages" ? distinct / part.stack.pages() : 1 / (sample.rate * share);
  };
  // What one unit of weight stands for: weights of a fixed size are references already.
  const weightOf = (part: Part, share: number): number | null =>
    settings.correction === "none" ? null : fixedSize ? 1 : scaleOf(part, share);
  const stepsOfPart = (part: Part, share: number): Steps => {
    const weight = weightOf(part, share);
    const total = weight === null ? part.tally.total() : references / weight;
    return stepsOf(part.tally.entries(), scaleOf(part, share), total);
  };
  const groups = sample.groups.map((part) => stepsOfPart(part, 1 / GROUPS));
  return curveOfDistances({
    references,
    distinct,
    distinctExact: sample.distinctExact,
    tally: whole.tally,
    blocks: sample.blocks,
    scale: scaleOf(whole, 1),
    weight: weightOf(whole, 1),
    fixedSize,
    sampling: sample.everything
      ? null
      : {
          rate: sample.rate,
          pages: whole.stack.pages(),
          references: sample.sampled,
          correction: settings.correction,
          halves_mae: halvesDifference(groups, distinct),
          indicative: whole.stack.pages() < FEW_PAGES,
        },
    error: groups.length > 0 ? (pages) => errorAt(groups, pages) : () => 0,
  });
}

/** Mean absolute difference between the two halves of a sample; a half's curve is the mean of its groups'. */
function halvesDifference(groups: readonly Steps[], distinct: number): number {
  const half = (from: number, pages: number): number =>
    groups.slice(from, from + GROUPS / 2).reduce((sum, steps) => sum + ratioAt(steps, pages), 0) / (GROUPS / 2);
  const sizes = comparedSizes(distinct);
  return sizes.reduce((sum, size) => sum + Math.abs(half(0, size) - half(GROUPS / 2, size)), 0) / sizes.length;
}

/** Standard error of the whole sample's curve at a size, from the spread of its groups'. */
function errorAt(groups: readonly Steps[], pages: number): number {
  return errorOfMean(groups.map((steps) => ratioAt(steps, pages))) ?? 0;
}
