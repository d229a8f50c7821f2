// Events without a table of their own, losses, and what the import context is told.
import { expect, test } from "vitest";
import { playTrace } from "../testing/play-trace.ts";

test("any other event is a row with its first six fields, which are named; texts are ids of the dictionary", async () => {
  const fields = { nid: -1, comm: "kswapd0", order: 3, a: 1, b: 2, c: 0xffff_ffff_ffff_ffffn, d: 5, e: 6 };
  const run = await playTrace([{ event: "vmscan:mm_vmscan_wakeup_kswapd", t: 7, cpu: 3, task: 12, fields }]);
  const [row] = run.tables.event ?? [];
  expect(row).toMatchObject({ seq: 1n, t: 1007n, cpu: 3, task_id: 12, v1: -1n, v3: 3n, v5: 2n, v6: -1n });
  expect(run.names[row?.event_id as number]).toBe("vmscan:mm_vmscan_wakeup_kswapd");
  expect(run.names[Number(row?.v2)]).toBe("kswapd0");
  expect(
    run.tables.event_field?.map(({ event_id, v, name, type }) => [event_id === row?.event_id, v, name, type]),
  ).toEqual([
    [true, 1, "nid", "u64"],
    [true, 2, "comm", "char[16]"],
    [true, 3, "order", "u64"],
    [true, 4, "a", "u64"],
    [true, 5, "b", "u64"],
    [true, 6, "c", "u64"],
  ]);
  expect(run.remarks).toMatchObject([
    { code: "trace.fields_not_kept", excerpt: "vmscan:mm_vmscan_wakeup_kswapd: d, e" },
  ]);
});

test("an event of another system that has the name of a kind is only kept with its fields", async () => {
  const run = await playTrace([{ event: "probe:kvm_exit", t: 1, fields: { exit_reason: 48 } }]);
  expect(run.tables.vm_exit).toBeUndefined();
  expect(run.tables.event).toMatchObject([{ v1: 48n }]);
});

test("CPUs, events and the span of times are counted over all kinds, and what has no CPU has none", async () => {
  const run = await playTrace([
    { event: "kvm_entry", t: 900, cpu: 1 },
    { event: "kvm_exit", t: 500, cpu: 1, fields: { exit_reason: 1, isa: 1 } },
    { event: "other", t: 600, cpu: -1 },
    { event: "other", t: null, cpu: 70_000 },
  ]);
  expect(run.cpus).toEqual({ 1: 2 });
  expect(run.events).toEqual({ kvm_entry: 1, kvm_exit: 1, other: 2 });
  expect(run.span).toEqual({ first: 500n, last: 900n });
  expect(run.tables.event?.map((row) => [row.t, row.cpu])).toEqual([
    [1600n, null],
    [null, null],
  ]);
});

test("a loss is a span, or a moment where only its end is known, with as many records as were told", async () => {
  const run = await playTrace([
    { lost: 12, cpu: 3, from: 100n, until: 250n },
    { lost: null, until: 300n },
    { lost: 7 },
  ]);
  expect(run.tables.loss).toEqual([
    { seq: 1n, t: 1100n, until_t: 1250n, cpu: 3, n: 12n },
    { seq: 2n, t: 1300n, until_t: null, cpu: null, n: null },
    { seq: 3n, t: null, until_t: null, cpu: null, n: 7n },
  ]);
});

test("different texts are kept up to a limit, and what is beyond is remarked", async () => {
  const most = 2 ** 18;
  const records = Array.from({ length: most + 3 }, (_, i) => ({
    event: "printed",
    t: i,
    fields: { text: `message ${i % (most + 2)}` },
  }));
  const run = await playTrace(records);
  expect(run.names.filter((name) => name.startsWith("message"))).toHaveLength(most);
  expect(run.tables.event?.slice(-3).map((row) => row.v1)).toEqual([0n, 0n, run.tables.event?.[0]?.v1]);
  expect(run.remarks.map((remark) => remark.code)).toEqual(["trace.texts_dropped"]);
});
