// How long taking memory from a guest lasts: blocks with what is migrated, zeroed and left by exits (sources: systems 2).

export interface BlockCosts {
  /** Fixed work of a block: isolating, removing, telling the host. */
  readonly fixedMsPerBlock: number;
  readonly migrateUsPerPage: number;
  readonly zeroUsPerPage: number;
  readonly pagesPerBlock: number;
}

/** Milliseconds for some blocks of which a share of the pages is in use and migrated, and a share is zeroed. */
export const reclaimMs = (
  { fixedMsPerBlock, migrateUsPerPage, zeroUsPerPage, pagesPerBlock }: BlockCosts,
  blocks: number,
  occupied: number,
  zeroed: number,
): number =>
  blocks * (fixedMsPerBlock + (pagesPerBlock * (occupied * migrateUsPerPage + zeroed * zeroUsPerPage)) / 1000);

/** Milliseconds of an empty partition of some blocks: no page is migrated or zeroed, whatever is in use elsewhere. */
export const partitionReclaimMs = (blocks: number, msPerBlock: number): number => blocks * msPerBlock;

/** Milliseconds at the same cost per block as in a reference. */
export const scaledMs = (referenceMs: number, referenceBlocks: number, blocks: number): number =>
  (referenceMs / referenceBlocks) * blocks;

/** Mean share of pages in use among what is left, when n equal instances of a full VM end one by one and it shrinks with each. */
export function meanOccupancyWhileShrinking(instances: number): number {
  let sum = 0;
  for (let ended = 1; ended <= instances; ended++) sum += (instances - ended) / (instances - ended + 1);
  return sum / instances;
}

/** Speed-up when these shares of the time are removed (Amdahl). */
export const speedupWithout = (shares: readonly number[]): number =>
  1 / (1 - shares.reduce((sum, share) => sum + share, 0));

/** Whole blocks that can be taken from a guest of this size. */
export const removableBlocks = (guestBytes: number, blockBytes: number): number => Math.floor(guestBytes / blockBytes);
