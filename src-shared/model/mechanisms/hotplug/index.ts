// Hotplug in a run: functions whose instances get memory and give it back, by the variant's way (systems section 2).
import { pagesOf } from "../../../base/units.ts";
import { giveFrames, takeFrames } from "../../engine/frames.ts";
import { totalFor } from "../../engine/ledger.ts";
import { dropTo, plugPages, touchTo } from "../../engine/memory.ts";
import { unplugPages } from "../../engine/reclaim.ts";
import type { EngineScenario, FunctionGuest, HotplugEntry } from "../../engine/scenario.ts";
import { ABSENT, FREE, INFLIGHT, VMM } from "../../engine/states.ts";
import { RUNNING, stallOf, type World } from "../../engine/world.ts";
import { parametersOf } from "../../parameters.ts";
import type { Mechanism } from "../mechanism.ts";
import { arrivalTimes } from "./arrivals.ts";
import { createBlocks } from "./blocks.ts";
import { createFunctionHost } from "./functions.ts";
import { type FunctionMachine, sizesOf } from "./instances.ts";
import type { FunctionMemory, SavedRoom } from "./room.ts";
import { type HotplugSettings, hotplugSettings } from "./settings.ts";
import { summariseFunctions } from "./tally.ts";

const PAGE_BYTES = 4096;

interface SavedHotplug {
  readonly room: SavedRoom;
  readonly tried: Float64Array;
}

export const hotplug: Mechanism<HotplugEntry> = {
  id: "hotplug",
  title: "Memory hotplug",
  parameters: parametersOf("hotplug"),
  requires: [{ what: "times of plugs and unplugs", capture: "QMP query-memory-devices, polled" }],
  init: (world, entry, saved, scenario) => {
    const guests = world.guests.flatMap(({ spec }, guest) => (spec.kind === "function" ? [guest] : []));
    if (guests.length === 0 && !world.steered) return null;
    const before = saved as SavedHotplug | undefined;
    const settings = hotplugSettings(entry, hostPages(world));
    const machines = guests.map((guest) => machineOf(world, guest, settings, scenario));
    if (settings.variant === "one-to-one") chargeMonitorsWithInstances(world);
    const host = createFunctionHost(machines, settings, memoryOf(world, machines), world.randomness, before?.room);
    const blocks = createBlocks(world, settings, host.tally, before?.tried);
    const numberOf = new Map(guests.map((guest, machine) => [guest, machine]));
    const epochUs = world.epochNs / 1000;
    const slowdowns = new Float64Array(machines.length).fill(1);
    const { tally } = host;
    return {
      ended: (guest) => {
        const machine = numberOf.get(guest);
        if (machine !== undefined) giveFrames(world, VMM, host.monitors(machine));
      },
      fault: (epoch) => {
        if (epoch === 1) host.boot();
        host.runUntil(epoch * epochUs, (machine) => slowdowns[machine]!);
      },
      fill: (row, columns) => {
        for (const [machine, { guest }] of machines.entries()) slowdowns[machine] = 1 + stallOf(world, guest);
        row[columns.of("hotplug.plugged_bytes")] = tally.epochPlugged * PAGE_BYTES;
        row[columns.of("hotplug.unplugged_bytes")] = tally.epochUnplugged * PAGE_BYTES;
        row[columns.of("hotplug.migrated")] = tally.epochMigrated;
        row[columns.of("hotplug.zeroed")] = tally.epochZeroed;
        row[columns.of("hotplug.reclaim_ms")] = tally.epochReclaimUs / 1000;
        host.beginEpoch();
        blocks.beginEpoch();
      },
      controls: {
        keepWarm: (guest, untilS) => host.keepWarm(numberOf.get(guest)!, Math.round(untilS * 1e6)),
        evict: (guest) => host.evict(numberOf.get(guest)!),
        prewarm: (guest, atS) => host.prewarm(numberOf.get(guest)!, Math.round(atS * 1e6)) / 1e6,
        plug: blocks.plug,
        unplug: blocks.unplug,
      },
      summarise: () => (guests.length > 0 ? { functions: summariseFunctions(tally, host.waiting()) } : {}),
      saved: () => 0,
      overBudget: () => 0,
      save: (): SavedHotplug => ({ room: host.save(), tried: blocks.save() }),
    };
  },
};

const hostPages = (world: World): number => world.ledger.tierSizes.reduce((sum, frames) => sum + frames, 0);

function machineOf(world: World, guest: number, settings: HotplugSettings, scenario: EngineScenario): FunctionMachine {
  const spec = world.guests[guest]!.spec as FunctionGuest;
  const horizonUs = Math.floor(scenario.horizon_s / scenario.epoch_s + 1e-9) * (world.epochNs / 1000);
  return {
    guest,
    ...sizesOf(spec, settings),
    monitorPages: settings.variant === "one-to-one" ? pagesOf(spec.overhead_bytes ?? 0) : 0,
    startUs: Math.round(((spec.boot_ms ?? 0) + (spec.init_ms ?? 0)) * 1000),
    execUs: Math.round((spec.exec_ms ?? 0) * 1000),
    arrivals: arrivalTimes(spec.arrivals, horizonUs, guest, world.randomness),
  };
}

/** With a machine an instance, a monitor costs memory only while its instance is there. */
function chargeMonitorsWithInstances(world: World): void {
  const former = world.overheadOf;
  world.overheadOf = (guest) => (guest.spec.kind === "function" ? { vmm: 0, ept: 0 } : former(guest));
}

/** The ledger as functions use it. */
function memoryOf(world: World, machines: readonly FunctionMachine[]): FunctionMemory {
  const { ledger, columns } = world;
  const guestOf = (machine: number): number => machines[machine]!.guest;
  return {
    free: () => totalFor(ledger, FREE),
    setAside: (frames) => {
      if (frames >= 0) takeFrames(world, INFLIGHT, frames);
      else giveFrames(world, INFLIGHT, -frames);
    },
    plug: (machine, pages) => plugPages(world, guestOf(machine), pages),
    touch: (machine, pages) => {
      touchTo(world, guestOf(machine), columns.resident[guestOf(machine)]! + pages);
    },
    unplug: (machine, touched, untouched) => {
      const guest = guestOf(machine);
      dropTo(world, guest, columns.resident[guest]! - touched, ABSENT);
      // What is plugged next was never touched.
      columns.touched[guest] = columns.resident[guest]!;
      unplugPages(world, guest, untouched);
    },
    monitor: (_, frames) => (frames < 0 ? giveFrames(world, VMM, -frames) : takeFrames(world, VMM, frames)),
    lives: (machine) => columns.life[guestOf(machine)] === RUNNING,
  };
}
