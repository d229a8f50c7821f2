import { expect, test } from "vitest";
import type { EngineScenario } from "../model/engine/scenario.ts";
import { simulate } from "../model/engine/simulate.ts";
import { answerDensity } from "./answer.ts";
import { engineInput } from "./engine-input.ts";
import { parseScenario } from "./scenario.ts";
import { answerSize } from "./size.ts";

const PAGE = 4096;
const parse = (json: object) => parseScenario({ horizon_s: 100, ...json }, null);
const ask = (json: object) => answerDensity(parse(json), null, { engineVersion: "test" });
const host = { memory_bytes: 1000 * PAGE };
const guest = { kind: "static", ram_bytes: 10 * PAGE };
const tiers = (fast: number, slow: number) => ({
  memory_bytes: (fast + slow) * PAGE,
  tiers: [
    { name: "fast", bytes: fast * PAGE, latency_ns: 100 },
    { name: "slow", bytes: slow * PAGE, latency_ns: 250 },
  ],
});

test("swap takes what memory cannot hold, and its slots bind", async () => {
  // 1000 frames and 500 slots for guests of 10 pages: 150 guests fill all places, and then no page can come back from disk,
  // because none can leave memory for it.
  const reply = await ask({ host, guests: [guest], mechanisms: [{ id: "overcommit", swap_bytes: 500 * PAGE }] });
  expect(reply.n).toEqual({ p5: 149, p50: 149, p95: 149 });
  expect(reply.binding).toEqual([{ resource: "swap slots", share: 1 }]);
  const bytes = Object.fromEntries(reply.waterfall.map((row) => [row.id, row.bytes / PAGE]));
  expect(bytes.ram).toBe(1490);
  expect(bytes.swapped! + bytes.frames!).toBe(1490);
  expect(bytes.swapped).toBeGreaterThanOrEqual(490);
});

test("a compressed pool of 200 frames holds three times as many pages, less what whole bytes cost", async () => {
  // ceil(4096 / 3) = 1366 bytes a page: 599 pages in 200 frames, so 800 + 599 places (1400 in real numbers, mark V29).
  const reply = await ask({
    host,
    guests: [guest],
    mechanisms: [{ id: "overcommit", zswap_bytes: 200 * PAGE, compression_ratio: 3 }],
  });
  expect(reply.n.p50).toBe(139);
  expect(reply.binding).toEqual([{ resource: "zpool", share: 1 }]);
  expect(reply.mechanisms[0]).toMatchObject({ id: "overcommit" });
});

test("an objective for reads from disk binds before the slots do", async () => {
  // 100 guests fill memory; the host keeps 2 frames free, so it would swap, and pages that are used come back.
  const busy = { ...guest, references_per_s: 1000 };
  const given = { host, guests: [busy], mechanisms: [{ id: "overcommit", swap_bytes: 500 * PAGE }] };
  const reply = await ask({ ...given, objective: { swap_in_pages_per_s: 0 } });
  expect(reply.n.p50).toBe(99);
  expect(reply.binding).toEqual([{ resource: "swap-in rate", share: 1 }]);
});

test("a slow tier holds guests, until an objective of slowdown counts what it costs", async () => {
  // A guest all in the slow tier: 10^6 accesses a second, 150 ns more each: slowdown 1.15.
  const busy = { ...guest, accesses_per_s: 1e6 };
  const both = await ask({ host: tiers(500, 500), guests: [busy] });
  expect(both.n.p50).toBe(100);
  expect(both.slowdown.p99).toBeCloseTo(1.15, 9);
  const limited = await ask({ host: tiers(500, 500), guests: [busy], objective: { p99_slowdown: 1.05 } });
  expect(limited.n.p50).toBe(50);
  expect(limited.binding).toEqual([{ resource: "p99 slowdown", share: 1 }]);
});

test("placement by heat makes room for more guests within the same slowdown", async () => {
  // One hot page with 90 % of the accesses: with it in the fast tier a guest is slowed by at most 0.1 · 0.15.
  const heat = [
    { pages: 1, access_share: 0.9 },
    { pages: 9, access_share: 0.1 },
  ];
  const given = {
    host: tiers(500, 500),
    guests: [{ ...guest, accesses_per_s: 1e6, heat }],
    objective: { p99_slowdown: 1.05 },
    horizon_s: 200,
  };
  expect((await ask(given)).n.p50).toBe(50);
  const placed = { ...given, mechanisms: [{ id: "tiering", policy: "hot-first", migrate_us: 0 }] };
  expect((await ask(placed)).n.p50).toBe(100);
});

test("frames that a pool of transcendent memory holds are no guest's", async () => {
  // The guests grow after they filled the pool: 256 frames stay free while puts are taken, then growth needs them.
  const given = {
    host: { memory_bytes: 2000 * PAGE },
    guests: [{ kind: "static", ram_bytes: 100 * PAGE, tmem_demand: [[1, 100]] }],
    mechanisms: [{ id: "tmem", policy: "greedy", pool_pages: 1000 }],
  };
  expect((await ask(given)).n.p50).toBe(20);
});

test("N* is the last number of guests that a plain simulation bears, all counts tried", async () => {
  const given = parse({
    host: { memory_bytes: 300 * PAGE },
    guests: [{ kind: "static", ram_bytes: 17 * PAGE, overhead_bytes: 2 * PAGE }],
    mechanisms: [{ id: "overcommit", swap_bytes: 90 * PAGE, zswap_bytes: 40 * PAGE, compression_ratio: 2 }],
    horizon_s: 20,
  });
  const input: EngineScenario = engineInput(given, null, {});
  let most = 0;
  while (simulate(input, { guests: most + 1 }).summary.oom_kills === 0) most++;
  const { n } = await answerDensity(given, null, { engineVersion: "test" });
  expect(n.p50).toBe(most);
});

test("images, allocator, pool and start of a guest are counted without playing anything", async () => {
  const synthetic = { kind: "synthetic", content: { zero_pages: 5, common_pages: 40, unique_pages: 55 } };
  // 40 frames for the image once, 60 for each guest.
  expect((await ask({ host, guests: [synthetic], mechanisms: [{ id: "images" }] })).n.p50).toBe(16);
  // A pool of 100 frames leaves 900.
  expect((await ask({ host, guests: [guest], mechanisms: [{ id: "pool", target_bytes: 100 * PAGE }] })).n.p50).toBe(90);
  // 64 objects of 2000 bytes: a page each in OSv, 2340.6 bytes in slabs (14 of 2320 in 32 KiB): 64 pages become 37.
  const objects = { kind: "static", ram_bytes: 80 * PAGE, objects: [{ bytes: 2000, count: 64 }] };
  const slab = await ask({ host, guests: [objects], mechanisms: [{ id: "allocator", kind: "slab" }] });
  expect(slab.n.p50).toBe(Math.floor(1000 / (80 - 64 + 37)));
  expect(slab.mechanisms[0]!.saved_bytes_per_guest.p50).toBe(27 * PAGE);
});

test("what an answer does not count is refused in words", async () => {
  const functions = { kind: "function", arrivals: { poisson_per_s: 1 }, memory_bytes: PAGE };
  await expect(ask({ host, guests: [functions] })).rejects.toMatchObject({
    report: expect.objectContaining({ code: "scenario.needs_hotplug", exit: 2 }),
  });
  await expect(ask({ host, guests: [guest], mechanisms: [{ id: "layout", layout: "aligned" }] })).rejects.toMatchObject(
    {
      report: expect.objectContaining({ code: "scenario.not_available", exit: 2 }),
    },
  );
});

test("size and density agree beside a pool that is a share of the host", async () => {
  const given = { guests: [guest], mechanisms: [{ id: "pool" }] };
  const { memory_bytes } = await answerSize(parse({ host, ...given }), null, 90, {});
  const fitsOn = async (bytes: number) => (await ask({ host: { memory_bytes: bytes }, ...given })).n.p50;
  expect(await fitsOn(memory_bytes.p50)).toBe(90);
  expect(await fitsOn(memory_bytes.p50 - PAGE)).toBe(89);
});

test("the curve counts runs that were played at each of its points", async () => {
  const busy = { kind: "onoff", base_bytes: 10 * PAGE, burst_bytes: 20 * PAGE, p: 0.2, accesses_per_s: 1e6 };
  const reply = await ask({
    host: tiers(500, 500),
    guests: [busy],
    objective: { p99_slowdown: 1.05, confidence: 0.9 },
    horizon_s: 20,
    replications: { outer: 3, inner: 20 },
  });
  const at = (n: number): number => reply.curve.find((point) => point.n === n)!.p_fits;
  expect(at(reply.n.p50)).toBeGreaterThanOrEqual(0.85);
  expect(at(reply.n.p50 + 1)).toBeLessThan(1);
  for (const [i, point] of reply.curve.entries())
    expect(point.p_fits).toBeLessThanOrEqual(reply.curve[i - 1]?.p_fits ?? 1);
});

test("huge pages hold what they back whole, and walks count in an objective of slowdown", async () => {
  // 600 pages in use are two regions, 1024 pages: 10 guests in 10 240 frames instead of 17.
  const half = { kind: "onoff", base_bytes: 600 * PAGE, burst_bytes: 5000 * PAGE, p: 0 };
  const roomy = { memory_bytes: 10_240 * PAGE };
  const counts = async (mechanisms: object[]) => (await ask({ host: roomy, guests: [half], mechanisms })).n.p50;
  expect(await counts([])).toBe(17);
  expect(await counts([{ id: "hugepages" }])).toBe(10);
  expect(await counts([{ id: "hugepages", whole_regions: false }])).toBe(17);
  // 10⁶ walks a second of 24 references of 10 ns: slowdown 1.24, beyond the limit even alone.
  const missing = { ...guest, tlb_misses_per_s: 1e6 };
  const small = { id: "hugepages", guest_leaf: "4k", host_leaf: "4k" };
  const limited = { host, guests: [missing], mechanisms: [small], objective: { p99_slowdown: 1.2 } };
  expect((await ask(limited)).binding).toEqual([{ resource: "p99 slowdown", share: 1 }]);
  expect((await ask({ ...limited, objective: { p99_slowdown: 1.25 } })).n.p50).toBe(100);
});

test("a monitor and page tables are counted for each guest in density as in the engine", async () => {
  // 64 MiB and 1 vCPU under Xen: 69 632 KiB (systems S45), 1024 pages more; tables of 16 384 pages: 32 + 1 + 1 + 1.
  const domain = { kind: "static", ram_bytes: 16_384 * PAGE };
  const mechanisms = [{ id: "overhead", monitor: "xen", ept_leaf: "4k" }];
  const each = 16_384 + 1024 + 35;
  const ten = { host: { memory_bytes: 10 * each * PAGE }, guests: [domain], mechanisms };
  expect((await ask(ten)).n.p50).toBe(10);
  expect((await ask({ ...ten, host: { memory_bytes: (10 * each - 1) * PAGE } })).n.p50).toBe(9);
  const run = simulate(engineInput(parse(ten), null, {}), { guests: 10 });
  expect(run.summary.frames_used.last).toBe(10 * each);
});
