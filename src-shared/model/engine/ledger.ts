// The books of guest pages and host frames: the only code that moves them, so that both are conserved exactly.
import {
  ABSENT,
  FRAME_USES,
  FREE,
  MERGED,
  NODES,
  PRIV,
  PRIV_FAST,
  PRIV_SLOW,
  RESERVE,
  STATES,
  type Tier,
} from "./states.ts";

const STATE_COUNT = STATES.length;
const USE_COUNT = FRAME_USES.length;

export interface Ledger {
  /** Pages per guest and state: guest · 11 + state. */
  readonly pages: Float64Array;
  /** Frames per tier and use: tier · 11 + use. */
  readonly frames: Float64Array;
  readonly guestSizes: Float64Array;
  readonly tierSizes: Float64Array;
}

/** Books of guests of these sizes, all pages absent, on tiers of these sizes; the reserve comes from the fast tier first. */
export function openLedger(guestSizes: Float64Array, tierSizes: Float64Array, reserve: number): Ledger {
  const pages = new Float64Array(guestSizes.length * STATE_COUNT);
  for (let guest = 0; guest < guestSizes.length; guest++) pages[guest * STATE_COUNT + ABSENT] = guestSizes[guest]!;
  const frames = new Float64Array(tierSizes.length * USE_COUNT);
  let left = reserve;
  for (let tier = 0; tier < tierSizes.length; tier++) {
    const kept = Math.min(left, tierSizes[tier]!);
    frames[tier * USE_COUNT + RESERVE] = kept;
    frames[tier * USE_COUNT + FREE] = tierSizes[tier]! - kept;
    left -= kept;
  }
  return { pages, frames, guestSizes, tierSizes };
}

export const pagesIn = (ledger: Ledger, guest: number, state: number): number =>
  ledger.pages[guest * STATE_COUNT + state]!;

export const framesFor = (ledger: Ledger, tier: Tier, use: number): number => ledger.frames[tier * USE_COUNT + use]!;

/** Pages of all guests in a state. */
export function totalIn(ledger: Ledger, state: number): number {
  let sum = 0;
  for (let at = state; at < ledger.pages.length; at += STATE_COUNT) sum += ledger.pages[at]!;
  return sum;
}

/** Frames of both tiers for a use. */
export const totalFor = (ledger: Ledger, use: number): number => ledger.frames[use]! + ledger.frames[USE_COUNT + use]!;

/** Frames change their use. */
export function moveFrames(ledger: Ledger, tier: Tier, from: number, to: number, count: number): void {
  ledger.frames[tier * USE_COUNT + from]! -= count;
  ledger.frames[tier * USE_COUNT + to]! += count;
}

/** Pages of a guest change their state; private pages take their frames from the free ones and give them back. */
export function movePages(ledger: Ledger, guest: number, from: number, to: number, count: number): void {
  ledger.pages[guest * STATE_COUNT + from]! -= count;
  ledger.pages[guest * STATE_COUNT + to]! += count;
  if (from === PRIV_FAST || from === PRIV_SLOW) moveFrames(ledger, tierOf(from), PRIV, FREE, count);
  if (to === PRIV_FAST || to === PRIV_SLOW) moveFrames(ledger, tierOf(to), FREE, PRIV, count);
}

const tierOf = (state: typeof PRIV_FAST | typeof PRIV_SLOW): Tier => (state === PRIV_FAST ? 0 : 1);

/** A private page maps a shared node: its own frame becomes the node's (`first`) or is free. */
export function mergePage(ledger: Ledger, guest: number, state: number, tier: Tier, first: boolean): void {
  movePages(ledger, guest, state, MERGED, 1);
  if (first) moveFrames(ledger, tier, FREE, NODES, 1);
}

/** A page leaves its node for another state; the node's frame is free when it was the last. */
export function leaveNode(ledger: Ledger, guest: number, to: number, nodeTier: Tier, last: boolean): void {
  movePages(ledger, guest, MERGED, to, 1);
  if (last) moveFrames(ledger, nodeTier, NODES, FREE, 1);
}
