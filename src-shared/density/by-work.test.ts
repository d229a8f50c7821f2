import fc from "fast-check";
import { expect, test } from "vitest";
import { simulate } from "../model/engine/simulate.ts";
import { answerDensity } from "./answer.ts";
import { engineInput } from "./engine-input.ts";
import { parseScenario } from "./scenario.ts";
import { answerSize } from "./size.ts";
import { ask, onPages, PAGE } from "./testing/ask.ts";
import { makeHost } from "./testing/host.ts";

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

test("captured guests by their work are the capture itself while nothing slows them down, and gone after it", () => {
  const host = makeHost({ guests: 3, pages: 1000, seed: 5 });
  const epochs = host.guests[0]!.residentPages!.length;
  const of = (clock: string | undefined, horizon_s: number) => {
    const scenario = onPages(10_000, [{ kind: "profile", profile: "*", ...(clock ? { clock } : {}) }], { horizon_s });
    return simulate(engineInput(parseScenario(scenario, null), host, {}, true));
  };
  expect(of("work", epochs).digest).toBe(of(undefined, epochs).digest);
  expect(of("work", epochs + 1).summary).toMatchObject({
    frames_used: { last: 0 },
    work: { finished: 3, run_time_s: { p50: epochs, max: epochs } },
  });
});

test("a captured guest without a course over time has no clock to go by", () => {
  const host = makeHost({ guests: 1, pages: 1000, seed: 5 });
  const still = { ...host, guests: host.guests.map((guest) => ({ ...guest, residentPages: null })) };
  const scenario = parseScenario(onPages(10_000, [{ kind: "profile", profile: "*", clock: "work" }]), null);
  expect(() => engineInput(scenario, still, {})).toThrow(/no course over time/);
});

test("a series and a capture of other epochs than the scenario's keep their own time", () => {
  const series = { "t.csv": { columns: ["a"], values: [Float64Array.of(10, 30, 20)] } };
  const guest = { kind: "series", file: "t.csv", column: "a", unit: "pages" };
  const courseOf = (more: object, epoch_s: number) => {
    const scenario = parseScenario(onPages(100, [{ ...guest, ...more }], { epoch_s }), null);
    const [made] = engineInput(scenario, null, series).guests;
    return made?.kind === "series" ? made.demand_pages : null;
  };
  expect(courseOf({}, 5)).toEqual([10, 30, 20]);
  expect(courseOf({ epoch_s: 2 }, 1)).toEqual([10, 10, 30, 30, 20, 20]);
  expect(courseOf({ epoch_s: 1 }, 3)).toEqual([30]);
  const host = { ...makeHost({ guests: 1, pages: 1000, seed: 5 }), epochSeconds: 10 };
  const scenario = parseScenario(onPages(9000, [{ kind: "profile", profile: "*", clock: "work" }]), null);
  const [made] = engineInput(scenario, host, {}).guests;
  expect(made).toMatchObject({ demand_pages: { length: 10 * host.guests[0]!.residentPages!.length } });
});
