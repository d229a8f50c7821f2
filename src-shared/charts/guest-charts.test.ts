import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contentParts, contentsChart } from "./contents-bars.ts";
import { missRatioChart } from "./miss-ratio.ts";
import { axisOf } from "./scale.ts";
import { heatSteps, sharingMatrix } from "./sharing-matrix.ts";
import { tipText } from "./tip.ts";
import { canvasTokens, palettes } from "./tokens.ts";
import { windowText, workingSetChart } from "./working-set.ts";

const MIB = 1024 * 1024;
const t = canvasTokens((variable) => `<${variable}>`);

/** Looks into an option without its types. */
const part = (option: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], option);

const tipOf = (option: unknown, points: readonly object[]): string =>
  (part(option, "tooltip", "formatter") as (points: unknown) => string)(points);

const alpha = {
  id: "alpha",
  title: "alpha",
  colour: "#123456",
  points: [
    { window_s: 1, low: 1 * MIB, best: 2 * MIB, high: 3 * MIB },
    { window_s: 60, low: 4 * MIB, best: 5 * MIB, high: 6 * MIB },
  ],
};

describe("working set by window", () => {
  const { option } = workingSetChart([alpha], { limit: 8 * MIB }, t);

  test("draws best estimate, least and most of each window in the unit of the largest value", () => {
    expect(part(option, "yAxis", "name")).toBe("MiB");
    expect(part(option, "series", 1, "data")).toEqual([
      [0, 2, 1, 3],
      [1, 5, 4, 6],
    ]);
    expect(part(option, "series", 0, "encode")).toEqual({ x: 0, y: [2, 3] });
    expect(part(option, "series", 1, "markLine", "data", 0, "yAxis")).toBe(8);
    expect(part(option, "series", 1, "lineStyle", "color")).toBe("#123456");
  });

  test("starts at 0 and names the windows, the quoted one in bold", () => {
    expect(part(option, "yAxis", "min")).toBe(0);
    const label = part(option, "xAxis", "axisLabel", "formatter") as (value: number) => string;
    expect([0, 0.5, 1].map(label)).toEqual(["1 s", "", "{quoted|1 min}"]);
    expect([5, 600, 3600].map(windowText)).toEqual(["5 s", "10 min", "1 h"]);
  });

  test("tells the numbers with their bounds at the pointer", () => {
    expect(tipOf(option, [{ value: [1, 5, 4, 6] }])).toMatch(
      /Within 1 min.*alpha<\/u>5\u202fMiB.*bounds<\/u>4\u202fMiB to 6\u202fMiB/,
    );
  });

  test("charts that are compared have one scale", () => {
    const small = { ...alpha, points: [{ window_s: 1, low: MIB, best: MIB, high: MIB }] };
    const maxima = [alpha, small].map((line) =>
      part(workingSetChart([line], { limit: null, atLeast: 40 * MIB }, t).option, "yAxis", "max"),
    );
    expect(maxima).toEqual([40, 40]);
  });

  test("several guests stand beside each other over the same window", () => {
    const two = workingSetChart([alpha, { ...alpha, id: "bravo", title: "bravo" }], { limit: null }, t).option;
    const xs = [1, 3].map((series) => (part(two, "series", series, "data", 1) as number[])[0]!);
    expect(xs[0]!).toBeLessThan(1);
    expect(xs[1]!).toBeGreaterThan(1);
    expect((xs[0]! + xs[1]!) / 2).toBeCloseTo(1, 12);
  });
});

test("the miss ratio is drawn in per cent over memory, with its band from least to most and the marks", () => {
  const line = { ...alpha, points: [{ bytes: 2 * MIB, low: 0.1, best: 0.2, high: 0.4 }] };
  const { option } = missRatioChart([line], [{ bytes: MIB, text: "working set 1" }], t);
  expect(
    (part(option, "series") as { data: number[][] }[]).map((one) => one.data[0]?.map((v) => +v.toFixed(9))),
  ).toEqual([
    [2, 10],
    [2, 30],
    [2, 20],
  ]);
  expect(part(option, "series", 2, "markLine", "data", 0, "xAxis")).toBe(1);
  expect(tipOf(option, [{ value: [2, 20] }])).toContain("20.0 % (10.0 to 40.0)");
});

describe("page contents", () => {
  const parts = { zero: 1 * MIB, elsewhere: 2 * MIB, copies: 3 * MIB, own: 4 * MIB, untouched: 6 * MIB };
  const { option } = contentsChart(
    [
      { guest: "alpha", index: 0, parts },
      { guest: "{b|x}", index: 13, parts: null },
    ],
    t,
  );

  test("stacks the classes of each guest in a fixed order, and draws nothing where nothing was seen", () => {
    const series = part(option, "series") as {
      id: string;
      stack: string;
      data: number[];
      itemStyle: { color: string };
    }[];
    expect(series.map((one) => [one.id, ...one.data])).toEqual([
      ["zero", 1, 0],
      ["elsewhere", 2, 0],
      ["copies", 3, 0],
      ["own", 4, 0],
      ["untouched", 6, 0],
    ]);
    expect(new Set(series.map((one) => one.stack)).size).toBe(1);
    expect(series.map((one) => one.itemStyle.color)).toEqual([
      "<--m-zero>",
      "<--m-shared>",
      "<--m-shared>a6",
      "<--m-anon>",
      "<--m-free>",
    ]);
  });

  test("the shares at the pointer add up to the whole", () => {
    const text = tipOf(option, [{ dataIndex: 0 }]);
    const shares = [...text.matchAll(/, ([0-9.]+)\u202f%/g)].map((match) => Number(match[1]));
    expect(shares).toHaveLength(contentParts.length);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(100, 0);
    expect(text).toContain("16\u202fMiB");
  });

  test("each guest keeps its colour, the thirteenth and later ones begin anew, and a name cannot style the axis", () => {
    const label = part(option, "yAxis", "axisLabel", "formatter") as (value: string) => string;
    expect(label("1")).toBe("{mark13|}  {name| b x }");
    expect(part(option, "yAxis", "axisLabel", "rich", "mark13", "backgroundColor")).toBe("<--g-2>");
  });
});

describe("the sharing matrix", () => {
  const common = [
    { guests: ["alpha", "bravo"], contents: 6880 },
    { guests: ["charlie", "alpha"], contents: 4792 },
    { guests: ["alpha", "bravo", "charlie"], contents: 4790 },
  ];
  const inside = new Map<string, number | null>([
    ["alpha", 2041],
    ["bravo", 2421],
    ["charlie", null],
  ]);
  const cells = sharingMatrix(["alpha", "bravo", "charlie"], inside, common);

  test("is the same on both sides of the diagonal and holds the counts as they are", () => {
    expect(cells.map((row) => row.map((cell) => cell.contents))).toEqual([
      [2041, 6880, 4792],
      [6880, 2421, null],
      [4792, null, null],
    ]);
  });

  test("shades more contents no lighter, and only nothing as nothing", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 20 }), (values) => {
        const step = heatSteps(values);
        const sorted = [...values].sort((a, b) => a - b);
        const steps = sorted.map(step);
        for (let i = 1; i < steps.length; i++) expect(steps[i]!).toBeGreaterThanOrEqual(steps[i - 1]!);
        sorted.forEach((value, i) => {
          expect(steps[i]! === 0).toBe(value === 0);
          expect(steps[i]!).toBeLessThanOrEqual(8);
        });
      }),
    );
  });

  test("a range of twenty to one or more is shaded by ratios", () => {
    const step = heatSteps([1, 10_000]);
    expect([1, 100, 10_000].map(step)).toEqual([1, 4, 8]);
    expect(heatSteps([500, 1000])(500)).toBe(4);
  });
});

test("a guest named like markup stays text in a tip", () => {
  const text = tipText("<img src=x onerror=alert(1)>", [{ name: '"><script>', value: "1 & 2", colour: '"onclick="' }]);
  expect(text.match(/<[^>]*>/g)).toEqual([
    "<b>",
    "</b>",
    "<span>",
    expect.stringMatching(/^<i style="[^"]*">$/),
    "</i>",
    "<u>",
    "</u>",
    "</span>",
  ]);
});

test("axes reach at least their largest value in whole steps, and no further than one step beyond", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (value) => {
      const { max, step } = axisOf(value, 5);
      expect(max).toBeGreaterThanOrEqual(value * (1 - 1e-9));
      expect(max).toBeLessThan(value + step * (1 + 1e-6));
      expect(Math.abs(max / step - Math.round(max / step))).toBeLessThan(1e-6);
    }),
  );
  expect(axisOf(100, 4)).toEqual({ max: 100, step: 25 });
  expect(axisOf(96, 4)).toEqual({ max: 100, step: 25 });
});

test("both themes name the same colours", () => {
  expect(Object.keys(palettes.light)).toEqual(Object.keys(palettes.dark));
});
