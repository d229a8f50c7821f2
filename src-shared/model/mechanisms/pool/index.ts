// The pool of scrubbed pages: the host keeps some ready, grants from it at once and fills it up in the background (systems R3).
import { pagesOf } from "../../../base/units.ts";
import { grantFromPool, type ReadyPool, refillPool } from "../../engine/pool.ts";
import type { PoolEntry } from "../../engine/scenario.ts";
import { defaultOf, parametersOf } from "../../parameters.ts";
import type { Mechanism } from "../mechanism.ts";

/** Pages that the pool of a host of this size is kept at. */
export const poolTarget = (entry: PoolEntry, hostPages: number): number =>
  entry.target_bytes === undefined
    ? Math.floor(hostPages * defaultOf("pool.target_share"))
    : Math.min(hostPages, pagesOf(entry.target_bytes));

export const pool: Mechanism<PoolEntry> = {
  id: "pool",
  title: "Pool of scrubbed pages",
  parameters: parametersOf("pool"),
  requires: [{ what: "memory the hypervisor keeps free", capture: "xl info, free_memory" }],
  init: (world, entry, saved) => {
    const target = poolTarget(
      entry,
      world.ledger.tierSizes.reduce((sum, frames) => sum + frames, 0),
    );
    if (target === 0) return null;
    const ready: ReadyPool = { target, held: (saved as { held: number } | undefined)?.held ?? 0 };
    world.pool = ready;
    return {
      begin: (epoch) => {
        if (epoch === 1) refillPool(world, ready);
      },
      makeFree: (frames) => grantFromPool(world, frames),
      reclaim: () => refillPool(world, ready),
      saved: () => 0,
      overBudget: () => (ready.held > target ? 1 : 0),
      save: () => ({ held: ready.held }),
    };
  },
};
