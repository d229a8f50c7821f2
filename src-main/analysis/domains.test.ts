// A Xen host of two domains made of a few rows: every expected number can be counted in the rows.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { QueryClient, SqlValue } from "../store/contract.ts";
import { readFindings } from "./findings.ts";
import { capturedHost } from "./host.ts";
import { profileProject } from "./profile.ts";
import { residentReadings } from "./resident-lanes.ts";
import { capture, guest, handMade } from "./testing/project.ts";

const SECOND = 1_000_000_000n;
const START = 1_700_000_000n * SECOND;
const MIB = 1024 * 1024;

let seq = 0;
const reading = (series: number, second: number | null, mib: number): Record<string, SqlValue> => ({
  capture_id: 1,
  seq: seq++,
  t: second === null ? null : START + BigInt(second) * SECOND,
  series_id: series,
  value: mib * MIB,
});
const series = (id: number, name: string, subject: string, scope = "guest"): Record<string, SqlValue> => ({
  ...{ id, capture_id: 1, name, unit: "bytes", kind: "gauge", scope, subject },
});

let query: QueryClient;
beforeAll(async () => {
  query = await handMade(
    {
      capture: [capture(1, "series.txt"), capture(2, "faults")],
      name: [
        { id: 0, text: "" },
        { id: 1, text: "page-faults" },
      ],
      task: [{ id: 5, capture_id: 2, from_t: -(2n ** 63n), until_t: 2n ** 63n - 1n, pid: 5, tid: 5, comm: "d5" }],
      // The trace began long after the domain: it shows three pages of 64 MiB.
      fault: [0, 1, 2].map((page) => ({
        ...{ capture_id: 2, seq: seq++, t: START + BigInt(page) * SECOND, task_id: 5, event_id: 1 },
        ...{ kind: "host", addr: 0x10000000 + page * 4096 },
      })),
      series: [
        series(0, "xl_list.Mem", "web"),
        series(1, "xentop.MEM(k)", "db"),
        series(2, "xl_list.Mem", "Domain-0", "other"),
        series(3, "meminfo.MemTotal", "dom0", "host"),
        { ...series(4, "xl_list.VCPUs", "web"), unit: "count" },
        { ...series(5, "buddyinfo.order_0", "0/Normal", "node"), unit: "count" },
        { ...series(6, "buddyinfo.order_9", "0/Normal", "node"), unit: "count" },
      ],
      counter: [
        reading(0, 0, 64),
        reading(0, 2, 48),
        reading(1, null, 90),
        reading(1, null, 80),
        reading(2, 0, 1280),
        reading(3, 0, 1200),
        { ...reading(4, 0, 0), value: 2 },
        { ...reading(5, 0, 0), value: 9999 },
        { ...reading(5, 1, 0), value: 512 },
        { ...reading(6, 1, 0), value: 3 },
      ],
      fact: [{ capture_id: 1, scope: "host", name: "xl_info.total_memory", value: "4294967296", number: 2 ** 32 }],
    },
    [guest(1, "web", { pid: 5, pages: 20_000, hva: 0x10000000 }), guest(2, "db", { pid: 6, pages: 30_000, hva: null })],
  );
});
afterAll(() => query.close());

it("a domain holds what Xen counts, not the few pages that faulted while a trace ran", async () => {
  const [db, web] = (await profileProject(query)).guests;
  expect(web?.resident_pages).toEqual({ first: 16_384, min: 12_288, median: 16_384, max: 16_384, last: 12_288 });
  expect(db?.resident_pages?.last).toBe(20_480);
  expect(web?.identified.find(({ quantity }) => quantity === "resident set")).toMatchObject({
    state: "identified",
    why: "memory that Xen counts for the domain, touched or not",
  });
});

it("its memory over time is a lane of the timeline", async () => {
  const readings = residentReadings(await readFindings(query));
  expect([...(readings.get("web")?.values ?? [])]).toEqual([64 * MIB, 64 * MIB, 48 * MIB]);
});

it("the memory of the host is Xen's, not what Domain-0 sees of it, and what Domain-0 has is known", async () => {
  const host = await capturedHost(query);
  expect(host.hostMemoryBytes).toBe(2 ** 32);
  expect(host.xen).toEqual({ domain0Bytes: 1280 * MIB });
  expect([...(host.guests.find(({ name }) => name === "web")?.residentPages ?? [])]).toEqual([16_384, 16_384, 12_288]);
});

it("a domain is charged what the toolstack admits it with, not the processes of another hypervisor", async () => {
  const [db, web] = (await capturedHost(query)).guests;
  // web: 20 000 pages are 79 MiB rounded up; shadow 4 KiB x (256 x 2 vCPUs + 2 x 79), extra 2 MiB: 85 624 KiB, so 42 steps
  // of 2 MiB, which is 5 MiB more. db: 118 MiB and one vCPU: 124 848 KiB, so 61 steps, 4 MiB more.
  expect([web?.overheadPages, db?.overheadPages]).toEqual([5 * 256, 4 * 256]);
  expect(web?.overheadBand).toEqual({ low: 256, high: 5 * 256 });
});

it("free memory is as broken up as the last reading of its blocks says", async () => {
  // 512 single pages beside three blocks of 512.
  expect((await capturedHost(query)).unusableShare).toBe(0.25);
});
