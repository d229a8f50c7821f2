import fc from "fast-check";
import { expect, test } from "vitest";
import { bars } from "./bars.ts";
import { fitsCurve, slowdownCurve } from "./curves.ts";
import { loadLines } from "./load-lines.ts";
import { stepOf } from "./scale.ts";
import { palettes, variableTokens } from "./tokens.ts";
import { waterfall } from "./waterfall.ts";

const marks = { n: { p5: 44, p50: 52, p95: 61 }, confidence: 0.9, slowdownLimit: 1.05 };

/** Looks into an option without its types. */
const part = (option: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], option);

test("axis steps are round and cut the range into at most the wanted parts", () => {
  expect(stepOf(70, 7)).toBe(10);
  expect(stepOf(61, 7)).toBe(10);
  expect(stepOf(3, 7, true)).toBe(1);
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), fc.integer({ min: 2, max: 12 }), (max, most) => {
      expect(max / stepOf(max, most)).toBeLessThanOrEqual(most * (1 + 1e-9));
    }),
  );
});

test("the curve of chances runs from 0 to 100 % and marks N* with its interval", () => {
  const { option } = fitsCurve(
    [
      { n: 40, p_fits: 1 },
      { n: 52, p_fits: 0.5 },
      { n: 64, p_fits: 0 },
    ],
    marks,
    variableTokens,
  );
  expect(part(option, "series", 0, "data")).toEqual([
    [40, 100],
    [52, 50],
    [64, 0],
  ]);
  expect(part(option, "yAxis", "max")).toBe(100);
  expect(part(option, "series", 0, "markArea", "data")).toEqual([[{ xAxis: 44 }, { xAxis: 61 }]]);
  expect(part(option, "series", 0, "markLine", "data", 0, "xAxis")).toBe(52);
});

test("no band is drawn where p5 and p95 are equal", () => {
  const exact = { ...marks, n: { p5: 52, p50: 52, p95: 52 } };
  const { option } = fitsCurve([{ n: 52, p_fits: 1 }], exact, variableTokens);
  expect(part(option, "series", 0, "markArea", "data")).toEqual([]);
});

test("the slowdown axis shows the objective and is not stretched by a far outlier", () => {
  const points = [
    { n: 50, p99_slowdown: 1.01 },
    { n: 60, p99_slowdown: 1.04 },
    { n: 80, p99_slowdown: 50 },
  ];
  const max = part(slowdownCurve(points, marks, variableTokens).option, "yAxis", "max") as number;
  expect(max).toBeGreaterThanOrEqual(5);
  expect(max).toBeLessThanOrEqual(25);
});

test("waterfall steps float where they begin, totals stand on zero", () => {
  const MIB = 1024 * 1024;
  const { option } = waterfall(
    [
      { id: "ram", title: "RAM", from_bytes: 0, to_bytes: 100 * MIB, kind: "total" },
      { id: "merged", title: "saved", from_bytes: 100 * MIB, to_bytes: 70 * MIB, kind: "step" },
      { id: "overhead", title: "overhead", from_bytes: 70 * MIB, to_bytes: 75 * MIB, kind: "step" },
    ],
    90 * MIB,
    variableTokens,
  );
  expect(part(option, "series", 0, "data")).toEqual([0, 70, 70]);
  expect((part(option, "series", 1, "data") as { value: number }[]).map((bar) => bar.value)).toEqual([100, 30, 5]);
});

test("unknown values draw no bar and no label", () => {
  const { option } = bars(
    {
      rows: ["a", "b"],
      series: [{ title: "seen", colour: "red", values: [null, 3] }],
      axis: "pages",
      show: String,
      stacked: false,
    },
    variableTokens,
  );
  expect(part(option, "series", 0, "data", 0, "value")).toBeUndefined();
  const label = part(option, "series", 0, "label", "formatter") as (point: { dataIndex: number }) => string;
  expect([label({ dataIndex: 0 }), label({ dataIndex: 1 })]).toEqual(["", "3"]);
});

test("load lines stay inside their drawing and apart from each other for any answer", () => {
  const guests = fc.integer({ min: 0, max: 100_000 });
  fc.assert(
    fc.property(guests, guests, guests, guests, (a, b, c, running) => {
      const [p5, p50, p95] = [a, b, c].sort((x, y) => x - y) as [number, number, number];
      const svg = loadLines({ n: { p5, p50, p95 }, running }, variableTokens);
      expect(svg).not.toMatch(/NaN|Infinity|height="-/);
      const lines = [...svg.matchAll(/<text x="281" y="([0-9.]+)"/g)].map((match) => Number(match[1]));
      expect(Math.min(...lines)).toBeGreaterThan(0);
      expect(Math.max(...lines)).toBeLessThan(322);
      for (let i = 1; i < lines.length; i++) expect(lines[i]! - lines[i - 1]!).toBeGreaterThanOrEqual(15.8);
    }),
  );
});

test("both themes have every colour, and text stands out from its panel as WCAG asks", () => {
  const channel = (hex: string): number => {
    const v = Number.parseInt(hex, 16) / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  };
  const luminance = (colour: string): number =>
    0.2126 * channel(colour.slice(1, 3)) + 0.7152 * channel(colour.slice(3, 5)) + 0.0722 * channel(colour.slice(5, 7));
  const contrast = (a: string, b: string): number => {
    const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
    return (high + 0.05) / (low + 0.05);
  };
  for (const theme of ["light", "dark"] as const) {
    const colour = palettes[theme];
    expect(Object.keys(colour)).toEqual(Object.keys(palettes.dark));
    for (const name of ["text", "text2", "label", "accent", "ok", "warn", "err", "info"] as const)
      for (const ground of ["page", "panel"] as const)
        expect(contrast(colour[name], colour[ground]), `${theme} ${name} on ${ground}`).toBeGreaterThanOrEqual(4.5);
  }
});
