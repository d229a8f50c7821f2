// Threads by their number, each with a place in a few columns.
import { wordTable } from "../../../../src-shared/base/word-table.ts";

/** More distinct threads than any kernel has at a time, and few enough to keep. */
const MAX_THREADS = 1 << 21;

/** Columns indexed by a thread's order number; replaced by longer ones as threads come. */
export interface Threads {
  readonly size: () => number;
  /** Order number of thread `tid`; -1 when there are too many. A new one belongs to process `pid`. */
  of(tid: number, pid: number): number;
  tid: Int32Array;
  /** Process as of the last record in file order. */
  pid: Int32Array;
  /** Process as of the first record that names the thread. */
  firstPid: Int32Array;
  /** Task of the samples that have a time, 0 until the first. */
  task: Int32Array;
  /** Task of the samples without a time under the present name, 0 until the first. */
  untimed: Int32Array;
  /** Present name in file order, -1 where none was told. */
  comm: Int32Array;
}

export function threads(): Threads {
  const table = wordTable();
  let lastTid = 0;
  let last = -1;

  const longer = (old: Int32Array, filler = 0): Int32Array => {
    const grown = new Int32Array(2 * old.length).fill(filler, old.length);
    grown.set(old);
    return grown;
  };

  const self: Threads = {
    size: table.size,
    tid: new Int32Array(64),
    pid: new Int32Array(64),
    firstPid: new Int32Array(64),
    task: new Int32Array(64),
    untimed: new Int32Array(64),
    comm: new Int32Array(64).fill(-1),
    of(tid, pid) {
      if (last >= 0 && tid === lastTid) return last;
      let found = table.find(tid, 0);
      if (found < 0) {
        if (table.size() >= MAX_THREADS) return -1;
        found = table.add(tid, 0);
        if (found >= self.tid.length) {
          self.tid = longer(self.tid);
          self.pid = longer(self.pid);
          self.firstPid = longer(self.firstPid);
          self.task = longer(self.task);
          self.untimed = longer(self.untimed);
          self.comm = longer(self.comm, -1);
        }
        self.tid[found] = tid;
        self.pid[found] = pid;
        self.firstPid[found] = pid;
      }
      lastTid = tid;
      last = found;
      return found;
    },
  };
  return self;
}
