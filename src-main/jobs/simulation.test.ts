import { rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { engineInput } from "../../src-shared/density/engine-input.ts";
import { parseScenario } from "../../src-shared/density/scenario.ts";
import { makeHost } from "../../src-shared/density/testing/host.ts";
import { simulate } from "../../src-shared/model/engine/simulate.ts";
import { bundle, bundleFolder } from "../store/testing/bundle.ts";
import { type SimulationOptions, type SimulationRequest, simulateInThread } from "./simulation.ts";

const built = bundleFolder(`simulation-${process.pid}`);
const script = pathToFileURL(join(built, "engine-worker.js"));
beforeAll(() => bundle(built, { "engine-worker": "src-main/jobs/engine-worker.ts" }));
afterAll(() => rmSync(built, { recursive: true, force: true }));

const inputOf = (horizon: number, guests: readonly object[]) => ({
  scenario: parseScenario(
    {
      host: { memory_bytes: 60_000 * 4096, reserve_bytes: 4096 },
      guests,
      mechanisms: [{ id: "dedup", scanner: "ksm", pages_to_scan: 500 }, { id: "balloon" }],
      horizon_s: horizon,
    },
    null,
  ),
  host: makeHost({ guests: 3, pages: 2000, seed: 9 }),
  series: {},
});
const input = inputOf(40, [
  { kind: "profile", profile: "*" },
  { kind: "onoff", p: 0.25, base_bytes: 2 ** 22, burst_bytes: 2 ** 22, count: 3 },
]);
const endless = inputOf(1_000_000, [{ kind: "onoff", p: 0.25, base_bytes: 2 ** 20, burst_bytes: 2 ** 20, count: 300 }]);
const whole: SimulationRequest = { guests: null, rows: true, until: null, resume: null };
const run = (asked: Partial<SimulationRequest> = {}, options: SimulationOptions = {}, given = input) =>
  simulateInThread(given, { ...whole, ...asked }, { script, ...options });

test("a thread gives every bit of what the engine gives where it is called", async () => {
  const { checkpoint, ...result } = await run();
  const { checkpoint: none, ...direct } = simulate(engineInput(input.scenario, input.host, {}), { rows: true });
  expect(result).toStrictEqual(direct);
  expect([checkpoint, none]).toEqual([null, null]);
  expect(result.rows?.data).toHaveLength(40);
  expect((await run({ rows: false })).rows).toBe(null);
});

test("a run in two parts, each in a thread, ends as one", async () => {
  const first = await run({ until: 17 });
  const rest = await run({ resume: first.checkpoint });
  const all = await run();
  expect(rest.digest).toBe(all.digest);
  expect(rest.summary).toStrictEqual(all.summary);
  expect([...(first.rows?.data ?? []), ...(rest.rows?.data ?? [])]).toStrictEqual(all.rows?.data);
});

test("what is wrong is told as where it is called", async () => {
  const codeOf = (work: Promise<unknown>) => work.then(String, (thrown) => thrown.report.code);
  expect(await codeOf(run({ resume: "{}" }))).toBe("checkpoint.corrupt");
  const { checkpoint } = await run({ until: 3 });
  expect(await codeOf(run({ resume: checkpoint, guests: 9 }))).toBe("checkpoint.other_scenario");
  expect(await codeOf(run({}, {}, { ...input, host: null as never }))).toBe("scenario.needs_project");
  expect(await codeOf(run({}, { script: pathToFileURL(join(built, "missing.js")) }))).toBe("engine.worker_died");
});

test("a long run tells how far it is, lets others go on meanwhile, and ends when it is cancelled", async () => {
  const abort = new AbortController();
  const told: [number, number][] = [];
  const running = run({ rows: false }, { signal: abort.signal, onProgress: (...of) => told.push(of) }, endless);
  running.catch(() => {});
  await expect.poll(() => told.length, { timeout: 60_000 }).toBeGreaterThan(1);
  expect(told[1]?.[0]).toBeGreaterThan(told[0]?.[0] ?? 0);
  expect(told[0]?.[1]).toBe(1_000_000);
  abort.abort();
  await expect(running).rejects.toMatchObject({ report: { code: "job.cancelled", exit: 4 } });
  await expect(run({}, { signal: abort.signal })).rejects.toMatchObject({ report: { code: "job.cancelled" } });
});
