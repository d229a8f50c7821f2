import { describe, expect, it } from "vitest";
import { durationWords, listWords } from "./selection-words.ts";

describe("the selection in words", () => {
  it("tells the length of a span", () => {
    const length = (toMs: number) => durationWords({ fromMs: 0, toMs }).replaceAll("\u202f", " ");
    expect([length(270_000), length(250), length(12_340)]).toEqual(["4 min 30 s", "250 ms", "12.3 s"]);
  });

  it("names two, and counts more", () => {
    expect([[], ["alpha"], ["alpha", "beta"], ["alpha", "beta", "gamma"]].map(listWords)).toEqual([
      "",
      "alpha",
      "alpha and beta",
      "alpha and 2 more",
    ]);
  });
});
