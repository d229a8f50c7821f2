// Two guests made of a few rows: one with DAMON's regions, one with accesses.
import { afterEach, expect, it } from "vitest";
import type { QueryClient, SqlValue } from "../store/contract.ts";
import { profileProject } from "./profile.ts";
import { capture, guest, handMade, type Rows } from "./testing/project.ts";

const START = 1_700_000_000_000_000_000n;
const always = { from_t: -(2n ** 63n), until_t: 2n ** 63n - 1n };
const [PID, HVA] = [11, 0x10000000];
const base: Rows = {
  capture: [capture(1, "damon.json")],
  name: [{ id: 0, text: "" }],
  task: [{ id: PID, capture_id: 1, ...always, pid: PID, tid: PID, comm: "vm" }],
};
const guests = [guest(1, "alpha", { pid: PID, pages: 8, hva: HVA })];

let query: QueryClient | null = null;
afterEach(async () => {
  await query?.close();
  query = null;
});
async function alphaOf(rows: Rows) {
  query = await handMade({ ...base, ...rows }, guests);
  const { guests: found } = await profileProject(query);
  const alpha = found.find((one) => one.guest === "alpha")!;
  return { curve: alpha.miss_ratio, told: alpha.identified.find(({ quantity }) => quantity.startsWith("miss ratio"))! };
}

let seq = 0;
const region = (scan: number, page: number, pages: number, hits: number): Record<string, SqlValue> => ({
  capture_id: 1,
  seq: seq++,
  t: START + BigInt(scan) * 100_000_000n,
  scan: 100 + scan,
  task_id: PID,
  space: "hva",
  addr: HVA + page * 4096,
  bytes: pages * 4096,
  hits,
  samples: 20,
});
const access = (page: number, period: number | null): Record<string, SqlValue> => ({
  capture_id: 1,
  seq,
  t: START + BigInt(seq++) * 1000n,
  task_id: PID,
  space: "hva",
  addr: HVA + page * 4096 + 8,
  period,
});

it("DAMON's scans give a curve: two pages always used, two every second scan, four never", async () => {
  const scans = Array.from({ length: 33 }, (_, scan) => [
    region(scan, 0, 2, 20),
    region(scan, 2, 2, scan % 2),
    region(scan, 4, 4, 0),
  ]);
  const { curve, told } = await alphaOf({ region: scans.flat() });
  // Of 66 + 32 visits 32 come after an idle scan.
  expect(curve?.map(({ pages, ratio }) => [pages, ratio.best])).toEqual([
    [0, 1],
    [2, 32 / 98],
    [4, 0],
    [8, 0],
  ]);
  expect(told.state).toBe("bounded");
  expect(told.why).toContain("33 windows of 1 DAMON scan in damon.json");
});

it("a trace of every access gives stack distances: a loop over five pages misses below five", async () => {
  const { curve, told } = await alphaOf({ access: Array.from({ length: 2000 }, (_, i) => access(i % 5, 1)) });
  expect(curve?.find(({ pages }) => pages === 0)?.ratio.best).toBe(1);
  expect(curve?.at(-1)).toMatchObject({ pages: 5, ratio: { best: 5 / 2000 } });
  expect(told.why).toContain("Mattson");
});

it("samples of accesses give none, and the guest's profile says which capture would", async () => {
  const { curve, told } = await alphaOf({ access: Array.from({ length: 2000 }, (_, i) => access(i % 5, 4000)) });
  expect(curve).toBeNull();
  expect(told).toMatchObject({ state: "not identified" });
  expect(told.why).toContain("record DAMON regions");
});

it("without any record of accesses all is as it was", async () => {
  const { curve, told } = await alphaOf({});
  expect(curve).toBeNull();
  expect(told.why).toContain("needs accessed bits, DAMON or forced unmapping");
});
