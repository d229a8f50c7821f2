// The swap device that guests share: how long requests wait for it, the slower the guests the fewer (model section 4).
import type { OvercommitEntry } from "../../engine/scenario.ts";
import type { World } from "../../engine/world.ts";
import { defaultOf } from "../../parameters.ts";
import { restOf, type SharedDevice } from "../../queueing.ts";

export interface Device {
  read(guest: number, pages: number): void;
  /** Step 3, when all faults of the epoch are done: guests wait for what they read. */
  settle(): void;
  summarise(): { readonly busy_most: number; readonly saturated_epochs: number };
  save(): Float64Array;
}

/** Null for a disk without a queue: it serves any number at once. */
export function openDevice(world: World, entry: OvercommitEntry, saved?: Float64Array): Device | null {
  if (entry.kind === undefined || entry.kind === "plain" || entry.kind === "zram") return null;
  const device: SharedDevice = {
    serviceSeconds: (entry.disk_us ?? defaultOf("overcommit.disk_us")) / 1e6,
    channels: entry.device_channels ?? defaultOf("overcommit.device_channels"),
    variation: entry.device_service === "exponential" ? 1 : 0,
  };
  const saturatedAt = defaultOf("overcommit.saturated_at");
  const guests = world.guests.length;
  const reads = new Float64Array(guests);
  const [perSecond, slowdown] = [new Float64Array(guests), new Float64Array(guests)];
  const totals = saved?.slice() ?? new Float64Array(2);
  return {
    read: (guest, pages) => {
      reads[guest]! += pages;
    },
    settle: () => {
      const { stallNs, workNs } = world.columns;
      if (device.serviceSeconds > 0 && reads.some((pages) => pages > 0)) {
        for (let guest = 0; guest < guests; guest++) {
          if (reads[guest] === 0 || workNs[guest] === 0) {
            perSecond[guest] = 0;
            slowdown[guest] = 1;
            continue;
          }
          perSecond[guest] = reads[guest]! / (workNs[guest]! / 1e9);
          slowdown[guest] = 1 + stallNs[guest]! / workNs[guest]!;
        }
        const { waitSeconds, utilisation } = restOf(device, perSecond, slowdown);
        for (let guest = 0; guest < guests; guest++) stallNs[guest]! += reads[guest]! * waitSeconds * 1e9;
        totals[0] = Math.max(totals[0]!, utilisation);
        if (utilisation > saturatedAt) totals[1]! += 1;
      }
      reads.fill(0);
    },
    summarise: () => ({ busy_most: totals[0]!, saturated_epochs: totals[1]! }),
    save: () => totals.slice(),
  };
}
