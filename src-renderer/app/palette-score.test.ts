import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scoreText } from "./palette-score.ts";

const best = (query: string, texts: readonly string[]): string | undefined =>
  texts
    .map((text) => ({ text, match: scoreText(query, text) }))
    .filter((one) => one.match !== null)
    .sort((a, b) => (b.match?.score ?? 0) - (a.match?.score ?? 0))[0]?.text;

describe("the palette's score", () => {
  it("finds nothing where a typed word is not in the text", () => {
    expect(scoreText("balloon", "Turn deduplication off")).toBeNull();
    expect(scoreText("turn xyz", "Turn deduplication off")).toBeNull();
  });

  it("marks the letters that were found", () => {
    expect(scoreText("ball", "Turn Ballooning off")?.ranges).toEqual([[5, 9]]);
    expect(scoreText("off turn", "Turn Ballooning off")?.ranges).toEqual([
      [0, 4],
      [16, 19],
    ]);
  });

  it("a word that begins with what was typed stands before one that only holds it", () => {
    expect(best("port", ["Import captures", "Port forwarding"])).toBe("Port forwarding");
    expect(best("fault", ["default", "fault", "page_fault"])).toBe("fault");
  });

  it("a shorter text stands before a longer one that matches as well", () => {
    expect(best("guest", ["guest_event", "guest"])).toBe("guest");
  });

  it("first letters of words find a command", () => {
    expect(scoreText("gw", "Go to What-if")?.ranges).toEqual([
      [0, 1],
      [6, 7],
    ]);
    expect(best("os", ["Open the sample", "dispose"])).toBe("Open the sample");
  });

  it("underscores, dots and capitals begin words", () => {
    expect(scoreText("st", "smart_scan_time")?.ranges).toEqual([
      [0, 1],
      [11, 12],
    ]);
    expect(best("ps", ["pages_to_scan", "oppose"])).toBe("pages_to_scan");
  });

  it("places letters the best way, not the first way", () => {
    // The first p and the first n after it stand inside of words.
    expect(scoreText("pn", "happen pages now")?.ranges).toEqual([
      [7, 8],
      [13, 14],
    ]);
    expect(scoreText("pn", "pinned north")?.ranges).toEqual([
      [0, 1],
      [7, 8],
    ]);
  });

  it("what it marks, read together, holds every letter that was typed, in order for one word", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "c", " ", "_"), maxLength: 14 });
    const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(word, letters, (query, text) => {
        const match = scoreText(query, text);
        const isIn = new RegExp([...query].join(".*")).test(text);
        expect(match !== null).toBe(isIn);
        if (!match) return;
        const marked = match.ranges.map(([from, to]) => text.slice(from, to)).join("");
        expect(marked).toBe(query);
        for (const [at, [from, to]] of match.ranges.entries()) {
          expect(to).toBeGreaterThan(from);
          expect(from).toBeGreaterThan(match.ranges[at - 1]?.[1] ?? -1);
        }
      }),
    );
  });

  it("an empty query matches everything", () => {
    expect(scoreText("  ", "anything")?.ranges).toEqual([]);
  });
});
