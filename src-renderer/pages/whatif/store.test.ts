import { expect, test } from "vitest";
import { failure, type PlimsollError } from "../../../src-shared/base/errors.ts";
import type { Scenario } from "../../../src-shared/density/scenario-schema.ts";
import type { DensityReply } from "../../../src-shared/protocol/replies.ts";
import type { Transport } from "../../../src-shared/protocol/transport.ts";
import { createUndo } from "../../app/undo.ts";
import { changesOf } from "./draft.ts";
import { isOn } from "./mechanisms.ts";
import type { Memory, Remembered } from "./memory.ts";
import { withValue } from "./paths.ts";
import { isExact } from "./state.ts";
import { createWhatIf } from "./store.ts";

const CAPTURED = {
  host: { memory_bytes: 2 ** 32 },
  guests: [{ kind: "profile", profile: "*" }],
  mechanisms: [{ id: "dedup" }, { id: "balloon" }],
};

/** One guest for each 128 MiB, and one more for each mechanism. */
const answer = (scenario: Scenario): DensityReply => {
  const n = Math.floor(scenario.host.memory_bytes / 2 ** 27) + scenario.mechanisms.length;
  return {
    scenario,
    seed: scenario.seed,
    n: { p5: n - 1, p50: n, p95: n + 1 },
    replications: scenario.replications,
    mechanisms: [],
  } as unknown as DensityReply;
};

function page(files: Record<string, string> = {}, captured: object = CAPTURED) {
  const asked: Scenario[] = [];
  const undo = createUndo();
  let time = 0;
  let kept: Remembered | null = null;
  let broken: PlimsollError | null = null;
  const memory: Memory = {
    read: () => kept,
    write: (value) => {
      kept = value;
    },
  };
  const replies: Record<string, (payload: never) => unknown> = {
    documents: () => ({
      kind: "scenario",
      documents: Object.entries(files).map(([name, text], at) => ({ name, text, modified_ms: at })),
    }),
    scenario: () => ({ scenario: captured, remarks: ["the host's memory was not recorded"] }),
    saveDocument: ({ name, text }: { name: string; text: string }) => {
      files[name] = text;
      return { done: true };
    },
    removeDocument: ({ name }: { name: string }) => {
      delete files[name];
      return { done: true };
    },
    density: ({ scenario }: { scenario: Scenario }) => {
      if (broken) throw broken;
      asked.push(scenario);
      return answer(scenario);
    },
  };
  const client = {
    request: async (name: string, payload: unknown) => replies[name]!(payload as never),
  } as unknown as Pick<Transport, "request">;
  const make = () =>
    createWhatIf({ project: "/p.plimsoll", client, undo, workers: 2, now: () => time, wall: () => 0, memory });
  const whatIf = make();
  return {
    whatIf,
    make,
    undo,
    asked,
    files,
    state: whatIf.getState,
    titles: () => undo.getState().done.map((step) => step.title),
    memoryOf: () => whatIf.getState().draft!.scenario.host.memory_bytes,
    later: (ms: number) => {
      time += ms;
    },
    fail: (error: PlimsollError | null) => {
      broken = error;
    },
    async begin() {
      whatIf.renew("1");
      await whatIf.begin(["alpha"]);
      await settled();
    },
  };
}

const settled = async (): Promise<void> => {
  for (let i = 0; i < 40; i++) await Promise.resolve();
};
const memory = (bytes: number) => (scenario: Scenario) => withValue(scenario, "host.memory_bytes", bytes);

test("a project without saved scenarios begins with its captured host, and says what has to be filled in", async () => {
  const { begin, state, undo } = page();
  await begin();
  expect(state().draft).toMatchObject({ name: null, origin: "From the captured host" });
  expect(state().draft?.remarks).toEqual(["the host's memory was not recorded"]);
  expect(state().shown?.reply.n.p50).toBe(34);
  expect(state().fresh).toBe(true);
  expect(undo.getState().done).toEqual([]);
});

test("a project with saved scenarios begins with the one saved last", async () => {
  const { begin, state } = page({ old: JSON.stringify(CAPTURED), mine: JSON.stringify({ ...CAPTURED, seed: 7 }) });
  await begin();
  expect(state().draft).toMatchObject({ name: "mine" });
  expect(state().draft?.scenario.seed).toBe(7);
});

test("one drag of a slider, or typing into one field, is one step of undo", async () => {
  const { begin, whatIf, titles, undo, memoryOf } = page();
  await begin();
  for (let gib = 5; gib <= 9; gib++) whatIf.change(`Memory ${gib} GiB`, memory(gib * 2 ** 30), "host.memory_bytes");
  expect(titles()).toEqual(["Memory 9 GiB"]);
  undo.undo();
  expect(memoryOf()).toBe(2 ** 32);
  undo.redo();
  expect(memoryOf()).toBe(9 * 2 ** 30);
});

test("two drags are two steps, and so are changes of two fields", async () => {
  const { begin, whatIf, titles, later } = page();
  await begin();
  whatIf.change("Memory 5 GiB", memory(5 * 2 ** 30), "host.memory_bytes");
  whatIf.endGesture();
  whatIf.change("Memory 6 GiB", memory(6 * 2 ** 30), "host.memory_bytes");
  whatIf.change("Seed 2", (scenario) => withValue(scenario, "seed", 2), "seed");
  later(60_000);
  whatIf.change("Seed 3", (scenario) => withValue(scenario, "seed", 3), "seed");
  expect(titles()).toEqual(["Memory 5 GiB", "Memory 6 GiB", "Seed 2", "Seed 3"]);
});

test("switching a mechanism off is a step with its name, and on again it has its parameters", async () => {
  const { begin, whatIf, titles, state } = page();
  await begin();
  whatIf.change("Pages 500", (scenario) => withValue(scenario, "mechanisms.dedup.pages_to_scan", 500));
  const before = state().draft!.scenario;
  whatIf.toggle("dedup");
  expect(isOn(state().draft!.scenario, "dedup")).toBe(false);
  whatIf.toggle("dedup");
  expect(titles().slice(1)).toEqual(["Deduplication (KSM) off", "Deduplication (KSM) on"]);
  expect(state().draft!.scenario.mechanisms).toHaveLength(2);
  expect(state().draft!.scenario.mechanisms).toEqual(expect.arrayContaining([...before.mechanisms]));
});

test("changes since saved are counted, reset takes them back, and undo brings them again", async () => {
  const { begin, whatIf, state, undo } = page();
  await begin();
  whatIf.change("Memory", memory(2 ** 33));
  whatIf.toggle("balloon");
  expect(changesOf(state().draft!)).toEqual(["host.memory_bytes", "mechanisms.balloon"]);
  whatIf.reset();
  expect(changesOf(state().draft!)).toEqual([]);
  undo.undo();
  expect(changesOf(state().draft!)).toHaveLength(2);
});

test("a saved scenario is the file that the command line takes, and nothing has changed since", async () => {
  const { begin, whatIf, state, files } = page();
  await begin();
  whatIf.change("Memory", memory(2 ** 33));
  await whatIf.save("mine");
  expect(state().draft?.name).toBe("mine");
  expect(changesOf(state().draft!)).toEqual([]);
  expect(JSON.parse(files.mine!)).toMatchObject({ host: { memory_bytes: 2 ** 33 }, guests: [{ profile: "*" }] });
});

test("deleting a scenario can be undone", async () => {
  const { begin, whatIf, state, files, undo } = page({ mine: JSON.stringify(CAPTURED) });
  await begin();
  await whatIf.remove();
  expect(Object.keys(files)).toEqual([]);
  expect(state().draft?.name).toBeNull();
  undo.undo();
  await settled();
  expect(files.mine).toBe(JSON.stringify(CAPTURED));
  expect(state().draft?.name).toBe("mine");
});

test("renaming keeps what was saved, and what is under the hand", async () => {
  const { begin, whatIf, state, files } = page({ mine: JSON.stringify(CAPTURED) });
  await begin();
  whatIf.change("Memory", memory(2 ** 33));
  await whatIf.rename("yours");
  expect(Object.keys(files)).toEqual(["yours"]);
  expect(JSON.parse(files.yours!).host.memory_bytes).toBe(2 ** 32);
  expect(changesOf(state().draft!)).toEqual(["host.memory_bytes"]);
});

test("the ladder is answered beside the scenario, with its seed and replications", async () => {
  const { begin, state } = page();
  await begin();
  expect(state().rows.map((row) => [row.title, row.current, row.answer?.reply.n.p50])).toEqual([
    ["Static, no mechanism", false, 32],
    ["+ KSM", false, 33],
    ["+ KSM, balloon", true, 34],
  ]);
});

test("scenarios kept for comparison are answered on the same draws, and can be taken out again", async () => {
  const { begin, whatIf, state, undo } = page();
  await begin();
  whatIf.change("Memory", memory(2 ** 33));
  whatIf.keepForComparison();
  whatIf.change("Seed 9", (scenario) => withValue(scenario, "seed", 9));
  await settled();
  const kept = state().rows.find((row) => row.kind === "kept")!;
  expect(kept.title).toBe("From the captured host, 1 change");
  expect(kept.answer?.reply.n.p50).toBe(66);
  expect(kept.answer?.reply.seed).toBe(9);
  whatIf.drop(kept.id);
  expect(state().rows.some((row) => row.kind === "kept")).toBe(false);
  undo.undo();
  expect(state().rows.some((row) => row.kind === "kept")).toBe(true);
});

test("an exact run asks with the scenario's own replications, and its answer is the one shown", async () => {
  const { begin, whatIf, state, asked } = page();
  await begin();
  expect(isExact(state().shown!, state().draft!.scenario)).toBe(false);
  await whatIf.runExact();
  expect(asked.at(-1)?.replications).toEqual({ outer: 20, inner: 100 });
  expect(state().exact).toBeNull();
  expect(isExact(state().shown!, state().draft!.scenario)).toBe(true);
});

test("a change while an exact run is on its way gives it up", async () => {
  const { begin, whatIf, state } = page();
  await begin();
  const run = whatIf.runExact();
  expect(state().exact).not.toBeNull();
  whatIf.change("Memory", memory(2 ** 33));
  expect(state().exact).toBeNull();
  await run;
  await settled();
  expect(state().shown?.reply.n.p50).toBe(66);
});

test("an error of the engine keeps the last good answer, and trying again asks again", async () => {
  const { begin, whatIf, state, fail } = page();
  await begin();
  fail(failure("engine.worker_died", "a worker thread of the engine ended", { exit: 5 }));
  whatIf.change("Memory", memory(2 ** 33));
  await settled();
  expect(state().failure?.code).toBe("engine.worker_died");
  expect(state().shown?.reply.n.p50).toBe(34);
  expect(state().fresh).toBe(false);
  fail(null);
  whatIf.retry();
  await settled();
  expect(state().failure).toBeNull();
  expect(state().shown?.reply.n.p50).toBe(66);
});

test("a mistake is told with its place and nothing is asked for it", async () => {
  const { begin, whatIf, state, asked } = page();
  await begin();
  const before = asked.length;
  whatIf.change("Horizon", (scenario) => withValue(scenario, "horizon_s", 0.5));
  expect(state().problem?.place).toBe("horizon_s");
  await settled();
  expect(asked).toHaveLength(before);
  expect(state().fresh).toBe(false);
});

test("a reload of the window begins where the hand was", async () => {
  const { begin, whatIf, make } = page();
  await begin();
  whatIf.change("Memory", memory(2 ** 33));
  whatIf.keepForComparison();
  const again = make();
  await again.begin(["alpha"]);
  expect(again.getState().draft?.scenario.host.memory_bytes).toBe(2 ** 33);
  expect(again.getState().kept).toHaveLength(1);
});

test("the mix that another page chose becomes the scenario's, in one step", async () => {
  const { begin, whatIf, state, titles } = page();
  await begin();
  await whatIf.takeMix(["alpha"], ["alpha", "bravo"]);
  expect(state().draft?.scenario.guests).toMatchObject([{ kind: "profile", profile: "alpha" }]);
  await whatIf.takeMix(["alpha", "bravo"], ["alpha", "bravo"]);
  expect(state().draft?.scenario.guests).toMatchObject([{ kind: "profile", profile: "*" }]);
  expect(titles()).toEqual(["Mix of alpha", "Mix of all captured guests"]);
});

test("an exact answer of the project as it was before a change is not one of the project as it is now", async () => {
  const { begin, whatIf, state } = page();
  await begin();
  const run = whatIf.runExact();
  whatIf.renew("2");
  expect(state().exact).toBeNull();
  await run;
  await settled();
  expect(state().fresh).toBe(true);
  expect(isExact(state().shown!, state().draft!.scenario)).toBe(false);
});

test("undo takes back what was changed, not under which name it was saved since", async () => {
  const { begin, whatIf, state, undo } = page();
  await begin();
  whatIf.change("Memory", memory(2 ** 33));
  await whatIf.save("mine");
  undo.undo();
  expect(state().draft).toMatchObject({ name: "mine", scenario: { host: { memory_bytes: 2 ** 32 } } });
  expect(changesOf(state().draft!)).toEqual(["host.memory_bytes"]);
});

test("undoing that another scenario was opened brings back the one before, as it is saved by now", async () => {
  const { begin, whatIf, state, undo } = page({
    other: JSON.stringify({ ...CAPTURED, seed: 7 }),
    mine: JSON.stringify(CAPTURED),
  });
  await begin();
  whatIf.change("Memory", memory(2 ** 33));
  whatIf.open("other");
  undo.undo();
  await whatIf.save("mine");
  undo.redo();
  expect(state().draft).toMatchObject({ name: "other", scenario: { seed: 7 } });
  undo.undo();
  expect(state().draft).toMatchObject({ name: "mine", scenario: { host: { memory_bytes: 2 ** 33 } } });
  expect(changesOf(state().draft!)).toEqual([]);
});

test("undoing a rename keeps what was saved since", async () => {
  const { begin, whatIf, files, undo } = page({ mine: JSON.stringify(CAPTURED) });
  await begin();
  await whatIf.rename("yours");
  files.yours = JSON.stringify({ ...CAPTURED, seed: 9 });
  expect(await undo.undo()?.ended).toBeNull();
  expect(Object.keys(files)).toEqual(["mine"]);
  expect(JSON.parse(files.mine!).seed).toBe(9);
});

test("undoing a rename says so when another scenario has the old name by now, and both stay", async () => {
  const { begin, whatIf, files, undo } = page({ mine: JSON.stringify(CAPTURED) });
  await begin();
  await whatIf.rename("yours");
  files.Mine = "{}";
  expect(await undo.undo()?.ended).toMatchObject({ code: "document.name_taken" });
  expect(Object.keys(files)).toEqual(["yours", "Mine"]);
  expect(undo.getState().done).toHaveLength(1);
});

test("a mechanism that the captured host's own scenario leaves out has no rung: nothing merges equal pages under Xen", async () => {
  const titles = async (captured: object): Promise<string[]> => {
    const { whatIf } = page({}, captured);
    whatIf.renew("r1");
    await whatIf.begin(["alpha"]);
    await new Promise((resolve) => setTimeout(resolve, 0));
    return whatIf.getState().rows.map(({ short }) => short);
  };
  expect(await titles(CAPTURED)).toEqual(["Static", "+ KSM", "+ balloon"]);
  expect(await titles({ ...CAPTURED, mechanisms: [{ id: "balloon" }] })).toEqual(["Static", "+ balloon"]);
});
