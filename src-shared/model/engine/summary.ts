// What a run comes to: totals and percentiles over its epochs.

import type { FunctionSummary } from "../mechanisms/hotplug/tally.ts";
import { totalFor } from "./ledger.ts";
import { FREE, RESERVE } from "./states.ts";
import { summariseWork, type WorkSummary } from "./work.ts";
import type { World } from "./world.ts";

/** Running totals of a run; slowdowns as counts by value, most of them are exactly 1. */
export interface Tally {
  epochs: number;
  framesMax: number;
  framesLast: number;
  accessNsSum: number;
  readonly slowdowns: Map<number, number>;
}

/** What mechanisms add to a summary; null where the mechanism is absent. */
export interface Contributions {
  readonly functions: FunctionSummary | null;
  readonly tmem: TmemSummary | null;
  readonly swap: SwapSummary | null;
  readonly translation: TranslationSummary | null;
}

/** Means over guests and epochs. */
export interface TranslationSummary {
  /** Page-table walks a second of one guest. */
  readonly walks_per_s: number;
  readonly references_per_walk: number;
  /** Share of the guests' memory that the host maps in 2 MiB. */
  readonly large_share: number;
}

export interface TmemSummary {
  /** Failed puts over the run. */
  readonly failed: number;
  /** Pages held at its end. */
  readonly used_last: number;
  /** Jain's index over guests of the share of their wishes that they held, 1 at best; null without wishes. */
  readonly fairness: number | null;
  /** Seconds after which no guest's part of the pool changed by more than a hundredth of it. */
  readonly settled_s: number;
  /** Pages that made room for others, of an ephemeral pool. */
  readonly evicted?: number;
  /** Over guests, nearest rank: the time that the work of the horizon takes with the costs of puts, gets and disk. */
  readonly run_time_s: { readonly p50: number; readonly max: number };
}

/** Pages over the run. */
export interface SwapSummary {
  /** To the compressed pool, and to disk. */
  readonly compressed: number;
  readonly written: number;
  /** Back from the pool, and from disk; of the guest with most reads from disk. */
  readonly decompressed: number;
  readonly read: number;
  readonly read_most: number;
  /** Largest share of its time that the disk was busy, and epochs in which it was busy for more than 98 %; of kinds with a queue. */
  readonly busy_most?: number;
  readonly saturated_epochs?: number;
}

export interface Summary extends Contributions {
  readonly epochs: number;
  readonly guests: number;
  /** Frames of all tiers in use, reserve not counted. */
  readonly frames_used: { readonly max: number; readonly last: number };
  /** Over guests and epochs, nearest rank. */
  readonly slowdown: { readonly p50: number; readonly p99: number };
  /** Null where the scenario gives no latencies. */
  readonly mean_access_ns: number | null;
  readonly cow_breaks: number;
  readonly oom_kills: number;
  /** Guests that found no room when they arrived. */
  readonly refused_starts: number;
  /** Writes to pages that their guest did not have at the time. */
  readonly writes_outside: number;
  /** Of guests with a clock; null without any. */
  readonly work: WorkSummary | null;
}

export const emptyTally = (): Tally => ({
  epochs: 0,
  framesMax: 0,
  framesLast: 0,
  accessNsSum: 0,
  slowdowns: new Map(),
});

/** Adds an epoch: its slowdowns and, with latencies of the tiers in nanoseconds, its mean access time. */
export function addEpoch(
  tally: Tally,
  world: World,
  ascending: Float64Array,
  access: { readonly hit: number; readonly fastNs: number; readonly slowNs: number } | null,
): void {
  const { ledger } = world;
  const size = ledger.tierSizes.reduce((sum, frames) => sum + frames, 0);
  tally.epochs++;
  tally.framesLast = size - totalFor(ledger, FREE) - totalFor(ledger, RESERVE);
  tally.framesMax = Math.max(tally.framesMax, tally.framesLast);
  if (access) tally.accessNsSum += access.hit * access.fastNs + (1 - access.hit) * access.slowNs;
  for (let from = 0; from < ascending.length; ) {
    const value = ascending[from]!;
    let to = from + 1;
    while (ascending[to] === value) to++;
    tally.slowdowns.set(value, (tally.slowdowns.get(value) ?? 0) + to - from);
    from = to;
  }
}

export function summarise(tally: Tally, world: World, hasLatencies: boolean): Summary {
  return {
    epochs: tally.epochs,
    guests: world.guests.length,
    frames_used: { max: tally.framesMax, last: tally.framesLast },
    slowdown: { p50: rankOf(tally.slowdowns, 0.5), p99: rankOf(tally.slowdowns, 0.99) },
    mean_access_ns: hasLatencies && tally.epochs > 0 ? tally.accessNsSum / tally.epochs : null,
    cow_breaks: world.events.cowBreaks,
    oom_kills: world.events.oomKills,
    refused_starts: world.events.refusedStarts,
    writes_outside: world.events.writesOutside,
    work: summariseWork(world),
    ...contributions(world),
  };
}

function contributions(world: World): Contributions {
  const all: Contributions = { functions: null, tmem: null, swap: null, translation: null };
  for (const mechanism of world.atWork) Object.assign(all, mechanism.summarise?.());
  return all;
}

/** Nearest rank over counted values; 1 without any. */
function rankOf(counts: ReadonlyMap<number, number>, share: number): number {
  const ascending = [...counts].sort((a, b) => a[0] - b[0]);
  const total = ascending.reduce((sum, [, count]) => sum + count, 0);
  let left = Math.ceil(share * total - 1e-9);
  for (const [value, count] of ascending) {
    left -= count;
    if (left <= 0) return value;
  }
  return 1;
}
