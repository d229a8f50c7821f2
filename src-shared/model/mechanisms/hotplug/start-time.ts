// What starting a function in a shared machine saves against a machine of its own (Squeezy section 6.3).

/**
 * Speed-up of a start when the machine's own part of it falls away, the rest is this many times as fast, and plugging is a
 * share of what remains.
 */
export const sharedStartSpeedup = (machineShare: number, restSpeedup: number, plugShare: number): number =>
  (1 - plugShare) / ((1 - machineShare) / restSpeedup);
