// How fast ksmd goes, what it costs, how late it is, and what the counters show on average (model 2.3).
import { exp } from "../../../base/math.ts";
import { defaultOf } from "../../parameters.ts";

/** Pages per second of ksmd: a batch of `pagesToScan`, then a sleep. `pageUs` is CPU time per visit in microseconds. */
export function scanRate(batch: {
  readonly pagesToScan: number;
  readonly sleepMs: number;
  readonly pageUs: number;
}): number {
  return batch.pagesToScan / ((batch.sleepMs * 1000 + batch.pagesToScan * batch.pageUs) / 1e6);
}

/** Share of one CPU that ksmd uses. */
export const scanCpuShare = (batch: {
  readonly pagesToScan: number;
  readonly sleepMs: number;
  readonly pageUs: number;
}): number => (batch.pagesToScan * batch.pageUs) / (batch.sleepMs * 1000 + batch.pagesToScan * batch.pageUs);

/** Seconds of one pass over `pages` candidates at `rate` pages per second. */
export const passSeconds = (pages: number, rate: number): number => pages / rate;

/** Expected passes until a page merges after its content appears: new content, or content that the page had before. */
export function mergeLagPasses(
  kernel: "6.1" | "6.12",
  page: { readonly nodeExists: boolean; readonly cameBack: boolean },
): number {
  if (page.cameBack) return 0.5;
  return kernel === "6.1" && page.nodeExists ? 0.5 : 1.5;
}

/** Pages that pages_sharing counts too many on average: broken by writes, not yet seen by the scanner. */
export const sharingOvercount = (breaksPerSecond: number, secondsPerPass: number): number =>
  (breaksPerSecond * secondsPerPass) / 2;

/** Pages whose content never equals another's, and how they are rewritten. */
export interface LonePages {
  readonly pages: number;
  /** Seconds between rewrites of each page; null: never. */
  readonly periodSeconds: number | null;
  /** Rewrites at random moments (Poisson) with this mean period, or at fixed intervals. */
  readonly random?: boolean;
}

/** Share of visits that find the content changed. */
function volatileShare(lone: LonePages, secondsPerPass: number): number {
  if (lone.periodSeconds === null) return 0;
  const perPass = secondsPerPass / lone.periodSeconds;
  return lone.random ? 1 - exp(-perPass) : Math.min(1, perPass);
}

/** Passes between visits of a page that stays alone under smart scan. */
export const SMART_SCAN_PERIOD = defaultOf("dedup.smart_scan_period");

/**
 * Mean pages_unshared and pages_volatile over passes. Under smart scan a page alone is in the unstable tree in one pass
 * of nine; on the others it counts as volatile.
 */
export function steadyMeans(
  lone: readonly LonePages[],
  settings: { readonly secondsPerPass: number; readonly smartScan: boolean },
): { readonly unshared: number; readonly volatile: number } {
  let [unshared, volatile] = [0, 0];
  for (const group of lone) {
    const between = settings.secondsPerPass * (settings.smartScan ? SMART_SCAN_PERIOD : 1);
    const steady = group.pages * (1 - volatileShare(group, between));
    const seen = settings.smartScan ? steady / SMART_SCAN_PERIOD : steady;
    unshared += seen;
    volatile += group.pages - seen;
  }
  return { unshared, volatile };
}
