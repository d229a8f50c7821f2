import { expect, test } from "vitest";
import { cancelled, failure } from "../../src-shared/base/errors.ts";
import { parseScenario } from "../../src-shared/density/scenario.ts";
import { makeHost } from "../../src-shared/density/testing/host.ts";
import type { DensityReply } from "../../src-shared/protocol/replies.ts";
import { createJob, type Job } from "../jobs/job.ts";
import { exampleInput } from "../report/example.fixture.ts";
import { createAnswers } from "./answers.ts";
import type { ScenarioInput } from "./handlers/scenario-input.ts";

const { density } = exampleInput();
const input = (seed: number, more: Partial<ScenarioInput> = {}): ScenarioInput => {
  const scenario = parseScenario(
    { host: { memory_bytes: 2 ** 32 }, guests: [{ kind: "static", ram_bytes: 2 ** 28 }], seed },
    null,
  );
  return { scenario, written: scenario, host: null, series: {}, sizes: {}, ...more };
};
const table = (...values: number[]) => ({ "a.csv": { columns: ["x"], values: [Float64Array.from(values)] } });

/** Counts what is computed; each answer is told from the others by its seed. */
function play() {
  const answers = createAnswers();
  const computed: string[] = [];
  const ask = async (of: ScenarioInput, project: string | null = "/p") => {
    const work = async (): Promise<DensityReply> => {
      computed.push(`${project} ${of.scenario.seed}`);
      return { ...density, seed: of.scenario.seed };
    };
    return (await answers.of(project, of, createJob("Exact answer"), work)).seed;
  };
  return { answers, computed, ask };
}

test("an answer that was given is given again, and no other one in its place", async () => {
  const { ask, computed } = play();
  expect([await ask(input(1)), await ask(input(2)), await ask(input(1)), await ask(input(2))]).toEqual([1, 2, 1, 2]);
  expect(computed).toEqual(["/p 1", "/p 2"]);
  await ask(input(1), "/other");
  await ask(input(1), null);
  expect(computed.slice(2)).toEqual(["/other 1", "null 1"]);
  await ask(input(1), "/other/../p");
  expect(computed).toHaveLength(4);
});

test("a project that has changed is answered anew, and what was of its earlier state is gone", async () => {
  const { ask, computed } = play();
  // The captured host is read anew for each revision.
  const [before, after] = [makeHost({ guests: 2, pages: 10, seed: 1 }), makeHost({ guests: 2, pages: 10, seed: 1 })];
  await ask(input(1, { host: before }));
  await ask(input(1, { host: before }));
  expect(computed).toHaveLength(1);
  await ask(input(1, { host: after }));
  await ask(input(1, { host: after }));
  expect(computed).toHaveLength(2);
  await ask(input(1, { host: before }));
  expect(computed).toHaveLength(3);
});

test("a series file that has changed gives another answer", async () => {
  const { ask, computed } = play();
  for (const series of [table(1, 2), table(1, 2), table(1, 3), table(1, Number.NaN), table(1)])
    await ask(input(1, { series }));
  expect(computed).toHaveLength(4);
});

test("the last four answers of a project are kept", async () => {
  const { ask, computed } = play();
  for (const seed of [1, 2, 3, 4, 1, 5]) await ask(input(seed));
  expect(computed).toHaveLength(5);
  for (const seed of [1, 3, 4, 5]) await ask(input(seed));
  expect(computed).toHaveLength(5);
  await ask(input(2));
  expect(computed).toHaveLength(6);
});

/** Work that goes on until it is told to end. */
function slow() {
  const answers = createAnswers();
  const runs: { readonly job: Job; readonly finish: () => void; readonly fail: () => void }[] = [];
  const ask = (listen?: (done: number) => void) => {
    const abort = new AbortController();
    const job = createJob("Exact answer", { signal: abort.signal, everyMs: 0, listen: ({ done }) => listen?.(done) });
    const answer = answers.of("/p", input(1), job, (own) => {
      return new Promise((resolve, reject) => {
        own.signal.addEventListener("abort", () => reject(cancelled("the search")));
        runs.push({
          job: own,
          finish: () => resolve(density),
          fail: () => reject(failure("engine.worker_died", "lost", { exit: 5 })),
        });
      });
    });
    const code = answer.then(
      () => "answered",
      (thrown) => thrown.report.code as string,
    );
    return { answer, code, abort: () => abort.abort() };
  };
  return { ask, runs };
}

test("a preview and an answer at the same time share one run, and both hear how far it is", async () => {
  const { ask, runs } = slow();
  const heard: string[] = [];
  const [one, two] = [ask((done) => heard.push(`one ${done}`)), ask((done) => heard.push(`two ${done}`))];
  runs[0]?.job.report(1, 10);
  one.abort();
  expect(await one.code).toBe("job.cancelled");
  runs[0]?.job.report(2, 10);
  runs[0]?.finish();
  expect(await two.answer).toEqual(density);
  expect(runs).toHaveLength(1);
  expect(heard).toEqual(["one 1", "two 1", "two 2"]);
});

test("a run that nobody waits for ends, and the next one begins anew", async () => {
  const { ask, runs } = slow();
  const [one, two] = [ask(), ask()];
  one.abort();
  expect(runs[0]?.job.signal.aborted).toBe(false);
  two.abort();
  expect([await one.code, await two.code]).toEqual(["job.cancelled", "job.cancelled"]);
  expect(runs[0]?.job.signal.aborted).toBe(true);
  const again = ask();
  runs[1]?.finish();
  expect(await again.code).toBe("answered");
});

test("a run that fails is not kept", async () => {
  const { ask, runs } = slow();
  const one = ask();
  runs[0]?.fail();
  expect(await one.code).toBe("engine.worker_died");
  const again = ask();
  runs[1]?.finish();
  expect(await again.code).toBe("answered");
});
