import { expect, it } from "vitest";
import { failure } from "../../../src-shared/base/errors.ts";
import type { ReplyOf } from "../../../src-shared/protocol/transport.ts";
import type { ValidationRow } from "../../../src-shared/protocol/validation-replies.ts";
import { madeRow } from "./row.fixture.ts";
import { createRuns } from "./runs.ts";

const reply = (...rows: ValidationRow[]): ReplyOf["validate"] => ({ schema: "plimsoll.validate/1", rows });

/** A back end that answers when it is told to. */
function backEnd() {
  const asked: { payload: unknown; answer: (with_: ReplyOf["validate"]) => void; fail: (thrown: unknown) => void }[] =
    [];
  const request = (_name: string, payload: unknown): Promise<ReplyOf["validate"]> =>
    new Promise((answer, fail) => asked.push({ payload, answer, fail }));
  return { client: { request: request as never }, asked };
}

const settled = () => new Promise((done) => setTimeout(done));

it("asks for all rows once, however often it is pressed, and keeps what comes", async () => {
  const { client, asked } = backEnd();
  let time = 0;
  const runs = createRuns(client, () => time);
  runs.all();
  runs.all();
  expect(asked.length).toBe(1);
  expect(runs.getState().running).toBe(true);
  time = 1500;
  asked[0]!.answer(reply(madeRow("S01"), madeRow("S02")));
  await settled();
  expect(runs.getState()).toMatchObject({ running: false, tookMs: 1500, error: null });
  expect(runs.getState().rows?.map(({ id }) => id)).toEqual(["S01", "S02"]);
});

it("puts a row that is run again into its place", async () => {
  const { client, asked } = backEnd();
  const runs = createRuns(client);
  runs.all();
  asked[0]!.answer(reply(madeRow("S01"), madeRow("S02")));
  await settled();
  const again = runs.one("S02");
  expect(asked[1]!.payload).toEqual({ row: "S02" });
  asked[1]!.answer(reply(madeRow("S02", { verdict: "fail" })));
  await again;
  expect(runs.getState().rows?.map(({ verdict }) => verdict)).toEqual(["pass", "fail"]);
});

it("keeps the earlier rows when a run fails, and says nothing of one that was cancelled", async () => {
  const { client, asked } = backEnd();
  const runs = createRuns(client);
  runs.all();
  asked[0]!.answer(reply(madeRow("S01")));
  await settled();
  runs.all();
  asked[1]!.fail(failure("engine.worker_died", "the thread ended"));
  await settled();
  expect(runs.getState().error?.code).toBe("engine.worker_died");
  expect(runs.getState().rows?.length).toBe(1);
  runs.all();
  runs.cancel();
  asked[2]!.fail(failure("job.cancelled", "cancelled"));
  await settled();
  expect(runs.getState()).toMatchObject({ running: false, error: null });
});
