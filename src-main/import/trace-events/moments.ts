// Moments that are remembered and compared, in words.
import type { TraceMoment } from "./contract.ts";

const WORD = 0x1_0000_0000;

export function copyMoment(to: TraceMoment, from: TraceMoment): void {
  to.seq = from.seq;
  to.timed = from.timed;
  to.low = from.low;
  to.high = from.high;
  to.cpu = from.cpu;
  to.task = from.task;
  to.tid = from.tid;
}

/** ns from one moment to another, NaN where one of them has no time. Exact up to 104 days. */
export const nsBetween = (from: TraceMoment, to: TraceMoment): number =>
  from.timed && to.timed ? (to.high - from.high) * WORD + (to.low - from.low) : Number.NaN;

/** High word of a whole number of ns below 2^53. */
export const highOf = (ns: number): number => Math.floor(ns / WORD);
