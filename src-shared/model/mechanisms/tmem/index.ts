// Transcendent memory: guests put pages into a pool of the host instead of on their disks, as far as their targets allow.

import { failure } from "../../../base/errors.ts";
import { exp } from "../../../base/math.ts";
import { nearestRank } from "../../../base/percentile.ts";
import { pagesOf } from "../../../base/units.ts";
import { giveFrames, takeFrames } from "../../engine/frames.ts";
import { totalFor } from "../../engine/ledger.ts";
import type { EngineScenario, TmemEntry } from "../../engine/scenario.ts";
import { FREE, TMEM } from "../../engine/states.ts";
import type { TmemSummary } from "../../engine/summary.ts";
import { epochOfWork, runTime } from "../../engine/work.ts";
import { GONE, RUNNING, type World } from "../../engine/world.ts";
import { defaultOf, parametersOf } from "../../parameters.ts";
import type { Mechanism } from "../mechanism.ts";
import { type Ages, createAges, type SavedAges } from "./ephemeral.ts";
import { fairness, noteServed, type Served, settledEpoch } from "./fairness.ts";
import { setTargets, type TmemSettings } from "./policies.ts";
import { relinquished } from "./xen-pool.ts";

const MIN_FREE_PAGES = defaultOf("tmem.min_free_pages");

interface Saved {
  readonly pool: Pool;
  readonly ages: SavedAges | null;
}

interface Pool extends Served {
  readonly used: Float64Array;
  readonly target: Float64Array;
  /** This epoch, by guest. */
  readonly wanted: Float64Array;
  readonly puts: Float64Array;
  readonly failed: Float64Array;
  readonly gets: Float64Array;
  readonly missed: Float64Array;
  /** Since the policy acted last. */
  readonly failedSince: Float64Array;
  /** Fractions of gets and misses left over. */
  readonly getsLeft: Float64Array;
  readonly missedLeft: Float64Array;
  /** Since the start: seconds at work and nanoseconds lost to the pool and the disk. */
  readonly workS: Float64Array;
  readonly lostNs: Float64Array;
  readonly totalFailed: Float64Array;
  /** 1 where a policy of the user set the target, or lets nothing in. */
  readonly steered: Float64Array;
  readonly shut: Float64Array;
}

export const tmem: Mechanism<TmemEntry> = {
  id: "tmem",
  title: "Transcendent memory",
  parameters: parametersOf("tmem"),
  requires: [{ what: "pages each guest would keep outside itself", capture: "xl tmem-list, frontswap counters" }],
  init: (world, entry, saved, scenario) => {
    const settings = settingsOf(world, entry, scenario);
    if (settings.poolPages === 0) return null;
    const before = saved as Saved | undefined;
    const pool = openPool(world.guests.length, settings, before?.pool);
    const ages = agesOf(world, entry, settings, before?.ages);
    const weightOf = (guest: number): number => world.guests[guest]!.spec.tmem_weight ?? 1;
    const weights = world.guests.reduce((sum, _, guest) => sum + weightOf(guest), 0);
    const interval = entry.interval_epochs ?? defaultOf("tmem.interval_epochs");
    const costs = costsOf(entry);
    const usedIn = (ns: number): number => 1 - exp((-defaultOf("guests.references_per_page_s") * ns) / 1e9);
    const wholeEpoch = usedIn(world.epochNs);
    const held = (): number => pool.used.reduce((sum, pages) => sum + pages, 0);
    const drop = (guest: number, pages: number): void => {
      pool.used[guest]! -= pages;
      giveFrames(world, TMEM, pages);
      ages?.remove(guest, pages);
    };
    /** The oldest page of somebody is gone for a put of a guest, or for the host. */
    const evictFor = (guest: number | null): boolean => {
      const victim = ages!.evict(
        guest === null
          ? null
          : { guest, clientPages: pool.used[guest]!, globalPages: held(), weight: weightOf(guest), weights },
      );
      if (victim < 0) return false;
      pool.used[victim]! -= 1;
      giveFrames(world, TMEM, 1);
      return true;
    };
    /** Puts into an ephemeral pool: each makes room for itself as long as there is a page to evict. */
    const putEphemeral = (guest: number, want: number): number => {
      let done = 0;
      for (; done < want; done++) {
        let room = true;
        while (room && (totalFor(world.ledger, FREE) < MIN_FREE_PAGES || held() >= settings.poolPages))
          room = evictFor(guest);
        if (!room) break;
        takeFrames(world, TMEM, 1);
        pool.used[guest]! += 1;
        ages!.append(guest, 1);
      }
      return done;
    };
    const put = (guest: number): void => {
      const wanted = pool.wanted[guest]!;
      const want = wanted - pool.used[guest]!;
      const fresh = ages === null ? want : Math.min(want, ages.toPut(guest, wanted));
      if (want <= 0) drop(guest, -want);
      else {
        const allowed = Math.min(fresh, allowedPuts(pool, settings, guest));
        const free = totalFor(world.ledger, FREE) - MIN_FREE_PAGES + 1;
        const done = Math.max(
          0,
          ages ? putEphemeral(guest, allowed) : Math.min(allowed, settings.poolPages - held(), free),
        );
        if (!ages) {
          takeFrames(world, TMEM, done);
          pool.used[guest]! += done;
        }
        pool.puts[guest] = done;
        pool.failed[guest] = fresh - done;
        pool.failedSince[guest]! += fresh - done;
        pool.totalFailed[guest]! += fresh - done;
      }
      const workNs = world.columns.workNs[guest]!;
      get(pool, guest, workNs === world.epochNs ? wholeEpoch : usedIn(workNs));
      // What is got leaves the pool, and goes there again when the guest evicts it.
      if (ages) {
        drop(guest, pool.gets[guest]!);
        ages.cameBack(guest, pool.gets[guest]! + pool.missed[guest]!);
      }
      const lost =
        (pool.puts[guest]! + pool.failed[guest]!) * costs.putNs +
        pool.gets[guest]! * costs.getNs +
        pool.missed[guest]! * costs.diskNs;
      world.columns.stallNs[guest]! += lost;
      pool.lostNs[guest]! += lost;
      pool.workS[guest]! += workNs / 1e9;
    };
    return {
      ended: (guest) => {
        drop(guest, pool.used[guest]!);
        ages?.gone(guest);
        pool.target[guest] = 0;
      },
      ...(ages
        ? {
            // Xen takes back what it needs, a few pages at a time.
            makeFree: () => {
              const most = relinquished(0, held()) ?? 0;
              for (let i = 0; i < most; i++) evictFor(null);
              return most;
            },
          }
        : {}),
      giveBack: (epoch) => {
        for (const column of [pool.puts, pool.failed, pool.gets, pool.missed, pool.wanted]) column.fill(0);
        for (let guest = 0; guest < world.guests.length; guest++) {
          if (world.columns.life[guest] !== RUNNING) continue;
          pool.wanted[guest] = demandAt(world.guests[guest]!.spec.tmem_demand, epochOfWork(world, guest, epoch));
          put(guest);
          const [held, wanted] = [pool.used[guest]!, pool.wanted[guest]!];
          noteServed(pool, guest, { epoch, held, wanted, poolPages: settings.poolPages });
        }
      },
      decide: (epoch) => {
        if (epoch % interval !== 0 || pool.steered.includes(1)) return;
        const { used, wanted, failedSince: failed } = pool;
        const alive = (guest: number): boolean => world.columns.life[guest] !== GONE;
        setTargets(pool.target, settings, { alive, used, wanted, failed });
        failed.fill(0);
      },
      fill: (row, columns) => {
        const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
        row[columns.of("tmem.used")] = held();
        row[columns.of("tmem.puts")] = sum(pool.puts);
        row[columns.of("tmem.puts_failed")] = sum(pool.failed);
        row[columns.of("tmem.gets")] = sum(pool.gets);
        row[columns.of("tmem.gets_missed")] = sum(pool.missed);
        for (let guest = 0; guest < world.guests.length; guest++) {
          row[columns.ofGuest(guest, "tmem_used")] = pool.used[guest]!;
          row[columns.ofGuest(guest, "tmem_target")] = isGreedy(pool, settings, guest) ? 0 : pool.target[guest]!;
          row[columns.ofGuest(guest, "tmem_failed")] = pool.failed[guest]!;
        }
      },
      controls: {
        tmemFree: () => settings.poolPages - held(),
        setTmemTarget: (guest, pages) => {
          pool.steered[guest] = 1;
          pool.target[guest] = Math.max(0, Math.floor(pages));
          return pool.target[guest]!;
        },
        admitTmem: (guest, admit) => {
          pool.shut[guest] = admit ? 0 : 1;
        },
      },
      summarise: () => ({ tmem: { ...summaryOf(world, pool, held()), ...(ages ? { evicted: ages.evicted() } : {}) } }),
      saved: () => 0,
      overBudget: () => (held() > settings.poolPages || held() !== totalFor(world.ledger, TMEM) ? 1 : 0),
      save: (): Saved => ({
        pool: Object.fromEntries(
          Object.entries(pool).map(([name, values]) => [name, values.slice()]),
        ) as unknown as Pool,
        ages: ages?.save() ?? null,
      }),
    };
  },
};

/** Pages by age where the pool is an ephemeral one; null for one whose pages stay. */
function agesOf(world: World, entry: TmemEntry, { policy }: TmemSettings, saved?: SavedAges | null): Ages | null {
  if (entry.kind !== "ephemeral") return null;
  if (policy === "greedy") return createAges(world.guests.length, entry.quota ?? "literal", saved ?? undefined);
  throw failure("scenario.bad_value", `policy is ${policy} for an ephemeral pool`, {
    expected: "greedy: who loses a page is decided when room is needed",
    next: "leave policy out, or use a persistent pool",
    exit: 2,
  });
}

function settingsOf(world: World, entry: TmemEntry, scenario: EngineScenario): TmemSettings {
  const poolPages = entry.pool_pages ?? freeAtStart(world, scenario);
  return {
    policy: entry.policy ?? "greedy",
    poolPages,
    step: entry.step ?? defaultOf("tmem.step"),
    thetaPages: entry.theta_pages ?? Math.floor(defaultOf("tmem.theta_share") * poolPages),
    floor: entry.floor ?? true,
  };
}

/** Pages of the host that neither its reserve nor the whole RAM of the guests takes. */
function freeAtStart(world: World, scenario: EngineScenario): number {
  const taken = world.guests.reduce((sum, guest) => sum + guest.pages + guest.overheadPages, 0);
  const host = world.ledger.tierSizes.reduce((sum, frames) => sum + frames, 0);
  return Math.max(0, host - pagesOf(scenario.host.reserve_bytes ?? 0) - taken);
}

const costsOf = (entry: TmemEntry) => ({
  putNs: (entry.put_us ?? defaultOf("tmem.put_us")) * 1000,
  getNs: (entry.get_us ?? defaultOf("tmem.get_us")) * 1000,
  diskNs: (entry.disk_us ?? defaultOf("tmem.disk_us")) * 1000,
});

function openPool(guests: number, { poolPages }: TmemSettings, saved: Pool | undefined): Pool {
  const column = (name: keyof Pool): Float64Array => saved?.[name].slice() ?? new Float64Array(guests);
  return {
    used: column("used"),
    target: saved?.target.slice() ?? new Float64Array(guests).fill(Math.floor(poolPages / Math.max(1, guests))),
    wanted: column("wanted"),
    puts: column("puts"),
    failed: column("failed"),
    gets: column("gets"),
    missed: column("missed"),
    failedSince: column("failedSince"),
    getsLeft: column("getsLeft"),
    missedLeft: column("missedLeft"),
    workS: column("workS"),
    lostNs: column("lostNs"),
    totalFailed: column("totalFailed"),
    steered: column("steered"),
    shut: column("shut"),
    heldSum: column("heldSum"),
    wantedSum: column("wantedSum"),
    restedAt: column("restedAt"),
    movedAt: column("movedAt"),
  };
}

const isGreedy = (pool: Pool, { policy }: TmemSettings, guest: number): boolean =>
  policy === "greedy" && pool.steered[guest] === 0;

/** Puts that the guest's target allows now. */
function allowedPuts(pool: Pool, settings: TmemSettings, guest: number): number {
  if (pool.shut[guest] === 1) return 0;
  return isGreedy(pool, settings, guest) ? Number.POSITIVE_INFINITY : pool.target[guest]! - pool.used[guest]!;
}

/** Pages wanted in the pool at an epoch: those of the last step that has begun. */
function demandAt(steps: readonly (readonly [number, number])[] | undefined, epoch: number): number {
  let pages = 0;
  for (const [from, wanted] of steps ?? []) if (from <= epoch) pages = wanted;
  return pages;
}

/** The guest uses some of the pages it wanted to keep: those in the pool by a get, the others from its disk. */
function get(pool: Pool, guest: number, chance: number): void {
  const draw = (pages: number, left: Float64Array): number => {
    const expected = pages * chance + left[guest]!;
    left[guest] = expected - Math.floor(expected);
    return Math.floor(expected);
  };
  pool.gets[guest] = draw(pool.used[guest]!, pool.getsLeft);
  pool.missed[guest] = draw(Math.max(0, pool.wanted[guest]! - pool.used[guest]!), pool.missedLeft);
}

/** A guest that goes by its work has the time that this took, whatever made it wait. */
function summaryOf(world: World, pool: Pool, held: number): TmemSummary {
  const times = pool.workS.map((seconds, guest) => runTime(world, guest) ?? seconds + pool.lostNs[guest]! / 1e9).sort();
  return {
    failed: pool.totalFailed.reduce((sum, pages) => sum + pages, 0),
    used_last: held,
    fairness: fairness(pool),
    settled_s: (settledEpoch(pool) * world.epochNs) / 1e9,
    run_time_s: {
      p50: times.length === 0 ? 0 : nearestRank(times, 0.5),
      max: times.length === 0 ? 0 : times[times.length - 1]!,
    },
  };
}
