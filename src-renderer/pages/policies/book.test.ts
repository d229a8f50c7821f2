import { expect, it } from "vitest";
import { createStore } from "zustand/vanilla";
import { failure } from "../../../src-shared/base/errors.ts";
import type { PolicyReply } from "../../../src-shared/protocol/policy-replies.ts";
import { parseSettings as parseAll, type Settings } from "../../app/settings.ts";
import { createBook, newScript } from "./book.ts";

const PROJECT = "/p/a.plimsoll";

/** A back end that answers when it is told to. */
function desk(stored: Settings = parseAll(null)) {
  const asked: { payload: object; answer: (reply: PolicyReply) => void; fail: (thrown: unknown) => void }[] = [];
  const request = (_name: string, payload: object): Promise<PolicyReply> =>
    new Promise((answer, fail) => asked.push({ payload, answer, fail }));
  const settings = createStore<Settings>(() => stored);
  return { asked, settings, book: createBook({ client: { request } as never, settings }, PROJECT) };
}

const seen = { epochs: [1, 2, 3], dt: 1, host: { total: 9, free: [9, 9, 9] }, guests: [], unlisted: 0 };
const reply = (change: Partial<PolicyReply> = {}): PolicyReply => ({
  ...{ schema: "plimsoll.policy/1", ok: true, diagnostics: [], seen, actions: [], violations: [] },
  ...change,
});

it("runs the text as it stands, once however often it is asked, and looks at what was stopped", async () => {
  const { asked, book } = desk();
  expect(await book.run()).toBeNull();
  book.open(newScript());
  const run = book.run();
  expect(await book.run()).toBeNull();
  expect(asked.length).toBe(1);
  expect(asked[0]!.payload).toMatchObject({ project: PROJECT, source: newScript().text, rows: true });
  asked[0]!.answer(reply({ ok: false, violations: [{ epoch: 2, code: "policy.steps", message: "too many" }] }));
  await run;
  expect(book.getState()).toMatchObject({ running: false, epoch: 2, pane: "problems", error: null });
});

it("keeps the run before when one fails or is cancelled", async () => {
  const { asked, book } = desk();
  book.open(newScript());
  const first = book.run();
  asked[0]!.answer(reply());
  const ended = await first;
  const second = book.run();
  asked[1]!.fail(failure("engine.worker_died", "the thread ended"));
  await second;
  expect(book.getState()).toMatchObject({ ended, cancelled: false, error: { code: "engine.worker_died" } });
  const third = book.run();
  expect(book.cancel()).toBe(true);
  asked[2]!.fail(failure("job.cancelled", "cancelled"));
  await third;
  expect(book.getState()).toMatchObject({ ended, cancelled: true, error: null });
  expect(book.cancel()).toBe(false);
});

it("remembers text and settings for the next window on this project, and no other", () => {
  const { settings, book } = desk();
  book.open({ ...newScript(), text: "export default 1;" });
  book.setState((state) => ({ settings: { ...state.settings, replications: 7 } }));
  book.flush();
  const again = desk(settings.getState()).book.getState();
  expect([again.script?.text, again.settings.replications]).toEqual(["export default 1;", 7]);
  const client = { request: () => {} } as never;
  expect(createBook({ client, settings }, "/p/b.plimsoll").getState().script).toBeNull();
});
