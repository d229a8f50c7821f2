import { rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { answerDensity } from "../../src-shared/density/answer.ts";
import { parseScenario } from "../../src-shared/density/scenario.ts";
import { makeHost } from "../../src-shared/density/testing/host.ts";
import { bundle, bundleFolder } from "../store/testing/bundle.ts";
import { type EngineOptions, withEngine } from "./engine-pool.ts";

const built = bundleFolder(`engine-${process.pid}`);
const script = pathToFileURL(join(built, "engine-worker.js"));
beforeAll(() => bundle(built, { "engine-worker": "src-main/jobs/engine-worker.ts" }));
afterAll(() => rmSync(built, { recursive: true, force: true }));

const input = () => ({
  scenario: parseScenario(
    {
      host: { memory_bytes: 40_000 * 4096 },
      guests: [{ kind: "profile", profile: "*" }],
      mechanisms: [{ id: "dedup" }, { id: "balloon" }],
      horizon_s: 60,
      replications: { outer: 7, inner: 20 },
    },
    null,
  ),
  host: makeHost({ guests: 3, pages: 2000, seed: 9 }),
  series: {},
});
const answer = (options: Partial<EngineOptions>) => {
  const given = input();
  return withEngine(given, { workers: 1, smallWork: 0, script, ...options }, (runReplications) =>
    answerDensity(given.scenario, given.host, { engineVersion: "test", runReplications }),
  );
};

test("one, two and three threads give the same bytes", async () => {
  const one = JSON.stringify(await answer({ workers: 1 }));
  expect(JSON.stringify(await answer({ workers: 2 }))).toBe(one);
  expect(JSON.stringify(await answer({ workers: 3 }))).toBe(one);
});

test("every replication is reported once, the search and the details", async () => {
  const seen: [number, number][] = [];
  await answer({ workers: 2, onProgress: (done, total) => seen.push([done, total]) });
  expect(seen.map(([done]) => done)).toEqual(Array.from({ length: 14 }, (_, i) => i + 1));
  expect(seen.at(-1)).toEqual([14, 14]);
});

test.each([1, 2])("an abort ends the search with %i threads", async (workers) => {
  const controller = new AbortController();
  const ending = answer({ workers, signal: controller.signal, onProgress: () => controller.abort() });
  await expect(ending).rejects.toMatchObject({ report: { code: "job.cancelled", exit: 4 } });
});

test("a lost thread is told, not waited for", async () => {
  const gone = pathToFileURL(join(built, "missing.js"));
  await expect(answer({ workers: 2, script: gone })).rejects.toMatchObject({
    report: { code: "engine.worker_died", exit: 5 },
  });
});
