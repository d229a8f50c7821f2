import fc from "fast-check";
import { expect, test } from "vitest";
import { hatchPath, joinedPx, lostSeries } from "./lost-spans.ts";
import { variableTokens } from "./tokens.ts";

interface Drawn {
  readonly children: readonly { readonly shape: { readonly pathData: string } }[];
}
/** A plot of 100 px for 1000 ms at x = 20. */
const drawn = (lost: readonly { fromMs: number; toMs: number }[]): readonly string[] => {
  const [series] = lostSeries(lost, variableTokens) as { renderItem: (place: object, api: object) => Drawn }[];
  const place = { coordSys: { x: 20, y: 10, width: 100, height: 60 } };
  const api = { coord: ([ms]: readonly [number, number]) => [20 + ms / 10, 70] };
  return series?.renderItem(place, api).children.map(({ shape }) => shape.pathData) ?? [];
};

test("a lost span is hatched between two edges, the part of it that lies in the plot", () => {
  expect(drawn([{ fromMs: 500, toMs: 600 }])[1]).toBe("M70 10V70M80 10V70");
  expect(drawn([{ fromMs: -300, toMs: 100 }])[1]).toBe("M20 10V70M30 10V70");
  expect(drawn([{ fromMs: 5000, toMs: 6000 }])).toEqual([]);
  expect(lostSeries([], variableTokens)).toEqual([]);
});

test("a moment can be seen, and losses that touch are one box", () => {
  expect(drawn([{ fromMs: 500, toMs: 500 }])[1]).toBe("M70 10V70M73 10V70");
  expect(
    joinedPx([
      [30, 40],
      [10, 20],
      [20.5, 30],
      [60, 70],
      [62, 65],
    ]),
  ).toEqual([
    [10, 40],
    [60, 70],
  ]);
});

test("a hatch stays in its box, and boxes side by side have one hatch", () => {
  const edge = fc.integer({ min: 0, max: 400 });
  fc.assert(
    fc.property(edge, edge, edge, fc.integer({ min: 1, max: 200 }), (left, width, top, height) => {
      const numbers = hatchPath(left, top, left + width, top + height).match(/[\d.]+ [\d.]+/g) ?? [];
      for (const [x, y] of numbers.map((pair) => pair.split(" ").map(Number) as [number, number])) {
        expect(x >= left && x <= left + width && y >= top && y <= top + height).toBe(true);
        expect((x + y) % 6).toBe(0);
      }
    }),
  );
});
