// How evenly a pool serves its guests, and when it came to rest.

/** By guest: sums over epochs of pages held and wanted, the pages at its last notable change, and the epoch of that. */
export interface Served {
  readonly heldSum: Float64Array;
  readonly wantedSum: Float64Array;
  readonly restedAt: Float64Array;
  readonly movedAt: Float64Array;
}

/** A change of what a guest holds by more than this share of the pool is notable, in one epoch or in several. */
const NOTABLE_SHARE = 0.01;

export function noteServed(served: Served, guest: number, now: ServedNow): void {
  served.heldSum[guest]! += now.held;
  served.wantedSum[guest]! += now.wanted;
  if (Math.abs(now.held - served.restedAt[guest]!) <= NOTABLE_SHARE * now.poolPages) return;
  served.restedAt[guest] = now.held;
  served.movedAt[guest] = now.epoch;
}

export interface ServedNow {
  readonly epoch: number;
  readonly held: number;
  readonly wanted: number;
  readonly poolPages: number;
}

/**
 * Jain's index (Jain, Chiu and Hawe 1984) over the shares of their wishes that guests held over the run: 1 where all got the same
 * share, 1/n where one got all. Null where nobody wished for anything.
 */
export function fairness({ heldSum, wantedSum }: Served): number | null {
  let [n, sum, squares] = [0, 0, 0];
  for (let guest = 0; guest < heldSum.length; guest++) {
    if (wantedSum[guest] === 0) continue;
    const share = heldSum[guest]! / wantedSum[guest]!;
    n++;
    sum += share;
    squares += share * share;
  }
  if (n === 0) return null;
  return squares === 0 ? 1 : (sum * sum) / (n * squares);
}

/** The last epoch in which any guest's share of the pool changed notably; 0 where none did. */
export const settledEpoch = ({ movedAt }: Served): number => movedAt.reduce((last, epoch) => Math.max(last, epoch), 0);
