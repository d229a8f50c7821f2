import { expect, test } from "vitest";
import { type AskedState, idle, projectOf, shownFor } from "./asked.ts";

const known: AskedState<string> = { ...idle, data: "rows of a", key: "1 a", project: "/a" };

test("what answers the question is shown as it is", () => {
  expect(shownFor(known, "1 a", "/a")).toBe(known);
});

test("an older reply of the same project stays, marked as such before the new question is on its way", () => {
  expect(shownFor(known, "2 a", "/a")).toMatchObject({ data: "rows of a", stale: true, loading: true });
});

test("nothing of another project is shown, not for one render", () => {
  expect(shownFor(known, "1 b", "/b")).toMatchObject({ data: null, stale: false, loading: true });
});

test("an error of the question before is not one of this", () => {
  const failed = { ...known, error: { code: "x.y", what: "no", where: null, expected: null, next: null, exit: 1 } };
  expect(shownFor(failed as never, "2 a", "/a").error).toBeNull();
});

test("without a question there is nothing", () => {
  expect(shownFor(known, null, null)).toEqual(idle);
});

test("the project is read from the payload", () => {
  expect(projectOf({ project: "/a", kind: "query" })).toBe("/a");
  expect(projectOf({})).toBeNull();
});
