import { expect, test } from "vitest";
import { nameProblem } from "../../app/documents.ts";
import { takenNames } from "./names.ts";

const saved = [{ name: "faults" }, { name: "Lanes" }];

test("a query cannot take the name of another saved one, in whatever case", () => {
  const taken = takenNames("rename", { saved: "faults" }, saved);
  expect(nameProblem("lanes", taken, "query")).toContain("“Lanes”");
  expect(nameProblem("Faults", taken, "query")).toBeNull();
  expect(nameProblem("LANES", takenNames("save", { saved: null }, saved), "query")).toContain("“Lanes”");
});

test("a tab that was never saved may be titled as it likes", () => {
  expect(nameProblem("Lanes", takenNames("rename", { saved: null }, saved), "query")).toBeNull();
});

test("a name is one of a file", () => {
  expect(nameProblem("", [], "query")).toBe("a name is needed");
  expect(nameProblem("a/b", [], "query")).toContain("none of");
});
