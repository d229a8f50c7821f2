// How long memory takes to leave a virtual machine, by the way it was given (model 3.2, systems section 2).

/** Costs of taking memory back, as the parameters name them. */
export interface UnplugCosts {
  /** Partitions: virtual machine exits and the rest, per block. */
  readonly partitionMsPerBlock: number;
  /** virtio-mem and DIMM: offlining and removing, per block. */
  readonly fixedMsPerBlock: number;
  readonly migrateUsPerPage: number;
  readonly zeroUsPerPage: number;
  /** Balloon: the driver's work and the exits, per page. */
  readonly balloonUsPerPage: number;
}

/** Work of one unplug. */
export interface Unplug {
  readonly blocks: number;
  readonly migrated: number;
  readonly zeroed: number;
  /** Pages that a balloon takes one by one. */
  readonly ballooned: number;
  readonly partitioned: boolean;
}

/** Whole microseconds: blocks · fixed + migrated · t_migrate + zeroed · t_zero, or the partition's cost per block. */
export function unplugUs(work: Unplug, costs: UnplugCosts): number {
  const perBlock = work.partitioned ? costs.partitionMsPerBlock : costs.fixedMsPerBlock;
  return Math.round(
    work.blocks * perBlock * 1000 +
      work.migrated * costs.migrateUsPerPage +
      work.zeroed * costs.zeroUsPerPage +
      work.ballooned * costs.balloonUsPerPage,
  );
}

/**
 * Pages to migrate out of blocks that hold `pages` pages, when `used` pages that stay are spread evenly over all
 * `plugged` ones (interleaved): pages · used / plugged, rounded. Nothing where memory is not interleaved.
 */
export const pagesToMigrate = (pages: number, used: number, plugged: number, interleaved: boolean): number =>
  interleaved && plugged > 0 ? Math.round((pages * Math.min(used, plugged)) / plugged) : 0;
