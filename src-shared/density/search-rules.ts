// How many inner runs must pass, and what number of guests they agree on.

/** Fewest of `runs` that must pass so that their share is at least the confidence. */
export const passesNeeded = (confidence: number, runs: number): number =>
  Math.max(1, Math.ceil(confidence * runs - 1e-9));

/** Whether the needed number of inner runs passes; asked of one after the other, only until that is decided. */
export function enoughPass(confidence: number, runs: number, passes: (inner: number) => boolean): boolean {
  const needed = passesNeeded(confidence, runs);
  let passed = 0;
  for (let inner = 0; inner < runs && passed < needed && inner - passed <= runs - needed; inner++)
    if (passes(inner)) passed++;
  return passed >= needed;
}

/** N* of one replication: the largest N that the needed number of runs passes. */
export function largestN(failsAt: Int32Array, confidence: number): number {
  const latestFirst = Int32Array.from(failsAt).sort().reverse();
  return latestFirst[passesNeeded(confidence, failsAt.length) - 1]! - 1;
}
