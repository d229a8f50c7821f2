// The work of one outer replication as a task with an outcome: what workers compute and threads exchange.
import { failure } from "../base/errors.ts";
import { PAGE_BYTES } from "../base/units.ts";
import type { Verdict } from "../model/engine/judge.ts";
import type { DensityReply } from "../protocol/replies.ts";
import { type Ending, endings } from "./endings.ts";
import { NO_LIMITS, playRun } from "./feedback.ts";
import { type LeastMemory, leastMemory } from "./least-memory.ts";
import { packedAt } from "./numa.ts";
import type { Plan } from "./plan.ts";
import { missAt, refine } from "./refine.ts";
import { censusOf, createReplication, type Replication, splitDemand } from "./replication.ts";
import { createRun, type Miss } from "./run.ts";
import { MAX_GUESTS } from "./streams.ts";

export type Task =
  /** The smallest number of guests at which each inner run fails. */
  | { readonly kind: "search"; readonly outer: number }
  /** What stands in memory with n guests, and how n + 1 guests overrun it in the runs that fail by then. */
  | { readonly kind: "detail"; readonly outer: number; readonly n: number; readonly failsAt: Int32Array }
  /** Most pages that each inner run needs with up to n and n + 1 guests. */
  | { readonly kind: "size"; readonly outer: number; readonly n: number }
  /** The smallest host, in pages, that n and n + 1 guests pass on where the engine plays them. */
  | { readonly kind: "least"; readonly outer: number; readonly n: number }
  /** What the engine says to several numbers of guests; `failsAt` is what the search found. */
  | {
      readonly kind: "points";
      readonly outer: number;
      readonly guests: readonly number[];
      readonly failsAt: Int32Array;
    };

/** Where the RAM of n guests is, in pages: ram = untouched + ballooned + zero + merged + frames. */
export interface Composition {
  readonly guests: number;
  readonly ram: number;
  readonly untouched: number;
  readonly ballooned: number;
  readonly zero: number;
  readonly merged: number;
  readonly frames: number;
  readonly overhead: number;
  /** Pages that the guests' allocator saves them, part of no other number. */
  readonly allocated: number;
  /** Pages of functions' machines that a static machine would hold and that are not there at the peak. */
  readonly unplugged: number;
  /** Merged pairs, half of whose pages a scanner that skips pages may leave apart. */
  readonly pairs: number;
}

export type Outcome =
  | { readonly kind: "search"; readonly failsAt: Int32Array; readonly endings: Uint8Array }
  | {
      readonly kind: "detail";
      readonly now: Composition;
      readonly oneMore: Composition;
      /** Depth in pages and length in epochs of each overrun. */
      readonly depths: Float64Array;
      readonly lengths: Float64Array;
      /** The engine's run with n guests, null where it has nothing to play. */
      readonly played: Verdict | null;
      /** The nodes with n guests on them, null on a host of one. */
      readonly packed: DensityReply["numa"] | null;
    }
  | { readonly kind: "size"; readonly needs: Float64Array; readonly needsOneMore: Float64Array }
  | { readonly kind: "least"; readonly now: LeastMemory; readonly oneMore: LeastMemory }
  /** For each number of guests: runs that pass, and the 99th percentile of the slowdown in the first one. */
  | { readonly kind: "points"; readonly passed: Int32Array; readonly p99: Float64Array };

export type TaskOf<K extends Task["kind"]> = Extract<Task, { kind: K }>;
export type OutcomeOf<K extends Task["kind"]> = Extract<Outcome, { kind: K }>;

/** Does tasks somewhere and gives their outcomes in the order of the tasks. */
export type RunReplications = <K extends Task["kind"]>(tasks: readonly TaskOf<K>[]) => Promise<OutcomeOf<K>[]>;

/** Does tasks one after the other in the calling thread. */
export const runHere =
  (plan: Plan): RunReplications =>
  async (tasks) =>
    tasks.map((task) => perform(plan, task));

/** Does one task; the outcome is a pure function of plan and task. */
export function perform<K extends Task["kind"]>(plan: Plan, task: TaskOf<K>): OutcomeOf<K>;
export function perform(plan: Plan, task: Task): Outcome {
  const replication = createReplication(plan, task.outer);
  switch (task.kind) {
    case "search":
      return search(replication);
    case "detail":
      return detail(replication, task.n, task.failsAt);
    case "size":
      return size(replication, task.n);
    case "least":
      return least(replication, task.n);
    case "points":
      return points(replication, task.guests, task.failsAt);
  }
}

/** Guest-epochs that one answer may cost: some minutes of one core. */
const MOST_WORK = 5e10;
/** What a burst drawn for one epoch, a block drawn, and a guest added cost beside a guest-epoch of a series. */
const BURST_COST = 16;
const BLOCK_COST = 100;
const GUEST_COST = 500;
/** What a guest-epoch of the engine costs. */
const ENGINE_COST = 60;
/** What placing a guest on nodes costs for each epoch. */
const PLACING_COST = 8;

/** Guest-epochs of a series that a search for N* (`guests` null) or a given number of guests takes as long as, roughly. */
export function estimateWork(plan: Plan, guests: number | null): number {
  const replication = createReplication(plan, 0);
  const perGuest = plan.entries.flatMap((entry) =>
    entry.types.map((type) => {
      const { own } = splitDemand(plan.types[type]!.meanDemand, replication.book?.splits[type] ?? null);
      return Math.max(own, plan.types[type]!.instancePages ?? 0) + plan.types[type]!.overheadPages;
    }),
  );
  const mean = perGuest.reduce((sum, pages) => sum + pages, 0) / perGuest.length;
  const fitting = Math.min(MAX_GUESTS, guests ?? plan.places / Math.max(mean, 1e-6));
  const bursts = plan.types.some((type) => type.demand.kind === "bursts");
  const blocks = plan.block === null ? 0 : plan.epochs / Math.min(plan.block, plan.epochs);
  const each = plan.period * (bursts ? BURST_COST : 1) + blocks * BLOCK_COST + GUEST_COST;
  const played = plan.feedback ? plan.epochs * ENGINE_COST * Math.log2(fitting + 2) : 0;
  const placed = plan.numa ? plan.period * PLACING_COST * plan.numa.nodes.length * Math.log2(fitting + 2) : 0;
  return fitting * (each + played + placed) * plan.outer * plan.inner;
}

/** Refuses work that would not end in sensible time: `scenario.too_large`, exit 2. */
export function checkWork(plan: Plan, guests: number | null): void {
  const work = plan.random || plan.feedback ? estimateWork(plan, guests) : 0;
  if (work <= MOST_WORK) return;
  throw failure("scenario.too_large", `the scenario takes as long as ${work.toExponential(1)} guest-epochs`, {
    expected: `at most ${MOST_WORK.toExponential(0)}: guests × epochs × outer × inner replications, ${BURST_COST} for an epoch of onoff guests`,
    next: "take fewer replications, a shorter horizon_s or a longer epoch_s",
    exit: 2,
  });
}

/** Where calls need memory for next to no time any number fits: the search ends here, and the answer says "at least". */
const MOST_FUNCTIONS = 2048;

function search(replication: Replication): OutcomeOf<"search"> {
  const { inner, feedback } = replication.plan;
  const failsAt = new Int32Array(inner);
  const ends = new Uint8Array(inner);
  // What functions need, only their calls tell: they are played from the start.
  if (feedback?.functions) {
    failsAt.fill(MOST_FUNCTIONS + 1);
    ends.fill(endings.indexOf("limit"));
  } else searchMemory(replication, failsAt, ends);
  if (feedback || replication.plan.numa) refine(replication, failsAt, ends);
  return { kind: "search", failsAt, endings: ends };
}

/** Adds guests to each run until they find no place or miss an objective by themselves. */
function searchMemory(replication: Replication, failsAt: Int32Array, ends: Uint8Array): void {
  const { places } = replication.plan;
  const full: Ending = whatIsFull(replication.plan);
  const run = createRun(replication);
  for (let r = 0; r < failsAt.length; r++) {
    run.reset(r);
    let n = 1;
    let ending: Ending = "limit";
    for (; n <= MAX_GUESTS; n++) {
      run.grow(n);
      const miss: Miss | null = run.missed();
      const fits = run.surelyFits(places) || run.need() <= places;
      if (fits && miss === null) continue;
      ending = fits ? miss! : full;
      break;
    }
    failsAt[r] = n;
    ends[r] = endings.indexOf(ending);
  }
}

/** What is full when no page finds a place any more. */
function whatIsFull({ feedback, places, capacity }: Plan): Ending {
  if (places === capacity) return "memory";
  return feedback!.hasSwap ? "swap" : "pool";
}

function detail(replication: Replication, n: number, failsAt: Int32Array): OutcomeOf<"detail"> {
  const { plan } = replication;
  const { places, feedback } = plan;
  const run = createRun(replication);
  const depths: number[] = [];
  const lengths: number[] = [];
  for (let r = 0; r < failsAt.length; r++) {
    if (failsAt[r]! > n + 1) continue;
    run.reset(r);
    for (let step = 1; step <= n + 1; step++) run.grow(step);
    const depth = run.need() - places;
    if (depth <= 0) continue;
    depths.push(depth);
    lengths.push(run.epochsOver(places));
  }
  const shown = Math.max(1, n);
  const play = (guests: number): Verdict | null => feedback && playRun(replication, 0, guests, NO_LIMITS, true);
  const played = play(shown);
  return {
    kind: "detail",
    now: compose(replication, shown, played),
    oneMore: compose(replication, shown + 1, feedback?.functions ? play(shown + 1) : null),
    depths: Float64Array.from(depths),
    lengths: Float64Array.from(lengths),
    played,
    packed: packedAt(plan, replication, shown),
  };
}

/** Where the memory of n guests is at each type's mean demand, and of functions at their peak: first owner wins (model 3.10). */
function compose(replication: Replication, n: number, played: Verdict | null): Composition {
  const { plan, book } = replication;
  const { counts, shared } = censusOf(replication, n);
  const sum = { ram: 0, resident: 0, demand: 0, own: 0, shareable: 0, zero: 0, overhead: 0, allocated: 0 };
  for (const [i, type] of plan.types.entries()) {
    const split = book?.splits[i] ?? null;
    const { own, shareable } = splitDemand(type.meanDemand, split);
    const zero =
      split && type.contents ? (type.contents.zero * Math.min(type.meanDemand, split.pages)) / split.pages : 0;
    const { shift } = replication.loads[i]!;
    sum.ram += counts[i]! * Math.max(type.ramPages, type.meanResident + shift);
    sum.resident += counts[i]! * (type.meanResident + shift);
    sum.demand += counts[i]! * (type.meanDemand + shift);
    sum.own += counts[i]! * (own + shift);
    sum.shareable += counts[i]! * shareable;
    sum.zero += counts[i]! * (split && split.pages > 0 ? Math.floor(zero) : 0);
    sum.overhead += counts[i]! * replication.loads[i]!.overhead;
    sum.allocated += counts[i]! * type.allocatorSaves;
  }
  const functions = machinesOf(plan, counts);
  const called = Math.max(0, (played?.functions?.charge_bytes.max ?? 0) / PAGE_BYTES - functions.least);
  for (const part of ["resident", "demand", "own"] as const) sum[part] += called;
  sum.ram = Math.max(sum.ram, sum.resident);
  const frames = sum.own + Math.min(shared?.frames() ?? 0, sum.shareable) - replication.metAgainFrames(n);
  const saved = sum.demand - frames;
  const zero = Math.max(0, Math.min(saved, sum.zero - (shared?.zeroFrames() ?? 0)));
  return {
    guests: n,
    ram: sum.ram,
    untouched: sum.ram - sum.resident,
    ballooned: sum.resident - sum.demand,
    zero,
    merged: saved - zero,
    frames,
    overhead: sum.overhead,
    allocated: sum.allocated,
    unplugged: Math.max(0, functions.whole - functions.least - called),
    pairs: shared?.pairs() ?? 0,
  };
}

/** Pages of the functions' machines at their largest and at their least. */
function machinesOf({ types }: Plan, counts: Float64Array): { whole: number; least: number } {
  let [whole, least] = [0, 0];
  for (const [i, { instancePages, ramPages, meanDemand }] of types.entries())
    if (instancePages !== undefined) {
      whole += counts[i]! * ramPages;
      least += counts[i]! * meanDemand;
    }
  return { whole, least };
}

function points(replication: Replication, guests: readonly number[], failsAt: Int32Array): OutcomeOf<"points"> {
  const { inner, feedback } = replication.plan;
  const passes = (n: number, run: number): boolean => failsAt[run]! > n && missAt(replication, run, n) === null;
  return {
    kind: "points",
    passed: Int32Array.from(
      guests,
      (n) => Array.from({ length: inner }, (_, run) => passes(n, run)).filter(Boolean).length,
    ),
    p99: Float64Array.from(guests, (n) => (feedback ? playRun(replication, 0, n, NO_LIMITS, true).slowdown.p99 : 1)),
  };
}

function least(replication: Replication, n: number): OutcomeOf<"least"> {
  const now = leastMemory(replication, n, 0);
  // One guest more never needs less by memory; where it does by what mechanisms do, that is not counted.
  const oneMore = Number.isFinite(now.pages) ? leastMemory(replication, n + 1, now.pages - 1) : now;
  return { kind: "least", now, oneMore };
}

function size(replication: Replication, n: number): OutcomeOf<"size"> {
  const { inner } = replication.plan;
  const run = createRun(replication);
  const needs = new Float64Array(inner);
  const needsOneMore = new Float64Array(inner);
  for (let r = 0; r < inner; r++) {
    run.reset(r);
    let most = 0;
    for (let step = 1; step <= n + 1; step++) {
      if (step === n + 1) needs[r] = most;
      run.grow(step);
      most = run.missed() ? Number.POSITIVE_INFINITY : Math.max(most, run.need());
    }
    needsOneMore[r] = most;
  }
  return { kind: "size", needs, needsOneMore };
}

/** Frames and overhead of a composition, in bytes. */
export const usedBytes = (composition: Composition): number => (composition.frames + composition.overhead) * PAGE_BYTES;
