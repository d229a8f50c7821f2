// What a mechanism is to the engine: the shape that every folder beside this file has.
import type { Columns } from "../engine/columns.ts";
import type { EngineMechanism, EngineScenario } from "../engine/scenario.ts";
import type { Contributions } from "../engine/summary.ts";
import type { World } from "../engine/world.ts";
import type { Parameter } from "../parameters.ts";

/** What a profile must hold, and which capture supplies it if it does not. */
export interface Requirement {
  readonly what: string;
  readonly capture: string;
}

/**
 * What a policy can set while a run goes on; a mechanism offers what it obeys, each with the value it took after its own
 * limits. Pages of a guest, guests by number.
 */
export interface Controls {
  setBalloon(guest: number, pages: number): number;
  setTmemTarget(guest: number, pages: number): number;
  admitTmem(guest: number, admit: boolean): void;
  /** Pages that the pool still takes. */
  tmemFree(): number;
  setKsm(knobs: KsmKnobs): KsmKnobs;
  /** Idle instances of a function stay at least until this second of the run. */
  keepWarm(guest: number, untilS: number): void;
  /** Idle instances of a function end now. Returns how many. */
  evict(guest: number): number;
  /** An instance of a function starts at this second of the run, without an arrival. Returns the second; -1 where it cannot. */
  prewarm(guest: number, atS: number): number;
  /** Blocks of a guest that is no function come or go, whole ones only. Returns the pages. */
  plug(guest: number, pages: number): number;
  unplug(guest: number, pages: number): number;
  /** What is left out stays as it is. Returns what holds now. */
  setTier(guest: number, limits: Partial<TierLimits>): TierLimits;
  setSwap(guest: number, limits: Partial<SwapLimits>): SwapLimits;
  /** Pages of a guest leave memory now. Returns how many. */
  reclaim(guest: number, pages: number): number;
}

/** Pages of a guest in the fast tier, at least and at most, and how many it may be promoted a second; null: no limit. */
export interface TierLimits {
  readonly fastMin: number;
  readonly fastMax: number | null;
  readonly promoteRate: number | null;
}

/** Totals since the start of the run that a host's own counters show; a policy sees by how much they grew. */
export interface Counters {
  /** Pages from disk and to it, from the compressed pool and to it. */
  readonly swapIn: number;
  readonly swapOut: number;
  readonly zpoolIn: number;
  readonly zpoolOut: number;
  /** Nanoseconds that the swap device worked. */
  readonly deviceNs: number;
  /** By guest: pages from disk, and from the compressed pool. */
  readonly swapInOf: Float64Array;
  readonly zpoolInOf: Float64Array;
}

/** Most pages of a guest on disk and in the compressed pool; null: no limit. */
export interface SwapLimits {
  readonly limit: number | null;
  readonly zswapMax: number | null;
}

export interface KsmKnobs {
  readonly run?: boolean | undefined;
  readonly pagesToScan?: number | undefined;
  readonly sleepMs?: number | undefined;
}

/**
 * A mechanism at work in one run. The steps are those of an epoch (model section 0) in the order in which they are called; of
 * one step, mechanisms are called in the order of the registry. A mechanism keeps its own state (struct of arrays, and a
 * queue of its own where it has events inside an epoch) and moves pages and frames through the ledger only.
 */
export interface AtWork {
  /** Step 1, before the engine starts the guests that arrive: guests of its own start and end here. */
  begin?(epoch: number): void;
  /** Step 1, or whenever a mechanism starts one: the guest is there now, with all its pages untouched. */
  started?(guest: number): void;
  /** Any step: the guest is gone, killed or at its end; what it holds besides its own pages must be given back now. */
  ended?(guest: number): void;
  /** Step 2: how many pages a guest uses that would use `pages`; called in the order of the registry, each with the last answer. */
  wanted?(guest: number, pages: number): number;
  /** Step 3: faults on pages that are not in memory, and events of the epoch's own queue. */
  fault?(epoch: number): void;
  /** Step 2, page by page: the guest writes a page that is not in memory, so it has to come back first. */
  bringBack?(guest: number, page: number): void;
  /** Step 4: guest-side give-back, puts into pools. */
  giveBack?(epoch: number): void;
  /** Step 5. */
  scan?(epoch: number): void;
  /** Step 6: promotion, then demotion. */
  migrate?(epoch: number): void;
  /** Step 7: a policy decides; `seen` is the row of the epoch before, null in the first one. */
  decide?(epoch: number, seen: Float64Array | null): void;
  /** Step 8. */
  actuate?(epoch: number): void;
  /** Step 9, where the host is short of free frames. */
  reclaim?(epoch: number): void;
  /** Any step: `frames` more free frames are needed at once for a fault of `guest` (none: for the host). Returns how many it freed. */
  makeFree?(frames: number, guest: number | null): number;
  /** Step 10: its columns of the row; those of absent mechanisms stay 0. */
  fill?(row: Float64Array, columns: Columns): void;
  /** At the end of the run: its part of the summary. */
  summarise?(): Partial<Contributions>;
  /** Pages without a frame of their own thanks to it, from its own books; compared with the ledger every epoch. */
  saved(): number;
  /** Times it did more than its rates allow in the last epoch. */
  overBudget(): number;
  /** Plain state for a checkpoint. */
  save(): unknown;
  /** Where it moves pages to disk or a compressed pool; its columns are its own and change. */
  readonly counters?: () => Counters;
  /** What a policy can set. */
  readonly controls?: Partial<Controls>;
}

export interface Mechanism<Entry extends EngineMechanism = EngineMechanism> {
  readonly id: Entry["id"];
  readonly title: string;
  readonly parameters: readonly Parameter[];
  readonly requires: readonly Requirement[];
  /**
   * Step into a world without guests, or into one restored from a checkpoint (`saved`: what `save` gave).
   * Null when the settings have no effect: then the run is that without the mechanism.
   */
  init(world: World, entry: Entry, saved: unknown, scenario: EngineScenario): AtWork | null;
}
