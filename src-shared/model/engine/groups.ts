// The pages of guests in groups of equal heat: how many of each are where, and the moves between places through the ledger.
import { PAGE_BYTES } from "../../base/units.ts";
import type { Guest } from "./guests.ts";
import { heatOf, usesOf } from "./heat-classes.ts";
import { framesFor, moveFrames, movePages, totalFor } from "./ledger.ts";
import { FAST, FREE, PRIV_FAST, PRIV_SLOW, SLOW, SWAP, ZPOOL, ZSWAP } from "./states.ts";
import type { World } from "./world.ts";

/** Places of a page of its own; the first two are the tiers. */
export const COMPRESSED = 2;
export const ON_DISK = 3;
export type Place = typeof FAST | typeof SLOW | typeof COMPRESSED | typeof ON_DISK;
export const PLACES = 4;
/** Of pages that are alike, those that leave first: the last ones of a group were the last to find room. */
export const LEAVING: readonly Place[] = [ON_DISK, COMPRESSED, SLOW, FAST];
const STATE_AT = [PRIV_FAST, PRIV_SLOW, ZSWAP, SWAP] as const;

/**
 * Columns by group. The groups of a guest lie one after the other over its pages in index order, hottest first; pages of one
 * group are alike. Pages that share a frame are in no place of their own.
 */
export interface Groups {
  /** First group of each guest, and one more at the end. */
  readonly firstOf: Int32Array;
  readonly owner: Int32Array;
  /** Pages of the guest that the group covers: [from, until). */
  readonly from: Float64Array;
  readonly until: Float64Array;
  /** Share of its guest's accesses. */
  readonly share: Float64Array;
  /** References to each page a second, and accesses that reach memory. */
  readonly warmth: Float64Array;
  readonly accesses: Float64Array;
  /** Pages by place: group · 4 + place. */
  readonly at: Float64Array;
  /** Pages in each tier that moved in this epoch: group · 2 + tier. */
  readonly moved: Float64Array;
  /** By references, and by accesses to each page: fewest first, ties by number. */
  readonly coldestFirst: Int32Array;
  readonly leastAccessedFirst: Int32Array;
}

/** Room for pages outside guests' own frames, and what is used of it. */
export interface SwapSpace {
  /** Pages on disk at most. */
  readonly slots: number;
  /** Frames of the compressed pool at most. */
  readonly poolFrames: number;
  /** Bytes of a compressed page. */
  readonly pageBytes: number;
  onDisk: number;
  compressed: number;
}

export function openGroups(guests: readonly Guest[]): Groups {
  const heats = guests.map(heatOf);
  const count = heats.reduce((sum, heat) => sum + heat.length, 0);
  const groups: Groups = {
    firstOf: new Int32Array(guests.length + 1),
    owner: new Int32Array(count),
    from: new Float64Array(count),
    until: new Float64Array(count),
    share: new Float64Array(count),
    warmth: new Float64Array(count),
    accesses: new Float64Array(count),
    at: new Float64Array(count * PLACES),
    moved: new Float64Array(count * 2),
    coldestFirst: Int32Array.from({ length: count }, (_, group) => group),
    leastAccessedFirst: Int32Array.from({ length: count }, (_, group) => group),
  };
  let group = 0;
  for (const [guest, heat] of heats.entries()) {
    groups.firstOf[guest] = group;
    const { accesses, references } = usesOf(guests[guest]!.spec, guests[guest]!.pages);
    let from = 0;
    for (const { pages: size, share } of heat) {
      groups.owner[group] = guest;
      groups.from[group] = from;
      groups.until[group] = from + size;
      groups.share[group] = share;
      groups.warmth[group] = size > 0 ? (references * share) / size : 0;
      groups.accesses[group] = size > 0 ? (accesses * share) / size : 0;
      from += size;
      group++;
    }
  }
  groups.firstOf[guests.length] = group;
  orderGroups(groups);
  return groups;
}

/** Brings the orders of groups up to date with how they are used. */
export function orderGroups({ warmth, accesses, coldestFirst, leastAccessedFirst }: Groups): void {
  coldestFirst.sort((a, b) => warmth[a]! - warmth[b]! || a - b);
  leastAccessedFirst.sort((a, b) => accesses[a]! - accesses[b]! || a - b);
}

/** Pages that the groups of guests have in a place. */
export const pagesAt = (groups: Groups, group: number, place: Place): number => groups.at[group * PLACES + place]!;

/** Pages of a guest come from a state without a frame of their own into a place. */
export function enterPlace(world: World, group: number, state: number, place: Place, count: number): void {
  movePages(world.ledger, world.groups.owner[group]!, state, STATE_AT[place], count);
  countAt(world, group, place, count);
}

/** Pages leave their place for a state without a frame of their own. */
export function leavePlace(world: World, group: number, place: Place, state: number, count: number): void {
  movePages(world.ledger, world.groups.owner[group]!, STATE_AT[place], state, count);
  countAt(world, group, place, -count);
}

/** Pages change their place. */
export function changePlace(world: World, group: number, from: Place, to: Place, count: number): void {
  movePages(world.ledger, world.groups.owner[group]!, STATE_AT[from], STATE_AT[to], count);
  countAt(world, group, from, -count);
  countAt(world, group, to, count);
}

/** Pages come to a place, or leave it (negative), by a move that the ledger knows already. */
export function countAt(world: World, group: number, place: Place, count: number): void {
  const { groups, swap } = world;
  const pages = pagesAt(groups, group, place) + count;
  groups.at[group * PLACES + place] = pages;
  if (place <= SLOW) {
    const moved = group * 2 + place;
    groups.moved[moved] = Math.min(groups.moved[moved]! + Math.max(0, count), pages);
  } else if (swap !== null && place === ON_DISK) swap.onDisk += count;
  else if (swap !== null) swap.compressed += count;
}

/** The group of a guest that a page belongs to. */
export function groupOf(groups: Groups, guest: number, page: number): number {
  let group = groups.firstOf[guest + 1]! - 1;
  while (groups.from[group]! > page) group--;
  return group;
}

/** Frames that the compressed pool needs. */
export const poolFramesFor = (swap: SwapSpace, pages: number): number =>
  Math.ceil((pages * swap.pageBytes) / PAGE_BYTES);

/** The pool takes or gives back frames, so that it has as many as its pages need. */
export function settlePool(world: World): void {
  const { ledger, swap } = world;
  if (swap === null) return;
  let change = poolFramesFor(swap, swap.compressed) - totalFor(ledger, ZPOOL);
  for (const tier of [FAST, SLOW] as const) {
    const taken = Math.max(0, Math.min(change, framesFor(ledger, tier, FREE)));
    moveFrames(ledger, tier, FREE, ZPOOL, taken);
    change -= taken;
  }
  for (const tier of [SLOW, FAST] as const) {
    const given = Math.max(0, Math.min(-change, framesFor(ledger, tier, ZPOOL)));
    moveFrames(ledger, tier, ZPOOL, FREE, given);
    change += given;
  }
}
