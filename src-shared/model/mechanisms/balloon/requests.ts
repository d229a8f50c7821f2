// How balloons ask the hypervisor: pages of one request, waits after failures, and free pages that guests report by themselves.
import { defaultOf } from "../../parameters.ts";

/** Requests or hypercalls that move some pages, each of at most so many. */
export const requestsFor = (pages: number, pagesPerRequest: number): number => Math.ceil(pages / pagesPerRequest);

/**
 * Seconds that Linux's balloon on Xen waits after each failed allocation before it gives the target up
 * (drivers/xen/balloon.c, update_schedule): twice as long each time, and cancelled when the tries are used up.
 */
export function xenBalloonWaits(maxTries: number, maxSeconds: number): readonly number[] {
  const waits: number[] = [];
  let seconds = 1;
  for (let tries = 2; tries <= maxTries; tries++) {
    seconds = Math.min(seconds * 2, maxSeconds);
    waits.push(seconds);
  }
  return waits;
}

/** Pages that Linux's balloon on Xen takes in one round: what is asked, and no more than the guest has available. */
export const xenBalloonRound = (credit: number, available: number): number => Math.max(0, Math.min(credit, available));

/**
 * Free page reporting (mm/page_reporting.c): a pass reports one request more than a share of the list, every 2 seconds
 * while chunks are left.
 */
export function freePageReporting(
  chunks: number,
  perCall: number,
  cycle: number,
): {
  readonly perPass: number;
  readonly passes: number;
  readonly seconds: number;
} {
  const perPass = (1 + Math.ceil(chunks / (perCall * cycle))) * perCall;
  const passes = Math.ceil(chunks / perPass);
  return { perPass, passes, seconds: passes * defaultOf("balloon.report_delay_s") };
}
