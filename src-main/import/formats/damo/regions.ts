// Rows of table `region`, made scan by scan: what all regions of a scan share is only known when it is over.
import { BATCH_ROWS, type ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import {
  batchOf,
  fillBatch,
  ints,
  longs,
  octets,
  put64,
  putSeq,
  setKnown,
  setUnknown,
  ulongs,
} from "../../bytes/columns.ts";
import type { ImportContext } from "../../importer.ts";
import { wordIndex } from "../../small-batches.ts";
import { ALWAYS_FROM, ALWAYS_UNTIL } from "../../text/always.ts";
import { type TableRows, tableRows } from "../../text/table-rows.ts";
import type { Whole } from "./units.ts";

/** Whom a scan is of: one record of the file. */
export interface Target {
  /** Words for the target, shown as its process's name: `damon kdamond 0 context 0 target 1`. */
  readonly name: string;
  /** Null until it is known whether its addresses are a process's or the machine's. */
  space: "hva" | "hpa" | null;
  taskId: number;
}

/** What all regions of a scan share. */
export interface Scan {
  readonly t: bigint | null;
  readonly spanNs: bigint | null;
  /** Samples taken in it. */
  readonly samples: number | null;
}

export interface RegionRows {
  /** Adds a region of the scan that is being read: samples seen accessed, and scans at about the same rate if known. */
  add(target: Target, start: Whole, end: Whole, hits: number, age: number | null): void;
  /** The scan is over: its rows get what they share, and are accepted. */
  endScan(): void;
  /** The scan is over and not whole: its rows are taken back; returns how many. */
  dropScan(): number;
  /** Full batches, with `all` every batch that holds rows of scans that are over. */
  batches(all: boolean): Generator<ColumnBatch>;
}

/** No machine's memory reaches so high, and the stacks of its processes lie higher. */
const USER_SPACE = 2 ** (46 - 32);

const makeBatch = () =>
  fillBatch("region", {
    seq: longs(),
    t: longs(),
    scan: ints(),
    task_id: ints(),
    space: octets(),
    addr: ulongs(),
    bytes: ulongs(),
    hits: ints(),
    samples: ints(),
    age: ints(),
    span_ns: longs(),
  });
type Batch = ReturnType<typeof makeBatch>;

/** Whether a number fits an INTEGER column. */
const fits = (number: number): boolean => Number.isInteger(number) && number >= 0 && number <= 0x7fff_ffff;

/** `scanSoFar` tells what is known of the scan that is being read. */
export function regionRows(context: ImportContext, scanSoFar: () => Scan): RegionRows {
  const tasks: TableRows = tableRows("task");
  const spaces = { hva: wordIndex("region", "space", "hva"), hpa: wordIndex("region", "space", "hpa") };
  let ready: Batch[] = [];
  let batch = makeBatch();
  let from = 0;
  let seq = 0;
  let scan = 1;
  let target: Target | null = null;
  /** Greatest upper word of an address in the scan. */
  let highest = 0;
  let told = false;

  const place = (whose: Target): void => {
    if (whose.space !== null) return;
    whose.space = highest >= USER_SPACE ? "hva" : "hpa";
    if (whose.space === "hva") {
      whose.taskId = context.nextId("task");
      tasks.add({ id: whose.taskId, from_t: ALWAYS_FROM, until_t: ALWAYS_UNTIL, comm: whose.name });
    }
    if (told) return;
    told = true;
    context.remark({
      code: "damo.space",
      excerpt: `${whose.name}: taken for ${whose.space === "hva" ? "a process's addresses" : "the machine's memory"}`,
      expected: "a record that says whether it is of a process (vaddr) or of the machine's memory (paddr)",
      next: "damo's records do not say it; addresses from 64 TiB on can only be a process's",
    });
  };
  const share = (): void => {
    if (batch.rows === from || !target) return;
    place(target);
    const shared = scanSoFar();
    const { columns } = batch;
    for (let row = from; row < batch.rows; row++) {
      columns.scan.data[row] = scan;
      columns.space.data[row] = spaces[target.space ?? "hpa"];
      if (target.taskId > 0) columns.task_id.data[row] = target.taskId;
      else setUnknown(columns.task_id, row);
      if (shared.t !== null) columns.t.data[row] = shared.t;
      else setUnknown(columns.t, row);
      if (shared.spanNs !== null) columns.span_ns.data[row] = shared.spanNs;
      else setUnknown(columns.span_ns, row);
      if (shared.samples !== null) columns.samples.data[row] = shared.samples;
      else setUnknown(columns.samples, row);
    }
    context.accept(batch.rows - from);
    from = batch.rows;
  };
  const turn = (): void => {
    ready.push(batch);
    batch = makeBatch();
    from = 0;
  };

  return {
    add(whose, start, end, hits, age) {
      target = whose;
      // A scan of more regions than a batch holds: those so far are given with what is known of it.
      if (batch.rows === BATCH_ROWS) {
        share();
        turn();
      }
      const { columns } = batch;
      const row = batch.rows++;
      putSeq(columns.seq, row, seq++);
      put64(columns.addr, row, start.low, start.high);
      const low = end.low - start.low;
      put64(columns.bytes, row, low, end.high - start.high - (low < 0 ? 1 : 0));
      columns.hits.data[row] = hits;
      if (age !== null && fits(age)) columns.age.data[row] = age;
      else setUnknown(columns.age, row);
      if (end.high > highest) highest = end.high;
    },
    endScan() {
      share();
      scan++;
      highest = 0;
      if (batch.rows > BATCH_ROWS / 2) turn();
    },
    dropScan() {
      const dropped = batch.rows - from;
      for (let row = from; row < batch.rows; row++) setKnown(batch.columns.age, row);
      batch.rows = from;
      seq -= dropped;
      highest = 0;
      return dropped;
    },
    *batches(all) {
      if (tasks.length > 0) yield tasks.take();
      const given = ready;
      ready = [];
      for (const full of given) yield batchOf(full);
      if (!all || batch.rows === 0) return;
      yield batchOf(batch);
      batch = makeBatch();
      from = 0;
    },
  };
}
