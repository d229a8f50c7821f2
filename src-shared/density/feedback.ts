// Mechanisms whose effect on a guest depends on what all others do: the engine plays them, for n guests of one inner run.
import { bytesOf } from "../base/units.ts";
import { judgeRun, type RunLimits, type Verdict } from "../model/engine/judge.ts";
import type { EngineGuest, EngineMechanism, EngineScenario } from "../model/engine/scenario.ts";
import { arrivalTimes } from "../model/mechanisms/hotplug/arrivals.ts";
import type { Entry } from "./guest-type.ts";
import { burstOwner, courseOwner } from "./multiplexing.ts";
import type { Plan } from "./plan.ts";
import type { Load, Replication } from "./replication.ts";
import type { GuestEntry, GuestOf } from "./scenario-schema.ts";
import { takeStep } from "./step.ts";
import { drawWords, guestNumber, purposes, runNumber } from "./streams.ts";

/** What the engine is told besides the guests. */
export interface Feedback {
  readonly host: EngineScenario["host"];
  readonly mechanisms: readonly EngineMechanism[];
  readonly horizonS: number;
  /** Whether functions are among the guests. */
  readonly functions: boolean;
  /** Whether pages can go to disk. */
  readonly hasSwap: boolean;
  /** Frames kept for a pool, besides the reserve. */
  readonly poolPages: number;
  /** The scenario's entries, for how their guests use their pages. */
  readonly entries: readonly GuestEntry[];
}

export const NO_LIMITS: RunLimits = { p99Slowdown: null, stallShare: null, swapInPerS: null };

/** Plays inner run `inner` with n guests; `tell` asks for the slowdowns, too. Shared frames are used by all and never leave memory. */
export function playRun(replication: Replication, inner: number, n: number, limits: RunLimits, tell = false): Verdict {
  const { plan } = replication;
  const { host, mechanisms, horizonS, poolPages } = plan.feedback!;
  const shared = Math.max(0, replication.sharedFrames(n) - replication.metAgainFrames(n));
  const reserve = plan.reservePages + poolPages + shared;
  if (bytesOf(reserve) > host.memory_bytes) return FULL;
  return judgeRun(
    {
      host: { ...host, reserve_bytes: bytesOf(reserve) },
      guests: guestsOf(replication, inner, n),
      mechanisms,
      epoch_s: plan.epochSeconds,
      horizon_s: horizonS,
      seed: plan.seed,
    },
    runNumber(replication.outer, inner),
    limits,
    tell,
  );
}

const FULL: Verdict = {
  miss: "memory",
  slowdown: { p50: 1, p99: 1 },
  compressed: 0,
  onDisk: 0,
  free: 0,
  poolFrames: 0,
  functions: null,
};

/** The first n guests in the order in which the mix grows, each with the course that it has in this run. */
function guestsOf(replication: Replication, inner: number, n: number): EngineGuest[] {
  const { plan, loads } = replication;
  const present = plan.entries.map(() => 0);
  for (let step = 1; step <= n; step++) takeStep(plan, step, (entry, _, sign) => (present[entry]! += sign));
  const run = runNumber(replication.outer, inner);
  return plan.entries.flatMap((entry, at) =>
    Array.from({ length: present[at]! }, (_, ordinal): EngineGuest => {
      const load = loads[replication.typeOf(at, ordinal)]!;
      const guest = plan.feedback!.entries[entry.index]!;
      if (guest.kind === "function") return calledGuest(plan, guest, guestNumber(entry.rank, ordinal), run);
      const { demand, held } = plan.types[replication.typeOf(at, ordinal)]!;
      const use = {
        heat: guest.heat,
        references_per_s: guest.references_per_s,
        accesses_per_s: guest.accesses_per_s,
        tlb_misses_per_s: guest.tlb_misses_per_s,
        tmem_demand: guest.tmem_demand,
        curve: guest.curve,
        shares: guest.shares,
        pinned: guest.pinned ?? (held ? ("locked" as const) : undefined),
        tmem_weight: guest.tmem_weight,
        overhead_bytes: bytesOf(load.overhead),
      };
      if (demand.kind === "planned") return { ...demand.guest, ...use, count: 1 };
      const fixed = Math.max(0, load.own - load.overhead);
      const course = courseOf(plan, load, entry, ordinal, run);
      if (course === null) return { kind: "static", ram_bytes: bytesOf(fixed), ...use };
      const demand_pages = course.map((pages) => fixed + pages);
      return { kind: "series", ...clockedCourse(plan, entry.index, demand_pages), ...use };
    }),
  );
}

/** A guest by its work leaves when it is done, so its work is that of the whole horizon. */
function clockedCourse(plan: Plan, entry: number, demand_pages: readonly number[]) {
  const guest = plan.feedback!.entries[entry]!;
  const clock = "clock" in guest ? guest.clock : undefined;
  if (clock === undefined) return { demand_pages };
  const { length } = demand_pages;
  return { clock, demand_pages: Array.from({ length: plan.epochs }, (_, epoch) => demand_pages[epoch % length]!) };
}

/** A function with the calls that it gets in this run, whatever other guests there are. */
function calledGuest(plan: Plan, guest: GuestOf<"function">, number: number, run: number): EngineGuest {
  const us = arrivalTimes(guest.arrivals, plan.epochs * plan.epochSeconds * 1e6, number, {
    seed: plan.seed,
    replication: run,
  });
  return { ...guest, count: 1, weight: 1, arrivals: { at_ms: Array.from(us, (time) => time / 1000) } };
}

const WORD = 4294967296;
/** A block of random numbers serves four guests. */
const DRAWN_TOGETHER = 4;

/** Frames (or shareable pages) beyond the fixed ones at each epoch, by the same draws as in `createRun`; null where they never change. */
export function courseOf(
  plan: Plan,
  load: Load,
  entry: Entry,
  ordinal: number,
  run: number,
  of: "own" | "shareable" = "own",
): number[] | null {
  const { period, seed } = plan;
  const words = new Uint32Array(4);
  if (load.burst !== 0 && of === "own") {
    const [rank, own] = burstOwner(plan.multiplexing, entry, ordinal);
    const guest = guestNumber(rank, Math.floor(own / DRAWN_TOGETHER));
    return Array.from({ length: period }, (_, epoch) => {
      drawWords(seed, purposes.bursts, run, guest, epoch, 0, words);
      return words[own % DRAWN_TOGETHER]! < load.p * WORD ? load.burst : 0;
    });
  }
  const series = of === "own" ? load.ownSeries : load.shareableSeries;
  if (series === null) return null;
  const length = series.length / 2;
  const block = Math.min(plan.block!, length);
  const course: number[] = [];
  for (let draw = 0, start = 0; course.length < period; draw++) {
    if (block < length || draw === 0) {
      drawWords(seed, purposes.blocks, run, courseOwner(plan.multiplexing, entry, ordinal), 0, draw, words);
      start = Math.floor((words[0]! / WORD) * length);
    }
    const kept = Math.min(block, period - course.length);
    for (let i = 0; i < kept; i++) course.push(series[start + i]!);
  }
  return course;
}
