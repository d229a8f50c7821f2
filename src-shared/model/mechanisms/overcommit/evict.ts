// Which pages leave memory when frames are short: those used least first, to the compressed pool as long as it has room, else to disk.
import { PAGE_BYTES } from "../../../base/units.ts";
import { COMPRESSED, ON_DISK, pagesAt } from "../../engine/groups.ts";
import { pagesIn, totalFor } from "../../engine/ledger.ts";
import { shiftPages } from "../../engine/places.ts";
import { FAST, FREE, SLOW, SWAP, type Tier, ZSWAP } from "../../engine/states.ts";
import type { World } from "../../engine/world.ts";
import type { Curved } from "./curves.ts";

/** Least pages that a reclaim looks for at a time (SWAP_CLUSTER_MAX of the kernel). */
export const CLUSTER = 32;

export interface Evicted {
  /** Pages that went to the pool, and to disk, from wherever they were. */
  compressed: number;
  written: number;
}

/** Most pages of each guest on disk and in the pool, infinite without a limit. */
export interface GuestRoom {
  readonly onDisk: Float64Array;
  readonly compressed: Float64Array;
}

export interface Eviction {
  free(frames: number): Evicted;
  /** Pages of one guest leave, those used least first. */
  reclaim(guest: number, pages: number): Evicted;
}

/**
 * Frees frames until `frames` more are free, as far as pages and room for them last. Groups of equal warmth give in
 * proportion to what they have; pages that moved in this epoch stay unless nothing else is left (model section 0).
 */
export function createEviction(world: World, most: GuestRoom, curves: ReadonlyMap<number, Curved>): Eviction {
  const { groups, ledger } = world;
  const swap = world.swap!;
  const order = groups.coldestFirst;
  const done: Evicted = { compressed: 0, written: 0 };
  const list = [...curves.values()];
  /** 1 for a guest that has no page to give, in a search. */
  const hasNone = new Uint8Array(world.guests.length);
  const byCurve = Uint8Array.from(world.guests, (_, guest) => (curves.has(guest) ? 1 : 0));

  const roomOnDisk = (guest: number): number => Math.max(0, most.onDisk[guest]! - pagesIn(ledger, guest, SWAP));
  const roomCompressed = (guest: number): number =>
    Math.max(0, most.compressed[guest]! - pagesIn(ledger, guest, ZSWAP));
  const available = (group: number, withMoved: boolean): number => {
    const owner = groups.owner[group]!;
    if (world.guests[owner]!.held) return 0;
    const inMemory = pagesAt(groups, group, FAST) + pagesAt(groups, group, SLOW);
    const pages = withMoved ? inMemory : inMemory - groups.moved[group * 2]! - groups.moved[group * 2 + 1]!;
    return Math.min(pages, roomOnDisk(owner) + roomCompressed(owner));
  };
  const roomInPool = (): number =>
    Math.max(0, Math.floor((swap.poolFrames * PAGE_BYTES) / swap.pageBytes) - swap.compressed);

  /** Pages of the pool that are used less than this group go to disk, to make room. */
  const writeBack = (than: number, count: number): void => {
    let left = Math.min(count, swap.slots - swap.onDisk);
    for (const group of order) {
      if (left <= 0 || groups.warmth[group]! >= groups.warmth[than]!) return;
      const now = Math.min(left, pagesAt(groups, group, COMPRESSED), roomOnDisk(groups.owner[group]!));
      shiftPages(world, group, COMPRESSED, ON_DISK, now);
      done.written += now;
      left -= now;
    }
  };

  const leave = (group: number, tier: Tier, count: number): void => {
    const owner = groups.owner[group]!;
    const wanted = Math.min(count, roomCompressed(owner));
    if (wanted > roomInPool() && swap.poolFrames > 0) writeBack(group, wanted - roomInPool());
    const compressed = Math.min(wanted, roomInPool());
    shiftPages(world, group, tier, COMPRESSED, compressed);
    done.compressed += compressed;
    const written = Math.min(count - compressed, swap.slots - swap.onDisk, roomOnDisk(owner));
    shiftPages(world, group, tier, ON_DISK, written);
    done.written += written;
  };

  /** `count` pages of a group leave, those in the slow tier first. */
  const leaveGroup = (group: number, count: number, withMoved: boolean): void => {
    let left = count;
    for (const tier of [SLOW, FAST] as const) {
      const there = pagesAt(groups, group, tier) - (withMoved ? 0 : groups.moved[group * 2 + tier]!);
      const now = Math.min(left, there);
      if (now > 0) leave(group, tier, now);
      left -= now;
    }
  };

  /** `count` pages of a guest leave, those used least first; returns how many did. */
  const leaveGuest = (guest: number, count: number, withMoved: boolean): number => {
    const before = done.compressed + done.written;
    let left = count;
    for (let group = groups.firstOf[guest + 1]! - 1; group >= groups.firstOf[guest]! && left > 0; group--) {
      const now = Math.min(left, available(group, withMoved));
      leaveGroup(group, now, withMoved);
      left -= now;
    }
    return done.compressed + done.written - before;
  };

  /** Up to `count` pages of guests with curves, as long as the last one is worth less than `than`; returns how many left. */
  const leaveByCurve = (count: number, than: number, withMoved: boolean): number => {
    if (curves.size === 0) return 0;
    hasNone.fill(0);
    let left = count;
    while (left > 0) {
      let least = than;
      let found: Curved | null = null;
      for (const one of list) {
        if (hasNone[one.guest] === 1) continue;
        const worth = one.worth();
        if (worth >= least) continue;
        least = worth;
        found = one;
      }
      if (found === null) break;
      const gone = leaveGuest(found.guest, Math.min(left, found.alike()), withMoved);
      if (gone === 0) hasNone[found.guest] = 1;
      left -= gone;
    }
    return count - left;
  };

  /** One round over all groups; returns the pages that left. */
  const round = (pages: number, withMoved: boolean): number => {
    let left = pages;
    for (let start = 0, end = 0; start < order.length && left > 0; start = end) {
      const warmth = groups.warmth[order[start]!]!;
      left -= leaveByCurve(left, warmth, withMoved);
      let total = 0;
      for (end = start; end < order.length && groups.warmth[order[end]!] === warmth; end++) {
        if (byCurve[groups.owner[order[end]!]!] === 0) total += available(order[end]!, withMoved);
      }
      if (total === 0 || left === 0) continue;
      const wanted = Math.min(left, total);
      let short = wanted;
      // Whole shares first, then the pages that rounding left over, in order.
      for (const whole of [true, false])
        for (let i = start; i < end && short > 0; i++) {
          const group = order[i]!;
          const has = byCurve[groups.owner[group]!] === 1 ? 0 : available(group, withMoved);
          const share = whole ? Math.min(has, Math.floor((wanted / total) * has)) : Math.min(has, short);
          leaveGroup(group, share, withMoved);
          short -= share;
        }
      left -= wanted - short;
    }
    left -= leaveByCurve(left, Number.POSITIVE_INFINITY, withMoved);
    return pages - left;
  };

  const free = (frames: number): Evicted => {
    done.compressed = done.written = 0;
    const until = totalFor(ledger, FREE) + frames;
    for (const withMoved of [false, true])
      for (;;) {
        const short = until - totalFor(ledger, FREE);
        const before = done.compressed + done.written;
        if (short <= 0 || round(Math.max(short, CLUSTER), withMoved) === 0) break;
        if (done.compressed + done.written === before) break;
      }
    return done;
  };
  const reclaim = (guest: number, pages: number): Evicted => {
    done.compressed = done.written = 0;
    leaveGuest(guest, pages, true);
    return done;
  };
  return { free, reclaim };
}
