import { describe, expect, it } from "vitest";
import { cancelled, failure } from "../../../src-shared/base/errors.ts";
import type { PastRun } from "./history.ts";
import { createRuns } from "./runs.ts";

interface Asked {
  readonly name: string;
  readonly payload: Record<string, unknown>;
  answer(reply: unknown): void;
  fail(error: Error): void;
  told(rows: number): void;
}

function fake() {
  const asked: Asked[] = [];
  const notes: PastRun[] = [];
  let clock = 1000;
  const request = (
    name: string,
    payload: Record<string, unknown>,
    options: { signal?: AbortSignal; onProgress?: (p: unknown) => void } = {},
  ) =>
    new Promise((resolve, reject) => {
      options.signal?.addEventListener("abort", () => reject(cancelled("the query")));
      const told = (done: number) => options.onProgress?.({ title: "", done, total: null, detail: null });
      asked.push({ name, payload, answer: resolve, fail: reject, told });
    });
  const runs = createRuns(
    { request } as never,
    "p",
    (run) => notes.push(run),
    () => clock,
  );
  const tick = (ms: number) => {
    clock += ms;
  };
  return { asked, notes, runs, tick, of: (tab: string) => runs.getState().get(tab) };
}
const reply = (result: string, rows = 3) => ({
  result,
  rows,
  columns: [],
  truncated: false,
  seconds: 0.5,
  first: null,
});

describe("a run", () => {
  it("tells its rows while it runs, keeps its result, and is remembered", async () => {
    const { asked, notes, runs, of } = fake();
    const done = runs.start("a", "select 1", null);
    expect(of("a")).toMatchObject({ phase: "running", rows: 0, finished: null });
    asked[0]?.told(2048);
    expect(of("a")?.rows).toBe(2048);
    asked[0]?.answer(reply("r1"));
    await done;
    expect(of("a")).toMatchObject({ phase: "done", finished: { sql: "select 1", reply: { result: "r1" } } });
    expect(notes).toEqual([{ sql: "select 1", atMs: 1000, seconds: 0.5, rows: 3, outcome: "done" }]);
  });

  it("that fails keeps the rows of the run before, and says why", async () => {
    const { asked, notes, runs, tick, of } = fake();
    const first = runs.start("a", "select 1", null);
    asked[0]?.answer(reply("r1"));
    await first;
    const second = runs.start("a", "selec", null);
    tick(250);
    asked[1]?.fail(failure("query.failed", "no such thing"));
    await second;
    expect(of("a")).toMatchObject({
      phase: "failed",
      error: { what: "no such thing" },
      finished: { reply: { result: "r1" } },
    });
    expect(notes[1]).toMatchObject({ outcome: "failed", rows: null, seconds: 0.25 });
  });

  it("can be cancelled, which is no failure", async () => {
    const { runs, notes, of } = fake();
    const running = runs.start("a", "select 1", null);
    expect(runs.cancel("a")).toBe(true);
    await running;
    expect(of("a")).toMatchObject({ phase: "cancelled", error: null });
    expect(notes[0]?.outcome).toBe("cancelled");
    expect(runs.cancel("a")).toBe(false);
  });

  it("that replaces another one closes the older result, and no older answer wins", async () => {
    const { asked, runs, of } = fake();
    const first = runs.start("a", "select 1", null);
    const second = runs.start("a", "select 2", null);
    asked[1]?.answer(reply("r2"));
    await Promise.all([first, second]);
    expect(of("a")).toMatchObject({ phase: "done", sql: "select 2", finished: { reply: { result: "r2" } } });
    const third = runs.start("a", "select 3", null);
    asked[2]?.answer(reply("r3"));
    await third;
    expect(asked.filter(({ name }) => name === "resultClose").map(({ payload }) => payload.result)).toEqual(["r2"]);
  });

  it("of a tab that is closed is cancelled, and its result is given back", async () => {
    const { asked, runs, of } = fake();
    const first = runs.start("a", "select 1", null);
    asked[0]?.answer(reply("r1"));
    await first;
    runs.drop("a");
    expect(of("a")).toBeUndefined();
    expect(asked.at(-1)).toMatchObject({ name: "resultClose", payload: { project: "p", result: "r1" } });
  });
});
