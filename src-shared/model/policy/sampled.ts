// The working set as a host estimates it: how many of a few pages, taken by chance, were used in an epoch.
import { binomial, exp } from "../../base/math.ts";
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
  return Math.round((used * binomial(SAMPLE, touchedShare(world, guest, used), draw)) / SAMPLE);
}

/** Chance that a page in use was used in the epoch, over all of them. */
function touchedShare({ groups, columns }: World, guest: number, used: number): number {
  const seconds = columns.workNs[guest]! / 1e9;
  let touched = 0;
  for (let group = groups.firstOf[guest]!; group < groups.firstOf[guest + 1]!; group++) {
    const pages = Math.min(used, groups.until[group]!) - groups.from[group]!;
    if (pages > 0) touched += pages * (1 - exp(-groups.warmth[group]! * seconds));
  }
  return Math.min(1, touched / used);
}
