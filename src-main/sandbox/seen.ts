// The views that a policy was given, as columns: what the host had free, and what each guest used, epoch by epoch.
import type { Observation } from "../../src-shared/policy/api.ts";
import type { PolicySeen } from "../../src-shared/protocol/policy-replies.ts";

/** Most guests whose columns are kept; the others are counted. */
const MOST_GUESTS = 200;

type Guest = PolicySeen["guests"][number];

export interface Seen {
  note(view: Observation): void;
  take(): PolicySeen;
}

export function createSeen(): Seen {
  const epochs: number[] = [];
  const free: number[] = [];
  const guests = new Map<number, Guest>();
  const others = new Set<number>();
  let [total, dt] = [0, 0];
  return {
    note(view) {
      const at = epochs.length;
      epochs.push(view.epoch);
      free.push(view.host.free);
      ({ total } = view.host);
      ({ dt } = view);
      for (const { id, name, size, used, balloon, slowdown } of view.guests) {
        let guest = guests.get(id);
        if (!guest && guests.size >= MOST_GUESTS) others.add(id);
        else {
          guest ??= { id, name, size, used: [], balloon: [], slowdown: [] };
          guests.set(id, guest);
          putAt(guest.used, at, used);
          putAt(guest.balloon, at, balloon);
          putAt(guest.slowdown, at, slowdown);
        }
      }
    },
    take() {
      for (const guest of guests.values())
        for (const column of [guest.used, guest.balloon, guest.slowdown]) fill(column, epochs.length);
      return { epochs, dt, host: { total, free }, guests: [...guests.values()], unlisted: others.size };
    },
  };
}

/** Writes a value; the epochs before in which the guest did not run hold null. */
function putAt(column: (number | null)[], at: number, value: number): void {
  fill(column, at);
  column.push(value);
}

function fill(column: (number | null)[], length: number): void {
  while (column.length < length) column.push(null);
}
