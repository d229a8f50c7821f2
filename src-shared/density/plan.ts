// A scenario made ready to compute: guest types, entries, capacity and runs, with everything looked up and checked.
import { PAGE_BYTES, pagesOf } from "../base/units.ts";
import type { RunLimits } from "../model/engine/judge.ts";
import type { EngineMechanism } from "../model/engine/scenario.ts";
import { swapSpace } from "../model/mechanisms/overcommit/space.ts";
import { blockLength } from "../profile/blocks.ts";
import type { CapturedHost } from "../profile/host.ts";
import { adjusted, poolPagesOf } from "./adjust.ts";
import { asCaptured } from "./as-captured.ts";
import { type LeaveOneOut, leaveOneOut, type WarmUp, warmUpOf } from "./captured.ts";
import { capturedUsed, dedupOf, isPlayed, mechanismIn, mechanismsIn } from "./chosen.ts";
import { asClone } from "./clones.ts";
import { refuse, refuseUncounted } from "./computable.ts";
import type { Merging } from "./contents.ts";
import type { Feedback } from "./feedback.ts";
import { type MetAgain, metAgain } from "./further-guests.ts";
import { createGrowth, type Growth } from "./growth.ts";
import type { Entry, GuestType } from "./guest-type.ts";
import { multiplexed } from "./multiplexing.ts";
import { type NumaPlan, numaOf } from "./numa.ts";
import { refusePinned, withPins } from "./pinned.ts";
import { wholeWeight } from "./scenario.ts";
import type { GuestEntry, Multiplexing, Scenario } from "./scenario-schema.ts";
import type { SeriesTables } from "./series-table.ts";
import { typesOf } from "./types-of.ts";

export type { SeriesTables };

/** What of a plan the size of the host decides. */
interface PlannedHost {
  /** Pages that guests and their overhead may use. */
  readonly capacity: number;
  /** The same with what swap and compressed memory hold beyond it. */
  readonly places: number;
  /** What the engine has to play; null where guests do not depend on each other but by the memory they need. */
  readonly feedback: Feedback | null;
}

export interface Plan extends PlannedHost {
  readonly seed: number;
  /** How the courses of guests stand to each other in time. */
  readonly multiplexing: Multiplexing;
  /** Nodes that guests are placed on; null on a host of one. */
  readonly numa: NumaPlan | null;
  readonly types: readonly GuestType[];
  readonly entries: readonly Entry[];
  readonly growth: Growth;
  /** The same on a host of another size: its fast memory changes, swap and slow tiers stay as they are. */
  readonly atSize: (memoryBytes: number) => PlannedHost;
  readonly reservePages: number;
  readonly epochs: number;
  readonly epochSeconds: number;
  /** Epochs after which the demand of all guests together repeats itself; all of them if it does not. */
  readonly period: number;
  /** Block length of the bootstrap in epochs; null without series. */
  readonly block: number | null;
  /** Growth at the start of the captures that is left out; null without captured guests. */
  readonly warmUp: WarmUp | null;
  readonly merging: Merging | null;
  /** How much of a captured guest's contents the others have; null where it is not known or does not matter. */
  readonly coverage: LeaveOneOut | null;
  /** How contents of one captured guest alone go on; null where there are none. */
  readonly metAgain: MetAgain | null;
  readonly confidence: number;
  readonly limits: RunLimits;
  /** Runs that are really made: 1 and 1 where nothing is random. */
  readonly outer: number;
  readonly inner: number;
  readonly random: boolean;
}

/**
 * Throws `scenario.needs_project` without a captured host for `profile` guests, `scenario.unknown_guest`,
 * `scenario.unknown_column` and `scenario.bad_value`, all with exit 2.
 */
export function createPlan(given: Scenario, host: CapturedHost | null, tables: SeriesTables = {}): Plan {
  const scenario = asCaptured(given, host);
  refuseUncounted(scenario);
  refusePinned(scenario);
  const dedup = dedupOf(scenario);
  const multiplexing = scenario.multiplexing ?? "independent";
  const made: GuestType[] = [];
  const ranks = canonicalRanks(scenario.guests);
  const warmUp = host && warmUpOf(host, capturedUsed(scenario, host));
  const entries = scenario.guests.map((guest, index): Entry => {
    const own = typesOf(guest, index, scenario, tables, host, warmUp?.epochs ?? 0).map((type) =>
      asClone(withPins(adjusted(type, guest, scenario), guest), guest, index, scenario),
    );
    const first = made.length;
    made.push(...own);
    return {
      index,
      rank: ranks[index]!,
      types: own.map((_, i) => first + i),
      // A group comes as it was recorded.
      resampled: own.length > 1 && multiplexing !== "captured-groups",
    };
  });
  const types = multiplexed(made, multiplexing);
  const epochs = Math.max(1, Math.round(scenario.horizon_s / scenario.epoch_s));
  const series = types.flatMap((type) => (type.demand.kind === "series" ? [type.demand.pages] : []));
  const block = series.length > 0 ? Math.max(...series.map(blockLength)) : null;
  const coverage = dedup && host && types.some((type) => type.contents?.uncertain.length) ? leaveOneOut(host) : null;
  const again = coverage && metAgain(host!);
  const courses =
    types.some(({ demand }) => demand.kind === "series" || demand.kind === "bursts") || calledAtRandom(scenario);
  const uncertain = entries.some((entry) => entry.resampled) || types.some((type) => type.overheadBand !== null);
  const random = courses || uncertain || coverage !== null;
  const { objective } = scenario;
  const planned = hostOf(scenario, scenario.host);
  const numa = numaOf(scenario, planned.capacity, dedup?.merge_across_nodes !== 0);
  if (numa && planned.feedback)
    refuse(
      "guests that are played (swap, tiers, pools, functions) on several NUMA nodes",
      "give the host without numa",
    );
  return {
    seed: scenario.seed,
    multiplexing,
    types,
    entries,
    growth: createGrowth(scenario.guests.map((guest) => wholeWeight(guest.weight))),
    ...planned,
    numa,
    atSize: (memoryBytes) => hostOf(scenario, hostAtSize(scenario.host, memoryBytes)),
    reservePages: pagesOf(scenario.host.reserve_bytes),
    epochs,
    epochSeconds: scenario.epoch_s,
    period: periodOf(types, series, block, epochs),
    block,
    warmUp,
    merging: mergingOf(scenario),
    coverage,
    metAgain: again,
    confidence: scenario.objective.confidence,
    limits: {
      p99Slowdown: objective.p99_slowdown,
      stallShare: objective.stall_share,
      swapInPerS: objective.swap_in_pages_per_s,
      coldStartShare: objective.cold_start_share,
      invocationP99Ms: objective.invocation_p99_ms,
    },
    outer: random ? scenario.replications.outer : 1,
    inner: courses ? scenario.replications.inner : 1,
    random,
  };
}

function hostOf(scenario: Scenario, host: Scenario["host"]): PlannedHost {
  const poolPages = poolPagesOf(scenario, host.memory_bytes);
  const capacity = Math.max(0, Math.floor((host.memory_bytes - host.reserve_bytes) / PAGE_BYTES) - poolPages);
  return { capacity, places: capacity + placesBeyond(scenario), feedback: feedbackOf(scenario, host, poolPages) };
}

/** Bytes of a host's slow tiers. */
export const slowBytes = ({ tiers }: Scenario["host"]): number =>
  (tiers ?? []).reduce((sum, { name, bytes }) => sum + (name === "slow" ? bytes : 0), 0);

function hostAtSize(host: Scenario["host"], memory_bytes: number): Scenario["host"] {
  if (!host.tiers) return { ...host, memory_bytes };
  const fast = host.tiers.find(({ name }) => name === "fast");
  const bytes = Math.max(0, memory_bytes - slowBytes(host));
  return {
    ...host,
    memory_bytes,
    tiers: [{ ...fast, name: "fast", bytes }, ...host.tiers.filter(({ name }) => name === "slow")],
  };
}

/** Epochs after which the sum over all guests repeats: the length of the series where one block is the whole of it. */
function periodOf(
  types: readonly GuestType[],
  series: readonly Float64Array[],
  block: number | null,
  epochs: number,
): number {
  if (types.some(({ demand }) => demand.kind === "bursts" || demand.kind === "planned")) return epochs;
  if (series.length === 0) return 1;
  const length = series[0]!.length;
  const whole = series.every((pages) => pages.length === length) && block! >= length;
  return whole ? Math.min(length, epochs) : epochs;
}

/** Place of each entry when all are ordered by what they say. */
function canonicalRanks(guests: readonly GuestEntry[]): number[] {
  const texts = guests.map((guest) =>
    JSON.stringify(Object.entries(guest).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))),
  );
  const order = texts.map((_, i) => i).sort((a, b) => (texts[a]! < texts[b]! ? -1 : texts[a]! > texts[b]! ? 1 : a - b));
  const ranks = order.map(() => 0);
  for (const [rank, index] of order.entries()) ranks[index] = rank;
  return ranks;
}

/** Whether calls come at random. */
const calledAtRandom = ({ guests }: Scenario): boolean =>
  guests.some((guest) => guest.kind === "function" && "poisson_per_s" in guest.arrivals);

/** What the engine has to play for this scenario, null where there is nothing. */
function feedbackOf(scenario: Scenario, host: Scenario["host"], poolPages: number): Feedback | null {
  const functions = scenario.guests.some(({ kind }) => kind === "function");
  const missing = scenario.guests.some((guest) => (guest.tlb_misses_per_s ?? 0) > 0);
  const mechanisms = mechanismsIn(scenario)
    .filter((entry) => isPlayed(entry, scenario) && (entry.id !== "hugepages" || missing))
    // Regions are counted in what each guest asks for already.
    .map((entry) =>
      entry.id === "hugepages" ? { ...entry, whole_regions: false } : entry,
    ) as unknown as EngineMechanism[];
  if (mechanisms.length === 0 && slowBytes(host) === 0 && !missing) return null;
  const { memory_bytes, swap_bytes } = host;
  const tiers = host.tiers?.map(({ name, bytes, latency_ns }) => ({
    name,
    bytes,
    ...(latency_ns === undefined ? {} : { latency_ns }),
  }));
  return {
    host: { memory_bytes, ...(swap_bytes === undefined ? {} : { swap_bytes }), ...(tiers ? { tiers } : {}) },
    mechanisms,
    horizonS: scenario.horizon_s,
    functions,
    hasSwap: (spaceOf(scenario)?.slots ?? 0) > 0,
    poolPages,
    entries: scenario.guests,
  };
}

function spaceOf(scenario: Scenario): ReturnType<typeof swapSpace> {
  const entry = mechanismIn(scenario, "overcommit");
  return entry && swapSpace(entry, scenario.host);
}

/** Pages that find a place beyond the frames of the host. */
function placesBeyond(scenario: Scenario): number {
  const space = spaceOf(scenario);
  if (!space) return 0;
  return space.slots + Math.floor((space.poolFrames * PAGE_BYTES) / space.pageBytes) - space.poolFrames;
}

/** How equal pages are brought together: by a scanner, or by mapping one image; images are mapped without limit. */
function mergingOf(scenario: Scenario): Merging | null {
  const dedup = dedupOf(scenario);
  if (dedup?.scanner === "esx") return WITHOUT_LIMIT;
  if (dedup) return { cap: dedup.max_page_sharing, zeroPages: dedup.use_zero_pages === 1 };
  return mechanismIn(scenario, "images") || mechanismIn(scenario, "clone") ? WITHOUT_LIMIT : null;
}

/** Any number of copies on one frame: finite, so that copies over it round up to one. */
const WITHOUT_LIMIT: Merging = { cap: Number.MAX_SAFE_INTEGER, zeroPages: false };
