// Blocks of guests that are no functions, as a policy plugs and unplugs them.
import { pow } from "../../../base/math.ts";
import { createStream } from "../../../base/rng.ts";
import { streams } from "../../engine/demand.ts";
import { plugPages } from "../../engine/memory.ts";
import { unplugPages } from "../../engine/reclaim.ts";
import { usablePages, type World } from "../../engine/world.ts";
import type { HotplugSettings } from "./settings.ts";
import type { FunctionTally } from "./tally.ts";
import { pagesToMigrate, type Unplug, unplugUs } from "./unplug-time.ts";

export interface Blocks {
  plug(guest: number, pages: number): number;
  unplug(guest: number, pages: number): number;
  /** The drivers have the time of another epoch. */
  beginEpoch(): void;
  save(): Float64Array;
}

/**
 * Blocks come back as long as some are missing, without frames. They leave while the guest has free pages for all that must be
 * moved out of them, and as many in an epoch as its driver has time for. Guests with static memory, or one for each
 * instance, give none.
 */
export function createBlocks(
  world: World,
  settings: HotplugSettings,
  tally: FunctionTally,
  saved?: Float64Array,
): Blocks {
  const { columns } = world;
  const { blockPages, costs, variant } = settings;
  const epochUs = world.epochNs / 1000;
  const usedUs = new Float64Array(world.guests.length);
  /** Blocks of each guest that were tried, for the draws of unmovable pages. */
  const tried = saved?.slice() ?? new Float64Array(world.guests.length);
  const movable = settings.unmovableShare > 0 ? pow(1 - settings.unmovableShare, blockPages) : 1;
  const fixed = variant === "static" || variant === "one-to-one";

  const workOf = (guest: number): Unplug => {
    const none = { blocks: 1, migrated: 0, zeroed: 0, ballooned: 0, partitioned: false };
    if (variant === "hotmem") return { ...none, partitioned: true };
    if (variant === "balloon") return { ...none, blocks: 0, ballooned: blockPages };
    const migrated = pagesToMigrate(
      blockPages,
      columns.resident[guest]!,
      usablePages(world, guest),
      settings.interleaved,
    );
    return { ...none, migrated, zeroed: blockPages };
  };
  const goes = (guest: number): boolean => {
    if (movable === 1) return true;
    const { seed, replication } = world.randomness;
    const name = { mechanism: streams.unmovable, replication, guest, epoch: tried[guest]! };
    tried[guest]! += 1;
    return createStream(seed, name).next() < movable;
  };
  return {
    plug: (guest, pages) => {
      const whole = Math.floor(Math.min(pages, columns.unplugged[guest]!) / blockPages) * blockPages;
      const count = Math.max(0, whole);
      plugPages(world, guest, count);
      columns.unplugged[guest]! -= count;
      tally.epochPlugged += count;
      return count;
    },
    unplug: (guest, pages) => {
      let [count, last] = [0, fixed || world.guests[guest]!.managed ? 0 : Math.floor(pages / blockPages)];
      for (; last > 0; last--) {
        if (usablePages(world, guest) - columns.resident[guest]! < blockPages) break;
        const work = workOf(guest);
        const us = unplugUs(work, costs);
        if (usedUs[guest]! + us > epochUs) break;
        usedUs[guest]! += us;
        tally.epochReclaimUs += us;
        tally.epochMigrated += work.migrated;
        tally.epochZeroed += work.zeroed;
        if (!goes(guest)) continue;
        unplugPages(world, guest, blockPages);
        columns.unplugged[guest]! += blockPages;
        count += blockPages;
      }
      tally.epochUnplugged += count;
      return count;
    },
    beginEpoch: () => usedUs.fill(0),
    save: () => tried.slice(),
  };
}
