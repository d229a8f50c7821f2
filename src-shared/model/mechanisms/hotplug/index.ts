// Hotplug in a run: functions whose instances get memory and give it back, by the variant's way (systems section 2).
import { pagesOf } from "../../../base/units.ts";
import { framesFor, moveFrames, movePages, totalFor } from "../../engine/ledger.ts";
import { setDemand } from "../../engine/memory.ts";
import { giveBack, takeOverhead } from "../../engine/reclaim.ts";
import { releasePages } from "../../engine/release.ts";
import type { EngineScenario, FunctionGuest, HotplugEntry } from "../../engine/scenario.ts";
import { ABSENT, FAST, FREE, INFLIGHT, SLOW, UNTOUCHED, VMM } from "../../engine/states.ts";
import { RUNNING, type World } from "../../engine/world.ts";
import { parametersOf } from "../../parameters.ts";
import type { Mechanism } from "../mechanism.ts";
import { arrivalTimes } from "./arrivals.ts";
import { createFunctionHost } from "./functions.ts";
import { type FunctionMachine, sizesOf } from "./instances.ts";
import type { FunctionMemory, SavedRoom } from "./room.ts";
import { type HotplugSettings, hotplugSettings } from "./settings.ts";
import { summariseFunctions } from "./tally.ts";

const PAGE_BYTES = 4096;

/** Fresh memory is part of an instance's start; a penalty for it is a parameter. */
const NO_WAIT = { minorFaultNs: 0, cowBreakNs: 0 };

export const hotplug: Mechanism<HotplugEntry> = {
  id: "hotplug",
  title: "Memory hotplug",
  parameters: parametersOf("hotplug"),
  requires: [{ what: "times of plugs and unplugs", capture: "QMP query-memory-devices, polled" }],
  init: (world, entry, saved, scenario) => {
    const guests = world.guests.flatMap(({ spec }, guest) => (spec.kind === "function" ? [guest] : []));
    if (guests.length === 0) return null;
    const settings = hotplugSettings(entry, hostPages(world));
    const machines = guests.map((guest) => machineOf(world, guest, settings, scenario));
    if (settings.variant === "one-to-one") chargeMonitorsWithInstances(world);
    const host = createFunctionHost(
      machines,
      settings,
      memoryOf(world, machines),
      world.randomness,
      saved as SavedRoom | undefined,
    );
    const numberOf = new Map(guests.map((guest, machine) => [guest, machine]));
    const epochUs = world.epochNs / 1000;
    const slowdowns = new Float64Array(machines.length).fill(1);
    const { tally } = host;
    return {
      started: (guest) => {
        if (numberOf.has(guest)) movePages(world.ledger, guest, UNTOUCHED, ABSENT, world.guests[guest]!.pages);
      },
      ended: (guest) => {
        const machine = numberOf.get(guest);
        if (machine !== undefined) giveBack(world, VMM, host.monitors(machine));
      },
      wanted: (guest, pages) => (numberOf.has(guest) ? world.columns.resident[guest]! : pages),
      fault: (epoch) => {
        if (epoch === 1) host.boot();
        host.runUntil(epoch * epochUs, (machine) => slowdowns[machine]!);
      },
      fill: (row, columns) => {
        for (const [machine, { guest }] of machines.entries())
          slowdowns[machine] = 1 + world.columns.stallNs[guest]! / world.epochNs;
        row[columns.of("hotplug.plugged_bytes")] = tally.epochPlugged * PAGE_BYTES;
        row[columns.of("hotplug.unplugged_bytes")] = tally.epochUnplugged * PAGE_BYTES;
        row[columns.of("hotplug.migrated")] = tally.epochMigrated;
        row[columns.of("hotplug.zeroed")] = tally.epochZeroed;
        row[columns.of("hotplug.reclaim_ms")] = tally.epochReclaimUs / 1000;
        host.beginEpoch();
      },
      summarise: () => ({ functions: summariseFunctions(tally, host.waiting()) }),
      saved: () => 0,
      overBudget: () => 0,
      save: () => host.save(),
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
  return {
    free: () => totalFor(ledger, FREE),
    setAside: (frames) => {
      const [from, to] = frames < 0 ? [INFLIGHT, FREE] : [FREE, INFLIGHT];
      const count = Math.abs(frames);
      const slow = frames < 0 ? Math.min(count, framesFor(ledger, SLOW, from)) : 0;
      const fast = frames < 0 ? count - slow : Math.min(count, framesFor(ledger, FAST, from));
      moveFrames(ledger, FAST, from, to, fast);
      moveFrames(ledger, SLOW, from, to, count - fast);
    },
    plug: (machine, pages) => movePages(ledger, machines[machine]!.guest, ABSENT, UNTOUCHED, pages),
    touch: (machine, pages) => {
      const { guest } = machines[machine]!;
      setDemand(world, guest, columns.resident[guest]! + pages, NO_WAIT);
    },
    unplug: (machine, touched, untouched) => {
      const { guest } = machines[machine]!;
      const resident = columns.resident[guest]!;
      releasePages(world, guest, resident - touched, resident, ABSENT);
      columns.resident[guest] = resident - touched;
      columns.touched[guest] = resident - touched;
      movePages(ledger, guest, UNTOUCHED, ABSENT, untouched);
    },
    monitor: (_, frames) => (frames < 0 ? giveBack(world, VMM, -frames) : takeOverhead(world, VMM, frames)),
    lives: (machine) => columns.life[machines[machine]!.guest] === RUNNING,
  };
}
