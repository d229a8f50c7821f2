import { expect, test } from "vitest";
import { type Answered, answerSentence, refusalSentence, sentenceText } from "./sentence.ts";

const memory = [{ resource: "memory", share: 1 }];
const answer = (change: Partial<Answered>): Answered => ({
  scenario: { objective: { p99_slowdown: null, stall_share: null } },
  n: { p5: 16, p50: 18, p95: 20 },
  binding: memory,
  replications: { outer: 20, inner: 100 },
  slowdown: { p50: 1, p99: 1.043 },
  ...change,
});
const said = (change: Partial<Answered>): string =>
  sentenceText(answerSentence(answer(change))).replaceAll(/[\u2009\u202f]/g, " ");

test("the answer names N*, its interval, the objective and what binds", () => {
  expect(said({ scenario: { objective: { p99_slowdown: 1.05 } } })).toBe(
    "18 guests fit (p5 16, p95 20) while p99 slowdown stays under 5 %. Memory is what binds.",
  );
});

test("without an objective besides memory none is named", () => {
  expect(said({})).toBe("18 guests fit (p5 16, p95 20). Memory is what binds.");
});

test("both objectives are named where both are set", () => {
  expect(said({ scenario: { objective: { p99_slowdown: 1.05, stall_share: 0.01 } } })).toBe(
    "18 guests fit (p5 16, p95 20) while p99 slowdown stays under 5 % and the stall share under 1 %. Memory is what binds.",
  );
});

test("arithmetic says that it has no interval", () => {
  expect(said({ n: { p5: 9, p50: 9, p95: 9 }, replications: { outer: 1, inner: 1 } })).toBe(
    "9 guests fit. Memory is what binds; there is no interval because this is arithmetic.",
  );
});

test("draws that agree are not called arithmetic", () => {
  expect(said({ n: { p5: 9, p50: 9, p95: 9 } })).toBe(
    "9 guests fit. Memory is what binds; all replications agree on it.",
  );
});

test("one guest fits, two fit", () => {
  expect(said({ n: { p5: 1, p50: 1, p95: 2 } })).toMatch(/^1 guest fits \(p5 1, p95 2\)\./);
});

test("an objective that no number of guests keeps is said with the least that can be reached", () => {
  expect(
    said({
      scenario: { objective: { p99_slowdown: 1.05 } },
      n: { p5: 0, p50: 0, p95: 0 },
      binding: [{ resource: "p99 slowdown", share: 1 }],
      slowdown: { p50: 1.02, p99: 1.061 },
    }),
  ).toBe("No number of guests keeps p99 slowdown under 5 %. The least is 6.1 %, with 1 guest.");
});

test("a host that is too small for one guest says so", () => {
  expect(said({ n: { p5: 0, p50: 0, p95: 0 } })).toMatch(/^No guest fits\. Memory is what binds/);
});

test("a search that ended before anything was short gives a least number", () => {
  expect(said({ binding: [{ resource: "limit of the search", share: 1 }] })).toBe(
    "At least 18 guests fit (p5 16, p95 20). The search ended there, nothing was short yet.",
  );
});

test("a refused answer says why", () => {
  expect(sentenceText(refusalSentence({ what: "tiering has nothing to stand on" }))).toBe(
    "No answer: tiering has nothing to stand on.",
  );
});

test("every number of the sentence is a part of its own with its place in the answer", () => {
  const given = answer({ scenario: { objective: { p99_slowdown: 1.05 } } });
  const numbers = answerSentence(given).filter((part) => /\d/.test(part.text.replaceAll(/p5|p95|p99/g, "")));
  expect(numbers.map((part) => part.field)).toEqual(["n.p50", "n.p5", "n.p95", "scenario.objective.p99_slowdown"]);
});
