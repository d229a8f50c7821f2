import { describe, expect, it } from "vitest";
import { capture, problem, project } from "./import.fixture.ts";
import { countReasons, problemRows, problemsCsv } from "./problems.ts";

const records = { read: 10, accepted: 6, rejected: 4, lost: null, skipped: 0 };

describe("problems", () => {
  it("have rejected records first, the most frequent at the top, then files left out, then remarks", () => {
    const rows = problemRows(
      project([capture(1, { records }), capture(2, { records })], {
        problems: [
          problem("image.raw", "file-1.txt"),
          problem("format.unrecognised", "README.md"),
          problem("csv.time", "file-1.txt", { count: 1 }),
          problem("csv.number", "file-2.txt", { count: 3 }),
        ],
      }),
    );
    expect(rows.map(({ code, kind }) => [code, kind])).toEqual([
      ["csv.number", "rejected"],
      ["csv.time", "rejected"],
      ["format.unrecognised", "leftOut"],
      ["image.raw", "remark"],
    ]);
    expect(countReasons(rows)).toBe(2);
    expect(rows[0]?.capture?.id).toBe(2);
  });

  it("belong to the capture that has rejected records, where two have the same name", () => {
    const captures = [
      capture(1, { name: "a.csv" }),
      capture(2, { name: "a.csv", records }),
      capture(3, { name: "a.csv" }),
    ];
    expect(problemRows(project(captures, { problems: [problem("csv.time", "a.csv")] }))[0]?.capture?.id).toBe(2);
  });

  it("tell a file once that was left out of several imports for the same reason", () => {
    const again = [problem("format.unrecognised", "README.md"), problem("format.unrecognised", "README.md")];
    expect(problemRows(project([], { problems: again }))).toHaveLength(1);
    const rejects = [problem("csv.time", "a.csv"), problem("csv.time", "a.csv")];
    expect(problemRows(project([capture(1, { name: "a.csv", records })], { problems: rejects }))).toHaveLength(2);
  });

  it("go into CSV with quotes doubled, line ends kept inside quotes and plain numbers", () => {
    const rows = problemRows(
      project([capture(1, { name: 'a "b",c.csv', records })], {
        problems: [
          problem("csv.time", 'a "b",c.csv', {
            count: 12345,
            where: { line: 7, offset: "99" },
            excerpt: "x\r\ny",
            expected: "t",
          }),
        ],
      }),
    );
    expect(problemsCsv(rows)).toBe(
      "kind,reason,code,file,records,line,byte,excerpt,expected,next\r\n" +
        'rejected,No time in the row,csv.time,"a ""b"",c.csv",12345,7,99,"x\r\ny",t,\r\n',
    );
  });
});
