// All kinds of trace events that become more than a row of fields, by the names of their events.
import { deviceKinds } from "./devices.ts";
import type { Isa } from "./exit-reasons.ts";
import { guestKinds } from "./exits.ts";
import { faults } from "./faults.ts";
import type { Kind, KindSetting } from "./kind.ts";
import { mmuKinds } from "./mmu.ts";
import { reasons } from "./reasons.ts";
import { regions } from "./regions.ts";
import { sched } from "./sched.ts";
import { vcpus } from "./vcpus.ts";

/** Systems of the events with a kind; ftrace's text names none. */
const SYSTEMS: ReadonlySet<string> = new Set(["kvm", "kvmmmu", "exceptions", "sched", "damon"]);

export interface AllKinds {
  /** The kind of an event by its name, with or without its system. */
  of(name: string): Kind | null;
  /** Learns what a text of the recording means; called once a text. */
  learn(text: string, id: number): void;
  /** The recording is over: writes what waited for more. */
  close(): void;
}

export function allKinds(setting: KindSetting): AllKinds {
  const fault = faults(setting.rows);
  const exitReasons = reasons(setting.context);
  const guests = vcpus(setting.rows, setting.losses, fault);
  const scheduler = sched(setting);
  const damon = regions(setting);
  let isa: Isa | null = null;

  const devices = deviceKinds(setting, guests);
  const kinds: ReadonlyMap<string, Kind> = new Map(
    Object.entries({
      page_fault_user: fault.host,
      page_fault_kernel: fault.host,
      ...guestKinds({ ...setting, vcpus: guests, faults: fault, reasons: exitReasons }, (found) => {
        isa = found;
      }),
      ...devices,
      ...mmuKinds(setting),
      ...scheduler.kinds,
      ...damon.kinds,
    }),
  );

  return {
    of(name) {
      const [event = "", system] = name.split(":").reverse();
      if (system !== undefined && !SYSTEMS.has(system)) return null;
      if (devices[event]) guests.expectDevices();
      return kinds.get(event) ?? null;
    },
    learn(text, id) {
      exitReasons.learn(text, id);
      scheduler.learn(text, id);
    },
    close() {
      guests.closeAll();
      scheduler.close();
      damon.close();
      if (isa) setting.context.property("isa", isa);
    },
  };
}
