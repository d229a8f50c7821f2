import { expect, test } from "vitest";
import type { Scenario } from "../../../src-shared/density/scenario-schema.ts";
import type { DensityReply } from "../../../src-shared/protocol/replies.ts";
import { inOrder } from "./checks.tsx";
import { evidenceCounts, evidenceShares, mainEvidence } from "./evidence.ts";
import { sourceOf } from "./explain.ts";
import { effectWords } from "./rows.ts";
import { freeName, nameProblem } from "./saved.ts";
import { deviationWords, durationWords, expectedWords, hullWords, runWords, verdictOf, withRange } from "./words.ts";

const plain = (text: string): string => text.replaceAll(/[\u2009\u202f]/g, " ").replaceAll("\u2212", "-");

const run = (outer: number, inner: number, tookMs: number) =>
  ({ reply: { replications: { outer, inner }, seed: 7 }, tookMs }) as never;
const scenario = { replications: { outer: 20, inner: 100 } } as Scenario;

test("a quick answer says so with its replications, seed and time", () => {
  expect(plain(runWords(run(20, 20, 212.4), scenario))).toBe("Quick: 400 replications, seed 7, 212 ms");
  expect(plain(runWords(run(20, 100, 2300), scenario))).toBe("Exact: 2 000 replications, seed 7, 2.30 s");
  expect(plain(runWords(run(1, 1, 3), scenario))).toBe("Arithmetic: one run is all there is, seed 7, 3 ms");
});

test("where only the draws are random, one run in each is exact", () => {
  expect(runWords(run(20, 1, 3), scenario)).toMatch(/^Exact/);
});

test("the exact run names its time when it is long", () => {
  expect(expectedWords(3)).toBeNull();
  expect(plain(expectedWords(38)!)).toBe("≈ 40 s");
  expect(plain(expectedWords(400)!)).toBe("≈ 7 min");
});

test("times are milliseconds below a second", () => {
  expect(plain(durationWords(999.6))).toBe("1 s");
  expect(plain(durationWords(12_345))).toBe("12.3 s");
});

test("a prediction is off by a signed share, and by nothing where it is exact", () => {
  expect(plain(deviationWords(28_989, 29_015))).toBe("+0.09 %");
  expect(plain(deviationWords(98_163, 98_150))).toBe("-0.01 %");
  expect(plain(deviationWords(100, 88))).toBe("-12.0 %");
  expect(plain(deviationWords(21_772, 21_772))).toBe("0 %");
  expect(deviationWords(0, 5)).toBe("not seen");
});

test("the whole host is checked first, then its guests, the worst one first", () => {
  const check = (id: string, observed: number, predicted: number) =>
    ({ id, title: id, unit: "pages", observed, predicted, observed_by: "", predicted_by: "" }) as const;
  const list = [
    check("resident.a", 100, 100),
    check("resident.b", 100, 110),
    check("frames_saved", 100, 101),
    check("memory", 100, 150),
  ];
  expect(inOrder(list).map(({ check: { id }, at }) => [id, at])).toEqual([
    ["memory", 3],
    ["frames_saved", 2],
    ["resident.b", 1],
    ["resident.a", 0],
  ]);
});

test("a rule of thumb overfills the host, leaves room, or agrees with the interval", () => {
  const n = { p5: 16, p50: 18, p95: 20 };
  expect([15, 16, 20, 21].map((rule) => verdictOf(rule, n))).toEqual([
    "leaves room",
    "agrees",
    "agrees",
    "overfills it",
  ]);
  expect(withRange(n)).toBe("18 (16 to 20)");
  expect(withRange({ p5: 9, p50: 9, p95: 9 })).toBe("9");
});

test("the load lines are told in a sentence", () => {
  expect(hullWords({ p5: 16, p50: 18, p95: 20 }, 10, [])).toBe(
    "A hull loaded with 10 guests; its load line stands at 18, between 16 and 20.",
  );
});

test("inputs are counted by evidence; what the scenario gives is no evidence", () => {
  const reply = {
    provenance: ["n", "input.guests.ram", "input.host.memory"].map((field) => ({ field, sources: [], sql: null })),
    assumptions: ["measured", "derived", "assumed", "assumed", "given"].map((evidence) => ({
      id: evidence,
      text: "",
      value: "",
      evidence,
    })),
  };
  const counts = evidenceCounts(reply);
  expect(counts).toEqual({ measured: 3, derived: 1, published: 0, assumed: 2 });
  expect(evidenceShares(counts).measured).toBe(0.5);
  expect(mainEvidence(counts)).toBe("measured");
  expect(evidenceShares({ measured: 0, derived: 0, published: 0, assumed: 0 }).measured).toBe(0);
});

test("a number's source has the method, its inputs by name, its own query and the captures", () => {
  const source = sourceOf(
    {
      schema: "plimsoll.explain/1",
      field: "n.p50",
      value: 33,
      steps: [
        { what: "largest N that passes", sources: [{ what: "pages.csv", sha256: "ab", note: null }] },
        { what: "input.guests.ram", sql: "SELECT 1", sources: [] },
      ],
    },
    "N*",
    "33",
  );
  expect(source).toMatchObject({
    how: "Largest N that passes. It rests on guests ram.",
    sql: "SELECT 1",
    sources: [{ what: "pages.csv" }],
    field: "n.p50",
  });
});

test("the effect of a mechanism is told as N* then and now", () => {
  const answer = (p50: number) => ({ reply: { n: { p50 } } as DensityReply }) as never;
  expect(effectWords(answer(33), answer(28))).toBe("N* 33 to 28");
  expect(effectWords(answer(7), answer(7))).toBe("N* stays 7");
  expect(effectWords(answer(7), null)).toBeNull();
});

test("names of scenarios are file names on every system, and a copy gets a free one", () => {
  expect(nameProblem("Rack 17, more memory")).toBeNull();
  for (const bad of ["", " a", "a/b", "a:b", ".a", "a.", "x".repeat(101)]) expect(nameProblem(bad), bad).not.toBeNull();
  expect(freeName("mine copy", ["Mine copy", "mine copy 2"])).toBe("mine copy 3");
});
