// Pages leave the host: given back by the guest, taken by the balloon, or gone with their guest.
import { LAST_ON_NODE, ON_NODE, ON_ZERO_PAGE } from "../mechanisms/dedup/scanner.ts";
import { leaveNode, movePages, pagesIn } from "./ledger.ts";
import { FAST, PRIV_FAST, PRIV_SLOW, privateIn, type Tier, ZEROMAP } from "./states.ts";
import type { World } from "./world.ts";

/** Resident pages [from, to) of a guest move to a state without a frame. */
export function releasePages(world: World, guest: number, from: number, to: number, state: number): void {
  if (to <= from) return;
  if (world.exact === null) {
    // Pages are touched in index order into the fast tier first, so the last ones are in the slow tier.
    const slow = Math.min(to - from, pagesIn(world.ledger, guest, PRIV_SLOW));
    movePages(world.ledger, guest, PRIV_SLOW, state, slow);
    movePages(world.ledger, guest, PRIV_FAST, state, to - from - slow);
    return;
  }
  for (let page = to - 1; page >= from; page--) releaseOne(world, guest, page, state);
}

function releaseOne(world: World, guest: number, page: number, state: number): void {
  const { ksm, contents, pageTier, nodeTier } = world.exact!;
  const at = contents.firstPage[guest]! + page;
  const node = ksm.nodeOf(at);
  const former = ksm.drop(at);
  if (former === ON_NODE || former === LAST_ON_NODE) {
    leaveNode(world.ledger, guest, state, tierAt(nodeTier, node), former === LAST_ON_NODE);
  } else if (former === ON_ZERO_PAGE) {
    movePages(world.ledger, guest, ZEROMAP, state, 1);
  } else {
    movePages(world.ledger, guest, privateIn(tierAt(pageTier, at)), state, 1);
  }
}

/** The tier noted for a page or node. */
export const tierAt = (tiers: Uint8Array, index: number): Tier => (tiers[index] === 1 ? 1 : FAST);
