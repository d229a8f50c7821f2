import { expect, test } from "vitest";
import { nameProblem, takenNames } from "./names.ts";

const saved = [{ name: "faults" }, { name: "Lanes" }];

test("a query cannot take the name of another saved one, in whatever case", () => {
  const taken = takenNames("rename", { saved: "faults" }, saved);
  expect(nameProblem("lanes", taken)).toContain("“Lanes”");
  expect(nameProblem("Faults", taken)).toBeNull();
  expect(nameProblem("LANES", takenNames("save", { saved: null }, saved))).toContain("“Lanes”");
});

test("a tab that was never saved may be titled as it likes", () => {
  expect(nameProblem("Lanes", takenNames("rename", { saved: null }, saved))).toBeNull();
});

test("a name is one of a file", () => {
  expect(nameProblem("", [])).toBe("a name is needed");
  expect(nameProblem("a/b", [])).toContain("none of");
});
