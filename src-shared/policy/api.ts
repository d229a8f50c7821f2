// What a policy sees and may ask for. Scripts are checked against exactly this file, so it imports nothing.

/** Pages are of 4096 bytes, times in seconds of the run. What a host could not know is not here: no true heat, no contents. */
export interface Observation {
  /** Seconds since the start, at the end of the epoch that is seen. */
  readonly t: number;
  /** The epoch that is seen; the actions take effect in a later one. */
  readonly epoch: number;
  /** Seconds of an epoch. */
  readonly dt: number;
  readonly host: HostView;
  /** Guests that run. */
  readonly guests: readonly GuestView[];
}

export interface HostView {
  /** Frames of the host, and those that are free now. */
  readonly total: number;
  readonly free: number;
  /** free / total · 100. */
  readonly freePct: number;
  readonly fastFree: number;
  readonly slowFree: number;
  /** Pages on disk, and frames of the compressed pool. */
  readonly swapUsed: number;
  readonly zpool: number;
  /** Pages in the pool of transcendent memory, and those that it still takes; 0 without one. */
  readonly tmemUsed: number;
  readonly tmemFree: number;
  /** Counters of KSM as sysfs shows them; they lag behind. */
  readonly ksm: KsmView;
  /** Pages a second from disk and to it, from the compressed pool and to it. */
  readonly swapIn: number;
  readonly swapOut: number;
  readonly zpoolIn: number;
  readonly zpoolOut: number;
  /** Share of the epoch that the swap device worked, one page after the other, from 0 to 1. */
  readonly deviceUtil: number;
  /** Pages promoted and demoted between tiers in the epoch. */
  readonly promoted: number;
  readonly demoted: number;
}

export interface KsmView {
  readonly shared: number;
  readonly sharing: number;
  readonly unshared: number;
  readonly volatile: number;
  readonly skipped: number;
  readonly zero: number;
  readonly fullScans: number;
}

export interface GuestView {
  /** Number of the guest: what actions name. */
  readonly id: number;
  readonly name: string;
  /** Maximum size, and what the balloon holds of it. */
  readonly size: number;
  readonly balloon: number;
  /** Pages in use, swapped and compressed ones included. */
  readonly used: number;
  /** Pages that have a frame in host memory or share one. */
  readonly rss: number;
  /** Pages that were unplugged. */
  readonly unplugged: number;
  /** size − balloon − unplugged − used: pages that the guest does not use. */
  readonly guestFree: number;
  readonly swapped: number;
  /** Pages a second from disk, and from disk or the compressed pool. */
  readonly swapIn: number;
  readonly refaults: number;
  /** Pages used in the epoch, as a sample of 100 of the pages in use tells: wrong by chance, and the same on every run. */
  readonly wssEst: number;
  /** Share of the epoch that the guest waited for memory, from 0 to 1. */
  readonly stall: number;
  /** The same over the last ten seconds, in percent: avg10 of "some" in /proc/pressure/memory. */
  readonly psiSome: number;
  /** Time with the mechanisms over time without them, in the epoch. */
  readonly slowdown: number;
  readonly tmem: TmemView;
}

export interface TmemView {
  readonly used: number;
  readonly target: number;
  /** Puts that failed in the epoch. */
  readonly putFails: number;
}

/** What a policy may ask for. Whatever cannot be done as asked is clipped or refused, and the run says so. */
export type Action =
  /** The balloon of a guest holds this many pages, as fast as its rate allows. */
  | { readonly kind: "setBalloon"; readonly id: number; readonly pages: number }
  | { readonly kind: "setTmemTarget"; readonly id: number; readonly pages: number }
  | { readonly kind: "tmemAdmit"; readonly id: number; readonly admit: boolean }
  | {
      readonly kind: "setKsm";
      readonly run?: boolean;
      readonly pagesToScan?: number;
      readonly sleepMs?: number;
    }
  /** Memory of a guest comes or goes, whole blocks of it. */
  | { readonly kind: "plug"; readonly id: number; readonly pages: number }
  | { readonly kind: "unplug"; readonly id: number; readonly pages: number }
  /** Pages of a guest in the fast tier, at least and at most, and promotions a second; null: no limit; left out: as it is. */
  | {
      readonly kind: "setTier";
      readonly id: number;
      readonly fastMin?: number;
      readonly fastMax?: number | null;
      readonly promoteRate?: number | null;
    }
  /** Most pages of a guest on disk and in the compressed pool; null: no limit; left out: as it is. */
  | {
      readonly kind: "setSwap";
      readonly id: number;
      readonly limit?: number | null;
      readonly zswapMax?: number | null;
    }
  /** So many pages of a guest leave memory now, for the compressed pool or the disk. */
  | { readonly kind: "reclaim"; readonly id: number; readonly pages: number }
  /** An instance of a function starts at this second of the run, before anybody calls it. */
  | { readonly kind: "prewarm"; readonly id: number; readonly at: number }
  /** Idle instances of a function stay at least until `until` (seconds of the run). */
  | { readonly kind: "keepWarm"; readonly id: number; readonly until: number }
  /** Idle instances of a function end now. */
  | { readonly kind: "evict"; readonly id: number };

export interface Decision<State> {
  readonly actions: readonly Action[];
  /** Kept until the next call, as JSON of at most 64 KiB. */
  readonly state: State;
}

/** Called once an interval; `state` is null at first. `rng()` gives seeded random numbers, there is no clock and no other chance. */
export type Policy<State = unknown> = (obs: Observation, state: State | null) => Decision<State>;

/** An action as it was done: what was asked, what was granted, and why not all of it. */
export interface Granted {
  readonly kind: string;
  /** Null for actions on the host. */
  readonly guest: number | null;
  readonly asked: number | boolean | null;
  /** Null when the action was refused. */
  readonly granted: number | boolean | null;
  /** Null when all that was asked was granted. */
  readonly reason: string | null;
}

/** One call of a policy, as a break condition sees it. */
export interface Call<State = unknown> {
  /** The epoch in which the policy was asked; `obs.epoch` is the earlier one that it saw. */
  readonly epoch: number;
  readonly obs: Observation;
  readonly asked: readonly Action[];
  readonly granted: readonly Granted[];
  /** What the policy kept before and after; null at first. */
  readonly before: State;
  readonly state: State;
}
