import { describe, expect, it } from "vitest";
import { countWords, fileName, followed, runningWords, timeWords } from "./words.ts";

const finished = (rows: number, truncated: boolean, seconds: number) =>
  ({ reply: { rows, truncated, seconds } }) as never;

describe("what is said of a run", () => {
  it("is how many rows there are, and how long it took", () => {
    expect([countWords(finished(3072, false, 0)), countWords(finished(1, false, 0))]).toEqual([
      "3\u202f072 rows",
      "1 row",
    ]);
    expect(countWords(finished(10_000_000, true, 0))).toBe("first 10\u202f000\u202f000 rows");
    expect([timeWords(finished(0, false, 0.0841)), timeWords(finished(0, false, 2.14))]).toEqual([
      "84\u202fms",
      "2.1\u202fs",
    ]);
  });

  it("grows while it runs", () => {
    expect(runningWords({ rows: 0, startedMs: 0 } as never, 2100)).toBe("2.1\u202fs");
    expect(runningWords({ rows: 2048, startedMs: 0 } as never, 900)).toBe("2\u202f048 rows so far, 900\u202fms");
  });
});

it("a text follows the parts of the selection whose parameters it uses outside of texts and comments", () => {
  const texts = ["where t > $FROM", "guest in $guests and t < $to", "select '$from' -- $to", "select $other"];
  expect(texts.map(followed)).toEqual([["span"], ["span", "guests"], [], []]);
});

it("a title becomes a file name of every system", () => {
  expect([fileName("a/b: c?"), fileName("??")]).toEqual(["a b  c", "result"]);
});
