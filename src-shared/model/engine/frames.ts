// Frames of both tiers taken for a use and given back.
import { framesFor, moveFrames } from "./ledger.ts";
import { FAST, FREE, SLOW, type Tier } from "./states.ts";
import type { World } from "./world.ts";

/** Free frames are put to a use: fast ones first. */
export function takeFrames(world: World, use: number, count: number): void {
  const fast = Math.min(count, framesFor(world.ledger, FAST, FREE));
  moveFrames(world.ledger, FAST, FREE, use, fast);
  moveFrames(world.ledger, SLOW, FREE, use, count - fast);
}

/** Frames come back from a use: slow ones first. */
export function giveFrames(world: World, use: number, count: number): void {
  const slow = Math.min(count, framesFor(world.ledger, SLOW, use));
  moveFrames(world.ledger, SLOW, use, FREE, slow);
  moveFrames(world.ledger, FAST, use, FREE, count - slow);
}

/** The tier in which the next frame is taken. */
export const nextTier = (world: World): Tier => (framesFor(world.ledger, FAST, FREE) > 0 ? FAST : SLOW);
