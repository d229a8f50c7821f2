import { expect, test } from "vitest";
import { cancelled, failure } from "../../../src-shared/base/errors.ts";
import type { Scenario } from "../../../src-shared/density/scenario-schema.ts";
import type { DensityReply } from "../../../src-shared/protocol/replies.ts";
import { type Answer, createAnswers, PATIENCE_MS, type Wanted } from "./answers.ts";

/** A back end whose answers come when the test says so. */
function backend() {
  let time = 0;
  const asked: { key: string; settle: (reply: DensityReply | Error) => void; signal: AbortSignal }[] = [];
  const came: (string | null)[] = [];
  const answers = createAnswers({
    ask: (scenario, signal) =>
      new Promise((resolve, reject) => {
        const key = String(scenario.seed);
        asked.push({ key, signal, settle: (reply) => (reply instanceof Error ? reject(reply) : resolve(reply)) });
        signal.addEventListener("abort", () => reject(cancelled("the search")));
      }),
    changed: (answer: Answer | null) => came.push(answer?.key ?? null),
    now: () => time,
    wall: () => 1000 + time,
  });
  return {
    answers,
    asked,
    came,
    keys: () => asked.map(({ key }) => key),
    pass: (ms: number) => {
      time += ms;
    },
    async answer(at = asked.length - 1) {
      asked[at]!.settle({ n: { p5: 1, p50: 2, p95: 3 } } as DensityReply);
      await Promise.resolve();
      await Promise.resolve();
    },
  };
}

const wanted = (...keys: number[]): Wanted[] =>
  keys.map((seed) => ({ key: String(seed), scenario: { seed } as Scenario }));

test("what is wanted is asked for one at a time, in its order", async () => {
  const { answers, keys, answer, came } = backend();
  answers.want(wanted(1, 2, 3));
  expect(keys()).toEqual(["1"]);
  await answer();
  await answer();
  await answer();
  expect(keys()).toEqual(["1", "2", "3"]);
  expect(came).toEqual(["1", "2", "3"]);
});

test("what is known is not asked for again", async () => {
  const { answers, keys, answer } = backend();
  answers.want(wanted(1));
  await answer();
  answers.want(wanted(1));
  expect(keys()).toEqual(["1"]);
  expect(answers.get("1")?.reply.n.p50).toBe(2);
});

test("a newer scenario lets an answer come that is nearly there, and is asked for at once after it", async () => {
  const { answers, asked, keys, pass, answer, came } = backend();
  answers.want(wanted(1));
  pass(PATIENCE_MS / 2);
  answers.want(wanted(2));
  expect(asked[0]!.signal.aborted).toBe(false);
  await answer(0);
  expect(keys()).toEqual(["1", "2"]);
  expect(came).toEqual(["1"]);
});

test("a newer scenario cancels an answer that takes longer", () => {
  const { answers, asked, keys, pass } = backend();
  answers.want(wanted(1));
  pass(PATIENCE_MS);
  answers.want(wanted(2));
  expect(asked[0]!.signal.aborted).toBe(true);
  expect(keys()).toEqual(["1", "2"]);
});

test("of many moves of a hand only the last is asked for", async () => {
  const { answers, keys, answer } = backend();
  for (let seed = 1; seed <= 20; seed++) answers.want(wanted(seed));
  await answer(0);
  expect(keys()).toEqual(["1", "20"]);
});

test("scenarios beside it give way to the one under the hand, and are asked for after it", async () => {
  const { answers, asked, keys, answer } = backend();
  answers.want(wanted(1, 7));
  await answer();
  answers.want(wanted(2, 7));
  expect(asked[1]!.signal.aborted).toBe(true);
  await answer();
  expect(keys()).toEqual(["1", "7", "2", "7"]);
});

test("going back to a known scenario cancels what is on its way", async () => {
  const { answers, asked, answer } = backend();
  answers.want(wanted(1));
  await answer();
  answers.want(wanted(2));
  answers.want(wanted(1));
  expect(asked[1]!.signal.aborted).toBe(true);
  expect(answers.asking()).toBeNull();
});

test("an error is kept for its scenario, and asked again only when somebody wants that", async () => {
  const { answers, asked, keys, came } = backend();
  answers.want(wanted(1, 2));
  asked[0]!.settle(failure("scenario.unknown_guest", "the project has no guest x"));
  await new Promise((resolve) => setTimeout(resolve));
  expect(answers.errorOf("1")?.code).toBe("scenario.unknown_guest");
  expect(keys()).toEqual(["1", "2"]);
  expect(came).toEqual([null]);
  answers.want(wanted(1, 2));
  expect(keys()).toEqual(["1", "2"]);
  answers.retry();
  expect(answers.errorOf("1")).toBeNull();
});

test("nothing comes any more once it is closed", async () => {
  const { answers, asked, came } = backend();
  answers.want(wanted(1));
  answers.close();
  expect(asked[0]!.signal.aborted).toBe(true);
  await new Promise((resolve) => setTimeout(resolve));
  expect(came).toEqual([]);
});
