// KSM's scan-time advisor (mm/ksm.c, scan_time_advisor): integers that truncate, once at the end of every pass.
import { defaultOf } from "../../parameters.ts";

export interface Advisor {
  readonly pagesToScan: number;
  /** Smoothed change in percent; 0 before the first pass. */
  readonly change: number;
  /** Seconds of the pass before; 0 before the first pass. */
  readonly lastScanSeconds: number;
  /** ksmd's CPU in percent over the pass, as the advisor computed it. */
  readonly cpuPercent: number;
}

export interface AdvisorSettings {
  readonly targetSeconds: number;
  readonly maxCpuPercent: number;
  readonly maxPagesToScan: number;
}

const ADVISOR_DEFAULTS: AdvisorSettings = {
  targetSeconds: defaultOf("dedup.advisor_target_scan_time"),
  maxCpuPercent: defaultOf("dedup.advisor_max_cpu"),
  maxPagesToScan: defaultOf("dedup.advisor_max_pages_to_scan"),
};

const MIN_CPU_PERCENT = defaultOf("dedup.advisor_min_cpu");
const WEIGHT_PERCENT = 30;

const atLeastOne = (x: number): number => Math.max(1, Math.trunc(x));

export const startAdvisor = (pagesToScan: number): Advisor => ({
  pagesToScan,
  change: 0,
  lastScanSeconds: 0,
  cpuPercent: 0,
});

/** The advisor after a pass of this many milliseconds, in which ksmd used this much CPU. */
export function advise(
  before: Advisor,
  pass: { readonly milliseconds: number; readonly cpuMilliseconds: number },
  settings: AdvisorSettings = ADVISOR_DEFAULTS,
): Advisor {
  const seconds = atLeastOne(pass.milliseconds / 1000);
  const cpuPercent = atLeastOne((Math.trunc(pass.cpuMilliseconds) * 100) / (seconds * 1000));
  const factor = atLeastOne((settings.targetSeconds * 100) / seconds);
  const changeNow = atLeastOne((seconds * 100) / (before.lastScanSeconds || seconds));
  const change = Math.trunc(((100 - WEIGHT_PERCENT) * before.change + WEIGHT_PERCENT * changeNow) / 100);
  const wanted = Math.trunc((Math.trunc((before.pagesToScan * 100) / factor) * change) / 100);
  const unit = atLeastOne(before.pagesToScan / cpuPercent);
  const bounded = Math.max(Math.min(wanted, unit * settings.maxCpuPercent), unit * MIN_CPU_PERCENT);
  return {
    pagesToScan: Math.min(bounded, settings.maxPagesToScan),
    change,
    lastScanSeconds: seconds,
    cpuPercent,
  };
}
