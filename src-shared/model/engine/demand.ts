// How many pages a guest has in use at an epoch.
import { firstDraw } from "../../base/rng.ts";
import { pagesOf } from "../../base/units.ts";
import type { Guest } from "./guests.ts";

/** The engine's own streams of random numbers, by purpose. */
export const streams = {
  bursts: 1,
  writes: 2,
  arrivals: 10,
  unmovable: 11,
  samples: 12,
  activity: 13,
  sampled: 14,
  layouts: 15,
} as const;

export interface Randomness {
  readonly seed: number;
  readonly replication: number;
}

/** Pages in use by guest number `index` at `epoch` (from 1); on/off guests draw anew each epoch and guest. */
export function demandPages(guest: Guest, index: number, epoch: number, randomness: Randomness): number {
  const { spec } = guest;
  switch (spec.kind) {
    case "onoff": {
      const draw = firstDraw(randomness.seed, {
        mechanism: streams.bursts,
        replication: randomness.replication,
        guest: index,
        epoch,
      });
      return pagesOf(spec.base_bytes) + (draw < spec.p ? pagesOf(spec.burst_bytes) : 0);
    }
    case "series":
      return valueAt(spec.demand_pages, epoch);
    case "pages":
      return spec.demand_pages ? Math.min(guest.pages, valueAt(spec.demand_pages, epoch)) : guest.pages;
    default:
      return guest.pages;
  }
}

/** Pages at an epoch of a series that starts again at its end. */
const valueAt = (values: readonly number[], epoch: number): number =>
  values.length === 0 ? 0 : Math.max(0, Math.ceil(values[(epoch - 1) % values.length]!));
