// What a clone costs: host memory of its own, and the time until it has touched what it needs (systems B22).

export interface CloneFaults {
  /** Pages written: copied at the write. */
  readonly dirtied: number;
  /** Pages read through userfaultfd: copied at the read. */
  readonly copied: number;
  /** Pages mapped from the page cache. */
  readonly shared: number;
}

export interface FaultCosts {
  readonly anonymousUs: number;
  readonly userUs: number;
  readonly cacheUs: number;
}

/** Pages that a clone has for itself. */
export const privatePages = ({ dirtied, copied }: Pick<CloneFaults, "dirtied" | "copied">): number => dirtied + copied;

/** Microseconds of the first touches. */
export const touchUs = ({ dirtied, copied, shared }: CloneFaults, costs: FaultCosts): number =>
  dirtied * costs.anonymousUs + copied * costs.userUs + shared * costs.cacheUs;
