import { expect, test } from "vitest";
import { type TableData, toTsv } from "../../ui/table-model.ts";
import { functionTable, nodeTable, placementTable } from "./parts.tsx";

const plain = (text: string): string => text.replaceAll(/[\u2009\u202f]/g, " ");
const copied = ({ columns, rows }: TableData): string[] => plain(toTsv(columns, rows)).split("\n");

const functions = {
  variant: "virtio-mem",
  functions: 18,
  machines: 18,
  instances: { p5: 20, p50: 24, p95: 31 },
  invocations: 1800,
  cold_start_share: { p5: 0.125, p50: 0.25, p95: 0.5 },
  latency_ms: { p50: 240, p95: 540, p99: { p5: 540, p50: 540, p95: 540 } },
  waited_for_memory: 3,
  unserved: 0,
  reclaim_ms: { count: 6, mean: 35, max: 2100, migrate: 20, zero: 10, rest: 5 },
  plug_ms: { count: 0, mean: 0 },
  memory_gib_s: { p5: 12, p50: 12.5, p95: 13 },
  idle_gib_s: { p5: 0, p50: 0, p95: 0 },
  peak_bytes: 3 * 2 ** 30,
};

test("calls of functions are copied with their units, and an interval where the draws differ", () => {
  const rows = copied(functionTable(functions));
  expect(rows).toContain("Most instances at once\t24\t20 to 31");
  expect(rows).toContain("Cold starts\t25 %\t12.5 % to 50 %");
  expect(rows).toContain("An invocation takes, p99\t540 ms\t540 ms");
  expect(rows).toContain("Waited for memory\t3\t");
  expect(rows).toContain("Of the mean: migrating pages\t20 ms\t");
  expect(rows).toContain("A reclaim takes, longest\t2.1 s\t");
  expect(rows).toContain("Memory over time\t12.5 GiB·s\t12 GiB·s to 13 GiB·s");
});

test("what never happened has no row of times: no plug, no reclaim, no call that ended", () => {
  const none = { count: 0, mean: 0, max: 0, migrate: 0, zero: 0, rest: 0 };
  const titles = copied(functionTable({ ...functions, latency_ms: null, reclaim_ms: none })).join("\n");
  expect(titles).not.toMatch(/plug|reclaim|invocation takes/i);
  expect(titles).toContain("Never served\t0");
});

// Two nodes of 1000 and 700 pages, filled by guests of 500, 300 and 200.
const numa = {
  nodes: [
    { bytes: 1000 * 4096, guests: 2, most_bytes: 1000 * 4096 },
    { bytes: 700 * 4096, guests: 3, most_bytes: 350 * 4096 },
  ],
  split: 0,
  order: [
    { guest: "alpha", numa: "bind", count: 2, bytes: 500 * 4096 },
    { guest: "bravo", numa: "prefer", count: 3, bytes: 200 * 4096 },
  ],
};

test("a node tells its guests, the most that they take, its room and how full it is", () => {
  expect(copied(nodeTable(numa))).toEqual([
    "Node\tGuests\tMost memory\tRoom\tFilled",
    "0\t2\t4096000\t4096000\t1",
    "1\t3\t1433600\t2867200\t0.5",
  ]);
});

test("guests stand in the order in which they were placed", () => {
  expect(copied(placementTable(numa, new Map([["alpha", 0]]))).slice(1)).toEqual([
    "1\talpha\tbind\t2\t2048000",
    "2\tbravo\tprefer\t3\t819200",
  ]);
});
