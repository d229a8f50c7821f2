// Threads of a text: a task for each process, thread and name, because text tells the three on every line.

import { wordTable } from "../../../src-shared/base/word-table.ts";
import type { ColumnBatch } from "../../../src-shared/capture/batch.ts";
import { batchOf, clearBatch, fillBatch, ints, longs, setUnknown, texts } from "../bytes/columns.ts";
import { byteDictionary } from "../bytes/dictionary.ts";
import type { ImportContext } from "../importer.ts";

/** Tasks and names that are kept; lines of further ones have no task. */
const MAX_TASKS = 1 << 20;
const MAX_COMM = 255;
/** What ftrace prints for a thread whose name it does not know. */
const NAMELESS = "<...>";

const ALWAYS = -(2n ** 63n);
const FOREVER = 2n ** 63n - 1n;
const TASK_ROWS = 8192;

/** Pid of a line that tells only the thread. */
export const NO_PID = -0x8000_0000;

/** Tid of a line that tells of no thread. */
export const NOBODY = -1;

/** Who wrote a line; places are indices into the line's bytes. */
export interface TextThread {
  /** Equal for lines that have name, process and thread in common; others may differ in it all the same. */
  who: number;
  commStart: number;
  /** Equal to `commStart` where the name was not printed. */
  commEnd: number;
  /** `NO_PID` where not printed. */
  pid: number;
  /** `NOBODY` where not printed. */
  tid: number;
}

export interface TextThreads {
  /** Task of a line, 0 where it cannot be kept; counts its name. */
  of(head: TextThread, bytes: Uint8Array): number;
  /** Lines by the name of their thread. */
  comms(): Generator<[string, number], void, void>;
  /** Lines whose task could not be kept. */
  dropped(): number;
  batches(): Generator<ColumnBatch, void, void>;
}

export function textThreads(context: ImportContext): TextThreads {
  const names: string[] = [];
  const numbers = new Map<string, number>();
  const comms = byteDictionary((text) => {
    const number = numbers.get(text);
    if (number !== undefined) return number;
    if (names.length >= MAX_TASKS / 4) return -1;
    numbers.set(text, names.length);
    return names.push(text) - 1;
  });
  let counts = new Float64Array(64);
  // Name with process, then that with the thread.
  const groups = wordTable();
  const tasks = wordTable();
  let ids = new Int32Array(64);
  let pids = new Int32Array(64);
  let tids = new Int32Array(64);
  let commOf = new Int32Array(64);
  let lastComm = -1;
  let lastPid = 0;
  let lastTid = 0;
  let lastId = 0;
  let lastWho = -1;
  let dropped = 0;

  const longer = (old: Int32Array): Int32Array<ArrayBuffer> => {
    const grown = new Int32Array(2 * old.length);
    grown.set(old);
    return grown;
  };

  function add(group: number, comm: number, pid: number, tid: number): number {
    const task = tasks.add(group, tid);
    if (task >= ids.length) {
      ids = longer(ids);
      pids = longer(pids);
      tids = longer(tids);
      commOf = longer(commOf);
    }
    ids[task] = context.nextId("task");
    pids[task] = pid;
    tids[task] = tid;
    commOf[task] = comm;
    return task;
  }

  function taskOf(comm: number, pid: number, tid: number): number {
    let group = groups.find(comm, pid);
    if (group < 0) {
      if (groups.size() >= MAX_TASKS) return 0;
      group = groups.add(comm, pid);
    }
    let task = tasks.find(group, tid);
    if (task < 0) {
      if (tasks.size() >= MAX_TASKS) return 0;
      task = add(group, comm, pid, tid);
    }
    return ids[task] as number;
  }

  return {
    of(head, bytes) {
      if (lastId && head.who === lastWho) {
        if (lastComm >= 0) counts[lastComm] = (counts[lastComm] as number) + 1;
        return lastId;
      }
      lastWho = head.who;
      const { commStart, commEnd, pid, tid } = head;
      if (tid === NOBODY && commStart === commEnd) {
        lastId = 0;
        return 0;
      }
      // -2: not printed; -1: too many different ones.
      const comm = commStart === commEnd ? -2 : comms.find(bytes, commStart, Math.min(commEnd, commStart + MAX_COMM));
      if (comm >= 0) {
        if (comm >= counts.length) {
          const grown = new Float64Array(2 * counts.length);
          grown.set(counts);
          counts = grown;
        }
        counts[comm] = (counts[comm] as number) + 1;
      }
      if (lastId && comm === lastComm && pid === lastPid && tid === lastTid) return lastId;
      const id = comm === -1 ? 0 : taskOf(comm, pid, tid);
      if (!id) dropped++;
      lastComm = comm;
      lastPid = pid;
      lastTid = tid;
      lastId = id;
      return id;
    },
    *comms() {
      for (const [i, name] of names.entries()) if ((counts[i] as number) > 0) yield [name, counts[i] as number];
    },
    dropped: () => dropped,
    *batches() {
      const batch = fillBatch("task", {
        id: ints(TASK_ROWS),
        from_t: longs(TASK_ROWS),
        until_t: longs(TASK_ROWS),
        pid: ints(TASK_ROWS),
        tid: ints(TASK_ROWS),
        comm: texts(TASK_ROWS),
      });
      batch.columns.from_t.data.fill(ALWAYS);
      batch.columns.until_t.data.fill(FOREVER);
      const { columns } = batch;
      for (let task = 0; task < tasks.size(); task++) {
        const row = batch.rows++;
        columns.id.data[row] = ids[task] as number;
        columns.pid.data[row] = pids[task] as number;
        columns.tid.data[row] = tids[task] as number;
        const comm = commOf[task] as number;
        if (comm >= 0 && names[comm] !== NAMELESS) columns.comm.data[row] = names[comm] as string;
        else setUnknown(columns.comm, row);
        if (pids[task] === NO_PID || tids[task] === NOBODY) setUnknown(columns.pid, row);
        if (tids[task] === NOBODY) setUnknown(columns.tid, row);
        if (batch.rows < TASK_ROWS && task + 1 < tasks.size()) continue;
        yield batchOf(batch);
        clearBatch(batch);
      }
    },
  };
}
