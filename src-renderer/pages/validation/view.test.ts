import { expect, it } from "vitest";
import { madeRow } from "./row.fixture.ts";
import { changedInputs, commandLine, countsOf, EVERYTHING, inputTexts, shownRows, systemsOf } from "./view.ts";

const rows = [
  madeRow("S01", { system: "HotMem / Squeezy", kind: "numeric" }),
  madeRow("S15"),
  madeRow("S23", { kind: "inversion", verdict: "consistent" }),
  madeRow("V9", { system: "model", verdict: "fail", claim: "Good and Turing" }),
  madeRow("V57", { system: "model", kind: "external", verdict: "not_run", ours: null, why_not: "needs a trace" }),
];
const ids = (filter: object) => shownRows(rows, { ...EVERYTHING, ...filter }).map(({ id }) => id);

it("shows rows by system, kind, verdict and words, in their order", () => {
  expect(ids({})).toEqual(["S01", "S15", "S23", "V9", "V57"]);
  expect(ids({ system: "model" })).toEqual(["V9", "V57"]);
  expect(ids({ kind: "exact" })).toEqual(["S15", "V9"]);
  expect(ids({ kind: "measured here" })).toEqual([]);
  expect(shownRows([madeRow("V60", { measured_here: true })], { ...EVERYTHING, kind: "measured here" }).length).toBe(1);
  expect(ids({ verdict: "good" })).toEqual(["S01", "S15", "S23"]);
  expect(ids({ verdict: "bad" })).toEqual(["V9"]);
  expect(ids({ verdict: "notRun" })).toEqual(["V57"]);
  expect(ids({ words: " turing " })).toEqual(["V9"]);
  expect(systemsOf(rows)).toEqual(["HotMem / Squeezy", "Spacer", "model"]);
});

it("counts what passed apart from what is only consistent", () => {
  expect(countsOf(rows)).toEqual({ pass: 2, consistent: 1, bad: 1, notRun: 1 });
});

it("takes the inputs that were changed, and none while a field holds no JSON", () => {
  const texts = inputTexts(rows[0]!);
  expect(texts).toEqual({ pages: "4", sizes: "[1,2]" });
  expect(changedInputs(rows[0]!, texts)).toEqual({});
  expect(changedInputs(rows[0]!, { ...texts, sizes: "[3]" })).toEqual({ sizes: [3] });
  expect(changedInputs(rows[0]!, { ...texts, sizes: "[3" })).toBeNull();
});

it("writes the command line of a row as a shell takes it", () => {
  expect(commandLine("S01", {})).toBe("plimsoll validate --row S01");
  expect(commandLine("S01", { pages: 5 })).toBe(`plimsoll validate --row S01 --inputs '{"pages":5}'`);
});
