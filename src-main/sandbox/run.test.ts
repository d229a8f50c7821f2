import { describe, expect, it } from "vitest";
import { engineInput } from "../../src-shared/density/engine-input.ts";
import { parseScenario } from "../../src-shared/density/scenario.ts";
import { simulate } from "../../src-shared/model/engine/simulate.ts";
import { systems } from "../../src-shared/model/systems/registry.ts";
import { builtInPolicies } from "../../src-shared/policy/registry.ts";
import { differencesOf, type PolicyTask, runPolicy } from "./run.ts";
import { compileCondition, compileScript } from "./script.ts";

const MIB = 2 ** 20;

const scenario = (mechanisms: readonly unknown[], pages = 40_000) =>
  parseScenario(
    {
      host: { memory_bytes: pages * 4096, reserve_bytes: 0 },
      guests: [
        { kind: "onoff", base_bytes: 20 * MIB, burst_bytes: 30 * MIB, p: 0.3, count: 3, tmem_demand: [[2, 4000]] },
      ],
      mechanisms,
      objective: {},
      epoch_s: 1,
      horizon_s: 30,
      seed: 5,
    },
    null,
  );

const ALL = [
  { id: "balloon" },
  { id: "dedup", pages_per_epoch: 2000 },
  { id: "tmem", policy: "greedy", pool_pages: 9000 },
];

const task = (code: string | null, mechanisms: readonly unknown[] = ALL, o: Partial<PolicyTask> = {}): PolicyTask => ({
  input: { scenario: scenario(mechanisms), host: null, series: {} },
  code,
  builtIn: null,
  name: "script",
  beside: [],
  guests: null,
  interval: 1,
  delay: 1,
  replications: 1,
  rows: true,
  watched: { calls: null, condition: null },
  ...o,
});

const script = (body: string): string => compileScript(`export default function policy(obs, state) { ${body} }`).code;

describe("a policy run", () => {
  it("is the run without a policy where the policy does nothing", async () => {
    const alone = simulate(engineInput(scenario(ALL), null, {}), {});
    const { result, violations, actions } = await runPolicy(task(script("return { actions: [], state };")));
    expect(result!.digest).toBe(alone.digest);
    expect([violations, actions]).toEqual([[], []]);
    // The first view is that of epoch 1, seen in epoch 2.
    expect(result!.calls).toBe(29);
  });

  it("does what the script asks, within what is possible, and writes both down", async () => {
    const body = `
      if (obs.epoch !== 3) return { actions: [], state };
      return { actions: [
        { kind: "setBalloon", id: 0, pages: 1000 },
        { kind: "setBalloon", id: 1, pages: 1e9 },
        { kind: "setTmemTarget", id: 2, pages: 10 },
        { kind: "setBalloon", id: 99, pages: 1 },
        { kind: "shrink", id: 0 },
        { kind: "keepWarm", id: 0, until: 5 },
        { kind: "setKsm", pagesToScan: -5 },
        7,
      ], state };`;
    const { rows, actions, violations, result } = await runPolicy(task(script(body)));
    expect(violations).toEqual([]);
    expect(actions!.map(({ kind, granted }) => [kind, granted])).toEqual([
      ["setBalloon", 1000],
      // 50 MiB of RAM: all of it.
      ["setBalloon", 12_800],
      ["setTmemTarget", 10],
      ["setBalloon", null],
      ["shrink", null],
      ["keepWarm", null],
      ["setKsm", 1],
      ["?", null],
    ]);
    expect(actions!.filter(({ reason }) => reason === null).map(({ kind }) => kind)).toEqual([
      "setBalloon",
      "setTmemTarget",
    ]);
    const at = (epoch: number, column: string): number => rows!.data[epoch - 1]![rows!.columns.indexOf(column)]!;
    // Seen in epoch 4, done in its step 8.
    expect([at(3, "balloon"), at(4, "balloon")]).toEqual([0, 13_800]);
    expect(at(5, "g2.tmem_target")).toBe(10);
    expect(Object.values(result!.invariants).reduce((sum, count) => sum + count, 0)).toBe(0);
  });

  it("goes on without the policy after a violation, and says which", async () => {
    const body = "if (obs.epoch === 5) for (;;) {} return { actions: [], state };";
    const { ok, violations, result } = await runPolicy(task(script(body)));
    expect(ok).toBe(false);
    expect(violations).toEqual([{ epoch: 6, code: "policy.steps", message: expect.any(String) }]);
    expect(result!.summary).toMatchObject({ epochs: 30 });
  });

  it("gives the same bytes twice, for scripts that use chance and for every built-in policy", async () => {
    const body =
      "return { actions: obs.guests.map((g) => ({ kind: 'setBalloon', id: g.id, pages: g.size * rng() })), state };";
    for (const given of [task(script(body)), ...builtInPolicies.map(({ id }) => task(null, ALL, { builtIn: id }))]) {
      const [one, two] = [await runPolicy(given), await runPolicy(given)];
      expect(JSON.stringify(one)).toBe(JSON.stringify(two));
      expect(one.ok).toBe(true);
      expect(Object.values(one.result!.invariants).every((count) => count === 0)).toBe(true);
    }
  });

  it("runs the policies beside it on the same demand, replication by replication", async () => {
    const beside = builtInPolicies.map(({ id }) => id);
    const reply = await runPolicy(
      task(script("return { actions: [], state };"), ALL, { beside, replications: 6, rows: false }),
    );
    expect(reply.beside!.map(({ id }) => id)).toEqual(beside);
    const nothing = reply.beside!.find(({ id }) => id === "nothing")!;
    expect(nothing.digest).toBe(reply.result!.digest);
    expect(nothing.differences.slowdown_p99).toEqual({ best: 0, low: 0, high: 0 });
    const byFailures = reply.beside!.find(({ id }) => id === "tmem-by-failures")!;
    expect(byFailures.digest).not.toBe(reply.result!.digest);
  });
});

describe("systems beside a policy", () => {
  const still = script("return { actions: [], state };");
  const own = [{ id: "tmem", policy: "greedy", pool_pages: 9000 }];

  it("are played with their own mechanisms on the same guests, and paired like policies", async () => {
    const beside = ["nothing", "smartmem", "ucat"];
    const reply = await runPolicy(task(still, own, { beside, replications: 5, rows: false }));
    expect(reply.beside!.map(({ id, kind }) => [id, kind])).toEqual([
      ["nothing", "policy"],
      ["smartmem", "system"],
      ["ucat", "system"],
    ]);
    const smartmem = reply.beside!.find(({ id }) => id === "smartmem")!;
    // The system written out as a scenario of its own is the same run.
    const alone = await runPolicy(task(still, [{ system: "smartmem" }], { rows: false }));
    const withoutPolicy = simulate(engineInput(scenario([{ system: "smartmem" }]), null, {}, true), {});
    expect(smartmem.digest).toBe(withoutPolicy.digest);
    expect(smartmem.calls).toBe(0);
    expect(alone.result!.summary).toMatchObject({ tmem: { failed: expect.any(Number) } });
    const { slowdown_p99 } = smartmem.differences;
    expect(slowdown_p99!.low!).toBeLessThanOrEqual(slowdown_p99!.best);
    expect(slowdown_p99!.best).toBeLessThanOrEqual(slowdown_p99!.high!);
    expect(reply.unavailable).toEqual([]);
  });

  it("all can be named, and each is played or says why it is not", async () => {
    const beside = systems.map(({ name }) => name);
    const reply = await runPolicy(task(still, own, { beside, rows: false }));
    const told = [...reply.beside!.map(({ id }) => id), ...reply.unavailable!.map(({ id }) => id)];
    expect(told.sort()).toEqual([...beside].sort());
  });
});

describe("a run that is looked into", () => {
  const counting = script(
    'return { actions: [{ kind: "setBalloon", id: 0, pages: 100 * obs.epoch }], state: (state ?? 0) + 1 };',
  );
  const watched = (text: string | null, calls: { from: number; until: number } | null = null) => ({
    watched: { calls, condition: text === null ? null : { text, code: compileCondition(text).code } },
  });

  it("says in which epochs a condition was met, and shows the first of them whole", async () => {
    const reply = await runPolicy(
      task(counting, ALL, { ...watched("epoch % 7 === 3 && asked[0].pages > 500"), beside: ["nothing"] }),
    );
    // Asked for 100 pages for each epoch that was seen, one epoch late: more than 500 from epoch 7 on.
    expect(reply.break).toMatchObject({ epochs: [10, 17, 24], met: 3, calls: 29, error: null });
    const first = reply.break!.first!;
    expect(first).toMatchObject({ epoch: 10, obs: { epoch: 9 }, before: 8, state: 9 });
    expect(first.granted).toEqual(reply.actions!.filter(({ epoch }) => epoch === 10));
  });

  it("is the same run, watched or not", async () => {
    const [plain, other] = [
      await runPolicy(task(counting)),
      await runPolicy(task(counting, ALL, watched("rng() < 2 && delete obs.host"))),
    ];
    expect(other.result).toEqual(plain.result);
    expect(other.break!.error).toMatchObject({ epoch: 2, code: "policy.threw" });
  });

  it("gives any window of calls again without running to its end, and they are those of the whole run", async () => {
    const whole = await runPolicy(task(counting, ALL, watched(null, { from: 1, until: 30 })));
    const part = await runPolicy(task(counting, ALL, { ...watched(null, { from: 12, until: 14 }), rows: false }));
    expect(part.calls!.map(({ epoch }) => epoch)).toEqual([12, 13, 14]);
    expect(part.calls).toEqual(whole.calls!.filter(({ epoch }) => epoch >= 12 && epoch <= 14));
    expect(part.result!.summary).toMatchObject({ epochs: 14 });
  });

  it("shows the call in which the policy was stopped", async () => {
    const body = "if (obs.epoch === 5) for (;;) {} return { actions: [], state: obs.epoch };";
    const reply = await runPolicy(task(script(body), ALL, watched(null, { from: 1, until: 30 })));
    expect(reply.calls!.at(-1)).toMatchObject({ epoch: 6, before: 4, state: 4, violation: { code: "policy.steps" } });
  });
});

describe("paired differences", () => {
  const metrics = (slowdown_p99: number) => ({
    slowdown_p50: 1,
    slowdown_p99,
    frames_max: 5,
    tmem_failed: null,
    cold_starts: null,
    oom_kills: 0,
  });

  it("have the interval of their mean, worked by hand", () => {
    // Differences 1, 2, 3, 4, 5: mean 3, standard deviation sqrt(2.5), half width 1.6449 · sqrt(2.5 / 5).
    const ours = [10, 10, 10, 10, 10].map(metrics);
    const theirs = [11, 12, 13, 14, 15].map(metrics);
    const { slowdown_p99, tmem_failed } = differencesOf(ours, theirs);
    expect(slowdown_p99!.best).toBe(3);
    expect(slowdown_p99!.high! - 3).toBeCloseTo(1.6449 * Math.SQRT1_2, 12);
    expect(tmem_failed).toBeNull();
  });

  it("have none with fewer than five replications", () => {
    expect(differencesOf([metrics(1)], [metrics(2)]).slowdown_p99).toEqual({ best: 1, low: null, high: null });
  });
});
