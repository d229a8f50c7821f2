// Pages of a group change their place: between the tiers, to the compressed pool, to disk and back.

import { nextTier } from "./frames.ts";
import { changePlace, ON_DISK, type Place, pagesAt, settlePool } from "./groups.ts";
import { framesFor } from "./ledger.ts";
import { freeFrames } from "./reclaim.ts";
import { placeAt } from "./release.ts";
import { FREE, SLOW } from "./states.ts";
import { RUNNING, type World } from "./world.ts";

const isInMemory = (place: Place): boolean => place <= SLOW;

/**
 * `count` pages of a group go from one place to another that has room for them. Where pages are known one by one, the first
 * ones come into memory and the last ones leave it: pages of a group are alike.
 */
export function shiftPages(world: World, group: number, from: Place, to: Place, count: number): void {
  if (count <= 0) return;
  if (world.exact) shiftOneByOne(world, group, from, to, count);
  changePlace(world, group, from, to, count);
  if (!isInMemory(from) || !isInMemory(to)) settlePool(world);
}

function shiftOneByOne(world: World, group: number, from: Place, to: Place, count: number): void {
  const { groups, columns, exact } = world;
  const { ksm, contents, place } = exact!;
  const guest = groups.owner[group]!;
  const first = contents.firstPage[guest]!;
  const start = groups.from[group]!;
  const end = Math.min(groups.until[group]!, columns.resident[guest]!);
  const upwards = isInMemory(to) && !(isInMemory(from) && to === SLOW);
  for (let i = 0, left = count; left > 0 && i < end - start; i++) {
    const at = first + (upwards ? start + i : end - 1 - i);
    if (placeAt(place, at) !== from || ksm.isShared(at) || ksm.isPresent(at) !== isInMemory(from)) continue;
    if (isInMemory(from) && !isInMemory(to)) ksm.drop(at);
    else if (!isInMemory(from) && isInMemory(to)) ksm.reappear(at);
    place[at] = to;
    left--;
  }
}

/** Up to `count` pages of a group come back into memory; other pages may have to leave it. Returns how many came. */
export function bringBack(world: World, group: number, from: Place, count: number): number {
  const guest = world.groups.owner[group]!;
  let came = 0;
  while (came < count && world.columns.life[guest] === RUNNING) {
    if (!freeFrames(world, guest, 1, count - came)) break;
    const tier = nextTier(world);
    const now = Math.min(count - came, framesFor(world.ledger, tier, FREE), pagesAt(world.groups, group, from));
    if (now === 0) break;
    shiftPages(world, group, from, tier, now);
    came += now;
  }
  return came;
}

/** One page comes back into memory because it is written. Returns the place it was in, null if it was in memory or is lost. */
export function bringBackPage(world: World, group: number, at: number): Place | null {
  const { ksm, place } = world.exact!;
  const from = placeAt(place, at);
  const guest = world.groups.owner[group]!;
  if (isInMemory(from) || !freeFrames(world, guest, 1)) return null;
  // Making room may have written the page from the pool to disk.
  const now = placeAt(place, at);
  const tier = nextTier(world);
  ksm.reappear(at);
  place[at] = tier;
  changePlace(world, group, now, tier, 1);
  settlePool(world);
  return now === ON_DISK ? ON_DISK : from;
}
