import { expect, it } from "vitest";
import type { Problem } from "../../../src-shared/protocol/replies.ts";
import { problemWords } from "./problem-words.ts";

const problem = (code: string, capture: string, rest: Partial<Problem> = {}): Problem => ({
  ...{ code, capture, where: { offset: null, line: null }, excerpt: null, count: 1, expected: null, next: null },
  ...rest,
});

it("an import's problems come by kind, each reason once with all its files, what was seen, expected and next", () => {
  const same = "a recording that is not in the project; this one is old.csv";
  const words = problemWords([
    problem("format.unrecognised", "README.md", { next: "docs/formats.md lists what is", excerpt: "no format" }),
    problem("capture.duplicate", "new.csv", { expected: same, next: "nothing to do" }),
    problem("format.unrecognised", "env.txt", { next: "docs/formats.md lists what is", excerpt: "no format" }),
    problem("perf.cut_record", "half.perf.data", {
      where: { offset: "99968", line: null },
      ...{ excerpt: "32 bytes", expected: "a whole record", next: "the records before it were kept" },
    }),
    problem("trace.fields_not_kept", "trace.dat", { count: 5 }),
  ]);
  expect(words).toBe(`Records that were not taken
  The file ends inside a record (perf.cut_record)
    half.perf.data (byte 99\u202f968)
    seen: 32 bytes
    expected: a whole record
    next: the records before it were kept

Remarks
  Fields of events beyond the sixth (trace.fields_not_kept)
    trace.dat (5 times)

Files that gave no capture
  No format was recognised (format.unrecognised)
    README.md, env.txt
    next: docs/formats.md lists what is
  The project has this recording already (capture.duplicate)
    new.csv (as old.csv)
    next: nothing to do`);
});

it("no file of a large folder is left out of the list", () => {
  const names = Array.from({ length: 500 }, (_, n) => `note-${n}.txt`);
  const words = problemWords(names.map((name) => problem("format.unrecognised", name)));
  expect(words.match(/note-\d+\.txt/g)).toEqual(names);
  expect(Math.max(...words.split("\n").map((line) => line.length))).toBeLessThanOrEqual(101);
});
