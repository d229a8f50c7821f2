import { afterEach, expect, it } from "vitest";
import { createPolicyLanguage, type PolicyLanguage } from "./policy-language.ts";

/** A thread that answers with the text, dies of "die", and tells how many questions it has had. */
const THREAD = `
  import { parentPort } from "node:worker_threads";
  let asked = 0;
  parentPort.on("message", ({ text }) => {
    asked++;
    if (text === "die") process.exit(3);
    if (text === "fail") parentPort.postMessage({ error: { code: "x.y", what: "no", exit: 3 } });
    else parentPort.postMessage({ answer: [text, asked] });
  });`;

let language: PolicyLanguage;
const open = (): PolicyLanguage => {
  language = createPolicyLanguage(new URL(`data:text/javascript,${encodeURIComponent(THREAD)}`));
  return language;
};
afterEach(() => language.close());

const ask = (text: string, signal = new AbortController().signal) => language.ask({ what: "check", text }, signal);

it("answers one question after another in one thread, each with its own answer", async () => {
  open();
  expect(await Promise.all(["a", "b", "c"].map((text) => ask(text)))).toEqual([
    ["a", 1],
    ["b", 2],
    ["c", 3],
  ]);
});

it("says so when the thread is lost, and goes on with another one", async () => {
  open();
  const [lost, next] = await Promise.allSettled([ask("die"), ask("b")]);
  expect(lost).toMatchObject({ status: "rejected", reason: { report: { code: "policy.compiler_failed" } } });
  expect(next).toMatchObject({ status: "fulfilled", value: ["b", 1] });
});

it("passes an error on, and keeps the thread", async () => {
  open();
  await expect(ask("fail")).rejects.toMatchObject({ report: { code: "x.y" } });
  expect(await ask("b")).toEqual(["b", 2]);
});

it("does not ask what is no longer wanted", async () => {
  open();
  const abort = new AbortController();
  const first = ask("a");
  const second = ask("b", abort.signal);
  abort.abort();
  await expect(second).rejects.toMatchObject({ report: { code: "job.cancelled" } });
  await first;
  expect(await ask("c")).toEqual(["c", 2]);
});
