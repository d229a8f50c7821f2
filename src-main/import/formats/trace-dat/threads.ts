// Threads of a recording: their tasks, their names and how many records each wrote.

import { wordTable } from "../../../../src-shared/base/word-table.ts";
import type { ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import { batchOf, clearBatch, fillBatch, ints, longs, setUnknown, texts } from "../../bytes/columns.ts";
import type { ImportContext } from "../../importer.ts";
import type { TracedGuest } from "./options.ts";

/** More distinct threads than any kernel has at a time, and few enough to keep. */
const MOST_THREADS = 1 << 21;

const TASK_ROWS = 8192;

/** `from_t` and `until_t` of a task that was always there and never ended. */
const ALWAYS = -(2n ** 63n);
const FOREVER = 2n ** 63n - 1n;

export interface Threads {
  /** Place of a thread among all, -1 where it cannot be kept. */
  of(tid: number): number;
  /** Counts a record of the thread at a place; its id in the table `task`, 0 where it is not kept. */
  count(place: number): number;
  /** Tells the context of the names, and gives the rows of `task`. */
  finish(context: ImportContext): Generator<ColumnBatch, void, void>;
}

const taskBatch = () =>
  fillBatch("task", {
    id: ints(TASK_ROWS),
    from_t: longs(TASK_ROWS),
    until_t: longs(TASK_ROWS),
    tid: ints(TASK_ROWS),
    vcpu: ints(TASK_ROWS),
    comm: texts(TASK_ROWS),
  });

/**
 * `commands` are the names as of the end of the recording; trace-cmd prints the same for all records of a thread.
 * Threads of guests' vCPUs get their number.
 */
export function threads(
  context: ImportContext,
  commands: ReadonlyMap<number, string>,
  guests: readonly TracedGuest[],
): Threads {
  const table = wordTable();
  const vcpus = new Map(guests.flatMap((guest) => guest.threads.map(({ vcpu, tid }) => [tid, vcpu] as const)));
  let tids = new Int32Array(64);
  let tasks = new Int32Array(64);
  let counts = new Float64Array(64);
  let lost = 0;

  const nameOf = (tid: number): string => (tid === 0 ? "<idle>" : (commands.get(tid) ?? "<...>"));

  function add(tid: number): number {
    const found = table.add(tid, 0);
    if (found === tids.length) {
      const longer = new Int32Array(2 * found);
      longer.set(tids);
      tids = longer;
      const longerTasks = new Int32Array(2 * found);
      longerTasks.set(tasks);
      tasks = longerTasks;
      const longerCounts = new Float64Array(2 * found);
      longerCounts.set(counts);
      counts = longerCounts;
    }
    tids[found] = tid;
    tasks[found] = context.nextId("task");
    return found;
  }

  return {
    of(tid) {
      const found = table.find(tid, 0);
      if (found >= 0) return found;
      return table.size() < MOST_THREADS ? add(tid) : -1;
    },
    count(place) {
      if (place < 0) {
        lost++;
        return 0;
      }
      counts[place] = (counts[place] as number) + 1;
      return tasks[place] as number;
    },
    *finish(to) {
      const batch = taskBatch();
      const { columns } = batch;
      const byName = new Map<string, number>();
      for (let i = 0; i < table.size(); i++) {
        const tid = tids[i] as number;
        const comm = nameOf(tid);
        byName.set(comm, (byName.get(comm) ?? 0) + (counts[i] as number));
        const row = batch.rows++;
        columns.id.data[row] = tasks[i] as number;
        columns.from_t.data[row] = ALWAYS;
        columns.until_t.data[row] = FOREVER;
        columns.tid.data[row] = tid;
        columns.comm.data[row] = comm;
        const vcpu = vcpus.get(tid);
        if (vcpu === undefined) setUnknown(columns.vcpu, row);
        else columns.vcpu.data[row] = vcpu;
        if (batch.rows < TASK_ROWS) continue;
        yield batchOf(batch);
        clearBatch(batch);
      }
      if (batch.rows) yield batchOf(batch);
      for (const [comm, n] of byName) to.count("comm", comm, n);
      if (lost) to.remark({ code: "trace.threads_dropped", excerpt: `${lost} records of further threads` });
    },
  };
}
