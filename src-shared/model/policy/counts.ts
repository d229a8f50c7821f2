// What a policy sees as rates and averages: how counters grew in an epoch, and the pressure of the last seconds.
import { exp } from "../../base/math.ts";
import { stallOf, type World } from "../engine/world.ts";
import type { Counters } from "../mechanisms/mechanism.ts";

export interface Counts {
  /** Growth in the epoch that ended; to be asked once an epoch. */
  next(): Grown;
}

/** Pages of one epoch; of guests by number. */
export interface Grown extends Counters {
  /** Percent of the time that a guest waited, averaged over ten seconds. */
  readonly psiOf: Float64Array;
}

/** The kernel averages over 10 s. */
const PSI_SECONDS = 10;

export function createCounts(world: World): Counts {
  const count = world.guests.length;
  const psiOf = new Float64Array(count);
  const weight = 1 - exp(-world.epochNs / 1e9 / PSI_SECONDS);
  const read = world.atWork.find(({ counters }) => counters)?.counters ?? (() => nothing(count));
  let before = copied(read());
  return {
    next() {
      const now = copied(read());
      const growth = (name: "swapIn" | "swapOut" | "zpoolIn" | "zpoolOut" | "deviceNs"): number =>
        now[name] - before[name];
      const growthOf = (name: "swapInOf" | "zpoolInOf"): Float64Array =>
        now[name].map((pages, guest) => pages - before[name][guest]!);
      for (let guest = 0; guest < count; guest++) {
        const stall = stallOf(world, guest);
        psiOf[guest]! += weight * ((100 * stall) / (1 + stall) - psiOf[guest]!);
      }
      const grown = {
        ...{ swapIn: growth("swapIn"), swapOut: growth("swapOut"), deviceNs: growth("deviceNs") },
        ...{ zpoolIn: growth("zpoolIn"), zpoolOut: growth("zpoolOut") },
        ...{ swapInOf: growthOf("swapInOf"), zpoolInOf: growthOf("zpoolInOf"), psiOf },
      };
      before = now;
      return grown;
    },
  };
}

const copied = (now: Counters): Counters => ({
  ...now,
  swapInOf: now.swapInOf.slice(),
  zpoolInOf: now.zpoolInOf.slice(),
});

const nothing = (count: number): Counters => ({
  ...{ swapIn: 0, swapOut: 0, zpoolIn: 0, zpoolOut: 0, deviceNs: 0 },
  ...{ swapInOf: new Float64Array(count), zpoolInOf: new Float64Array(count) },
});
