import { expect, it } from "vitest";
import { capture, problem, project } from "./import.fixture.ts";
import { problemRows } from "./problems.ts";
import { countSource, lengthSource, problemSource, totalSource } from "./sources.ts";

it("names with quotes cannot break out of a query", () => {
  const one = capture(7, { name: "a'b.csv" });
  expect(countSource(one, "event", "it's", "1").sql).toBe(
    "SELECT key, n FROM capture_count WHERE capture = 7 AND what = 'event' AND key = 'it''s'",
  );
});

it("a total names the captures that went in, and only those", () => {
  const records = { read: 1, accepted: 1, rejected: 0, lost: 2, skipped: 0 };
  const of = project([capture(1), capture(2, { duplicate_of: 1 }), capture(3, { records })], { excluded: [] });
  expect(totalSource(of, "Accepted", "2", "accepted").sources.map(({ what }) => what)).toEqual([
    "file-1.txt",
    "file-3.txt",
  ]);
  // Only the third can tell what was lost.
  expect(totalSource(of, "Lost", "2", "lost").sources.map(({ what }) => what)).toEqual(["file-3.txt"]);
});

it("a long list of captures is cut, and says by how many", () => {
  const of = project(Array.from({ length: 15 }, (_, at) => capture(at + 1)));
  expect(totalSource(of, "Read", "1", "records").sources.at(-1)?.what).toBe("and 3 more captures");
});

it("the time covered is asked of captures on the wall clock where there are some", () => {
  expect(lengthSource(project([], { start_wall_ms: 1 }), "").sql).toContain("t_wall");
  expect(lengthSource(project([]), "").sql).not.toContain("t_wall");
});

it("a file that became no capture has no query behind it", () => {
  const [row] = problemRows(project([], { problems: [problem("format.empty", "x.txt")] }));
  expect(row && problemSource(row, "1").sql).toBeNull();
});
