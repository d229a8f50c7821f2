// Expected moves are worked out by hand from the readings.
import { describe, expect, it } from "vitest";
import { type SizeReading, sizeMoves } from "./balloon.ts";

const MIB = 1024 * 1024;
const at = (ms: number, mib: number): SizeReading => ({ ms, bytes: mib * MIB, sinceMs: ms - 250 });

describe("moves of a guest's size", () => {
  it("joins the pieces of one order and keeps another order apart", () => {
    const moves = sizeMoves([at(10_000, 95), at(11_000, 86), at(46_000, 87), at(47_000, 96)], 96 * MIB);
    expect(moves).toEqual([
      {
        fromMs: 9750,
        untilMs: 11_000,
        pages: 2560,
        steps: [
          { ms: 10_000, pages: 256 },
          { ms: 11_000, pages: 2304 },
        ],
      },
      {
        fromMs: 45_750,
        untilMs: 47_000,
        pages: -2560,
        steps: [
          { ms: 46_000, pages: -256 },
          { ms: 47_000, pages: -2304 },
        ],
      },
    ]);
  });

  it("takes two logs of the same events in any order for one", () => {
    const once = [at(10_000, 90), at(20_000, 96)];
    expect(sizeMoves([...once, ...once].reverse(), 96 * MIB)).toEqual(sizeMoves(once, 96 * MIB));
  });

  it("takes the first reading for the size before it when that is not known", () => {
    expect(sizeMoves([at(10_000, 90), at(20_000, 80)], null).map((m) => m.pages)).toEqual([2560]);
  });

  it("does not let a move begin before the last one was over", () => {
    const moves = sizeMoves([at(10_000, 90), at(10_100, 92)], 96 * MIB);
    expect(moves.map((m) => m.fromMs)).toEqual([9750, 10_000]);
  });

  it("has no move without a change", () => {
    expect(sizeMoves([], 96 * MIB)).toEqual([]);
    expect(sizeMoves([at(5, 96)], 96 * MIB)).toEqual([]);
  });
});
