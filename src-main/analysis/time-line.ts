// The project's time line: where it starts, where each capture lies on it, and how its ns become the window's ms.
import type { QueryClient } from "../store/contract.ts";
import { ON_LINE } from "../store/time-base.ts";
import { numberOf, rowsOf } from "./sql.ts";

/** Where a capture lies, ms since project start; null without times on the time line. */
export interface CaptureSpan {
  readonly capture: number;
  readonly from_ms: number | null;
  readonly to_ms: number | null;
}

export interface TimeLine {
  /** Project start in the time base of column `t`; null when no visible capture has a time. */
  readonly startNs: bigint | null;
  /** Last recorded time, in the same base. */
  readonly endNs: bigint | null;
  /** Whether `t` is Unix time. */
  readonly wall: boolean;
  /** Of every capture in the order of their ids, hidden ones too. */
  readonly spans: readonly CaptureSpan[];
}

/** Milliseconds since project start of a time in ns; exact to the ns for forty days. */
export const msOf = (ns: bigint, startNs: bigint): number => Number(ns - startNs) / 1e6;

/** The time in ns of milliseconds since project start. */
export const nsOf = (ms: number, startNs: bigint): bigint => startNs + BigInt(Math.round(ms * 1e6));

interface CaptureTimes {
  readonly capture: number;
  readonly first: bigint | null;
  readonly last: bigint | null;
  /** What its times count from: the wall clock, or the zero of another clock. */
  readonly base: string | null;
  readonly active: boolean;
  readonly onLine: boolean;
}

/**
 * Reads the time line. Times of two clocks that nothing links cannot be put on one line: it is the wall clock's where a
 * capture has that, else that of the clock by which most captures were recorded, and the others are not on it.
 */
export async function readTimeLine(query: QueryClient): Promise<TimeLine> {
  const rows = await rowsOf(
    query,
    `SELECT id, first_t::VARCHAR AS first_t, last_t::VARCHAR AS last_t, time_base,
      (state = 'active')::INTEGER AS active, ${ON_LINE}::INTEGER AS on_line FROM capture ORDER BY id`,
  );
  const ns = (cell: string | number | null | undefined) => (cell == null ? null : BigInt(cell));
  const captures = rows.map(
    (row): CaptureTimes => ({
      capture: numberOf(row, "id"),
      first: ns(row.first_t),
      last: ns(row.last_t),
      base: row.time_base == null ? null : String(row.time_base),
      active: row.active === 1,
      onLine: row.on_line === 1,
    }),
  );
  const shown = captures.filter((c) => c.active && c.onLine);
  const startNs = shown.map((c) => c.first as bigint).reduce(least, null);
  const endNs = shown.map((c) => (c.last ?? c.first) as bigint).reduce(greatest, null);
  const place = (c: CaptureTimes, ns: bigint | null): number | null =>
    ns === null || startNs === null || !c.onLine ? null : msOf(ns, startNs);
  return {
    startNs,
    endNs,
    wall: shown.some((c) => c.base === "wall"),
    spans: captures.map((c) => ({
      capture: c.capture,
      from_ms: place(c, c.first),
      to_ms: place(c, c.last ?? c.first),
    })),
  };
}

const least = (a: bigint | null, b: bigint): bigint => (a === null || b < a ? b : a);
const greatest = (a: bigint | null, b: bigint): bigint => (a === null || b > a ? b : a);
