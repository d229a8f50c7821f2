// The world of a run, the mechanisms at work in it, and the steps of an epoch in their fixed order.
import { failure } from "../../base/errors.ts";
import { PAGE_BYTES } from "../../base/units.ts";
import type { AtWork } from "../mechanisms/mechanism.ts";
import { mechanismOf, mechanisms } from "../mechanisms/registry.ts";
import { defaultOf } from "../parameters.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { checkWrites } from "./contents.ts";
import { demandPages, type Randomness } from "./demand.ts";
import { openGroups, orderGroups } from "./groups.ts";
import { listGuests } from "./guests.ts";
import { type AccessTimes, serveAccesses } from "./heat.ts";
import { openLedger } from "./ledger.ts";
import { type Latencies, setDemand, startGuest, wantedPages, writePage } from "./memory.ts";
import type { EngineMechanism, EngineScenario } from "./scenario.ts";
import { beginWork, goOn, leaveDone, openWork, settleWork } from "./work.ts";
import { emptyColumns, RUNNING, WAITING, type World } from "./world.ts";

/**
 * An epoch up to its row: all steps, the accesses, the account of work. Returns the share of accesses that the fast tier served.
 */
export function playEpoch(
  world: World,
  epoch: number,
  seen: Float64Array | null,
  randomness: Randomness,
  times: AccessTimes | null,
): number {
  runEpoch(world, epoch, seen, randomness);
  const hit = serveAccesses(world, times);
  settleWork(world, epoch);
  return hit;
}

/** Steps 1 to 9 of an epoch (model section 0); `seen` is the row that a policy may see. */
function runEpoch(world: World, epoch: number, seen: Float64Array | null, randomness: Randomness): void {
  const { columns, guests, atWork } = world;
  columns.stallNs.fill(0);
  world.groups.moved.fill(0);
  for (const mechanism of atWork) mechanism.begin?.(epoch);
  leaveDone(world, epoch);
  for (let guest = 0; guest < guests.length; guest++) {
    if (columns.life[guest] !== WAITING || guests[guest]!.arrivesEpoch > epoch) continue;
    startGuest(world, guest);
    beginWork(world, guest, epoch);
  }
  for (let guest = 0; guest < guests.length; guest++) {
    if (columns.life[guest] !== RUNNING || guests[guest]!.managed) continue;
    const course = world.work?.courses[guest];
    if (course) goOn(world, guest, course, epoch, LATENCIES);
    else {
      const pages = demandPages(guests[guest]!, guest, epoch, randomness);
      setDemand(world, guest, wantedPages(world, guest, pages), LATENCIES);
    }
  }
  if (world.work?.rates.stale) {
    orderGroups(world.groups);
    world.work.rates.stale = false;
  }
  for (const write of world.exact?.contents.writes.get(epoch) ?? []) writePage(world, write, LATENCIES);
  for (const mechanism of atWork) mechanism.fault?.(epoch);
  for (const mechanism of atWork) mechanism.giveBack?.(epoch);
  for (const mechanism of atWork) mechanism.scan?.(epoch);
  for (const mechanism of atWork) mechanism.migrate?.(epoch);
  for (const mechanism of atWork) mechanism.decide?.(epoch, seen);
  for (const mechanism of atWork) mechanism.actuate?.(epoch);
  for (const mechanism of atWork) mechanism.reclaim?.(epoch);
}

const LATENCIES: Latencies = {
  minorFaultNs: Math.round(defaultOf("balloon.minor_fault_us") * 1000),
  cowBreakNs: Math.round(defaultOf("dedup.cow_break_us") * 1000),
};

export function openWorld(
  scenario: EngineScenario,
  total: number | null,
  randomness: Randomness,
  steered = false,
): { world: World; reserve: number } {
  const guests = listGuests(scenario, total);
  checkWrites(guests);
  const { memory_bytes, reserve_bytes, tiers } = scenario.host;
  const size = (name: "fast" | "slow"): number =>
    (tiers ?? []).reduce((sum, tier) => sum + (tier.name === name ? Math.floor(tier.bytes / PAGE_BYTES) : 0), 0);
  const tierSizes = tiers
    ? Float64Array.of(size("fast"), size("slow"))
    : Float64Array.of(Math.floor(memory_bytes / PAGE_BYTES), 0);
  const reserve = Math.ceil((reserve_bytes ?? 0) / PAGE_BYTES);
  const frames = tierSizes[0]! + tierSizes[1]!;
  if (reserve > frames) {
    throw failure("scenario.bad_value", `a reserve of ${reserve} pages on a host of ${frames}`, {
      expected: "host.reserve_bytes of at most host.memory_bytes",
      next: "lower host.reserve_bytes",
      exit: 2,
    });
  }
  const sizes = Float64Array.from(guests, (guest) => guest.pages);
  const epochNs = Math.round(scenario.epoch_s * 1e6) * 1000;
  const world: World = {
    guests,
    ledger: openLedger(sizes, tierSizes, reserve),
    columns: emptyColumns(guests.length, epochNs),
    groups: openGroups(guests),
    swap: null,
    events: { cowBreaks: 0, oomKills: 0, refusedStarts: 0, writesOutside: 0 },
    epochNs,
    randomness,
    steered,
    overheadOf: (guest) => ({ vmm: guest.overheadPages, ept: 0 }),
    atWork: [],
    work: openWork(guests, epochNs, randomness),
    images: null,
    pool: null,
    exact: null,
  };
  return { world, reserve };
}

/** The mechanisms that have an effect, by id, in the order of the registry: their order in the scenario means nothing. */
export function startMechanisms(world: World, scenario: EngineScenario, resume?: Checkpoint): Map<string, AtWork> {
  const atWork = new Map<string, AtWork>();
  const given = withSmallMappings(withFunctionsAtHome(scenario), scenario);
  for (const entry of given) {
    if (mechanismOf(entry.id)) continue;
    throw failure("scenario.not_available", `there is no mechanism ${entry.id} in this engine`, {
      expected: mechanisms.map((mechanism) => mechanism.id).join(", "),
      next: "leave it out of the scenario, or use one of these",
      exit: 2,
    });
  }
  for (const mechanism of mechanisms) {
    const entries = given.filter((entry) => entry.id === mechanism.id);
    if (entries.length > 1) {
      throw failure("scenario.bad_value", `${mechanism.id} stands ${entries.length} times in the mechanisms`, {
        expected: "each mechanism once",
        next: "put all its parameters into one entry",
        exit: 2,
      });
    }
    const started = entries[0] && mechanism.init(world, entries[0], resume?.mechanisms[mechanism.id], scenario);
    if (started) atWork.set(mechanism.id, started);
  }
  world.atWork = [...atWork.values()];
  return atWork;
}

/** Functions need somebody who gives them memory: where nobody is named they have all of it for life. */
function withFunctionsAtHome({ guests, mechanisms: given }: EngineScenario): readonly EngineMechanism[] {
  if (given.some(({ id }) => id === "hotplug") || guests.every(({ kind }) => kind !== "function")) return given;
  return [...given, { id: "hotplug", variant: "static" }];
}

/** Misses of a TLB cost their walks whatever is said of huge pages: without a word mappings are of 4 KiB on both levels. */
function withSmallMappings(given: readonly EngineMechanism[], { guests }: EngineScenario): readonly EngineMechanism[] {
  if (given.some(({ id }) => id === "hugepages")) return given;
  if (guests.every(({ tlb_misses_per_s: misses = 0 }) => misses === 0)) return given;
  return [...given, { id: "hugepages", guest_leaf: "4k", host_leaf: "4k" }];
}

/** Access times of the tiers, where the scenario gives them. */
export function latenciesOf(scenario: EngineScenario): AccessTimes | null {
  const of = (name: "fast" | "slow"): number | undefined =>
    scenario.host.tiers?.find((tier) => tier.name === name)?.latency_ns;
  const fastNs = of("fast");
  if (fastNs === undefined) return null;
  return { fastNs, slowNs: of("slow") ?? fastNs };
}
