import { expect, test } from "vitest";
import type { Context } from "../../../src-main/backend/context.ts";
import { handleDensity } from "../../../src-main/backend/handlers/density.ts";
import { createJob } from "../../../src-main/jobs/job.ts";
import { parseScenario } from "../../../src-shared/density/scenario.ts";
import { makeHost } from "../../../src-shared/density/testing/host.ts";
import { scenarioJson } from "./scenario-text.ts";

const file = {
  $schema: "../../schemas/scenario.json",
  mechanisms: [{ id: "balloon" }, { id: "dedup", scanner: "ksm", smart_scan: 1 }],
  host: { memory_bytes: 40_000 * 4096 },
  guests: [
    { kind: "profile", profile: "*" },
    { kind: "onoff", p: 0.25, base_bytes: 2 ** 22, burst_bytes: 2 ** 22, name: "web" },
  ],
  objective: { confidence: 0.9 },
  horizon_s: 60,
  replications: { outer: 6, inner: 20 },
};

test("the exact answer of the window and that of the command line are equal to the byte", async () => {
  const host = makeHost({ guests: 3, pages: 2000, seed: 9 });
  const context = {
    analyses: { host: async () => host },
    answers: { of: (_project: unknown, _input: unknown, job: unknown, work: (own: unknown) => unknown) => work(job) },
  } as unknown as Context;
  const ask = async (scenario: unknown, path: string | null) =>
    JSON.stringify(
      await handleDensity({ project: "p", scenario, file: path, workers: 1 }, createJob("density"), context),
    );
  const byCommand = await ask(file, "/tmp/mine.json");
  expect(await ask(scenarioJson(parseScenario(file, null)), null)).toBe(byCommand);
  expect(JSON.parse(byCommand).n.p50).toBeGreaterThan(0);
});
