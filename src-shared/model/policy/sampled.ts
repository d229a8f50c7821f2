// The working set as a host estimates it: how many of a few pages, taken by chance, were used in an epoch.
import { exp, pow } from "../../base/math.ts";
import { firstDraw } from "../../base/rng.ts";
import { streams } from "../engine/demand.ts";
import type { World } from "../engine/world.ts";

/** Pages of one sample, as ESX takes them (Waldspurger 2002, 5.3). */
const SAMPLE = 100;

/** Pages that a guest used in the epoch: its pages in use times the share of the sample that was used. */
export function sampledWorkingSet(world: World, guest: number, epoch: number): number {
  const used = world.columns.resident[guest]!;
  if (used === 0) return 0;
  const { seed, replication } = world.randomness;
  const draw = firstDraw(seed, { mechanism: streams.sampled, replication, guest, epoch });
  return Math.round((used * touchedOfSample(touchedShare(world, guest, used), draw)) / SAMPLE);
}

/** Shares are rounded to this, far below what a sample tells, so that their distributions are worked out once. */
const SHARES = 1024;
const distributions: (Float64Array | undefined)[] = [];

/** How many pages of a sample were used, where so many of all were. */
function touchedOfSample(share: number, draw: number): number {
  const at = Math.round(share * SHARES);
  distributions[at] ??= distributionOf(at / SHARES);
  const below = distributions[at];
  let [low, high] = [0, SAMPLE];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (draw < below[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Chance of at most k successes in a sample, for each k. */
function distributionOf(p: number): Float64Array {
  const below = new Float64Array(SAMPLE + 1).fill(1);
  if (p >= 1) return below.fill(0, 0, SAMPLE);
  let term = pow(1 - p, SAMPLE);
  let sum = 0;
  for (let k = 0; k < SAMPLE; k++) {
    sum += term;
    below[k] = sum;
    term = (term * (SAMPLE - k) * p) / ((k + 1) * (1 - p));
  }
  return below;
}

/** Chance that a page in use was used in the epoch, over all of them. */
function touchedShare({ groups, columns }: World, guest: number, used: number): number {
  const seconds = columns.workNs[guest]! / 1e9;
  if (groups.firstOf[guest + 1]! - groups.firstOf[guest]! === 1)
    return 1 - exp(-groups.warmth[groups.firstOf[guest]!]! * seconds);
  let touched = 0;
  for (let group = groups.firstOf[guest]!; group < groups.firstOf[guest + 1]!; group++) {
    const pages = Math.min(used, groups.until[group]!) - groups.from[group]!;
    if (pages > 0) touched += pages * (1 - exp(-groups.warmth[group]! * seconds));
  }
  return Math.min(1, touched / used);
}
