// Working sets by window: what page faults and guest statistics say, as a band.

export interface Band {
  readonly low: number;
  readonly best: number;
  readonly high: number;
}

export interface WorkingSet {
  readonly window_s: number;
  readonly pages: Band;
}

/** One guest by epochs; unknown columns are null. All in pages. */
export interface WorkingSetInput {
  readonly epochSeconds: number;
  /** Frames that faulted for the first time in each epoch. */
  readonly firstTouches: Float64Array;
  /** Resident pages at the end of each epoch. */
  readonly resident: Float64Array;
  /** Pages in use that the guest could not free at once (total − available), as its balloon driver reported. */
  readonly inUse: Float64Array | null;
}

/** Windows in seconds that are reported when the capture is at least that long. */
const WINDOWS = [1, 10, 60, 600, 3600];

/**
 * Mean over all full windows of a bound of |W(t, T)|, the pages used in a window of T seconds. `low`: frames touched for
 * the first time in the window; a page used again while it stays mapped causes no fault, so the truth is not lower.
 * `high`: pages resident at the window's end. `best`: memory in use by the guest's own statistics where they were recorded,
 * held within the bounds; else `high`, because faults alone cannot show idle resident pages.
 */
export function workingSets(input: WorkingSetInput): WorkingSet[] {
  const epochs = input.firstTouches.length;
  const windows = WINDOWS.filter((seconds) => seconds <= epochs * input.epochSeconds);
  return windows.map((window_s) => {
    const length = Math.max(1, Math.round(window_s / input.epochSeconds));
    const full = epochs - length + 1;
    let touched = 0;
    let sumLow = 0;
    let sumHigh = 0;
    let sumUsed = 0;
    for (let e = 0; e < epochs; e++) {
      touched += input.firstTouches[e]! - (e >= length ? input.firstTouches[e - length]! : 0);
      if (e < length - 1) continue;
      sumLow += Math.min(touched, input.resident[e]!);
      sumHigh += input.resident[e]!;
      sumUsed += input.inUse ? input.inUse[e]! : input.resident[e]!;
    }
    const low = Math.floor(sumLow / full);
    const high = Math.ceil(sumHigh / full);
    const best = Math.min(high, Math.max(low, Math.round(sumUsed / full)));
    return { window_s, pages: { low, best, high } };
  });
}
