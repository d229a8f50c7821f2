// Frames that the host keeps scrubbed and ready for guests that ask.

import { giveFrames, takeFrames } from "./frames.ts";
import { totalFor } from "./ledger.ts";
import { FREE, INFLIGHT } from "./states.ts";
import type { World } from "./world.ts";

export interface ReadyPool {
  readonly target: number;
  held: number;
}

/** Up to `frames` of the pool are free now. Returns how many. */
export function grantFromPool(world: World, frames: number): number {
  const { pool } = world;
  if (pool === null) return 0;
  const granted = Math.max(0, Math.min(frames, pool.held));
  pool.held -= granted;
  giveFrames(world, INFLIGHT, granted);
  return granted;
}

/** The pool is filled up again as far as the host has free frames. */
export function refillPool(world: World, pool: ReadyPool): void {
  const added = Math.max(0, Math.min(pool.target - pool.held, totalFor(world.ledger, FREE)));
  pool.held += added;
  takeFrames(world, INFLIGHT, added);
}
