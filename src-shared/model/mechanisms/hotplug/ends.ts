// How an instance ends and its memory comes back to the host, by the variant's way.
import { pow } from "../../../base/math.ts";
import { createStream } from "../../../base/rng.ts";
import { streams } from "../../engine/demand.ts";
import { RECLAIMED } from "./event-queue.ts";
import { EMPTY, PLUGGING, RECLAIMING } from "./instances.ts";
import { firstToGo } from "./keep-alive.ts";
import { charge, enter, isHot, monitor, ownPages, placesOf, type Room } from "./room.ts";
import { pagesToMigrate, type Unplug, unplugUs } from "./unplug-time.ts";

/** An idle instance ends; its memory goes back, at once or when its machine's driver is done with it. */
export function endInstance(room: Room, m: number, place: number): void {
  const { settings, machines, tally, queue, clock } = room;
  room.idlePages -= ownPages(room, m);
  if (!isHot(room)) {
    memoryBack(room, m, place);
    return;
  }
  enter(room, place, RECLAIMING);
  const machine = machines[m]!;
  const work = unplugOf(room, m, place);
  const us = unplugUs(work, settings.costs);
  room.leaving += machine.touchedPages;
  machine.driverFreeUs = Math.max(machine.driverFreeUs, clock) + us;
  queue.push(machine.driverFreeUs, RECLAIMED, m, place);
  tally.reclaims++;
  tally.reclaimUs += us;
  tally.migrateUs += work.migrated * settings.costs.migrateUsPerPage;
  tally.zeroUs += work.zeroed * settings.costs.zeroUsPerPage;
  tally.reclaimMaxUs = Math.max(tally.reclaimMaxUs, us);
  tally.epochReclaimUs += us;
  tally.epochMigrated += work.migrated;
  tally.epochZeroed += work.zeroed;
}

function unplugOf(room: Room, m: number, place: number): Unplug {
  const { settings, machines, places } = room;
  const { partPages, sharedPages, touchedPages } = machines[m]!;
  const blocks = Math.ceil(partPages / settings.blockPages);
  const none = { blocks, migrated: 0, zeroed: 0, ballooned: 0, partitioned: false };
  if (settings.variant === "hotmem") return { ...none, partitioned: true };
  if (settings.variant === "balloon") return { ...none, blocks: 0, ballooned: partPages };
  let [used, plugged] = [sharedPages, sharedPages];
  for (const other of placesOf(room, m)) {
    const state = places.state[other]!;
    if (state === EMPTY || state === PLUGGING) continue;
    plugged += partPages;
    if (other !== place && state !== RECLAIMING) used += touchedPages;
  }
  const pages = blocks * settings.blockPages;
  return { ...none, migrated: pagesToMigrate(pages, used, plugged, settings.interleaved), zeroed: pages };
}

/** The instance's memory is back at the host, or as much of it as could be removed; static memory stays. */
export function memoryBack(room: Room, m: number, place: number): void {
  const { settings, machines, memory, tally } = room;
  const machine = machines[m]!;
  enter(room, place, EMPTY);
  if (settings.variant === "static") return;
  if (isHot(room)) room.leaving -= machine.touchedPages;
  const untouched = machine.partPages - machine.touchedPages;
  const stuck = stuckShare(room, m);
  const keptTouched = Math.round(machine.touchedPages * stuck);
  const keptUntouched = Math.round(untouched * stuck);
  const freed = ownPages(room, m) - keptTouched;
  monitor(room, m, -machine.monitorPages);
  memory.unplug(m, freed, untouched - keptUntouched);
  charge(room, m, -freed);
  tally.epochUnplugged += freed + untouched - keptUntouched;
  machine.strandedTouched += keptTouched;
  machine.strandedUntouched += keptUntouched;
}

/** Share of the part's blocks that hold a page which cannot be moved: such a block stays (model 3.2). */
function stuckShare({ settings, machines, randomness }: Room, m: number): number {
  if (settings.unmovableShare <= 0) return 0;
  const machine = machines[m]!;
  const blocks = Math.ceil(machine.partPages / settings.blockPages);
  const removable = pow(1 - settings.unmovableShare, settings.blockPages);
  const { seed, replication } = randomness;
  const draws = createStream(seed, {
    mechanism: streams.unmovable,
    replication,
    guest: machine.guest,
    epoch: machine.unplugs++,
  });
  let stuck = 0;
  for (let block = 0; block < blocks; block++) if (draws.next() >= removable) stuck++;
  return stuck / blocks;
}

/** Idle instances of any machine end, in the order of the keep-alive, until these frames are free or on their way. */
export function evictFor(room: Room, frames: number): void {
  for (let left = frames; left > 0; ) {
    const first = firstToGo(room);
    if (first === null) return;
    left -= ownPages(room, first.machine);
    endInstance(room, first.machine, first.place);
  }
}
