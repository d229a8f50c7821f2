// Ephemeral pages of a pool: their order of age over all guests, who loses one when room is needed, and what guests put (systems section 4).
import { type ClientShare, isOverQuota } from "./xen-pool.ts";

export interface SavedAges {
  /** Runs of pages, oldest first: guest and pages, by turns. */
  readonly runs: Float64Array;
  readonly pending: Float64Array;
  readonly demand: Float64Array;
  readonly evicted: number;
}

export interface Ages {
  append(guest: number, pages: number): void;
  /** The guest loses its oldest pages. */
  remove(guest: number, pages: number): void;
  /** Whose page goes for a put of a guest (null: for the host itself); -1 without any. It is off the list then. */
  evict(share: (ClientShare & { readonly guest: number }) | null): number;
  /** Pages that a guest puts now: those newly wanted, and those it got or missed since. */
  toPut(guest: number, demand: number): number;
  /** The guest has pages back, which it will put again. */
  cameBack(guest: number, pages: number): void;
  evicted(): number;
  gone(guest: number): void;
  save(): SavedAges;
}

/** Pages in the order of their puts. `reading` of the test of quotas: as Xen codes it, or as its name says. */
export function createAges(guests: number, reading: "literal" | "intended", saved?: SavedAges): Ages {
  const owners: number[] = [];
  const counts: number[] = [];
  for (let i = 0; i < (saved?.runs.length ?? 0); i += 2) {
    owners.push(saved!.runs[i]!);
    counts.push(saved!.runs[i + 1]!);
  }
  const pending = saved?.pending.slice() ?? new Float64Array(guests);
  const before = saved?.demand.slice() ?? new Float64Array(guests);
  let evicted = saved?.evicted ?? 0;
  const take = (run: number, pages: number): void => {
    counts[run]! -= pages;
    if (counts[run]! > 0) return;
    owners.splice(run, 1);
    counts.splice(run, 1);
  };
  return {
    append: (guest, pages) => {
      if (pages <= 0) return;
      if (owners.at(-1) === guest) counts[counts.length - 1]! += pages;
      else {
        owners.push(guest);
        counts.push(pages);
      }
    },
    remove: (guest, pages) => {
      let left = pages;
      for (let run = owners.indexOf(guest); run >= 0 && left > 0; run = owners.indexOf(guest)) {
        const now = Math.min(left, counts[run]!);
        take(run, now);
        left -= now;
      }
    },
    evict: (share) => {
      if (owners.length === 0) return -1;
      const own = share && isOverQuota(share, reading) ? owners.indexOf(share.guest) : -1;
      const victim = owners[Math.max(0, own)]!;
      take(Math.max(0, own), 1);
      evicted++;
      return victim;
    },
    toPut: (guest, demand) => {
      pending[guest]! += Math.max(0, demand - before[guest]!);
      pending[guest] = Math.min(pending[guest]!, demand);
      before[guest] = demand;
      const now = pending[guest]!;
      pending[guest] = 0;
      return now;
    },
    cameBack: (guest, pages) => {
      pending[guest]! += pages;
    },
    evicted: () => evicted,
    gone: (guest) => {
      pending[guest] = before[guest] = 0;
    },
    save: () => ({
      runs: Float64Array.from(owners.flatMap((owner, i) => [owner, counts[i]!])),
      pending: pending.slice(),
      demand: before.slice(),
      evicted,
    }),
  };
}
