// Pages leave the host: given back by the guest, taken by the balloon, or gone with their guest.
import { LAST_ON_NODE, ON_NODE, ON_ZERO_PAGE } from "../mechanisms/dedup/scanner.ts";
import { countAt, groupOf, LEAVING, leavePlace, type Place, pagesAt, settlePool } from "./groups.ts";
import { imagePages } from "./images.ts";
import { leaveNode, movePages } from "./ledger.ts";
import { FAST, FILESHARE, SLOW, type Tier, ZEROMAP } from "./states.ts";
import { tradePlaces } from "./trade-places.ts";
import type { World } from "./world.ts";

/** Pages in use [from, to) of a guest move to a state without a frame. */
export function releasePages(world: World, guest: number, from: number, to: number, state: number): void {
  if (to <= from) return;
  if (world.exact) {
    tradePlaces(world, guest, from, to);
    for (let page = to - 1; page >= from; page--) releaseOne(world, guest, page, state);
  } else releaseAlike(world, guest, from, to, state);
  settlePool(world);
}

function releaseAlike(world: World, guest: number, from: number, to: number, state: number): void {
  const { groups } = world;
  for (let group = groups.firstOf[guest + 1]! - 1; group >= groups.firstOf[guest]!; group--) {
    const first = Math.max(from, groups.from[group]!);
    const end = Math.min(to, groups.until[group]!);
    if (end <= first) continue;
    const mapped = imagePages(world.images, guest, first, end);
    if (mapped > 0) movePages(world.ledger, guest, FILESHARE, state, mapped);
    let left = end - first - mapped;
    for (let i = 0; left > 0 && i < LEAVING.length; i++) {
      const place = LEAVING[i]!;
      const count = Math.min(left, pagesAt(groups, group, place));
      if (count <= 0) continue;
      leavePlace(world, group, place, state, count);
      left -= count;
    }
  }
}

function releaseOne(world: World, guest: number, page: number, state: number): void {
  const { ksm, contents, place, nodeTier } = world.exact!;
  if (imagePages(world.images, guest, page, page + 1) === 1) {
    movePages(world.ledger, guest, FILESHARE, state, 1);
    return;
  }
  const at = contents.firstPage[guest]! + page;
  const node = ksm.nodeOf(at);
  const former = ksm.drop(at);
  if (former === ON_NODE || former === LAST_ON_NODE) {
    leaveNode(world.ledger, guest, state, tierAt(nodeTier, node), former === LAST_ON_NODE);
  } else if (former === ON_ZERO_PAGE) {
    movePages(world.ledger, guest, ZEROMAP, state, 1);
  } else {
    leavePlace(world, groupOf(world.groups, guest, page), placeAt(place, at), state, 1);
  }
}

/** A page of its own starts to share a frame, or stops: its group counts it in this tier no more, or again. */
export const countShared = (world: World, guest: number, page: number, tier: Tier, shares: boolean): void =>
  countAt(world, groupOf(world.groups, guest, page), tier, shares ? -1 : 1);

/** The tier noted for a node. */
export const tierAt = (tiers: Uint8Array, index: number): Tier => (tiers[index] === SLOW ? SLOW : FAST);

/** The place noted for a page. */
export const placeAt = (places: Uint8Array, index: number): Place => places[index]! as Place;
