// How many pages a guest has in use at an epoch.
import { createStream } from "../../base/rng.ts";
import { pagesOf } from "../../base/units.ts";
import type { Guest } from "./guests.ts";

/** The engine's own streams of random numbers, by purpose. */
export const streams = { bursts: 1, arrivals: 10, unmovable: 11 } as const;

export interface Randomness {
  readonly seed: number;
  readonly replication: number;
}

/** Pages in use by guest number `index` at `epoch` (from 1); on/off guests draw anew each epoch and guest. */
export function demandPages(guest: Guest, index: number, epoch: number, randomness: Randomness): number {
  const { spec } = guest;
  switch (spec.kind) {
    case "onoff": {
      const draw = createStream(randomness.seed, {
        mechanism: streams.bursts,
        replication: randomness.replication,
        guest: index,
        epoch,
      }).next();
      return pagesOf(spec.base_bytes) + (draw < spec.p ? pagesOf(spec.burst_bytes) : 0);
    }
    case "series": {
      const values = spec.demand_pages;
      return values.length === 0 ? 0 : Math.max(0, Math.ceil(values[(epoch - 1) % values.length]!));
    }
    default:
      return guest.pages;
  }
}
