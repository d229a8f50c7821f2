import { describe, expect, test } from "vitest";
import { type ImportRun, type Row, runImporter } from "../../testing/run-importer.ts";
import { captureFile, withoutCaptures } from "../../text/captures-for-tests.ts";
import { xentrace } from "./index.ts";

interface Truth {
  readonly bytes: number;
  readonly records_total: number;
  readonly cpu_change_records: number;
  readonly trailing_bytes: number;
  readonly events: Readonly<Record<string, { readonly count: number }>>;
  readonly per_cpu: Readonly<Record<string, { readonly records: number }>>;
  readonly lost_records: { readonly records_lost_total: number; readonly lost_record_entries: number };
  readonly per_domain_current: Readonly<Record<string, { readonly records: number }>>;
  readonly per_domain_payload_pages?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly running_time?: { readonly running_s: Readonly<Record<string, number>> };
}

const files: Readonly<Record<string, Truth>> = withoutCaptures
  ? {}
  : JSON.parse(new TextDecoder().decode(captureFile("xen/ORACLE.json"))).files;

/** `xl info` of the host that all real captures are of. */
const RATES = { tsc: 2_596_136_000 };
const read = (name: string): Promise<ImportRun> =>
  runImporter(xentrace, captureFile(`xen/${name}`), { rates: RATES, chunk: 1_000_003 });
const count = (truth: Truth, ...ids: string[]): number =>
  ids.reduce((sum, id) => sum + (truth.events[id]?.count ?? 0), 0);
const rows = (run: ImportRun, table: string): readonly Row[] => run.tables[table] ?? [];

/** Sums by domain, as `d7`. */
function byDomain(run: ImportRun, list: readonly Row[], value: (row: Row) => number): Record<string, number> {
  const domains = new Map(rows(run, "task").map((task) => [task.id, `d${task.domid}`]));
  const sums: Record<string, number> = {};
  for (const row of list) {
    const domain = domains.get(row.task_id ?? null) ?? "unknown";
    sums[domain] = (sums[domain] ?? 0) + value(row);
  }
  return sums;
}

// Expected: ORACLE.json, written by a reader of its own and compared with xenalyze there.
describe.skipIf(withoutCaptures)("every capture (skipped: the captures are not there)", () => {
  test.each(Object.entries(files))("%s", async (name, truth) => {
    const run = await read(name);
    const events = Object.entries(truth.events).filter(([id]) => id !== "0x0001f003");
    expect(run.events).toEqual(Object.fromEntries(events.map(([id, { count: n }]) => [id, n])));
    expect(run.cpus).toEqual(Object.fromEntries(Object.entries(truth.per_cpu).map(([cpu, v]) => [cpu, v.records])));
    const cut = truth.trailing_bytes > 0;
    expect(run.records).toEqual({
      accepted: truth.records_total - truth.cpu_change_records,
      rejected: cut ? 1 : 0,
      skipped: truth.cpu_change_records,
      lost: truth.lost_records.records_lost_total,
    });
    expect(run.status).toBe(cut ? "truncated" : "whole");
    expect(rows(run, "loss")).toHaveLength(truth.lost_records.lost_record_entries);
    const owned: Record<string, number> = {};
    for (const [comm, n] of Object.entries(run.comms)) {
      const domain = comm.replace(/v\d+$/, "");
      owned[domain] = (owned[domain] ?? 0) + n;
    }
    const { unknown: _, ...known } = truth.per_domain_current;
    expect(owned).toEqual(Object.fromEntries(Object.entries(known).map(([domain, v]) => [domain, v.records])));
    const faults = rows(run, "fault");
    expect(faults.filter((row) => row.kind === "xen_npf")).toHaveLength(count(truth, "0x00082021"));
    expect(faults.filter((row) => row.kind === "xen_pv")).toHaveLength(count(truth, "0x00201004", "0x00201104"));
    expect(rows(run, "vm_exit")).toHaveLength(count(truth, "0x00081002", "0x00081102"));
    expect(rows(run, "mmu")).toHaveLength(
      count(truth, ...["01", "02", "04", "05", "10", "11", "12"].map((last) => `0x0010f0${last}`)),
    );
    const out = rows(run, "mmu").filter((row) => row.kind === "balloon_out");
    expect(byDomain(run, out, (row) => Number(row.bytes) / 4096)).toEqual(
      Object.fromEntries(
        Object.entries(truth.per_domain_payload_pages ?? {})
          .filter(([, pages]) => pages["0x0010f005"])
          .map(([domain, pages]) => [domain, pages["0x0010f005"]]),
      ),
    );
  });
});

/** Seconds in state running by domain. */
const running = (run: ImportRun): Record<string, number> => {
  const spans = rows(run, "sched").filter((row) => row.state === "running");
  return byDomain(run, spans, (row) => Number(row.ns) / 1e9);
};

describe.skipIf(withoutCaptures)("running time (skipped: the captures are not there)", () => {
  // Expected: guests by the README's table of running time, dom0 by xenalyze-summary.txt (its two vCPUs added).
  test.each([
    ["pv-balloon/pv-balloon.xt", 29.91, { d7: 3.14, d8: 1.78, d9: 7.22 }],
    ["hvm-balloon/hvm-balloon.xt", 22.0, { d1: 4.53 }],
    ["pvh-npf/pvh-npf.xt", 55.17, { d10: 28.94, d11: 22.83 }],
    ["long-mixed/long-mixed.xt", 219.65, { d0: 182.32, d1: 41.71, d2: 33.12, d3: 44.09, d4: 43.29, d5: 1.48 }],
  ])("%s: guests as told, and all of them together fill both CPUs", async (name, span, told) => {
    const seconds = running(await read(name));
    for (const [domain, expected] of Object.entries(told))
      expect([domain, seconds[domain]?.toFixed(1)]).toEqual([domain, expected.toFixed(1)]);
    const sum = Object.values(seconds).reduce((a, b) => a + b, 0);
    expect(sum / (2 * span)).toBeGreaterThan(0.998);
    expect(sum / (2 * span)).toBeLessThanOrEqual(1.0001);
  });
});

/** Run states by vCPU and state, as xenalyze's summary has them: how many times, and seconds. */
function summaryStates(text: string): Map<string, readonly [number, number]> {
  const found = new Map<string, readonly [number, number]>();
  let [domain, vcpu] = ["", ""];
  for (const line of text.split("\n")) {
    const head = /^\|-- Domain (\d+) --\|/.exec(line)?.[1];
    if (head !== undefined) [domain, vcpu] = [head, ""];
    vcpu = /^-- v(\d+) --/.exec(line)?.[1] ?? vcpu;
    const [, state, n, seconds] = /^ {1,4}(running|runnable|blocked):\s+(\d+)\s+([\d.]+)s/.exec(line) ?? [];
    if (vcpu !== "" && state !== undefined) found.set(`d${domain}v${vcpu} ${state}`, [Number(n), Number(seconds)]);
  }
  return found;
}

describe.skipIf(withoutCaptures)("xenalyze's summary (skipped: the captures are not there)", () => {
  test.each(["pv-balloon", "pv-balloon-oom", "pvh-npf", "mem-lifecycle", "hvm-balloon", "long-mixed"])(
    "%s: every vCPU was as often and as long in each state",
    async (name) => {
      const expected = summaryStates(new TextDecoder().decode(captureFile(`xen/${name}/xenalyze-summary.txt`)));
      expect(expected.size).toBeGreaterThan(8);
      const run = await read(`${name}/${name}.xt`);
      const comms = new Map(rows(run, "task").map((task) => [task.id, task.comm]));
      const last = new Map<unknown, Row>();
      for (const row of rows(run, "sched"))
        if (Number(row.t) >= Number(last.get(row.task_id)?.t ?? 0)) last.set(row.task_id, row);
      const got = new Map<string, [number, number]>();
      for (const row of rows(run, "sched")) {
        if (last.get(row.task_id) === row) continue;
        const key = `${comms.get(row.task_id ?? null)} ${row.state}`;
        const [n, seconds] = got.get(key) ?? [0, 0];
        got.set(key, [n + 1, seconds + Number(row.ns) / 1e9]);
      }
      // xenalyze leaves out the first span (at most 0.15 s) and the last one, and begins anew where a vCPU goes on running.
      for (const [key, [n, seconds]] of expected) {
        const [ownN, own] = got.get(key) ?? [0, 0];
        if (!key.endsWith("running")) expect([key, n, ownN, Math.abs(ownN - n) <= 2]).toEqual([key, n, ownN, true]);
        expect([key, seconds, own, Math.abs(own - seconds) < 0.2]).toEqual([key, seconds, own, true]);
      }
    },
  );
});
