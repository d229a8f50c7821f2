import { expect, it } from "vitest";
import { failure } from "../../src-shared/base/errors.ts";
import { problemOfError } from "./problem.ts";

const error = (code: string, offset: string | null) => failure(code, "it cannot be", { where: { offset } }).report;

it("the error of a run stands at the word it is about, whatever characters come before", () => {
  const sql = "select 'ü→', stal\nfrom fault";
  const bytes = new TextEncoder().encode("select 'ü→', ").length;
  expect(problemOfError(error("query.failed", String(bytes)), sql)).toEqual({
    ...{ message: "it cannot be", position: 13, length: 4, suggestion: null },
  });
});

it("an error without a place is told without one, and one that is not about the text is no problem of it", () => {
  expect(problemOfError(error("query.failed", null), "select 1")).toMatchObject({ position: null, length: 0 });
  expect(problemOfError(error("query.memory", null), "select 1")).toBeNull();
});
