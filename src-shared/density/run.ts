// One inner run: guests are added one by one, each with its own course over the horizon, and the pages they need.
import { burstOwner, courseOwner } from "./multiplexing.ts";
import type { Load, Replication } from "./replication.ts";
import { takeStep } from "./step.ts";
import { drawWords, guestNumber, purposes, runNumber } from "./streams.ts";

/** What an objective other than memory can be missed by. */
export type Miss = "slowdown" | "stall";

export interface Run {
  /** Starts over as inner run `inner`, without guests. */
  reset(inner: number): void;
  /** Goes from N - 1 to N = n guests. */
  grow(n: number): void;
  /** Most pages needed at any epoch by the guests present. */
  need(): number;
  /** Whether the guests present surely fit on `capacity` pages; if not sure, `need` tells. */
  surelyFits(capacity: number): boolean;
  /** Epochs of the horizon in which more than `capacity` pages are needed. */
  epochsOver(capacity: number): number;
  /** Objective that a guest present misses, null if none does. */
  missed(): Miss | null;
}

/** Guests whose bursts are drawn at once: a block of random numbers has four words. */
const DRAWN_TOGETHER = 4;
const WORD = 4294967296;

/** A run of a replication; its arrays serve one inner run after the other. */
export function createRun(replication: Replication): Run {
  const { plan, loads } = replication;
  const { period, epochs } = plan;
  const sharing = loads.some((load) => load.shareableSeries !== null || load.shareable > 0);
  /** Without an objective nothing is asked of the epochs after those that repeat. */
  const until = plan.limits.p99Slowdown === null && plan.limits.stallShare === null ? period : epochs;
  const own = new Float64Array(period);
  const shareable = new Float64Array(sharing ? period : 0);
  const words = new Uint32Array(4);
  const bursts = plan.entries.map(() => new Uint32Array(0));
  const burstsFrom = new Int32Array(plan.entries.length);
  let run = 0;
  let guests = 0;
  /** Pages needed at every epoch, and a bound of what `own` adds at the worst one. */
  let ownFixed = 0;
  let shareableFixed = 0;
  let ownAtMost = 0;
  let miss: Miss | null = null;

  const addBlock = (load: Load, start: number, at: number, length: number, sign: number): void => {
    addTo(own, at, load.ownSeries!, start, length, sign);
    if (load.shareableSeries) addTo(shareable, at, load.shareableSeries, start, length, sign);
  };

  /** The circular block bootstrap: blocks from random starts, the first one going round if it is the whole series. */
  const addSeries = (load: Load, guest: number, sign: 1 | -1): void => {
    const length = load.ownSeries!.length / 2;
    const block = Math.min(plan.block!, length);
    let slow = 0;
    let stalled = 0;
    let start = 0;
    for (let at = 0, draw = 0; at < until; at += block, draw++) {
      if (block < length || draw === 0) {
        drawWords(plan.seed, purposes.blocks, run, guest, 0, draw, words);
        start = Math.floor((words[0]! / WORD) * length);
      }
      const kept = Math.min(block, epochs - at);
      if (at < period) addBlock(load, start, at, Math.min(kept, period - at), sign);
      if (load.slowEpochs) slow += sumAround(load.slowEpochs, start, kept);
      if (load.stalled) stalled += sumAround(load.stalled, start, kept);
    }
    if (sign > 0) judge(slow, stalled);
  };

  const judge = (slow: number, stalled: number): void => {
    const { p99Slowdown, stallShare } = plan.limits;
    // Nearest rank: the 99th percentile is above the limit when more than a hundredth of the epochs is.
    if (p99Slowdown !== null && slow > epochs - Math.ceil(0.99 * epochs - 1e-9)) miss ??= "slowdown";
    if (stallShare !== null && stalled > stallShare * epochs) miss ??= "stall";
  };

  const addBursts = (load: Load, entry: number, [rank, ordinal]: [number, number], sign: 1 | -1): void => {
    const group = Math.floor(ordinal / DRAWN_TOGETHER);
    let drawn = bursts[entry]!;
    if (drawn.length === 0) bursts[entry] = drawn = new Uint32Array(DRAWN_TOGETHER * period);
    if (burstsFrom[entry] !== group) {
      const guest = guestNumber(rank, group);
      for (let e = 0; e < period; e++) {
        drawWords(plan.seed, purposes.bursts, run, guest, e, 0, words);
        for (let i = 0; i < DRAWN_TOGETHER; i++) drawn[e * DRAWN_TOGETHER + i] = words[i]!;
      }
      burstsFrom[entry] = group;
    }
    const below = load.p * WORD;
    const pages = sign * load.burst;
    for (let e = 0, i = ordinal % DRAWN_TOGETHER; e < period; e++, i += DRAWN_TOGETHER)
      if (drawn[i]! < below) own[e]! += pages;
  };

  const change = (entry: number, ordinal: number, sign: 1 | -1): void => {
    const load = loads[replication.typeOf(entry, ordinal)]!;
    ownFixed += sign * load.own;
    shareableFixed += sign * load.shareable;
    if (load.ownSeries) addSeries(load, courseOwner(plan.multiplexing, plan.entries[entry]!, ordinal), sign);
    if (load.planned) addTo(own, 0, load.planned, 0, period, sign);
    if (load.burst !== 0) addBursts(load, entry, burstOwner(plan.multiplexing, plan.entries[entry]!, ordinal), sign);
    if (sign > 0) ownAtMost += load.most;
  };

  return {
    reset: (inner) => {
      run = runNumber(replication.outer, inner);
      own.fill(0);
      shareable.fill(0);
      burstsFrom.fill(-1);
      guests = ownFixed = shareableFixed = ownAtMost = 0;
      miss = null;
    },
    grow: (n) => {
      guests = n;
      takeStep(plan, n, change);
    },
    need: () => {
      const frames = replication.sharedFrames(guests);
      const again = replication.metAgainFrames(guests);
      let most = Number.NEGATIVE_INFINITY;
      let mostOwn = 0;
      for (let e = 0; e < period; e++) {
        const pages = own[e]!;
        const shared = sharing ? Math.min(frames, shareableFixed + shareable[e]!) : 0;
        if (pages > mostOwn) mostOwn = pages;
        if (pages + shared > most) most = pages + shared;
      }
      ownAtMost = mostOwn;
      return ownFixed + most - again;
    },
    surelyFits: (capacity) =>
      ownFixed + ownAtMost + replication.sharedFrames(guests) - replication.metAgainFrames(guests) <= capacity,
    epochsOver: (capacity) => {
      const frames = replication.sharedFrames(guests);
      const again = replication.metAgainFrames(guests);
      let over = 0;
      for (let e = 0; e < period; e++) {
        const shared = sharing ? Math.min(frames, shareableFixed + shareable[e]!) : 0;
        const turns = Math.floor(epochs / period) + (e < epochs % period ? 1 : 0);
        if (ownFixed + own[e]! + shared - again > capacity) over += turns;
      }
      return over;
    },
    missed: () => miss,
  };
}

/** Adds a stretch of a series, or takes it away again. */
function addTo(
  sums: Float64Array,
  at: number,
  series: Float64Array,
  start: number,
  length: number,
  sign: number,
): void {
  const end = start + length;
  if (sign > 0) for (let from = start, to = at; from < end; from++, to++) sums[to]! += series[from]!;
  else for (let from = start, to = at; from < end; from++, to++) sums[to]! -= series[from]!;
}

/** Sum of `length` values from `start` on, going round a series given by its running sums. */
function sumAround(sums: Float64Array, start: number, length: number): number {
  const turn = sums.length - 1;
  const turns = Math.floor(length / turn);
  const end = start + (length % turn);
  const partly = end <= turn ? sums[end]! - sums[start]! : sums[turn]! - sums[start]! + sums[end - turn]!;
  return turns * sums[turn]! + partly;
}
