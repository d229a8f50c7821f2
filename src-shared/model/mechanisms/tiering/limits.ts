// What a policy allows each guest of the fast tier: pages at least and at most, and promotions a second.
import { PAGE_BYTES } from "../../../base/units.ts";
import { pagesIn } from "../../engine/ledger.ts";
import { pagesAllowed } from "../../engine/rate.ts";
import { PRIV_FAST } from "../../engine/states.ts";
import type { World } from "../../engine/world.ts";
import type { TierLimits } from "../mechanism.ts";

export interface SavedLimits {
  readonly fastMin: Float64Array;
  readonly fastMax: Float64Array;
  readonly promoteRate: Float64Array;
}

export interface GuestLimits {
  set(guest: number, limits: Partial<TierLimits>): TierLimits;
  begin(epoch: number): void;
  /** Pages of a guest that may leave the fast tier, and that may come to it now. */
  mayLeave(guest: number): number;
  mayCome(guest: number): number;
  /** Pages that a guest has beyond its most, and that it lacks to its least. */
  above(guest: number): number;
  below(guest: number): number;
  came(guest: number, pages: number): void;
  save(): SavedLimits;
}

export function createLimits({ ledger, guests, epochNs }: World, saved?: SavedLimits): GuestLimits {
  const infinite = (): Float64Array => new Float64Array(guests.length).fill(Number.POSITIVE_INFINITY);
  const fastMin = saved?.fastMin.slice() ?? new Float64Array(guests.length);
  const fastMax = saved?.fastMax.slice() ?? infinite();
  const promoteRate = saved?.promoteRate.slice() ?? infinite();
  const left = infinite();
  const inFast = (guest: number): number => pagesIn(ledger, guest, PRIV_FAST);
  const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
  const most = (value: number | null): number => (value === null ? Number.POSITIVE_INFINITY : Math.max(0, value));
  return {
    set: (guest, limits) => {
      const size = guests[guest]!.pages;
      if (limits.fastMin !== undefined) fastMin[guest] = Math.min(size, Math.max(0, Math.floor(limits.fastMin)));
      if (limits.fastMax !== undefined) fastMax[guest] = Math.floor(most(limits.fastMax));
      if (limits.promoteRate !== undefined) promoteRate[guest] = most(limits.promoteRate);
      fastMax[guest] = Math.max(fastMax[guest]!, fastMin[guest]!);
      return {
        fastMin: fastMin[guest]!,
        fastMax: orNull(fastMax[guest]!),
        promoteRate: orNull(promoteRate[guest]!),
      };
    },
    begin: (epoch) => {
      for (let guest = 0; guest < left.length; guest++) {
        const rate = orNull(promoteRate[guest]!);
        left[guest] = pagesAllowed(rate === null ? null : rate * PAGE_BYTES, epoch, epochNs / 1e9);
      }
    },
    mayLeave: (guest) => (guests[guest]!.held ? 0 : Math.max(0, inFast(guest) - fastMin[guest]!)),
    mayCome: (guest) =>
      guests[guest]!.held ? 0 : Math.max(0, Math.min(left[guest]!, fastMax[guest]! - inFast(guest))),
    above: (guest) => (guests[guest]!.held ? 0 : Math.max(0, inFast(guest) - fastMax[guest]!)),
    below: (guest) => Math.max(0, fastMin[guest]! - inFast(guest)),
    came: (guest, pages) => {
      left[guest]! -= pages;
    },
    save: () => ({ fastMin: fastMin.slice(), fastMax: fastMax.slice(), promoteRate: promoteRate.slice() }),
  };
}
