// Guests with a clock: how far each gets in an epoch, what it touches, frees and writes on the way, and when it is done.
import { nearestRank } from "../../base/percentile.ts";
import { createStream } from "../../base/rng.ts";
import { type Course, courseOf, endOfStretch } from "./course.ts";
import { type Randomness, streams } from "./demand.ts";
import type { Guest } from "./guests.ts";
import { type Latencies, setDemand, wantedPages, writePage } from "./memory.ts";
import { beginContents, rewriteContents } from "./phase-contents.ts";
import { createRates, type Rates } from "./phase-rates.ts";
import { endGuest } from "./reclaim.ts";
import { RUNNING, stallOf, type World } from "./world.ts";

/** By guest; times in whole nanoseconds. */
export interface WorkState {
  /** On the wall. */
  readonly startNs: Float64Array;
  /** Infinite while at work. */
  readonly endNs: Float64Array;
  readonly doneNs: Float64Array;
  /** Stretch that comes next, counted over all rounds. */
  readonly stretch: Float64Array;
  /** By its work: time that work done so far takes beyond the time that went by. By the wall: work that has come and is not done. */
  readonly owedNs: Float64Array;
  readonly mostOwedNs: Float64Array;
  readonly stalledNs: Float64Array;
  /** Fractions of writes left over. */
  readonly writesLeft: Float64Array;
  /** Epochs whose slowdown was another than the one with which the guest went on. */
  readonly unsettled: Float64Array;
}

export interface Work {
  readonly courses: readonly (Course | null)[];
  readonly state: WorkState;
  readonly rates: Rates;
  readonly randomness: Randomness;
}

export interface WorkSummary {
  /** Guests with a clock, and those of them that have done their work. */
  readonly guests: number;
  readonly finished: number;
  /** Over those that have, nearest rank: from start to end on the wall; null where none has. */
  readonly run_time_s: { readonly p50: number; readonly max: number } | null;
  /** Work that came by the wall and was not done: most of one guest at one time, and of all when the run ends. */
  readonly backlog_s: { readonly max: number; readonly last: number };
  /** Epochs of guests whose slowdown was, by more than a hundredth, another than the one with which they went on. */
  readonly unsettled: number;
}

const UNSETTLED = 0.01;

/** Null where no guest has a clock. */
export function openWork(guests: readonly Guest[], epochNs: number, randomness: Randomness): Work | null {
  const known = new Map<Guest, Course | null>();
  for (const guest of guests) if (!known.has(guest)) known.set(guest, courseOf(guest.spec, guest.pages, epochNs));
  const courses = guests.map((guest) => known.get(guest)!);
  if (courses.every((course) => course === null)) return null;
  const column = (): Float64Array => new Float64Array(guests.length);
  const state: WorkState = {
    startNs: column(),
    endNs: column().fill(Number.POSITIVE_INFINITY),
    doneNs: column(),
    stretch: column(),
    owedNs: column(),
    mostOwedNs: column(),
    stalledNs: column(),
    writesLeft: column(),
    unsettled: column(),
  };
  return { courses, state, rates: createRates(guests, courses), randomness };
}

/** Step 1: guests that have done their work leave. */
export function leaveDone(world: World, epoch: number): void {
  const { work, columns, epochNs } = world;
  if (work === null) return;
  const { endNs } = work.state;
  for (let guest = 0; guest < endNs.length; guest++)
    if (columns.life[guest] === RUNNING && endNs[guest]! <= (epoch - 1) * epochNs) endGuest(world, guest);
}

/** Step 1: the guest begins its work. */
export function beginWork({ work, epochNs }: World, guest: number, epoch: number): void {
  if (work !== null) work.state.startNs[guest] = (epoch - 1) * epochNs;
}

/**
 * Step 2: the guest goes on. By its work it gets as far as the epoch over its slowdown; the slowdown is 1 + owed / epoch, what it owes
 * being the time its work so far took beyond the time that went by. So a constant slowdown is met from the second epoch on,
 * and what was too much in one is paid in the next: running time is work and waits, to the nanosecond.
 */
export function goOn(world: World, guest: number, course: Course, epoch: number, latencies: Latencies): void {
  const { columns, epochNs } = world;
  const work = world.work!;
  const { state } = work;
  const pace = course.clock === "work" ? 1 + state.owedNs[guest]! / epochNs : 1;
  const from = state.doneNs[guest]!;
  const until = Math.min(course.totalNs, from + Math.ceil(epochNs / pace));
  const writes = { stream: null };
  for (let at = from; at < until && columns.life[guest] === RUNNING; ) {
    const stretch = state.stretch[guest]!;
    const end = endOfStretch(course, stretch);
    const now = Math.min(until, end);
    enterStretch(world, guest, course, stretch % course.pages.length, latencies);
    writePages(world, guest, course.writesPerS[stretch % course.pages.length]! * (now - at), epoch, writes, latencies);
    work.rates.add(stretch % course.pages.length, now - at);
    if (now === end) state.stretch[guest] = stretch + 1;
    at = now;
  }
  state.doneNs[guest] = until;
  columns.workNs[guest] = until - from;
  columns.pace[guest] = pace;
  work.rates.settle(world.groups, guest);
}

/** Pages in use and their contents become those of a stretch: frees and touches, then writes. */
function enterStretch(world: World, guest: number, course: Course, index: number, latencies: Latencies): void {
  const pages = course.pages[index]!;
  const held = Math.min(pages, world.columns.resident[guest]!);
  const contents = beginContents(world, guest, index, held, pages);
  setDemand(world, guest, wantedPages(world, guest, pages), latencies);
  if (contents !== null) rewriteContents(world, guest, contents, held, latencies);
}

interface Drawing {
  stream: { next(): number } | null;
}

/** Writes of contents never seen to pages in use, drawn evenly; only where pages are known one by one does it matter which. */
function writePages(
  world: World,
  guest: number,
  perSecondNs: number,
  epoch: number,
  drawing: Drawing,
  latencies: Latencies,
): void {
  if (perSecondNs === 0 || world.exact === null) return;
  const { state, randomness } = world.work!;
  const expected = perSecondNs / 1e9 + state.writesLeft[guest]!;
  const count = Math.floor(expected);
  state.writesLeft[guest] = expected - count;
  if (count === 0) return;
  const { seed, replication } = randomness;
  drawing.stream ??= createStream(seed, { mechanism: streams.writes, replication, guest, epoch });
  for (let i = 0; i < count && world.columns.life[guest] === RUNNING; i++) {
    const page = Math.floor(drawing.stream.next() * world.columns.resident[guest]!);
    if (page < world.columns.resident[guest]!) writePage(world, { guest, page, content: null }, latencies);
  }
}

/** Step 10: what the epoch cost goes to the account of each guest with a clock. */
export function settleWork(world: World, epoch: number): void {
  const { work, columns, epochNs } = world;
  if (work === null) return;
  const { courses, state } = work;
  for (const [guest, course] of courses.entries()) {
    if (course === null || columns.life[guest] !== RUNNING || state.endNs[guest]! < Number.POSITIVE_INFINITY) continue;
    const [worked, stalled] = [columns.workNs[guest]!, columns.stallNs[guest]!];
    state.stalledNs[guest]! += stalled;
    const taken = state.owedNs[guest]! + worked * course.busyShare + stalled;
    const isDone = state.doneNs[guest] === course.totalNs;
    // A load by the wall does not end before it has come.
    if (isDone) state.endNs[guest] = (epoch - 1) * epochNs + Math.max(taken, course.clock === "wall" ? worked : 0);
    state.owedNs[guest] = Math.max(0, taken - (isDone ? worked : epochNs));
    state.mostOwedNs[guest] = Math.max(state.mostOwedNs[guest]!, state.owedNs[guest]!);
    const pace = columns.pace[guest]!;
    if (course.clock === "work" && Math.abs(stallOf(world, guest) + 1 - pace) > UNSETTLED * pace)
      state.unsettled[guest]! += 1;
  }
}

/** Seconds that the work done so far took, waits included; null for a guest that does not go by its work. */
export function runTime({ work }: World, guest: number): number | null {
  if (work === null || work.courses[guest]?.clock !== "work") return null;
  return (work.state.doneNs[guest]! + work.state.stalledNs[guest]!) / 1e9;
}

/** The epoch of its own work that a guest began in this epoch; the epoch itself without such a clock. */
export function epochOfWork({ work, columns, epochNs }: World, guest: number, epoch: number): number {
  if (work === null || work.courses[guest]?.clock !== "work") return epoch;
  return Math.floor((work.state.doneNs[guest]! - columns.workNs[guest]!) / epochNs) + 1;
}

export function summariseWork(world: World): WorkSummary | null {
  const { work } = world;
  if (work === null) return null;
  const { courses, state } = work;
  const clocked = courses.flatMap((course, guest) => (course === null ? [] : [guest]));
  const finished = clocked.filter((guest) => state.endNs[guest]! < Number.POSITIVE_INFINITY);
  const times = Float64Array.from(finished, (guest) => (state.endNs[guest]! - state.startNs[guest]!) / 1e9).sort();
  const waiting = clocked.filter((guest) => courses[guest]!.clock === "wall");
  return {
    guests: clocked.length,
    finished: finished.length,
    run_time_s: times.length === 0 ? null : { p50: nearestRank(times, 0.5), max: times[times.length - 1]! },
    backlog_s: {
      max: waiting.reduce((most, guest) => Math.max(most, state.mostOwedNs[guest]!), 0) / 1e9,
      last: waiting.reduce((sum, guest) => sum + state.owedNs[guest]!, 0) / 1e9,
    },
    unsettled: clocked.reduce((sum, guest) => sum + state.unsettled[guest]!, 0),
  };
}
