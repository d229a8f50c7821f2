import { describe, expect, it } from "vitest";
import type { DetectedFile } from "../../intake/import-runs.ts";
import { fileRows, headOfReport, hexLines } from "./files.ts";
import { capture, problem, project } from "./import.fixture.ts";
import { problemRows } from "./problems.ts";

const detected = (name: string, format: string | null): DetectedFile => ({
  path: `/d/${name}`,
  name,
  bytes: 7,
  format,
  title: format,
  confidence: 1,
  why: "because",
  head: "",
  lines: [],
});
const rejects = { read: 10, accepted: 9, rejected: 1, lost: 0, skipped: 0 };
const rowsOf = (of: ReturnType<typeof project>, found: readonly DetectedFile[] = []) =>
  fileRows(of, problemRows(of), new Map(found.map((file) => [file.name, file])));

describe("the files table", () => {
  it("says what happened to every capture", () => {
    const rows = rowsOf(
      project(
        [
          capture(1),
          capture(2, { records: rejects }),
          capture(3, { status: "truncated" }),
          capture(4, { status: "partial", records: rejects }),
          capture(5, { duplicate_of: 1, status: "truncated" }),
          capture(6),
        ],
        { excluded: [6] },
      ),
    );
    expect(Object.fromEntries(rows.map(({ capture, state }) => [capture?.id, state]))).toEqual({
      1: "whole",
      2: "rejects",
      3: "truncated",
      4: "partial",
      5: "duplicate",
      6: "excluded",
    });
    expect(rows.find(({ capture }) => capture?.id === 5)?.of).toBe("file-1.txt");
  });

  it("begins with what wants a look, then has the largest first and duplicates last", () => {
    const of = (accepted: number) => ({ records: { read: accepted, accepted, rejected: 0, lost: 0, skipped: 0 } });
    const captures = [
      capture(1, of(5)),
      capture(2, { ...of(90), duplicate_of: 3 }),
      capture(3, of(90)),
      capture(4, { ...of(1), status: "truncated" }),
    ];
    const rows = rowsOf(project(captures, { problems: [problem("format.unrecognised", "README.md")] }));
    expect(rows.map(({ name }) => name)).toEqual(["file-4.txt", "file-3.txt", "file-1.txt", "README.md", "file-2.txt"]);
  });

  it("has files that became no capture below, each with its reason", () => {
    const rows = rowsOf(
      project([capture(1)], {
        problems: [
          problem("format.unrecognised", "README.md"),
          problem("wrapper.xz", "a.xz"),
          problem("capture.empty", "side.txt"),
          problem("capture.duplicate", "copy.txt", { expected: "…; this one is file-1.txt" }),
          problem("import.hidden", ".bash"),
        ],
      }),
      [detected("README.md", null)],
    );
    expect(rows.map(({ name, state }) => [name, state])).toEqual([
      ["file-1.txt", "whole"],
      ["README.md", "unknown"],
      ["a.xz", "refused"],
      ["side.txt", "empty"],
      [".bash", "leftOut"],
      ["copy.txt", "duplicate"],
    ]);
    expect(rows[1]).toMatchObject({ bytes: 7, why: "No format was recognised", accepted: null });
    expect(rows[5]?.of).toBe("file-1.txt");
  });

  it("does not list a file again that was brought twice under its own name", () => {
    const again = [problem("capture.duplicate", "file-1.txt", { expected: "…; this one is file-1.txt" })];
    expect(rowsOf(project([capture(1)], { problems: again }))).toHaveLength(1);
  });

  it("tells why a format was recognised, where the project knows it", () => {
    const whys = [{ capture: 2, title: "Statistics", why: "blocks of statistics under stamp lines" }];
    const rows = rowsOf(project([capture(1), capture(2)], { whys }));
    expect(rows.map(({ why }) => why)).toEqual([null, "blocks of statistics under stamp lines"]);
  });
});

describe("the beginning of an unknown file", () => {
  it("is shown sixteen bytes a line with its text", () => {
    const hex = [..."# three-vms: thr\nee"]
      .map((letter) => letter.charCodeAt(0).toString(16).padStart(2, "0"))
      .join("");
    expect(hexLines(hex)).toEqual([
      { offset: "0000", hex: "23 20 74 68 72 65 65 2d 76 6d 73 3a 20 74 68 72", text: "# three-vms: thr" },
      { offset: "0010", hex: "0a 65 65", text: ".ee" },
    ]);
    expect(hexLines("")).toEqual([]);
  });
  it("is taken from the import report when the file itself is not at hand", () => {
    expect(headOfReport('a capture; the file begins with 7b 0a 20 "{. "')).toBe("7b0a20");
    expect(headOfReport(null)).toBe("");
  });
});
