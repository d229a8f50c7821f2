// How a guest's size moved: from recorded sizes to the spans in which the balloon took pages and gave them back.
import { PAGE_BYTES } from "../base/units.ts";

/** One recorded size of a guest. Times are milliseconds of the project's time base. */
export interface SizeReading {
  readonly ms: number;
  /** Memory left to the guest after the change, in bytes. */
  readonly bytes: number;
  /** Earliest moment at which the change that led to this size may have begun. */
  readonly sinceMs: number;
}

/** A step of one reading to the next: pages the guest gave up (positive) or got back (negative). */
export interface SizeStep {
  readonly ms: number;
  readonly pages: number;
}

/** Steps of one direction that follow each other closely: one order of a size, carried out in pieces. */
export interface SizeMove {
  readonly fromMs: number;
  readonly untilMs: number;
  /** Positive: given up by the guest. Negative: given back to it. */
  readonly pages: number;
  readonly steps: readonly SizeStep[];
}

/** QEMU reports changes of the balloon at most once a second, so pieces of one order are about that far apart. */
const SAME_ORDER_MS = 1500;

/**
 * Moves in order of time. `startBytes` is the size before the first reading; null takes the first reading for it.
 * Readings may come twice (two logs of one event) and in any order; equal sizes in a row are no step.
 */
export function sizeMoves(readings: readonly SizeReading[], startBytes: number | null): SizeMove[] {
  const ordered = [...readings].sort((a, b) => a.ms - b.ms);
  const moves: { fromMs: number; untilMs: number; pages: number; steps: SizeStep[] }[] = [];
  let size = startBytes ?? ordered[0]?.bytes ?? 0;
  let settledMs = Number.NEGATIVE_INFINITY;
  for (const { ms, bytes, sinceMs } of ordered) {
    const pages = Math.trunc((size - bytes) / PAGE_BYTES);
    if (pages === 0) continue;
    size = bytes;
    const last = moves.at(-1);
    if (last && Math.sign(last.pages) === Math.sign(pages) && ms - last.untilMs <= SAME_ORDER_MS) {
      last.untilMs = ms;
      last.pages += pages;
      last.steps.push({ ms, pages });
    } else moves.push({ fromMs: Math.max(sinceMs, settledMs), untilMs: ms, pages, steps: [{ ms, pages }] });
    settledMs = ms;
  }
  return moves;
}
