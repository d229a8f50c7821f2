// Queues, slow-downs and plain accounts against values computed by hand.
import { describe, expect, it } from "vitest";
import { guestsThatFill, needWithCutOverhead, privatePagesBehind, reduction } from "./accounting.ts";
import { meanWait, slowdownPerWall, slowdownPerWork } from "./queueing.ts";

describe("a device that guests share", () => {
  it("makes fixed services wait half as long as exponential ones", () => {
    // Load 0.8 of 1 s services: 0.8 / (2 · 0.2) = 2 s, and 4 s with E[s²] = 2.
    expect(meanWait(0.8, 1, 1)).toBeCloseTo(2, 12);
    expect(meanWait(0.8, 1, 2)).toBeCloseTo(4, 12);
    expect(meanWait(1, 1, 1)).toBe(Number.POSITIVE_INFINITY);
  });

  it("slows by what stalls take, of work or of the wall clock", () => {
    expect(slowdownPerWork(10, 0.05)).toBe(1.5);
    expect(slowdownPerWall(10, 0.05)).toBe(2);
    expect(slowdownPerWall(10, 0.1)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("accounts", () => {
  it("reduce, cut, fill and find what is private behind a ratio", () => {
    expect(reduction(25, 100)).toBe(0.75);
    expect(needWithCutOverhead(100, 40, 0.75)).toBe(110);
    expect(guestsThatFill(1000, 300)).toBe(3);
    // 2 guests, 300 pages by default on 100 frames, ratio 2: (300 + 2p) / (100 + 2p) = 2, so p = 50.
    expect(privatePagesBehind(300, 100, 2, 2)).toBe(50);
  });
});
