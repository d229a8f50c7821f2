// What the translation of addresses costs a guest: TLB misses by what the TLB reaches of its heat, and the length of each walk.
import { pow } from "../../../base/math.ts";
import { walkReferences } from "./walks.ts";

/** Pages of 4 KiB in a region of 2 MiB. */
export const REGION_PAGES = 512;

/** Levels of page tables above 4 KiB leaves; above 2 MiB leaves there is one less. */
const LEVELS = 4;

/** Pages used alike: hottest first. */
export interface HeatClass {
  readonly pages: number;
  /** Share of the guest's accesses. */
  readonly share: number;
}

/** Share of accesses beyond the hottest `reach` pages, which a TLB with perfect replacement would hold. */
export function beyondReach(heat: readonly HeatClass[], reach: number): number {
  let left = reach;
  let beyond = 0;
  for (const { pages, share } of heat) {
    const held = pages === 0 ? 0 : Math.min(1, left / pages);
    beyond += share * (1 - held);
    left = Math.max(0, left - pages);
  }
  return beyond;
}

/**
 * How many misses are left of one when entries of the TLB map 2 MiB instead of 4 KiB. Misses that the heat does not explain
 * (all of it within reach either way) stay.
 */
export function missesLeft(heat: readonly HeatClass[], entries: number): number {
  const small = beyondReach(heat, entries);
  return small === 0 ? 1 : beyondReach(heat, entries * REGION_PAGES) / small;
}

/** Chance that none of a region's pages is among a share of pages that lie anywhere: it stays whole. */
export const wholeRegions = (brokenShare: number): number => pow(1 - Math.min(1, brokenShare), REGION_PAGES);

/** Pages that back `used` pages where regions are backed whole, `fill` of the pages of each being used. */
export const backedPages = (used: number, fill: number): number =>
  Math.max(0, Math.ceil(used / (REGION_PAGES * fill) - 1e-9)) * REGION_PAGES;

/** Memory references that follow one access missing the TLB of 4 KiB entries, misses that 2 MiB entries avoid left out. */
export function referencesPerMiss(guestLarge: boolean, hostLargeShare: number, left: number): number {
  const guest = LEVELS - (guestLarge ? 1 : 0);
  const both = guestLarge ? left : 1;
  return (
    hostLargeShare * both * walkReferences(guest, LEVELS - 1) + (1 - hostLargeShare) * walkReferences(guest, LEVELS)
  );
}
