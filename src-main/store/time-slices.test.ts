import fc from "fast-check";
import { expect, test } from "vitest";
import { coveredNs, slicesOf, wholeNs } from "./time-slices.ts";

const span = (first: number, last: number) => ({ first: BigInt(first), last: BigInt(last) });

test("the months between two recordings count in the whole and not in what is covered", () => {
  const spans = [span(1_000_000, 1_000_099), span(0, 99), span(50, 149)];
  // 0 to 149 and 1,000,000 to 1,000,099.
  expect(coveredNs(spans)).toBe(250);
  expect(wholeNs(spans)).toBe(1_000_099);
  expect([coveredNs([]), wholeNs([])]).toEqual([0, 0]);
});

const spansOf = fc.array(
  fc
    .tuple(fc.integer({ min: -100_000, max: 100_000 }), fc.integer({ min: 0, max: 50_000 }))
    .map(([first, length]) => span(first, first + length)),
  { minLength: 1, maxLength: 6 },
);

test("every time of a span is in exactly one slice, slices are in order and begin and end at edges of buckets", () => {
  const within = (t: bigint, slices: ReturnType<typeof slicesOf>) =>
    slices.filter(({ from, until }) => t >= from && t < until).length;
  fc.assert(
    fc.property(
      spansOf,
      fc.integer({ min: 0, max: 30_000_000 }),
      fc.integer({ min: 0, max: 12 }),
      (spans, rows, level) => {
        const slices = slicesOf(spans, rows, level);
        expect(slices.length).toBeLessThanOrEqual(Math.max(1, Math.ceil(rows / 2 ** 20)));
        for (const { first, last } of spans)
          for (const t of [first, last, (first + last) / 2n]) expect(within(t, slices)).toBe(1);
        const edges = slices.flatMap(({ from, until }) => [from, until]);
        expect(edges).toEqual([...edges].sort((a, b) => Number(a - b)));
        expect(edges.every((edge) => edge % 2n ** BigInt(level) === 0n)).toBe(true);
      },
    ),
  );
});
