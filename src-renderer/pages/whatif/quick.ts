// Quick answers: the same scenario with fewer replications, as many as can be had while a hand is on a slider.
import type { Scenario } from "../../../src-shared/density/scenario-schema.ts";

export interface Replications {
  readonly outer: number;
  readonly inner: number;
}

/** From the most to the fewest; twenty runs can still tell 95 % from less. */
export const QUICK_SIZES: readonly Replications[] = [
  { outer: 20, inner: 20 },
  { outer: 10, inner: 20 },
  { outer: 5, inner: 20 },
];

/** An answer that took longer asks for fewer replications the next time; one that took much less for more. */
const TOO_LONG_MS = 200;
const SHORT_MS = 40;

/** Everything but the replications stays. */
export function quickScenario(scenario: Scenario, size: Replications): Scenario {
  const { outer, inner } = scenario.replications;
  return { ...scenario, replications: { outer: Math.min(outer, size.outer), inner: Math.min(inner, size.inner) } };
}

/** Index of the size to ask with next. */
export function nextSize(index: number, tookMs: number): number {
  if (tookMs > TOO_LONG_MS) return Math.min(index + 1, QUICK_SIZES.length - 1);
  return tookMs < SHORT_MS ? Math.max(0, index - 1) : index;
}

export const totalOf = ({ outer, inner }: Replications): number => outer * inner;

/** How long the scenario's own replications may take, in seconds, from an answer that took `tookMs`. */
export const exactSeconds = (scenario: Scenario, answered: Replications, tookMs: number): number =>
  (tookMs / 1000) * (totalOf(scenario.replications) / Math.max(1, totalOf(answered)));
