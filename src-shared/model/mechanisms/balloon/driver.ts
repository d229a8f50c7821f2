// The guest's driver: how many pages a balloon moves in an epoch, what that costs, and what it does when the guest has none left.
import { deflate, inflate } from "../../engine/memory.ts";
import { pagesAllowed } from "../../engine/rate.ts";
import type { BalloonEntry } from "../../engine/scenario.ts";
import { usablePages, type World } from "../../engine/world.ts";
import { defaultOf } from "../../parameters.ts";
import { requestsFor, xenBalloonRound, xenBalloonWaits } from "./requests.ts";

export type DriverName = Exclude<NonNullable<BalloonEntry["driver"]>, "none">;

/** A balloon entry, with a driver if it has any. */
type Driven = Omit<BalloonEntry, "control" | "driver"> & { readonly driver?: DriverName | undefined };

export interface SavedDriver {
  /** Linux on Xen, by guest: target of the failed tries, their number, second of the next one. */
  readonly target: Float64Array;
  readonly tries: Float64Array;
  readonly nextS: Float64Array;
}

export interface Driver {
  /** Moves a guest towards so many pages in the balloon; `used` is what it uses. */
  move(guest: number, wanted: number, used: number): void;
  begin(epoch: number): void;
  overBudget(): number;
  save(): SavedDriver;
}

export function createDriver(world: World, entry: Driven, saved?: SavedDriver): Driver {
  const { columns, guests } = world;
  const [epochS, rate] = [world.epochNs / 1e9, entry.rate_bytes_per_s ?? null];
  const column = (name: keyof SavedDriver, first: number): Float64Array =>
    saved?.[name].slice() ?? new Float64Array(guests.length).fill(first);
  const state = { target: column("target", -1), tries: column("tries", 0), nextS: column("nextS", 0) };
  const waits = xenBalloonWaits(defaultOf("balloon.xen_most_tries"), defaultOf("balloon.xen_longest_wait_s"));
  const costNs = costOf(entry);
  let [allowed, nowS, overBudget] = [0, 0, 0];
  const mostInEpoch = (): number => Math.min(allowed, Math.floor(world.epochNs / Math.max(costNs(1), 1e-6)));

  /** Pages that Linux on Xen takes in this round: none while it waits, and none once it has given the target up. */
  const xenRound = (guest: number, wanted: number, credit: number, free: number): number => {
    if (state.target[guest] !== wanted) {
      state.target[guest] = wanted;
      state.tries[guest] = state.nextS[guest] = 0;
    }
    if (nowS < state.nextS[guest]!) return 0;
    const taken = xenBalloonRound(credit, free);
    if (taken === credit) state.tries[guest] = 0;
    else {
      const wait = waits[state.tries[guest]!];
      state.nextS[guest] = wait === undefined ? Number.POSITIVE_INFINITY : nowS + wait;
      state.tries[guest]! += 1;
    }
    return taken;
  };

  return {
    begin: (epoch) => {
      overBudget = 0;
      allowed = pagesAllowed(rate, epoch, epochS);
      nowS = epoch * epochS;
    },
    move: (guest, wanted, used) => {
      const before = columns.ballooned[guest]!;
      const most = entry.driver ? mostInEpoch() : allowed;
      if (wanted > before) {
        const step = Math.min(wanted - before, most);
        const free = Math.max(0, usablePages(world, guest) - used);
        const taken = entry.driver === "xen" ? xenRound(guest, wanted, step, free) : Math.min(step, free);
        inflate(world, guest, entry.driver ? taken : step);
      } else if (wanted < before) deflate(world, guest, Math.min(before - wanted, most));
      const moved = Math.abs(columns.ballooned[guest]! - before);
      if (moved > 0) columns.stallNs[guest]! += costNs(moved);
      if (moved > allowed) overBudget++;
    },
    overBudget: () => overBudget,
    save: () => ({ target: state.target.slice(), tries: state.tries.slice(), nextS: state.nextS.slice() }),
  };
}

/** Nanoseconds of a guest for moving so many pages. */
function costOf(entry: Driven): (pages: number) => number {
  const us = (given: number | undefined, name: string): number => given ?? defaultOf(name);
  if (entry.driver === "virtio") {
    const pageNs = us(entry.page_us, "hotplug.balloon_us_per_page") * 1000;
    return (pages) => pages * pageNs;
  }
  if (entry.driver === "xen") {
    const [callNs, pageNs] = [us(entry.call_us, "balloon.call_us") * 1000, us(entry.page_us, "balloon.page_us") * 1000];
    const perCall = defaultOf("balloon.xen_pages_per_call");
    return (pages) => requestsFor(pages, perCall) * callNs + pages * pageNs;
  }
  return () => 0;
}
