// Names of threads over time: the recorder writes out of order, so the timeline is sorted once the file is over.
import type { ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import { batchOf, clearBatch, type FillBatch, fillBatch, ints, longs, setUnknown, texts } from "../../bytes/columns.ts";
import type { ImportContext } from "../../importer.ts";
import { unnamed } from "./comm-counts.ts";
import { type Threads, threads } from "./threads.ts";

/** Changes of names that are kept; a recording with more keeps the first ones. */
const MAX_CHANGES = 1 << 22;

/** `from_t` and `until_t` of a task that was always there, or never ended. */
const ALWAYS = -(2n ** 63n);
const FOREVER = 2n ** 63n - 1n;

/** Thread number of samples that do not say whose they are. */
const NOBODY = -1;

const TASK_ROWS = 8192;

const taskBatch = () =>
  fillBatch("task", {
    id: ints(TASK_ROWS),
    from_t: longs(TASK_ROWS),
    until_t: longs(TASK_ROWS),
    pid: ints(TASK_ROWS),
    tid: ints(TASK_ROWS),
    comm: texts(TASK_ROWS),
  });
type TaskBatch = ReturnType<typeof taskBatch>;

export interface Tasks {
  readonly threads: Threads;
  /** Task of a thread's samples that have a time. */
  timed(thread: number): number;
  /** Task of a thread's samples without a time: a new one whenever the thread's name changed before, in file order. */
  untimed(thread: number): number;
  /** A thread got a name. `time` is the recorded one, null for a state from before the recording. */
  comm(thread: number, pid: number, name: string, time: bigint | null): void;
  /** A thread began, with its parent's name of that moment. */
  fork(thread: number, pid: number, parent: number, time: bigint | null): void;
  /** Changes that did not fit. */
  readonly dropped: () => number;
  /** The timeline, sorted; `offset` is added to recorded times. */
  batches(offset: bigint): Generator<ColumnBatch, void, void>;
}

/** perf's name of the idle thread, thread 0. */
export const IDLE = "swapper";

/** Lists of changes and of tasks without time, in columns that grow. */
function growing(columns: number) {
  let lists = Array.from({ length: columns }, () => new Int32Array(256));
  let size = 0;
  return {
    size: () => size,
    at: (column: number, row: number): number => (lists[column] as Int32Array)[row] as number,
    push(...values: number[]) {
      if (size === (lists[0] as Int32Array).length)
        lists = lists.map((old) => {
          const grown = new Int32Array(2 * old.length);
          grown.set(old);
          return grown;
        });
      for (const [i, value] of values.entries()) (lists[i] as Int32Array)[size] = value;
      size++;
    },
  };
}

/** `ordered`: records have times by which they can be sorted; else the order in the file counts. */
export function tasks(context: ImportContext, ordered: () => boolean): Tasks {
  const known = threads();
  const names: string[] = [];
  const numbers = new Map<string, number>();
  // thread, pid, name or -1 - parent
  const changes = growing(3);
  let times = new BigInt64Array(256);
  // id, thread, pid, name
  const untimed = growing(4);
  let dropped = 0;

  const numberOf = (name: string): number => {
    const number = numbers.get(name) ?? names.push(name) - 1;
    numbers.set(name, number);
    return number;
  };
  const nameOf = (thread: number, comm: number): string =>
    comm >= 0 ? (names[comm] as string) : unnamed(known.tid[thread] as number);

  function log(thread: number, pid: number, what: number, time: bigint): void {
    const row = changes.size();
    if (row >= MAX_CHANGES) {
      dropped++;
      return;
    }
    if (row === times.length) {
      const grown = new BigInt64Array(2 * times.length);
      grown.set(times);
      times = grown;
    }
    changes.push(thread, pid, what);
    times[row] = time;
  }

  const newUntimed = (thread: number): number => {
    if (untimed.size() >= MAX_CHANGES) {
      dropped++;
      return 0;
    }
    const id = context.nextId("task");
    untimed.push(id, thread, known.pid[thread] as number, known.comm[thread] as number);
    known.untimed[thread] = id;
    return id;
  };

  function change(thread: number, pid: number, comm: number, what: number, time: bigint | null): void {
    known.comm[thread] = comm;
    known.pid[thread] = pid;
    known.untimed[thread] = 0;
    if (ordered()) log(thread, pid, what, time ?? ALWAYS);
    else newUntimed(thread);
  }

  const put = (
    batch: TaskBatch,
    id: number,
    from: bigint,
    until: bigint,
    pid: number,
    thread: number,
    comm: number,
  ) => {
    const { columns } = batch;
    const row = batch.rows++;
    columns.id.data[row] = id;
    columns.from_t.data[row] = from;
    columns.until_t.data[row] = until;
    columns.pid.data[row] = pid;
    columns.tid.data[row] = known.tid[thread] as number;
    columns.comm.data[row] = nameOf(thread, comm);
    if (known.tid[thread] === NOBODY) {
      setUnknown(columns.pid, row);
      setUnknown(columns.tid, row);
    }
  };

  const timed = (thread: number): number => {
    const id = (known.task[thread] as number) || context.nextId("task");
    known.task[thread] = id;
    return id;
  };

  // The idle thread has its name from the start, and what it forks has it too.
  const idle = known.of(0, 0);
  const idleName = numberOf(IDLE);
  known.comm[idle] = idleName;

  return {
    threads: known,
    timed,
    untimed: (thread) => (known.untimed[thread] as number) || newUntimed(thread),
    comm(thread, pid, name, time) {
      const number = numberOf(name);
      change(thread, pid, number, number, time);
    },
    fork(thread, pid, parent, time) {
      change(thread, pid, known.comm[parent] as number, -1 - parent, time);
    },
    dropped: () => dropped,
    *batches(offset) {
      const batch = taskBatch();
      for (let i = 0; i < untimed.size(); i++) {
        put(batch, untimed.at(0, i), ALWAYS, FOREVER, untimed.at(2, i), untimed.at(1, i), untimed.at(3, i));
        if (batch.rows === TASK_ROWS) yield* emptied(batch);
      }
      const order = sortedByTime(times, changes.size());
      const comms = new Int32Array(known.size()).fill(-1);
      comms[idle] = idleName;
      const pids = known.firstPid.slice(0, known.size());
      const since = new BigInt64Array(known.size()).fill(ALWAYS);
      for (const row of order) {
        const thread = changes.at(0, row);
        const what = changes.at(2, row);
        const comm = what >= 0 ? what : (comms[-1 - what] as number);
        const pid = changes.at(1, row);
        const time = (times[row] as bigint) === ALWAYS ? ALWAYS : (times[row] as bigint) + offset;
        if (comms[thread] === comm && pids[thread] === pid) continue;
        if ((since[thread] as bigint) < time) {
          put(
            batch,
            timed(thread),
            since[thread] as bigint,
            time,
            pids[thread] as number,
            thread,
            comms[thread] as number,
          );
          if (batch.rows === TASK_ROWS) yield* emptied(batch);
        }
        comms[thread] = comm;
        pids[thread] = pid;
        since[thread] = time;
      }
      for (let thread = 0; thread < known.size(); thread++) {
        if (!known.task[thread] && !ordered()) continue;
        put(
          batch,
          timed(thread),
          since[thread] as bigint,
          FOREVER,
          pids[thread] as number,
          thread,
          comms[thread] as number,
        );
        if (batch.rows === TASK_ROWS) yield* emptied(batch);
      }
      if (batch.rows) yield* emptied(batch);
    },
  };
}

function* emptied(batch: FillBatch): Generator<ColumnBatch, void, void> {
  yield batchOf(batch);
  clearBatch(batch);
}

/** Rows by time; equal times keep the order of the file. */
function sortedByTime(times: BigInt64Array, rows: number): Uint32Array {
  const order = Uint32Array.from({ length: rows }, (_, i) => i);
  let sorted = true;
  for (let i = 1; i < rows && sorted; i++) sorted = (times[i - 1] as bigint) <= (times[i] as bigint);
  if (sorted) return order;
  return order.sort((a, b) => {
    const x = times[a] as bigint;
    const y = times[b] as bigint;
    return x < y ? -1 : x > y ? 1 : a - b;
  });
}
