// From the outcomes of all replications to N*: its interval, the curve around it, what binds and how it is overrun.
import { nearestRank } from "../base/percentile.ts";
import type { DensityReply } from "../protocol/replies.ts";
import { endingNames, endings } from "./endings.ts";
import type { Plan } from "./plan.ts";
import { p99SlowdownOf } from "./slowdown.ts";
import type { OutcomeOf } from "./task.ts";

export interface Quantiles {
  readonly p5: number;
  readonly p50: number;
  readonly p95: number;
}

/** 5th, 50th and 95th percentile by nearest rank. */
export function quantilesOf(values: readonly number[]): Quantiles {
  const sorted = [...values].sort((a, b) => a - b);
  return { p5: nearestRank(sorted, 0.05), p50: nearestRank(sorted, 0.5), p95: nearestRank(sorted, 0.95) };
}

/** Shares of the resources that end the runs which fail with n guests. */
export function bindingAt(outcomes: readonly OutcomeOf<"search">[], n: number): DensityReply["binding"] {
  const counts = endings.map(() => 0);
  let failing = 0;
  for (const { failsAt, endings: ends } of outcomes)
    for (let r = 0; r < failsAt.length; r++)
      if (failsAt[r]! <= n) {
        counts[ends[r]!]! += 1;
        failing++;
      }
  return endings
    .map((ending, i) => ({ resource: endingNames[ending], share: failing > 0 ? counts[i]! / failing : 0 }))
    .filter((entry) => entry.share > 0)
    .sort((a, b) => b.share - a.share);
}

const CURVE_POINTS = 48;
/** Where each point is a run of the engine. */
const PLAYED_POINTS = 6;
const FEWEST_AROUND = 10;

/** Numbers of guests around N* for the curve. */
export function curvePoints(plan: Plan, n: Quantiles): number[] {
  const from = Math.max(1, Math.min(Math.floor(0.75 * n.p5), n.p5 - FEWEST_AROUND));
  const to = Math.max(Math.ceil(1.25 * n.p95), n.p95 + FEWEST_AROUND, from + 2 * FEWEST_AROUND);
  return curveGuests(from, to, n.p50, plan.feedback || plan.numa ? PLAYED_POINTS : CURVE_POINTS);
}

/** Share of all runs that still pass with each number of guests, never rising, and the slowdown: as played, or as captures tell. */
export function curveOf(
  plan: Plan,
  outcomes: readonly OutcomeOf<"search">[],
  points: readonly number[],
  played: readonly OutcomeOf<"points">[] | null,
): DensityReply["curve"] {
  const all = outcomes.flatMap(({ failsAt }) => [...failsAt]).sort((a, b) => a - b);
  const slowdown = p99SlowdownOf(plan);
  let least = 1;
  return points.map((guests, i) => {
    const fits = played
      ? played.reduce((sum, outcome) => sum + outcome.passed[i]!, 0) / all.length
      : 1 - upTo(all, guests) / all.length;
    least = Math.min(least, fits);
    return { n: guests, p_fits: least, p99_slowdown: Math.max(slowdown(guests), played?.[0]?.p99[i] ?? 1) };
  });
}

/** Whole numbers from `from` to `to`, thinned out evenly, N* and its successor always among them. */
function curveGuests(from: number, to: number, middle: number, most: number): number[] {
  const step = Math.max(1, Math.ceil((to - from) / most));
  const guests = new Set([Math.max(1, middle), middle + 1, to]);
  for (let n = from; n < to; n += step) guests.add(n);
  return [...guests].sort((a, b) => a - b);
}

/** How many of the ascending values are at most `limit`. */
function upTo(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What happens with one guest too many: probability over all runs; depth and time over the runs that overrun. */
export function overrunOf(plan: Plan, outcomes: readonly OutcomeOf<"detail">[]): DensityReply["overrun"] {
  const depths = outcomes.flatMap(({ depths: own }) => [...own]);
  const seconds = outcomes.flatMap(({ lengths }) => [...lengths].map((epochs) => epochs * plan.epochSeconds));
  return {
    p: depths.length / (plan.outer * plan.inner),
    depth_pages: meanAndTail(depths),
    seconds: meanAndTail(seconds),
  };
}

function meanAndTail(values: readonly number[]): { mean: number; p95: number } {
  if (values.length === 0) return { mean: 0, p95: 0 };
  const sorted = [...values].sort((a, b) => a - b);
  return { mean: sorted.reduce((sum, value) => sum + value, 0) / values.length, p95: nearestRank(sorted, 0.95) };
}
