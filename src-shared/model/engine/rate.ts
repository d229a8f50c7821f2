// Pages that something with a rate may move in an epoch.
import { PAGE_BYTES } from "../../base/units.ts";

/**
 * Pages that may move in an epoch: whole pages of what the rate allows since the start, so that nothing is lost to
 * rounding; `rate` in bytes per second, null without limit.
 */
export function pagesAllowed(rate: number | null, epoch: number, epochSeconds: number): number {
  if (rate === null) return Number.POSITIVE_INFINITY;
  const until = (epochs: number): number => Math.floor((rate * epochSeconds * epochs) / PAGE_BYTES);
  return until(epoch) - until(epoch - 1);
}
