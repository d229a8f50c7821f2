// The smallest host where the engine plays the guests, held to hand computations and to the answer for hosts around it.
import { describe, expect, it } from "vitest";
import { parseScenario } from "./scenario.ts";
import { answerSize } from "./size.ts";
import { ask, PAGE } from "./testing/ask.ts";

const sizeOf = (scenario: object, guests: number) => answerSize(parseScenario(scenario, null), null, guests, {});
const guest = { kind: "static", ram_bytes: 100 * PAGE };
const host = (pages: number, more: object = {}) => ({ memory_bytes: pages * PAGE, ...more });

/** On the size found the guests fit, on a page less they do not. */
async function expectBorder(scenario: (pages: number) => object, guests: number): Promise<number> {
  const { memory_bytes } = await sizeOf(scenario(1000), guests);
  const pages = memory_bytes.p50 / PAGE;
  expect((await ask(scenario(pages))).n.p50).toBeGreaterThanOrEqual(guests);
  expect((await ask(scenario(pages - 1))).n.p50).toBeLessThan(guests);
  return pages;
}

describe("the smallest host of guests that are played", () => {
  it("swap takes what memory need not hold, and stays as large as the scenario says", async () => {
    const scenario = (pages: number) => ({
      host: host(pages, { reserve_bytes: 50 * PAGE }),
      guests: [guest],
      mechanisms: [{ id: "overcommit", swap_bytes: 300 * PAGE, zswap_bytes: 0 }],
    });
    // 10 x 100 pages and the reserve, less 300 slots; with all places full no page could come back, so one more.
    expect(await expectBorder(scenario, 10)).toBe(751);
    const size = await sizeOf(scenario(400), 10);
    expect(size.marginal_bytes_per_guest).toBe(100 * PAGE);
    expect(size.hosts).toBe(Math.ceil(10 / Math.floor((400 - 50 + 300) / 100)));
    expect(size.non_monotone).toBe(0);
    expect(size.scales).toEqual({
      part: "memory",
      kept: [
        { part: "swap", bytes: 300 * PAGE },
        { part: "reserve", bytes: 50 * PAGE },
      ],
    });
  });

  it("a tmem pool takes what guests leave, so it needs no memory of its own", async () => {
    const scenario = (pages: number) => ({
      host: host(pages),
      guests: [{ ...guest, tmem_demand: [[1, 500]] }],
      mechanisms: [{ id: "tmem", policy: "greedy", pool_pages: 200 }],
      horizon_s: 5,
    });
    expect(await expectBorder(scenario, 6)).toBe(600);
  });

  it("the fast tier is what grows; an objective of slowdown needs more of it", async () => {
    const scenario = (objective: object) => (pages: number) => ({
      host: host(pages, {
        tiers: [
          { name: "fast", bytes: (pages - 400) * PAGE, latency_ns: 100 },
          { name: "slow", bytes: 400 * PAGE, latency_ns: 300 },
        ],
      }),
      guests: [{ ...guest, accesses_per_s: 1e6 }],
      mechanisms: [{ id: "tiering", policy: "static" }],
      objective,
      horizon_s: 5,
    });
    expect(await expectBorder(scenario({}), 8)).toBe(800);
    const held = await expectBorder(scenario({ p99_slowdown: 1.05 }), 8);
    expect(held).toBeGreaterThan(800);
    expect(held).toBeLessThanOrEqual(1200);
    expect((await sizeOf(scenario({})(800), 8)).scales).toEqual({
      part: "fast tier",
      kept: [{ part: "slow tier", bytes: 400 * PAGE }],
    });
  });

  it("functions need what their instances take at once", async () => {
    const scenario = (pages: number) => ({
      host: host(pages),
      guests: [
        {
          kind: "function",
          memory_bytes: 128 * PAGE,
          touched_bytes: 80 * PAGE,
          shared_bytes: 20 * PAGE,
          exec_ms: 500,
          arrivals: { at_ms: [1000] },
        },
      ],
      mechanisms: [{ id: "hotplug", variant: "one-to-one" }],
      horizon_s: 5,
    });
    expect(await expectBorder(scenario, 7)).toBe(700);
  });

  it("an objective that no memory meets is told", async () => {
    const scenario = {
      host: host(1000),
      guests: [{ kind: "function", exec_ms: 500, arrivals: { at_ms: [1000] } }],
      mechanisms: [{ id: "hotplug" }],
      objective: { cold_start_share: 0 },
      horizon_s: 5,
    };
    await expect(sizeOf(scenario, 2)).rejects.toMatchObject({ report: { code: "objective.unreachable" } });
  });

  it("random bursts into swap: the interval of sizes answers that of guests", async () => {
    const scenario = (pages: number) => ({
      host: host(pages),
      guests: [{ kind: "onoff", base_bytes: 50 * PAGE, burst_bytes: 50 * PAGE, p: 0.3 }],
      mechanisms: [{ id: "overcommit", swap_bytes: 100 * PAGE, zswap_bytes: 0 }],
      objective: { confidence: 0.8 },
      horizon_s: 5,
      replications: { outer: 5, inner: 10 },
    });
    await expectBorder(scenario, 10);
    const { memory_bytes } = await sizeOf(scenario(1000), 10);
    expect(memory_bytes.p5).toBeLessThanOrEqual(memory_bytes.p50);
    expect(memory_bytes.p50).toBeLessThan(memory_bytes.p95);
    expect((await ask(scenario(memory_bytes.p95 / PAGE))).n.p5).toBeGreaterThanOrEqual(10);
  });
});
