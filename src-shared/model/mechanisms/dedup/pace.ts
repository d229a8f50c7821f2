// How much a scanner does in an epoch.
import { createStream, type Stream } from "../../../base/rng.ts";
import { type Randomness, streams } from "../../engine/demand.ts";
import type { DedupEntry } from "../../engine/scenario.ts";
import { defaultOf } from "../../parameters.ts";
import type { KsmKnobs } from "../mechanism.ts";
import type { Ksm } from "./scanner.ts";

export interface Pace {
  scan(epoch: number): void;
  overBudget(): number;
  /** Sets what a policy may set, and says what is set now; null where it may set nothing. */
  readonly set: ((knobs: KsmKnobs) => KsmKnobs) | null;
  save(): Float64Array;
}

/** Random numbers of samples: a stream for each epoch. */
export interface Draws {
  begin(epoch: number): void;
  draw(): number;
}

export function createDraws({ seed, replication }: Randomness): Draws {
  let stream: Stream | null = null;
  return {
    begin: (epoch) => {
      stream = createStream(seed, { mechanism: streams.samples, replication, epoch });
    },
    draw: () => stream!.next(),
  };
}

/**
 * How much ESX samples in an epoch: so many pages, all of them once, or the rate: pages a second if the entry says so, else
 * what takes each page once in its scan time on average. Whole pages; the fraction is carried over.
 */
export function samplingPace(
  scanner: Ksm,
  entry: DedupEntry,
  draws: Draws,
  inMemory: () => number,
  epochNs: number,
  saved?: Float64Array,
): Pace {
  const { pages_per_epoch: perEpoch, pages_per_s: rate } = entry;
  const scanTimeS = entry.scan_time_s ?? defaultOf("dedup.scan_time_s");
  let left = saved?.[0] ?? 0;
  let overBudget = 0;
  return {
    scan: (epoch) => {
      draws.begin(epoch);
      overBudget = 0;
      if (perEpoch === "pass") {
        scanner.pass();
        return;
      }
      left += perEpoch ?? ((rate ?? inMemory() / scanTimeS) * epochNs) / 1e9;
      const samples = Math.floor(left);
      left -= samples;
      if (scanner.scan(samples) > samples) overBudget++;
    },
    overBudget: () => overBudget,
    set: null,
    save: () => Float64Array.of(left),
  };
}

/** How much ksmd scans in an epoch: so many visits, one pass, or the wake-ups that fit into its time. */
export function ksmPace(ksm: Ksm, entry: DedupEntry, epochNs: number, saved?: Float64Array): Pace {
  const perEpoch = entry.pages_per_epoch;
  let pagesToScan = saved?.[1] ?? entry.pages_to_scan ?? defaultOf("dedup.pages_to_scan");
  const pageNs = Math.round(defaultOf("dedup.page_us") * 1000);
  const sleepNsOf = (sleepMs: number): number => Math.round((sleepMs + defaultOf("dedup.sleep_overrun_ms")) * 1e6);
  let sleepMs = saved?.[2] ?? entry.sleep_millisecs ?? defaultOf("dedup.sleep_millisecs");
  let runs = saved?.[3] !== 0;
  let timeLeft = saved?.[0] ?? 0;
  let overBudget = 0;
  const wakeUps = (): void => {
    const sleepNs = sleepNsOf(sleepMs);
    timeLeft += epochNs;
    while (timeLeft > 0) timeLeft -= sleepNs + ksm.batch(pagesToScan) * pageNs;
    if (timeLeft <= -(sleepNs + pagesToScan * pageNs)) overBudget++;
  };
  return {
    scan: () => {
      overBudget = 0;
      if (!runs) return;
      if (perEpoch === "pass") ksm.pass();
      else if (perEpoch !== undefined) {
        if (ksm.scan(perEpoch) > perEpoch) overBudget++;
      } else wakeUps();
    },
    overBudget: () => overBudget,
    set: (knobs) => {
      runs = knobs.run ?? runs;
      pagesToScan = Math.max(1, Math.floor(knobs.pagesToScan ?? pagesToScan));
      sleepMs = Math.max(0, knobs.sleepMs ?? sleepMs);
      return { run: runs, pagesToScan, sleepMs };
    },
    save: () => Float64Array.of(timeLeft, pagesToScan, sleepMs, runs ? 1 : 0),
  };
}
