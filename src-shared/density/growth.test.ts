import fc from "fast-check";
import { expect, test } from "vitest";
import { largestRemainder } from "../base/remainder.ts";
import { createGrowth } from "./growth.ts";

test("after step n the entries have their shares of n by largest remainder, whoever had to leave for it", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 5 }), (weights) => {
      const growth = createGrowth(weights);
      growth.extendTo(60);
      const present = weights.map(() => new Set<number>());
      for (let n = 1; n <= 60; n++) {
        for (let i = growth.from[n - 1]!; i < growth.from[n]!; i++) {
          const ordinal = growth.ordinal[i]!;
          if (ordinal >= 0) present[growth.entry[i]!]!.add(ordinal);
          else expect(present[growth.entry[i]!]!.delete(~ordinal)).toBe(true);
        }
        expect(present.map((set) => set.size)).toEqual(largestRemainder(n, weights));
        for (const set of present) expect([...set].every((ordinal) => ordinal < set.size)).toBe(true);
      }
    }),
    { numRuns: 50 },
  );
});

test("a guest leaves where largest remainders lose a seat (a textbook case of the Alabama paradox)", () => {
  const growth = createGrowth([6, 6, 2]);
  growth.extendTo(11);
  const countsAt = (n: number) => {
    const counts = [0, 0, 0];
    for (let i = 0; i < growth.from[n]!; i++) counts[growth.entry[i]!]! += growth.ordinal[i]! >= 0 ? 1 : -1;
    return counts;
  };
  expect([countsAt(10), countsAt(11)]).toEqual([
    [4, 4, 2],
    [5, 5, 1],
  ]);
});
