// One run held against an objective: it goes on until the objective is missed, without rows.
import { nearestRank } from "../../base/percentile.ts";
import type { FunctionSummary } from "../mechanisms/hotplug/tally.ts";
import { latenciesOf, openWorld, playEpoch, startMechanisms } from "./epoch.ts";
import { COMPRESSED, ON_DISK, pagesAt } from "./groups.ts";
import { totalFor } from "./ledger.ts";
import type { EngineScenario } from "./scenario.ts";
import { epochsOf } from "./simulate.ts";
import { FREE, ZPOOL } from "./states.ts";
import { RUNNING, stallOf, type World } from "./world.ts";

/** What no guest may pass; null is no limit. */
export interface RunLimits {
  /** 99th percentile over epochs, nearest rank. */
  readonly p99Slowdown: number | null;
  /** Mean share of the time that a guest stands still. */
  readonly stallShare: number | null;
  /** Pages from disk, mean over the run. */
  readonly swapInPerS: number | null;
  /** Functions: cold starts by invocations, and the 99th percentile of the time from arrival to end. */
  readonly coldStartShare?: number | null;
  readonly invocationP99Ms?: number | null;
}

/** What a run misses first; memory is told by what was full. */
export type RunMiss = "memory" | "swap" | "pool" | "slowdown" | "stall" | "swap-in" | "cold-starts" | "invocations";

export interface Verdict {
  readonly miss: RunMiss | null;
  /** Over guests and the epochs that were run, nearest rank; 1 where it was not asked for. */
  readonly slowdown: { readonly p50: number; readonly p99: number };
  /** At the end: pages in the compressed pool and on disk, frames free. */
  readonly compressed: number;
  readonly onDisk: number;
  readonly free: number;
  readonly poolFrames: number;
  /** Null without functions. */
  readonly functions: FunctionSummary | null;
}

/** Runs a scenario until it misses a limit or its horizon is over; `tell` asks for the slowdowns, too. Throws as `simulate`. */
export function judgeRun(scenario: EngineScenario, replication: number, limits: RunLimits, tell = false): Verdict {
  const epochs = epochsOf(scenario);
  const randomness = { seed: scenario.seed, replication };
  const { world } = openWorld(scenario, null, randomness);
  startMechanisms(world, scenario);
  const access = latenciesOf(scenario);
  const watch = createWatch(world, limits, epochs, scenario.epoch_s, tell);
  let miss: RunMiss | null = null;
  for (let epoch = 1; epoch <= epochs && miss === null; epoch++) {
    playEpoch(world, epoch, null, randomness, access);
    miss = watch.look();
  }
  const values = Float64Array.from(watch.slowdowns).sort();
  const sum = (place: typeof COMPRESSED | typeof ON_DISK): number =>
    world.groups.owner.reduce((total, _, group) => total + pagesAt(world.groups, group, place), 0);
  return {
    miss: miss ?? watch.atEnd(),
    slowdown:
      values.length === 0 ? { p50: 1, p99: 1 } : { p50: nearestRank(values, 0.5), p99: nearestRank(values, 0.99) },
    compressed: sum(COMPRESSED),
    onDisk: sum(ON_DISK),
    free: totalFor(world.ledger, FREE),
    poolFrames: totalFor(world.ledger, ZPOOL),
    functions: functionsOf(world),
  };
}

interface Watch {
  readonly slowdowns: readonly number[];
  look(): RunMiss | null;
  atEnd(): RunMiss | null;
}

/** Counts epochs and stalls by guest after every epoch. */
function createWatch(world: World, limits: RunLimits, epochs: number, epochS: number, tell: boolean): Watch {
  const guests = world.guests.length;
  const slow = new Float64Array(guests);
  const stalled = new Float64Array(guests);
  const slowdowns: number[] = [];
  const slowAllowed = epochs - Math.ceil(0.99 * epochs - 1e-9);
  const look = (): RunMiss | null => {
    if (world.events.oomKills + world.events.refusedStarts > 0) return whatWasFull(world);
    let miss: RunMiss | null = null;
    for (let guest = 0; guest < guests; guest++) {
      if (world.columns.life[guest] !== RUNNING) continue;
      const stall = stallOf(world, guest);
      if (tell) slowdowns.push(1 + stall);
      stalled[guest]! += stall / (1 + stall);
      if (limits.p99Slowdown !== null && 1 + stall > limits.p99Slowdown) slow[guest]! += 1;
      if (slow[guest]! > slowAllowed) miss ??= "slowdown";
      if (limits.stallShare !== null && stalled[guest]! > limits.stallShare * epochs + 1e-12) miss ??= "stall";
    }
    return miss;
  };
  return {
    slowdowns,
    look,
    atEnd: () => {
      const called = functionMiss(functionsOf(world), limits);
      if (called !== null) return called;
      if (limits.swapInPerS === null) return null;
      const reads = world.atWork.reduce((most, one) => Math.max(most, one.summarise?.().swap?.read_most ?? 0), 0);
      return reads > limits.swapInPerS * epochs * epochS ? "swap-in" : null;
    },
  };
}

const functionsOf = (world: World): FunctionSummary | null =>
  world.atWork.reduce<FunctionSummary | null>((found, one) => one.summarise?.().functions ?? found, null);

/**
 * What functions miss. Those that never end count as slower than any limit; without a limit on time none may wait for memory,
 * idle instances may have to end for others.
 */
function functionMiss(functions: FunctionSummary | null, limits: RunLimits): RunMiss | null {
  if (functions === null) return null;
  const { invocations, cold, waiting, lost, latency_ms, waited_for_memory } = functions;
  const { coldStartShare = null, invocationP99Ms = null } = limits;
  if (invocationP99Ms === null && waited_for_memory > 0) return "memory";
  const unserved = waiting + lost > invocations - Math.ceil(0.99 * invocations - 1e-9);
  if (invocationP99Ms !== null && (unserved || (latency_ms?.p99 ?? 0) > invocationP99Ms)) return "invocations";
  return coldStartShare !== null && cold > coldStartShare * invocations + 1e-9 ? "cold-starts" : null;
}

/** What was full when the host had no frame to give. */
function whatWasFull({ swap }: World): RunMiss {
  if (swap === null) return "memory";
  return swap.slots > 0 ? "swap" : "pool";
}
