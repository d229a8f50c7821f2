import { afterEach, describe, expect, it, vi } from "vitest";
import { failure } from "../../../src-shared/base/errors.ts";
import { jsonPieces, printError, printReply, textTable } from "./output.ts";
import { queryCsv } from "./words.ts";

const capture = (stream: "stdout" | "stderr"): { text: () => string } => {
  const written: string[] = [];
  vi.spyOn(process[stream], "write").mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  return { text: () => written.join("") };
};

afterEach(() => vi.restoreAllMocks());

describe("a table in plain text", () => {
  it("puts numbers to the right and text to the left", () => {
    expect(
      textTable(
        ["guest", "pages"],
        [
          ["alpha", "9"],
          ["b", "1234"],
        ],
      ),
    ).toBe("guest  pages\n-----  -----\nalpha      9\nb       1234");
  });
});

describe("an error", () => {
  const error = failure("perf.record_size", "a record is too long", {
    where: { file: "a.data", offset: "96" },
    expected: "at most 65535 bytes",
    next: "record again",
  }).report;

  it("is one JSON object on the last line with --json, without its exit code", () => {
    const stderr = capture("stderr");
    printError(error, true);
    expect(JSON.parse(stderr.text())).toEqual({
      schema: "plimsoll.error/1",
      code: "perf.record_size",
      what: "a record is too long",
      where: { file: "a.data", offset: "96", line: null },
      expected: "at most 65535 bytes",
      next: "record again",
    });
  });

  it("says in words what, where, what was expected and what to do", () => {
    const stderr = capture("stderr");
    printError(error, false);
    expect(stderr.text()).toBe(
      "a record is too long (perf.record_size)\n  where: a.data, byte 96\n  expected: at most 65535 bytes\n  next: record again\n",
    );
  });
});

describe("a reply", () => {
  it("leaves out what may differ between equal runs with --no-run", () => {
    const stdout = capture("stdout");
    printReply({ schema: "x", run: { seconds: 1 } }, { json: true, run: false }, () => "");
    expect(JSON.parse(stdout.text())).toEqual({ schema: "x" });
  });
});

describe("CSV of a result", () => {
  it("quotes what must be quoted and leaves unknown cells empty", () => {
    const columns = ["guest", "note"].map((name) => ({ name, type: "VARCHAR", unit: null }));
    const rows = [
      ["al,pha", 'say "hi"'],
      [null, "two\nlines"],
    ];
    expect(queryCsv({ schema: "plimsoll.query/1", columns, rows, row_count: 2, truncated: false })).toBe(
      'guest,note\n"al,pha","say ""hi"""\n,"two\nlines"\n',
    );
  });
});

it("writes JSON in pieces as the same text, whatever is in it and however long its lists are", () => {
  const reply = {
    schema: "x/1",
    none: undefined,
    empty: [],
    text: 'a "quoted"\nline',
    points: Array.from({ length: 11 }, (_, i) => ({ pages: i, ratio: { low: 0, high: [i] } })),
    numbers: [1, null, 2.5, [3]],
    last: { deep: {} },
  };
  for (const most of [1, 2, 5, 11, 100])
    expect([...jsonPieces(reply, most)].join("")).toBe(`${JSON.stringify(reply, null, 1)}\n`);
  expect([...jsonPieces({})].join("")).toBe("{}\n");
});
