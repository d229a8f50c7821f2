import { expect, it } from "vitest";
import { cancelled, failure } from "../../../src-shared/base/errors.ts";
import { createLongRun, shareOf } from "./long-run.ts";

const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

it("a run tells how far it is, and its reply stands under its key", async () => {
  const run = createLongRun<string>();
  let tell = (_: { title: string; done: number; total: number; detail: null }): void => {};
  let end = (_: string): void => {};
  const done = run.run("a", (_, onProgress) => {
    tell = onProgress;
    return new Promise((resolve) => (end = resolve));
  });
  tell({ title: "", done: 1, total: 4, detail: null });
  expect(shareOf(run.getState())).toBe(0.25);
  end("reply");
  await done;
  expect(run.getState()).toEqual({ result: { key: "a", reply: "reply" }, running: null, error: null });
});

it("what was cancelled or overtaken changes nothing any more, and is aborted", async () => {
  const run = createLongRun<string>();
  const aborted: string[] = [];
  const until = (name: string) => (signal: AbortSignal) =>
    new Promise<string>((_, reject) =>
      signal.addEventListener("abort", () => {
        aborted.push(name);
        reject(cancelled(name));
      }),
    );
  void run.run("a", until("a"));
  void run.run("b", until("b"));
  run.cancel();
  await tick();
  expect(aborted).toEqual(["a", "b"]);
  expect(run.getState()).toEqual({ result: null, running: null, error: null });
});

it("an error is told and the last reply stays", async () => {
  const run = createLongRun<string>();
  run.recall("old", "kept");
  await run.run("a", async () => {
    throw failure("scenario.too_large", "too large");
  });
  expect(run.getState().error?.code).toBe("scenario.too_large");
  expect(run.getState().result).toEqual({ key: "old", reply: "kept" });
});
