import { expect, test } from "vitest";
import { createTurns } from "./turns.ts";

/** Work that ends when it is told to. */
function work() {
  let begun = false;
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const run = async (): Promise<string> => {
    begun = true;
    await ended;
    return "done";
  };
  return { run, end: () => end(), begun: () => begun };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test("two at a time, the next in order; what was given up while it waited is never begun", async () => {
  const turns = createTurns(2);
  const works = [work(), work(), work(), work()];
  const aborts = works.map(() => new AbortController());
  const asked = works.map(({ run }, at) => turns.run((aborts[at] as AbortController).signal, "the tile", run));
  await settle();
  expect(works.map(({ begun }) => begun())).toEqual([true, true, false, false]);
  aborts[2]?.abort();
  await expect(asked[2]).rejects.toMatchObject({ report: { code: "job.cancelled" } });
  works[1]?.end();
  await expect(asked[1]).resolves.toBe("done");
  await settle();
  expect(works.map(({ begun }) => begun())).toEqual([true, true, false, true]);
  works[0]?.end();
  works[3]?.end();
  await expect(Promise.all([asked[0], asked[3]])).resolves.toEqual(["done", "done"]);
  await expect(turns.run(AbortSignal.abort(), "the tile", async () => "never")).rejects.toMatchObject({
    report: { code: "job.cancelled" },
  });
  await expect(turns.run(new AbortController().signal, "the tile", async () => "now")).resolves.toBe("now");
});
