// The vCPUs of a recording: each has an index here, a row in table `task`, and a count of its records.

import { type WordTable, wordTable } from "../../../../src-shared/base/word-table.ts";
import type { ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import type { ImportContext } from "../../importer.ts";
import { ALWAYS_FROM, ALWAYS_UNTIL } from "../../text/always.ts";
import { tableRows } from "../../text/table-rows.ts";

/** More vCPUs than any host has: damaged records name no end of them. */
const MOST = 65_536;

/** Stands for the whole domain where a record names no vCPU. */
const NO_VCPU = 0xffff;

/** Domains that stand for something else than a guest: dom0, and from here on Xen's own (idle is 0x7fff). */
const FIRST_SPECIAL = 0x7ff0;
export const isGuestDomain = (domain: number): boolean => domain > 0 && domain < FIRST_SPECIAL;

export interface Vcpus {
  /** Index of a vCPU, given as domain in the high and vCPU in the low 16 bits; -1 where there are too many. */
  of(who: number): number;
  /** Index that stands for a whole domain. */
  ofDomain(domain: number): number;
  readonly size: () => number;
  /** Domain of an index. */
  domain(index: number): number;
  /** Id in table `task`; 0 for -1. */
  task(index: number): number;
  /** Counts a record of a vCPU's. */
  count(index: number): void;
  /** Tells the counts, and the domains that were seen. */
  finish(context: ImportContext): Generator<ColumnBatch, void, void>;
}

export function vcpus(context: ImportContext): Vcpus {
  const table: WordTable = wordTable();
  let whos = new Int32Array(64);
  let tasks = new Int32Array(64);
  let counts = new Float64Array(64);
  let last = -1;
  let lastWho = 0;
  let tooMany = false;

  function add(who: number): number {
    if (table.size() === MOST) {
      if (!tooMany) context.remark({ code: "xentrace.vcpus", expected: `at most ${MOST} vCPUs in one recording` });
      tooMany = true;
      return -1;
    }
    const index = table.add(who, 0);
    if (index === whos.length) {
      const [oldWhos, oldTasks, oldCounts] = [whos, tasks, counts];
      whos = new Int32Array(2 * index);
      tasks = new Int32Array(2 * index);
      counts = new Float64Array(2 * index);
      whos.set(oldWhos);
      tasks.set(oldTasks);
      counts.set(oldCounts);
    }
    whos[index] = who;
    tasks[index] = context.nextId("task");
    return index;
  }

  const self: Vcpus = {
    of(who) {
      if (last >= 0 && who === lastWho) return last;
      const known = table.find(who, 0);
      const index = known < 0 ? add(who) : known;
      if (index >= 0) [last, lastWho] = [index, who];
      return index;
    },
    ofDomain: (domain) => self.of((domain << 16) | NO_VCPU),
    size: table.size,
    domain: (index) => (whos[index] as number) >>> 16,
    task: (index) => (index < 0 ? 0 : (tasks[index] as number)),
    count(index) {
      if (index >= 0) counts[index] = (counts[index] as number) + 1;
    },
    *finish() {
      const [rows, seen] = [tableRows("task"), tableRows("guest_seen")];
      const domains = new Set<number>();
      for (let index = 0; index < table.size(); index++) {
        const [domain, vcpu] = [self.domain(index), (whos[index] as number) & NO_VCPU];
        const comm = vcpu === NO_VCPU ? `d${domain}` : `d${domain}v${vcpu}`;
        const span = { from_t: ALWAYS_FROM, until_t: ALWAYS_UNTIL };
        rows.add({ id: tasks[index] as number, ...span, domid: domain, vcpu: vcpu === NO_VCPU ? null : vcpu, comm });
        const n = counts[index] as number;
        if (n > 0) context.count("comm", comm, n);
        if (isGuestDomain(domain)) domains.add(domain);
      }
      for (const domid of [...domains].sort((a, b) => a - b)) seen.add({ domid, how: "xentrace" });
      if (rows.length) yield rows.take();
      if (seen.length) yield seen.take();
    },
  };
  return self;
}
