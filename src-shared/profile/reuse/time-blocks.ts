// A trace cut into equal blocks of time, and how far a result moves when other such blocks are drawn instead (bootstrap).
import { nearestRank } from "../../base/percentile.ts";
import { createStream } from "../../base/rng.ts";
import { bucketsOf } from "./buckets.ts";

const MOST_BLOCKS = 64;
const DRAWS = 200;
/** Shares of the draws between which a band of 90 % lies. */
const [LOW, HIGH] = [0.05, 0.95];
/** First counter word's purpose of these draws; the model's own streams lie below. */
const PURPOSE = 64;

/** Coarse buckets of distances or times, an eighth of a doubling wide; 0 is "never". */
const coarse = bucketsOf(3);
const BUCKETS = coarse.of(2 ** 31 - 1) + 1;

/** Bucket in which a bound of the band belonging to `value` stands. */
export const edgeOf = (value: number): number => coarse.of(Math.min(value, 2 ** 31 - 1));

/** Largest value of every coarse bucket, ascending. */
export const EDGES: Float64Array = new Float64Array(BUCKETS).map((_, bucket) => coarse.last(bucket));

export interface TimeBlocks {
  /** Weight of a distance or time (0: never) seen at reference `at`, counted from 0, in order. */
  add(at: number, value: number, weight: number): void;
  /** Deviations of a result from its own value, at every coarse edge. */
  deviations(references: number, result: Result): Deviations;
}

/** A curve at every coarse edge from the weight beyond each edge and the number of references it belongs to. */
export type Result = (beyond: Float64Array, references: number) => Float64Array;

/** How far the curve may be lower and higher at every coarse edge, both from 0. */
export interface Deviations {
  readonly down: Float64Array;
  readonly up: Float64Array;
  /** Blocks that were drawn from. */
  readonly blocks: number;
}

/** At most 64 blocks, at least 32 once there are as many references; their length doubles as the trace grows. */
export function createTimeBlocks(): TimeBlocks {
  const weights = new Float64Array(MOST_BLOCKS * BUCKETS);
  let length = 1;
  const fold = (): void => {
    length *= 2;
    for (let at = 0; at < weights.length; at++) {
      const [block, bucket] = [Math.floor(at / BUCKETS), at % BUCKETS];
      const from = 2 * block * BUCKETS + bucket;
      weights[at] = from < weights.length ? weights[from]! + weights[from + BUCKETS]! : 0;
    }
  };
  return {
    add(at, value, weight) {
      while (at >= length * MOST_BLOCKS) fold();
      const cell = Math.floor(at / length) * BUCKETS + coarse.of(value);
      weights[cell] = weights[cell]! + weight;
    },
    deviations: (references, result) => bootstrap(weights, length, references, result),
  };
}

/** Weight beyond each edge, of the blocks that `times` names. */
function beyondOf(weights: Float64Array, times: Float64Array): Float64Array {
  const beyond = new Float64Array(BUCKETS);
  for (let block = 0; block < times.length; block++) {
    const often = times[block]!;
    if (often === 0) continue;
    let sum = weights[block * BUCKETS]! * often;
    beyond[BUCKETS - 1] = beyond[BUCKETS - 1]! + sum;
    for (let bucket = BUCKETS - 1; bucket > 0; bucket--) {
      sum += weights[block * BUCKETS + bucket]! * often;
      beyond[bucket - 1] = beyond[bucket - 1]! + sum;
    }
  }
  return beyond;
}

function bootstrap(weights: Float64Array, length: number, references: number, result: Result): Deviations {
  const blocks = Math.min(MOST_BLOCKS, Math.ceil(references / length));
  const lengthOf = (block: number): number => Math.min(length, references - block * length);
  const own = result(beyondOf(weights, new Float64Array(blocks).fill(1)), references);
  const draws = Array.from({ length: DRAWS }, (_, draw) => {
    const stream = createStream(0, { mechanism: PURPOSE, replication: draw });
    const times = new Float64Array(blocks);
    let drawn = 0;
    for (let i = 0; i < blocks; i++) {
      const block = Math.floor(stream.next() * blocks);
      times[block] = times[block]! + 1;
      drawn += lengthOf(block);
    }
    return result(beyondOf(weights, times), drawn);
  });
  const down = new Float64Array(BUCKETS);
  const up = new Float64Array(BUCKETS);
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const sorted = Float64Array.from(draws, (curve) => curve[bucket]!).sort();
    down[bucket] = Math.max(0, own[bucket]! - nearestRank(sorted, LOW));
    up[bucket] = Math.max(0, nearestRank(sorted, HIGH) - own[bucket]!);
  }
  return { down, up, blocks };
}
