// The exact miss-ratio curve of a trace: every reference's stack distance (Mattson 1970).
import { wordTable } from "../../base/word-table.ts";
import type { Band } from "../working-set.ts";
import {
  bandAt,
  type CurveBuilder,
  curveAccuracy,
  type MissRatioCurve,
  ratioAt,
  type Sampling,
  stepsOf,
} from "./curve.ts";
import { stackDistances } from "./stack-distance.ts";
import { createTally } from "./tally.ts";
import { createTimeBlocks, edgeOf } from "./time-blocks.ts";

/** Memory grows with the different pages of the trace, by about 30 bytes each; not with its length. */
export function exactCurve(): CurveBuilder {
  const pages = wordTable();
  const stack = stackDistances();
  const tally = createTally();
  const blocks = createTimeBlocks();
  let references = 0;
  return {
    use(low, high) {
      const distance = stack.use(pages.orderOf(low, high));
      tally.add(distance, 1);
      blocks.add(references++, distance, 1);
    },
    finish: () =>
      curveOfDistances({
        references,
        distinct: pages.size(),
        distinctExact: true,
        tally,
        blocks,
        scale: 1,
        sampling: null,
      }),
  };
}

/** What curves of stack distances are made from; a distance is `scale` times as long in truth. */
interface DistanceEvidence {
  readonly references: number;
  readonly distinct: number;
  readonly distinctExact: boolean;
  readonly tally: ReturnType<typeof createTally>;
  readonly blocks: ReturnType<typeof createTimeBlocks>;
  readonly scale: number;
  /** References that one unit of weight stands for; Null: as many as make the weights add up. */
  readonly weight?: number | null;
  readonly sampling: Sampling | null;
  /** The sample holds a number of pages, not a share of them. */
  readonly fixedSize?: boolean;
  /** Standard error of a sample at a size. */
  readonly error?: (pages: number) => number;
}

export function curveOfDistances(evidence: DistanceEvidence): MissRatioCurve {
  const { references, tally, scale, sampling } = evidence;
  const entries = tally.entries();
  const weight = evidence.weight === undefined ? 1 : evidence.weight;
  const whole = weight === null ? tally.total() : references / weight;
  const steps = stepsOf(entries, scale, whole);
  const deviations = evidence.blocks.deviations(references, (beyond, count) => {
    const all = weight === null ? beyond[0]! : count / weight;
    return beyond.map((misses) => Math.min(1, misses / Math.max(all, 1e-300)));
  });
  // Between no memory and the shortest distance that a sample can show, the curve lies anywhere above its first step.
  const finest = sampling ? Math.ceil(1 / sampling.rate) : 1;
  const at = (pages: number): Band => {
    const best = ratioAt(steps, pages);
    if (pages < 1) return { low: best, best, high: best };
    const size = Math.max(pages, finest);
    const edge = edgeOf(Math.floor(size / scale));
    const band = bandAt(ratioAt(steps, size), edge, deviations, evidence.error?.(size) ?? 0);
    return { low: band.low, best, high: Math.max(band.high, best) };
  };
  return {
    references,
    distinct: evidence.distinct,
    distinctExact: evidence.distinctExact,
    sampling,
    blocks: deviations.blocks,
    accuracy: sampling
      ? curveAccuracy(
          `stack distances of ${evidence.fixedSize ? "a fixed number" : "a fixed share"} of the pages, by hash (SHARDS)`,
          { sample: sampling.pages, of: "pages" },
          evidence.distinct,
          at,
        )
      : curveAccuracy("stack distances (Mattson)", { sample: references, of: "references" }, evidence.distinct, at),
    at,
    changes: () => Float64Array.from([0, ...steps.sizes]),
    distances: () => {
      if (sampling) return null;
      const found = Array.from(entries.values, (d, i): [number | null, number] => [d, entries.weights[i]!]);
      return entries.never > 0 ? [...found, [null, entries.never]] : found;
    },
  };
}
