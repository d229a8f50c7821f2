// Snapshots of DAMON: a scan is as many events in a row, of one target, as each of them says there are regions.

import { wordTable } from "../../../src-shared/base/word-table.ts";
import { fillBatch, ints, longs, texts } from "../bytes/columns.ts";
import { ALWAYS_FROM, ALWAYS_UNTIL } from "../text/always.ts";
import { type FieldValues, type TraceMoment, traceMoment } from "./contract.ts";
import type { Kind, KindSetting, Kinds } from "./kind.ts";
import { copyMoment, nsBetween } from "./moments.ts";
import { emptyScan, type Scan, scanRows } from "./scans.ts";

/** DAMON keeps to some thousand regions; a scan that says it has more is damage. */
const MOST_REGIONS = 1 << 18;

/** Targets that are watched, and threads that watch one of the same number. */
const MOST_TARGETS = 4096;
const MOST_WATCHERS = 16;

const NS_PER_US = 1000;
const MOST_NS = 2 ** 53;

const TASK_ROWS = 256;

const taskBatch = () =>
  fillBatch("task", {
    id: ints(TASK_ROWS),
    from_t: longs(TASK_ROWS),
    until_t: longs(TASK_ROWS),
    comm: texts(TASK_ROWS),
  });

/** One target of one thread of DAMON. */
interface Target {
  readonly tid: number;
  readonly task: number;
  /** The scan that is coming in; its events say how many regions it has. */
  scan: Scan;
  expected: number;
  /** The first scan waits for the second: only the distance of two tells how long one is. */
  waiting: Scan | null;
  waitingNumber: number;
  /** Last event, and last event of the last scan. */
  readonly newest: TraceMoment;
  readonly last: TraceMoment;
  scans: number;
}

export interface Regions {
  readonly kinds: Kinds;
  /** The recording is over. */
  close(): void;
}

/** Finds targets by number and thread. A target has a task that stands for it: which process it is, nobody recorded. */
function targetTable({ context, rows }: KindSetting) {
  const table = wordTable();
  const lists: Target[][] = [];
  const tasks = rows.queue(taskBatch);

  function newTask(low: number, high: number): number {
    const id = context.nextId("task");
    const batch = tasks.open();
    const row = batch.rows++;
    batch.columns.id.data[row] = id;
    batch.columns.from_t.data[row] = ALWAYS_FROM;
    batch.columns.until_t.data[row] = ALWAYS_UNTIL;
    batch.columns.comm.data[row] = `damon target ${(BigInt(high) << 32n) | BigInt(low)}`;
    return id;
  }

  function listOf(low: number, high: number): Target[] | null {
    const found = table.find(low, high);
    if (found >= 0) return lists[found] as Target[];
    if (lists.length >= MOST_TARGETS) return null;
    table.add(low, high);
    const list: Target[] = [];
    lists.push(list);
    return list;
  }

  return {
    of(low: number, high: number, tid: number): Target | null {
      const list = listOf(low, high);
      const known = list?.find((target) => target.tid === tid);
      if (known || !list || list.length >= MOST_WATCHERS) return known ?? null;
      const target: Target = {
        tid,
        task: newTask(low, high),
        scan: emptyScan(),
        expected: 0,
        waiting: null,
        waitingNumber: 0,
        newest: traceMoment(),
        last: traceMoment(),
        scans: 0,
      };
      list.push(target);
      return target;
    },
    all: () => lists.flat(),
  };
}

export function regions(setting: KindSetting): Regions {
  const { context, generic } = setting;
  const targets = targetTable(setting);
  const write = scanRows(setting.rows);
  let scans = 0;
  let sampleNs = Number.NaN;
  let incomplete = 0;
  let dropped = 0;

  function drop(target: Target): void {
    const size = target.scan.size();
    if (size === 0) return;
    incomplete++;
    dropped += size;
    // Its end is where the next scan begins, as if it were whole.
    copyMoment(target.last, target.newest);
    target.scan.clear();
  }

  function finishScan(target: Target, moment: TraceMoment): void {
    const number = ++scans;
    const ns = target.scans > 0 ? nsBetween(target.last, moment) : Number.NaN;
    const spanNs = ns > 0 && ns < MOST_NS ? ns : Number.NaN;
    const { task } = target;
    if (target.scans === 0) {
      target.waiting = target.scan;
      target.waitingNumber = number;
      target.scan = emptyScan();
    } else {
      if (target.waiting) write(target.waiting, { number: target.waitingNumber, task, spanNs, sampleNs });
      target.waiting = null;
      write(target.scan, { number, task, spanNs, sampleNs });
      target.scan.clear();
    }
    target.scans++;
    copyMoment(target.last, moment);
  }

  function take(moment: TraceMoment, { known, words }: FieldValues): boolean {
    const expected = words[2] as number;
    const target =
      (known & 0b11111) === 0b11111 && expected >= 1 && expected <= MOST_REGIONS
        ? targets.of(words[0] as number, words[1] as number, moment.tid)
        : null;
    if (!target) return false;
    const { scan } = target;
    if (scan.size() > 0 && (expected !== target.expected || !scan.goesOn(words[4] as number, words[5] as number)))
      drop(target);
    target.expected = expected;
    scan.add(moment, words, 4, words[8] as number, known & 0b100000 ? (words[10] as number) : -1);
    copyMoment(target.newest, moment);
    if (scan.size() === expected) finishScan(target, moment);
    return true;
  }

  const aggregated: Kind = {
    wanted: [["target_id"], ["nr_regions"], ["start"], ["end"], ["nr_accesses"], ["age"]],
    ordered: true,
    folded: true,
    take(_event, moment, values) {
      if (!take(moment, values)) dropped++;
    },
  };
  const tuned: Kind = {
    wanted: [["sample_us"]],
    ordered: true,
    folded: false,
    take(event, moment, values) {
      generic.put(event, moment, values);
      if (values.known & 1 && values.words[0]) sampleNs = values.words[0] * NS_PER_US;
    },
  };

  return {
    kinds: { damon_aggregated: aggregated, damon_monitor_intervals_tune: tuned },
    close() {
      for (const target of targets.all()) {
        const { waiting, waitingNumber: number, task } = target;
        if (waiting) write(waiting, { number, task, spanNs: Number.NaN, sampleNs });
        target.waiting = null;
        drop(target);
      }
      if (dropped)
        context.remark({
          code: "damon.incomplete_scan",
          excerpt: `${incomplete} scans, ${dropped} regions`,
          expected: "as many regions in a row as each says there are",
          next: "these regions were left out: a scan with gaps would look colder than it was",
        });
    },
  };
}
