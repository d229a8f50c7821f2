// The view of a finished epoch that a policy gets: what the host's own counters would show.

import type { GuestView, Observation } from "../../policy/api.ts";
import type { Columns } from "../engine/columns.ts";
import { pagesIn } from "../engine/ledger.ts";
import { MERGED, PRIV_FAST, PRIV_SLOW, SWAP, ZEROMAP } from "../engine/states.ts";
import { running, stallOf, type World } from "../engine/world.ts";
import type { Grown } from "./counts.ts";
import { sampledWorkingSet } from "./sampled.ts";

/** An epoch that is over: its row, and by how much counters grew in it. */
export interface Finished {
  readonly row: Float64Array;
  readonly columns: Columns;
  readonly epoch: number;
  readonly grown: Grown;
}

/** Builds the view of `epoch` from its row, after everything that happened in it. */
export function observe(world: World, { row, columns, epoch, grown }: Finished): Observation {
  const of = (name: string): number => row[columns.of(name)]!;
  const free = of("fast.free") + of("slow.free");
  const total = of("fast.total") + of("slow.total");
  const dt = world.epochNs / 1e9;
  return {
    t: epoch * dt,
    epoch,
    dt,
    host: {
      total,
      free,
      freePct: total === 0 ? 0 : (free / total) * 100,
      fastFree: of("fast.free"),
      slowFree: of("slow.free"),
      swapUsed: of("swap.slots"),
      zpool: of("fast.zpool") + of("slow.zpool"),
      tmemUsed: of("tmem.used"),
      tmemFree: world.atWork.find(({ controls }) => controls?.tmemFree)?.controls?.tmemFree?.() ?? 0,
      ksm: {
        shared: of("ksm.pages_shared"),
        sharing: of("ksm.pages_sharing"),
        unshared: of("ksm.pages_unshared"),
        volatile: of("ksm.pages_volatile"),
        skipped: of("ksm.pages_skipped"),
        zero: of("ksm.ksm_zero_pages"),
        fullScans: of("ksm.full_scans"),
      },
      swapIn: grown.swapIn / dt,
      swapOut: grown.swapOut / dt,
      zpoolIn: grown.zpoolIn / dt,
      zpoolOut: grown.zpoolOut / dt,
      deviceUtil: Math.min(1, grown.deviceNs / world.epochNs),
      promoted: of("tier.promoted"),
      demoted: of("tier.demoted"),
    },
    guests: running(world).map((guest) => guestView(world, { row, columns, epoch, grown }, guest)),
  };
}

function guestView(world: World, { row, columns, epoch, grown }: Finished, guest: number): GuestView {
  const { ledger, columns: guests } = world;
  const dt = world.epochNs / 1e9;
  const size = world.guests[guest]!.pages;
  const balloon = guests.ballooned[guest]!;
  const unplugged = guests.unplugged[guest]!;
  const used = guests.resident[guest]!;
  const stall = stallOf(world, guest);
  const inState = (state: number): number => pagesIn(ledger, guest, state);
  return {
    id: guest,
    name: world.guests[guest]!.spec.name ?? `g${guest}`,
    size,
    balloon,
    used,
    rss: inState(PRIV_FAST) + inState(PRIV_SLOW) + inState(MERGED) + inState(ZEROMAP),
    unplugged,
    guestFree: size - balloon - unplugged - used,
    swapped: inState(SWAP),
    swapIn: grown.swapInOf[guest]! / dt,
    refaults: (grown.swapInOf[guest]! + grown.zpoolInOf[guest]!) / dt,
    wssEst: sampledWorkingSet(world, guest, epoch),
    stall: stall / (1 + stall),
    // The kernel shows two decimals.
    psiSome: Math.round(grown.psiOf[guest]! * 100) / 100,
    slowdown: 1 + stall,
    tmem: {
      used: row[columns.ofGuest(guest, "tmem_used")]!,
      target: row[columns.ofGuest(guest, "tmem_target")]!,
      putFails: row[columns.ofGuest(guest, "tmem_failed")]!,
    },
  };
}
