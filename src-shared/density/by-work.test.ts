import fc from "fast-check";
import { expect, test } from "vitest";
import { simulate } from "../model/engine/simulate.ts";
import { answerDensity } from "./answer.ts";
import { engineInput } from "./engine-input.ts";
import { parseScenario } from "./scenario.ts";
import { answerSize } from "./size.ts";
import { ask, onPages, PAGE } from "./testing/ask.ts";

const work = (phases: readonly (readonly [seconds: number, pages: number])[], more: object = {}): object => ({
  kind: "work",
  phases: phases.map(([work_s, pages]) => ({ work_s, pages })),
  ...more,
});

test("guests by phases need what their phases need together, epoch by epoch", async () => {
  // First 100 then 40 pages, and first 40 then 100: a pair needs 140 at all times, 7 pairs fill 980 of 1000 pages. By their peaks
  // it would be 10 guests.
  const early = work([
    [1, 100],
    [2, 40],
  ]);
  const late = work([
    [1, 40],
    [2, 100],
  ]);
  const reply = await ask(onPages(1000, [early, late]));
  expect(reply.n).toEqual({ p5: 14, p50: 14, p95: 14 });
  expect((await ask(onPages(1000, [early]))).n.p50).toBe(10);
});

test("a guest that has done its work is gone, with its overhead", async () => {
  // 100 pages and 10 of overhead for a second, then another guest in its place: 9 pairs on 1000 pages.
  const first = work([[1, 100]], { overhead_bytes: 10 * PAGE });
  const second = work([[1, 100]], { overhead_bytes: 10 * PAGE, arrives_epoch: 2 });
  expect((await ask(onPages(1000, [first, second]))).n.p50).toBe(18);
});

test("the most that fit are those that the engine runs without a kill, and one more is too many", async () => {
  const phases = fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 5, max: 60 })), {
    minLength: 1,
    maxLength: 4,
  });
  await fc.assert(
    fc.asyncProperty(phases, fc.integer({ min: 1, max: 4 }), async (given, arrives_epoch) => {
      const scenario = parseScenario(onPages(400, [work(given, { arrives_epoch })], { horizon_s: 20 }), null);
      const { n } = await answerDensity(scenario, null, { engineVersion: "test" });
      const kills = (guests: number) => simulate(engineInput(scenario, null, {}), { guests }).summary.oom_kills;
      expect([kills(n.p50), kills(n.p50 + 1) > 0]).toEqual([0, true]);
    }),
    { numRuns: 25 },
  );
});

test("an objective of slowdown is judged by the work that gets done", async () => {
  // 5 guests find room in the fast tier; one in the slow tier has 1 s of waiting for 1 s of work, slowdown 2.
  const host = {
    memory_bytes: 1000 * PAGE,
    tiers: [
      { name: "fast", bytes: 500 * PAGE, latency_ns: 100 },
      { name: "slow", bytes: 500 * PAGE, latency_ns: 200 },
    ],
  };
  const busy = work([[60, 100]], { accesses_per_s: 1e7 });
  const given = { host, guests: [busy], horizon_s: 50 };
  expect((await ask(given)).n.p50).toBe(10);
  expect((await ask({ ...given, objective: { p99_slowdown: 1.05 } })).n.p50).toBe(5);
  expect((await ask({ ...given, objective: { p99_slowdown: 2.05 } })).n.p50).toBe(10);
});

test("the smallest host for a number of guests is that of their worst epoch", async () => {
  const early = work([
    [1, 100],
    [2, 40],
  ]);
  const scenario = parseScenario(onPages(1000, [early]), null);
  const reply = await answerSize(scenario, null, 7, {});
  expect(reply.memory_bytes.p50).toBe(700 * PAGE);
});

test("contents that change with the work are refused where equal pages are merged, not ignored", async () => {
  const guest = { kind: "work", phases: [{ work_s: 1, pages: 9, contents: [["a", 5]] }] };
  await expect(ask(onPages(1000, [guest], { mechanisms: [{ id: "dedup" }] }))).rejects.toThrow(/contents that change/);
  expect((await ask(onPages(90, [guest]))).n.p50).toBe(10);
});
