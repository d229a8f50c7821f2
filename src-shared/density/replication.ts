// One outer replication: which captured guests the slots stand for, how much is shared, and what each type loads.
import { createStream } from "../base/rng.ts";
import {
  type ClassBook,
  createClassBook,
  createSharedFrames,
  type SharedFrames,
  type SharingSplit,
} from "./contents.ts";
import { bootstrapStretch } from "./further-guests.ts";
import type { GuestType } from "./guest-type.ts";
import { metAgainFramesOf } from "./met-again.ts";
import type { Plan } from "./plan.ts";
import { recordedAnew } from "./resample.ts";
import { takeStep } from "./step.ts";
import { purposes } from "./streams.ts";

/** What one guest of a type adds, in pages: frames of its own (overhead included) and pages that others may share. */
export interface Load {
  /** Frames and shareable pages at every epoch. */
  readonly own: number;
  readonly shareable: number;
  /** Host overhead, part of `own`. */
  readonly overhead: number;
  /** Pages by which guests not seen differ from the captured ones, part of `own`. */
  readonly shift: number;
  /** The same per epoch where they change, written twice in a row so that a block never wraps. */
  readonly ownSeries: Float64Array | null;
  readonly shareableSeries: Float64Array | null;
  /** The same per epoch of the horizon, where all guests of the type have one course; without overhead where the guest is not there. */
  readonly planned: Float64Array | null;
  /** Frames of a burst and its probability. */
  readonly burst: number;
  readonly p: number;
  /** Most frames at one epoch beyond `own`. */
  readonly most: number;
  /** Frames, part of the own ones at every epoch, whose contents another guest may have, too. */
  readonly uncertain: number;
  /** Running sums over the epochs of one turn, for stall objectives: epochs too slow, and stalled shares. */
  readonly slowEpochs: Float64Array | null;
  readonly stalled: Float64Array | null;
}

export interface Replication {
  readonly plan: Plan;
  readonly outer: number;
  readonly loads: readonly Load[];
  readonly book: ClassBook | null;
  /** Type of guest `ordinal` of an entry. */
  typeOf(entry: number, ordinal: number): number;
  /** Frames of shared contents with n guests. */
  sharedFrames(n: number): number;
  /** Frames that n guests do not need because contents seen in one captured guest stand in several of them. */
  metAgainFrames(n: number): number;
}

export function createReplication(plan: Plan, outer: number): Replication {
  const slots = plan.entries.map((entry) => drawSlots(plan, outer, entry.rank, entry.types, entry.resampled));
  // Between "never again" (exact for as many guests as were captured) and the most that the captures support.
  const share = plan.metAgain
    ? createStream(plan.seed, { mechanism: purposes.coverage, replication: outer }).next() * plan.metAgain.share
    : 0;
  const book = plan.merging
    ? createClassBook(
        plan.types.map((type) => type.contents),
        plan.types.map((type) => type.domain),
        plan.merging,
      )
    : null;
  // One draw for all guests: they run under the same kind of VMM.
  const quantile = createStream(plan.seed, { mechanism: purposes.overhead, replication: outer }).next();
  const known = seenTypes(plan, outer).map((type, i) =>
    loadOf(type, book?.splits[i] ?? null, plan, overheadAt(type, quantile)),
  );
  const loads = shifted(plan, slots, known);
  const typeOf = (entry: number, ordinal: number): number => slots[entry]![ordinal % slots[entry]!.length]!;
  return {
    plan,
    outer,
    loads,
    book,
    typeOf,
    sharedFrames: sharedFramesOf(plan, book, typeOf),
    metAgainFrames: metAgainFramesOf(plan, loads, share, typeOf),
  };
}

/**
 * The types as this replication takes them to be. Guests drawn anew bring all of their course with them: to draw within them, too,
 * would count the same variance twice (Davison & Hinkley 1997, 3.8).
 */
function seenTypes({ entries, types, block, seed }: Plan, outer: number): GuestType[] {
  const seen = [...types];
  for (const entry of entries)
    if (!entry.resampled && block !== null)
      for (const type of entry.types) seen[type] = recordedAnew(types[type]!, block, seed, outer);
  return seen;
}

/**
 * The drawn guests of an entry differ from the captured ones by their mean; from few guests that difference is too small by
 * `bootstrapStretch`. What is missing is given to every guest as pages of its own, the same with any mechanism.
 */
function shifted(plan: Plan, slots: readonly (readonly number[])[], loads: readonly Load[]): Load[] {
  const out = [...loads];
  for (const [at, entry] of plan.entries.entries()) {
    if (!entry.resampled) continue;
    const size = (type: number): number => plan.types[type]!.meanResident + plan.types[type]!.overheadPages;
    const mean = (types: readonly number[]): number => types.reduce((sum, type) => sum + size(type), 0) / types.length;
    const missing = (bootstrapStretch(entry.types.length) - 1) * (mean(slots[at]!) - mean(entry.types));
    const least = Math.min(...entry.types.map((type) => leastOwn(loads[type]!)));
    const shift = Math.max(-least, Math.round(missing));
    for (const type of entry.types) out[type] = { ...loads[type]!, own: loads[type]!.own + shift, shift };
  }
  return out;
}

/** Own frames at the epoch with the fewest, without overhead and without those that another guest may hold. */
function leastOwn({ own, overhead, ownSeries, uncertain }: Load): number {
  const series = ownSeries ? ownSeries.reduce((least, pages) => Math.min(least, pages), Number.POSITIVE_INFINITY) : 0;
  return own - overhead + series - uncertain;
}

/** Types behind the slots of an entry: as they are, or drawn with replacement (bootstrap over captured guests). */
function drawSlots(
  plan: Plan,
  outer: number,
  rank: number,
  types: readonly number[],
  resampled: boolean,
): readonly number[] {
  if (!resampled) return types;
  const stream = createStream(plan.seed, { mechanism: purposes.guests, replication: outer, guest: rank });
  return types.map(() => types[Math.floor(stream.next() * types.length)]!);
}

/** Frames a type needs when `demand` of its pages must be backed: its own ones, and pages others may share. */
export function splitDemand(demand: number, split: SharingSplit | null): { own: number; shareable: number } {
  if (!split || split.pages === 0) return { own: demand, shareable: 0 };
  const held = Math.min(demand, split.pages);
  const own = Math.ceil((split.privateFrames * held) / split.pages);
  const shareable = Math.min(Math.ceil((split.sharedPages * held) / split.pages), held - own);
  return { own: own + demand - held, shareable };
}

/** Overhead at a quantile: a known one is what it is, an assumed one has its value as the median of its band. */
function overheadAt({ overheadPages, overheadBand: band }: GuestType, quantile: number): number {
  if (!band) return overheadPages;
  const [from, to] = quantile < 0.5 ? [band.low, overheadPages] : [overheadPages, band.high];
  return Math.round(from + (to - from) * (quantile < 0.5 ? 2 * quantile : 2 * quantile - 1));
}

function loadOf(type: GuestType, split: SharingSplit | null, plan: Plan, overhead: number): Load {
  const { demand } = type;
  const fixed = demand.kind === "constant" ? demand.pages : demand.kind === "bursts" ? demand.base : 0;
  const now = splitDemand(fixed, split);
  const series = demand.kind === "series" ? demand.pages : null;
  const sharing = split !== null && split.sharedPages > 0;
  const ownSeries = series && twice(series.map((pages) => splitDemand(pages, split).own));
  const planned =
    demand.kind === "planned" ? demand.pages.map((pages, e) => (demand.present[e] ? pages : -overhead)) : null;
  const burst = demand.kind === "bursts" ? demand.burst : 0;
  const held = series ? series.reduce((least, pages) => Math.min(least, pages), Number.POSITIVE_INFINITY) : fixed;
  const uncertain =
    split && split.pages > 0 ? Math.floor((split.uncertainFrames * Math.min(held, split.pages)) / split.pages) : 0;
  return {
    own: now.own + overhead,
    shareable: now.shareable,
    overhead,
    shift: 0,
    uncertain,
    ownSeries,
    planned,
    shareableSeries: series && sharing ? twice(series.map((pages) => splitDemand(pages, split).shareable)) : null,
    burst,
    most: (ownSeries ?? planned)?.reduce((most, pages) => Math.max(most, pages), 0) ?? burst,
    p: demand.kind === "bursts" ? demand.p : 0,
    slowEpochs: type.stall && runningSums(slowEpochs(type.stall, plan.limits.p99Slowdown)),
    stalled: type.stall && runningSums(type.stall),
  };
}

/** 1 for every epoch whose slowdown 1 / (1 - stall) is above the limit. */
const slowEpochs = (stall: Float64Array, limit: number | null): Float64Array =>
  stall.map((share) => (limit !== null && 1 / (1 - share) > limit ? 1 : 0));

function twice(series: Float64Array): Float64Array {
  const out = new Float64Array(2 * series.length);
  out.set(series);
  out.set(series, series.length);
  return out;
}

/** sums[i] = sum of the first i values. */
function runningSums(series: Float64Array): Float64Array {
  const sums = new Float64Array(series.length + 1);
  for (let i = 0; i < series.length; i++) sums[i + 1] = sums[i]! + series[i]!;
  return sums;
}

/** Frames of shared contents as a function of N, worked out upwards and remembered. */
function sharedFramesOf(
  plan: Plan,
  book: ClassBook | null,
  typeOf: (entry: number, ordinal: number) => number,
): (n: number) => number {
  if (!book || book.contents.length === 0) return () => 0;
  const counter = createSharedFrames(book, plan.merging!.cap);
  const known = [0];
  return (n) => {
    while (known.length <= n) {
      takeStep(plan, known.length, (entry, ordinal, sign) => counter.change(typeOf(entry, ordinal), sign));
      known.push(counter.frames());
    }
    return known[n]!;
  };
}

/** Guests of each type among the first n, and the shared frames they need. */
export function censusOf(replication: Replication, n: number): { counts: Float64Array; shared: SharedFrames | null } {
  const { plan, book } = replication;
  const counts = new Float64Array(plan.types.length);
  const shared = book && createSharedFrames(book, plan.merging!.cap);
  for (let step = 1; step <= n; step++)
    takeStep(plan, step, (entry, ordinal, sign) => {
      const type = replication.typeOf(entry, ordinal);
      counts[type]! += sign;
      shared?.change(type, sign);
    });
  return { counts, shared };
}
