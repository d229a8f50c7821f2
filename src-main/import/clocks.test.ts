import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createClockBook } from "./clocks.ts";

describe("a clock book", () => {
  it("links a clock by the median of its pairs and tells the largest deviation", () => {
    const book = createClockBook();
    for (const [mono, wall] of [
      [10n, 1010n],
      [20n, 1020n],
      [30n, 1037n],
    ] as const)
      book.pair("mono", "wall", mono, wall, "read together");
    expect(book.links()).toEqual([
      { from: "mono", to: "wall", offsetNs: 1000n, residualNs: 7n, pairs: 3, method: "read together" },
    ]);
    expect(book.toWall({ name: "mono", stepNs: 1 })).toBe(1000n);
  });

  it("knows the wall clock, and a pair that the recorder wrote itself wins", () => {
    const book = createClockBook();
    book.pair("mono", "wall", 0n, 5n, "read together");
    expect(book.toWall({ name: "wall", stepNs: 1 })).toBe(0n);
    expect(book.toWall({ name: "mono", stepNs: 1, wallPair: { clockNs: 3n, wallNs: 103n } })).toBe(100n);
    expect(book.toWall({ name: "perf", stepNs: 1 })).toBeNull();
  });

  it("keeps a bounded number of pairs and still finds a constant offset", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30_000 }),
        fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n }),
        (n, offset) => {
          const book = createClockBook();
          for (let i = 0; i < n; i++) book.pair("mono", "wall", BigInt(i), BigInt(i) + offset, "read together");
          const [link] = book.links();
          expect(link).toMatchObject({ offsetNs: offset, residualNs: 0n, pairs: n });
        },
      ),
      { numRuns: 15 },
    );
  });
});
