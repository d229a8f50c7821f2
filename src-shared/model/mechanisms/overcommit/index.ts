// Overcommit: pages that are used least leave for a compressed pool and for disk, and come back when they are used (model 3.4).
import { exp } from "../../../base/math.ts";
import { COMPRESSED, groupOf, ON_DISK, type Place, pagesAt, type SwapSpace } from "../../engine/groups.ts";
import { pagesIn, totalFor } from "../../engine/ledger.ts";
import { bringBack, bringBackPage } from "../../engine/places.ts";
import type { EngineScenario, OvercommitEntry } from "../../engine/scenario.ts";
import { FREE, PRIV_FAST, PRIV_SLOW, SWAP, ZSWAP } from "../../engine/states.ts";
import { RUNNING, type World } from "../../engine/world.ts";
import { defaultOf, parametersOf } from "../../parameters.ts";
import type { Mechanism, SwapLimits } from "../mechanism.ts";
import { type Curved, openCurves } from "./curves.ts";
import { openDevice } from "./device.ts";
import { CLUSTER, createEviction, type Evicted, type GuestRoom } from "./evict.ts";
import { costsOf, swapSpace } from "./space.ts";

interface Books {
  /** Fractions of references left over, by group, to the pool and to disk. */
  readonly fromPool: Float64Array;
  readonly fromDisk: Float64Array;
  /** Pages read from disk since the start, by guest. */
  readonly readsOf: Float64Array;
  /** Pages from the compressed pool since the start, by guest. */
  readonly loadsOf: Float64Array;
  /** Totals: pages to the pool and to disk, pages from them. */
  readonly totals: Float64Array;
  readonly most: GuestRoom;
  readonly device: Float64Array | null;
}

/** Turns in which a guest's missed pages come back in an epoch. */
const MOST_TURNS = 8;

export const overcommit: Mechanism<OvercommitEntry> = {
  id: "overcommit",
  title: "Overcommit with compressed memory and swap",
  parameters: parametersOf("overcommit"),
  requires: [{ what: "how often pages are used", capture: "DAMON, accessed bits, or refaults under reclaim" }],
  init: (world, entry, saved, scenario) => {
    const swap = openSwap(world, entry, scenario);
    if (swap === null) return null;
    world.swap = swap;
    const books = openBooks(world, saved as Books | undefined);
    const { totals } = books;
    const costs = costsOf(entry);
    const frames = world.ledger.tierSizes.reduce((sum, size) => sum + size, 0);
    const low = Math.floor(frames * defaultOf("overcommit.low_watermark"));
    const high = Math.floor(frames * defaultOf("overcommit.high_watermark"));
    const curves = openCurves(world);
    const device = openDevice(world, entry, (saved as Books | undefined)?.device ?? undefined);
    const eviction = createEviction(world, books.most, curves);
    const noted = (done: Evicted): Evicted => {
      totals[0]! += done.compressed;
      totals[1]! += done.written;
      return done;
    };
    const evicted = (frames: number): Evicted => noted(eviction.free(frames));
    const paid = (guest: number, from: Place, pages: number): void => {
      const disk = from === ON_DISK;
      world.columns.stallNs[guest]! += pages * (disk ? costs.diskNs : costs.loadNs);
      totals[disk ? 3 : 2]! += pages;
      (disk ? books.readsOf : books.loadsOf)[guest]! += pages;
      if (!disk) return;
      device?.read(guest, pages);
    };
    /** Whole misses of a group or of a guest, whose first group keeps the fraction. */
    const wholeMisses = (group: number, expected: number, left: Float64Array): number => {
      const sum = expected + left[group]!;
      left[group] = sum - Math.floor(sum);
      return Math.floor(sum);
    };
    const fault = (group: number, from: Place, chance: number, left: Float64Array): void => {
      const count = wholeMisses(group, pagesAt(world.groups, group, from) * chance, left);
      if (count > 0) paid(world.groups.owner[group]!, from, bringBack(world, group, from, count));
    };
    /** A guest pays for every miss; of the pages that it missed as many come back as are outside, its hottest ones first. */
    const faultByCurve = ({ guest, misses }: Curved): void => {
      if (world.columns.life[guest] !== RUNNING || world.columns.resident[guest] === 0) return;
      const { firstOf } = world.groups;
      const { pool, disk } = misses();
      for (const [from, expected, left] of [
        [ON_DISK, disk, books.fromDisk],
        [COMPRESSED, pool, books.fromPool],
      ] as const) {
        const count = wholeMisses(firstOf[guest]!, expected, left);
        if (count > 0) paid(guest, from, count);
        const outside = (): number => pagesIn(world.ledger, guest, from === ON_DISK ? SWAP : ZSWAP);
        let come = Math.min(count, outside());
        const atOnce = Math.max(CLUSTER, Math.ceil(come / MOST_TURNS));
        for (let group = firstOf[guest]!; group < firstOf[guest + 1]! && come > 0; ) {
          // A few at a time: who has to give a page for them depends on what each guest has by then.
          const before = outside();
          const came = bringBack(world, group, from, Math.min(come, atOnce, pagesAt(world.groups, group, from)));
          come -= came;
          if (came === 0) group++;
          else if (outside() >= before) break;
        }
        // The others change places with pages of the guest itself, which are like them.
        totals[from === ON_DISK ? 1 : 0]! += come;
        world.columns.stallNs[guest]! += come * (from === ON_DISK ? costs.writeNs : costs.compressNs);
      }
    };
    return {
      fault: () => {
        const { owner, warmth } = world.groups;
        for (const curved of curves.values()) faultByCurve(curved);
        for (let group = 0; group < owner.length; group++) {
          if (world.columns.life[owner[group]!] !== RUNNING || curves.has(owner[group]!)) continue;
          if (pagesAt(world.groups, group, COMPRESSED) + pagesAt(world.groups, group, ON_DISK) === 0) continue;
          const chance = 1 - exp((-warmth[group]! * world.columns.workNs[owner[group]!]!) / 1e9);
          fault(group, ON_DISK, chance, books.fromDisk);
          fault(group, COMPRESSED, chance, books.fromPool);
        }
        device?.settle();
      },
      bringBack: (guest, page) => {
        const at = world.exact!.contents.firstPage[guest]! + page;
        const from = bringBackPage(world, groupOf(world.groups, guest, page), at);
        if (from !== null) paid(guest, from, 1);
      },
      makeFree: (wanted, guest) => {
        const before = totalFor(world.ledger, FREE);
        const { compressed, written } = evicted(wanted);
        if (guest !== null) world.columns.stallNs[guest]! += compressed * costs.compressNs + written * costs.writeNs;
        return totalFor(world.ledger, FREE) - before;
      },
      reclaim: () => {
        const free = totalFor(world.ledger, FREE);
        if (free < low) evicted(high - free);
      },
      fill: (row, columns) => {
        row[columns.of("swap.slots")] = swap.onDisk;
        row[columns.of("zpool.bytes")] = swap.compressed * swap.pageBytes;
      },
      summarise: () => ({
        swap: {
          compressed: totals[0]!,
          written: totals[1]!,
          decompressed: totals[2]!,
          read: totals[3]!,
          read_most: books.readsOf.reduce((most, pages) => Math.max(most, pages), 0),
          ...device?.summarise(),
        },
      }),
      saved: () => swap.onDisk + swap.compressed,
      overBudget: () => 0,
      save: (): Books => ({
        fromPool: books.fromPool.slice(),
        fromDisk: books.fromDisk.slice(),
        readsOf: books.readsOf.slice(),
        loadsOf: books.loadsOf.slice(),
        totals: totals.slice(),
        device: device?.save() ?? null,
        most: { onDisk: books.most.onDisk.slice(), compressed: books.most.compressed.slice() },
      }),
      counters: () => ({
        ...{ zpoolOut: totals[0]!, swapOut: totals[1]!, zpoolIn: totals[2]!, swapIn: totals[3]! },
        deviceNs: totals[1]! * costs.writeNs + totals[3]! * costs.diskNs,
        ...{ swapInOf: books.readsOf, zpoolInOf: books.loadsOf },
      }),
      controls: {
        setSwap: (guest, limits) => setRoom(books.most, guest, limits),
        // Written-back pages of others do not count as the guest's.
        reclaim: (guest, pages) => {
          const before = inMemory(world, guest);
          noted(eviction.reclaim(guest, Math.floor(pages)));
          return before - inMemory(world, guest);
        },
      },
    };
  },
};

const inMemory = ({ ledger }: World, guest: number): number =>
  pagesIn(ledger, guest, PRIV_FAST) + pagesIn(ledger, guest, PRIV_SLOW);

/** Sets what a policy allows a guest, and says what holds; pages that are out already stay there. */
function setRoom(most: GuestRoom, guest: number, { limit, zswapMax }: Partial<SwapLimits>): SwapLimits {
  const pages = (value: number | null): number =>
    value === null ? Number.POSITIVE_INFINITY : Math.max(0, Math.floor(value));
  if (limit !== undefined) most.onDisk[guest] = pages(limit);
  if (zswapMax !== undefined) most.compressed[guest] = pages(zswapMax);
  const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return { limit: orNull(most.onDisk[guest]!), zswapMax: orNull(most.compressed[guest]!) };
}

/** The space there is, with what a checkpoint had in it. */
function openSwap(world: World, entry: OvercommitEntry, { host }: EngineScenario): SwapSpace | null {
  const space = swapSpace(entry, host);
  if (space === null) return null;
  const sum = (place: Place): number => world.groups.owner.reduce((t, _, g) => t + pagesAt(world.groups, g, place), 0);
  return { ...space, onDisk: sum(ON_DISK), compressed: sum(COMPRESSED) };
}

const openBooks = (world: World, saved: Books | undefined): Omit<Books, "device"> => ({
  fromPool: saved?.fromPool.slice() ?? new Float64Array(world.groups.owner.length),
  fromDisk: saved?.fromDisk.slice() ?? new Float64Array(world.groups.owner.length),
  readsOf: saved?.readsOf.slice() ?? new Float64Array(world.guests.length),
  loadsOf: saved?.loadsOf.slice() ?? new Float64Array(world.guests.length),
  totals: saved?.totals.slice() ?? new Float64Array(4),
  most: {
    onDisk: saved?.most.onDisk.slice() ?? new Float64Array(world.guests.length).fill(Number.POSITIVE_INFINITY),
    compressed: saved?.most.compressed.slice() ?? new Float64Array(world.guests.length).fill(Number.POSITIVE_INFINITY),
  },
});
