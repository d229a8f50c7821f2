// Which thread ran, waited for a CPU or slept, and how long: rows of the table `sched`.

import { wordTable } from "../../../src-shared/base/word-table.ts";
import { put64 } from "../bytes/columns.ts";
import { schedBatch } from "../table-batches.ts";
import { type TraceMoment, traceMoment } from "./contract.ts";
import type { Kind, KindSetting, Kinds } from "./kind.ts";
import { copyMoment, highOf, nsBetween } from "./moments.ts";
import { MAX_CPUS } from "./rows.ts";

/** Words of `sched.state` by their place in the declaration of the tables; a thread of which nothing is known has none. */
const RUNNING = 0;
const RUNNABLE = 1;
const BLOCKED = 2;
const NOTHING = 3;

/** Threads whose state is kept; further ones are counted only. */
const MOST_THREADS = 1 << 20;

/** Longer intervals do not fit 53 bits, and are damage. */
const MOST_NS = 2 ** 53;

/** Bits of `prev_state` that say that the thread is gone, and those that say it sleeps: not those that mark preemption. */
const GONE = 0x30;
const SLEEPS = 0x2ff;

/** The idle thread of a CPU: what it runs is no load. */
const IDLE = 0;

/** A CPU of which no switch was seen yet. */
const NOBODY = -1;

interface Thread {
  state: number;
  /** Since when, where it is or was last, and its task. */
  readonly since: TraceMoment;
  /** Losses and gaps up to then. */
  mark: number;
  gaps: number;
}

/** What the state that a text tells is: `R`, `R+`, `S`, `D|W`, `X` ... */
const stateOfText = (text: string): number =>
  /^R\+?$/.test(text) ? RUNNABLE : /^[XxZ]/.test(text) ? NOTHING : BLOCKED;

const STATE_TEXT = /^[RSDTtXZPIxKWN](?:\|[A-Za-z]+)*\+?$/;

const stateOfNumber = (number: number): number => (number & GONE ? NOTHING : number & SLEEPS ? BLOCKED : RUNNABLE);

/**
 * Follows who runs on each CPU: whoever is switched out must be who was switched in last. Recordings of single processes
 * leave switches out, and then nobody knows how long a thread waited.
 */
function switchChain() {
  // One place more for records without a CPU.
  const running = new Int32Array(MAX_CPUS + 1).fill(NOBODY);
  let gaps = 0;
  let links = 0;
  return {
    follow(cpu: number, prev: number, next: number): void {
      const place = cpu >= 0 && cpu < MAX_CPUS ? cpu : MAX_CPUS;
      if (running[place] === prev) links++;
      else if (running[place] !== NOBODY) gaps++;
      running[place] = next;
    },
    gaps: () => gaps,
    /** Whether the switches that were seen are all that there were. */
    isWhole: () => gaps === 0 && links > 0,
  };
}

export interface Sched {
  readonly kinds: Kinds;
  /** Learns what a text of the recording means. */
  learn(text: string, id: number): void;
  /** The recording is over: states last until its end. */
  close(): void;
}

export function sched({ rows, losses, generic }: KindSetting): Sched {
  const queue = rows.queue(schedBatch);
  const table = wordTable();
  const threads: Thread[] = [];
  const states = new Map<number, number>();
  const chain = switchChain();
  const end = traceMoment();

  function threadOf(tid: number): Thread | null {
    const found = table.find(tid, 0);
    if (found >= 0) return threads[found] as Thread;
    if (threads.length >= MOST_THREADS) return null;
    table.add(tid, 0);
    const thread = { state: NOTHING, since: traceMoment(), mark: 0, gaps: 0 };
    threads.push(thread);
    return thread;
  }

  /** Writes the interval that ends now, unless something of it may be missing. */
  function write(thread: Thread, until: TraceMoment): void {
    const { state, since } = thread;
    if (state === NOTHING) return;
    const lost =
      state === RUNNING
        ? losses.since(thread.mark, since.cpu, since.cpu)
        : losses.sinceOnAny(thread.mark) || chain.gaps() > thread.gaps;
    const ns = nsBetween(since, until);
    if (lost || !(ns >= 0 && ns < MOST_NS)) return;
    const batch = queue.open();
    const row = batch.rows++;
    const { columns } = batch;
    rows.putMoment(columns, row, since);
    columns.state.data[row] = state;
    put64(columns.ns, row, ns % 0x1_0000_0000, highOf(ns));
  }

  function begin(thread: Thread, state: number, moment: TraceMoment, task: number): void {
    thread.state = state;
    copyMoment(thread.since, moment);
    thread.since.task = task;
    thread.mark = losses.mark();
    thread.gaps = chain.gaps();
  }

  function switchOut(tid: number, state: number, moment: TraceMoment): void {
    const thread = threadOf(tid);
    if (!thread) return;
    // It ran where it is taken off, or its start was not seen.
    if (thread.state === RUNNING && thread.since.cpu === moment.cpu) {
      thread.since.task = moment.task;
      write(thread, moment);
    }
    begin(thread, state, moment, moment.task);
  }

  function switchIn(tid: number, moment: TraceMoment): void {
    const thread = threadOf(tid);
    if (!thread) return;
    if (thread.state === RUNNABLE || thread.state === BLOCKED) write(thread, moment);
    begin(thread, RUNNING, moment, thread.since.task);
  }

  function wake(tid: number, moment: TraceMoment): void {
    const thread = threadOf(tid);
    if (thread?.state !== BLOCKED) return;
    write(thread, moment);
    begin(thread, RUNNABLE, moment, thread.since.task);
  }

  const switches: Kind = {
    wanted: [["prev_pid"], ["prev_state"], ["next_pid"]],
    ordered: true,
    folded: true,
    take(_event, moment, { known, texts, words }) {
      const told = words[2] as number;
      if ((known & 5) === 5) chain.follow(moment.cpu, (words[0] as number) | 0, (words[4] as number) | 0);
      const state = texts & 2 ? (states.get(told) ?? BLOCKED) : stateOfNumber(told);
      if (known & 1 && words[0] !== IDLE) switchOut(words[0] as number, known & 2 ? state : NOTHING, moment);
      if (known & 4 && words[4] !== IDLE) switchIn(words[4] as number, moment);
    },
  };
  const wakeups: Kind = {
    wanted: [["comm"], ["pid"], ["prio"], ["success"], ["target_cpu"]],
    ordered: true,
    folded: false,
    take(event, moment, values) {
      generic.put(event, moment, values);
      if (values.known & 2) wake(values.words[2] as number, moment);
    },
  };

  return {
    kinds: { sched_switch: switches, sched_wakeup: wakeups },
    learn(text, id) {
      if (STATE_TEXT.test(text)) states.set(id, stateOfText(text));
    },
    close() {
      const last = rows.times.span()?.last;
      if (last === undefined || !chain.isWhole()) return;
      end.timed = true;
      end.low = Number(BigInt.asUintN(32, last));
      end.high = Number(BigInt.asUintN(32, last >> 32n));
      for (const thread of threads) write(thread, end);
    },
  };
}
