import fc from "fast-check";
import { expect, test } from "vitest";
import { bars } from "./bars.ts";
import { fallRange, fitsCurve, planFor, slowdownCurve } from "./curves.ts";
import { loadLines } from "./load-lines.ts";
import { stepOf } from "./scale.ts";
import { palettes, variableTokens } from "./tokens.ts";
import { stepsPerGuest, waterfall, waterfallSteps } from "./waterfall.ts";

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

test("N* has its name at the point, or above its line where it would leave the chart at the right", () => {
  const points = [
    { n: 40, p_fits: 1 },
    { n: 52, p_fits: 0.5 },
    { n: 64, p_fits: 0 },
  ];
  const named = (range: readonly [number, number]) => {
    const { option } = fitsCurve(points, { ...marks, range }, variableTokens);
    const at = part(option, "series", 0, "markLine", "data", 0, "label", "show");
    const series = part(option, "series") as readonly { label?: { formatter: unknown } }[];
    return [at, series.some(({ label }) => label?.formatter === "N* 52")];
  };
  expect(named([40, 90])).toEqual([false, true]);
  expect(named([0, 60])).toEqual([true, false]);
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

const MIB = 1024 * 1024;
const entry = (id: string, mib: number) => ({ id, title: id, bytes: mib * MIB, guests: 52 });
const entries = [
  entry("ram", 4784),
  entry("untouched", 497),
  entry("ballooned", 333),
  entry("zero", 561),
  entry("merged", 807),
  entry("frames", 2586),
  entry("overhead", 1196),
];

test("the waterfall goes from RAM through savings to frames, then up by the overhead to what is taken", () => {
  const steps = waterfallSteps(entries);
  expect(steps.map((step) => [step.id, step.kind, step.from_bytes / MIB, step.to_bytes / MIB])).toEqual([
    ["ram", "total", 0, 4784],
    ["untouched", "step", 4784, 4287],
    ["ballooned", "step", 4287, 3954],
    ["zero", "step", 3954, 3393],
    ["merged", "step", 3393, 2586],
    ["frames", "total", 0, 2586],
    ["overhead", "step", 2586, 3782],
    ["taken", "total", 0, 3782],
  ]);
});

test("the memory of the mean guest ends at the frames and the overhead of all guests over their number", () => {
  const interval = { p5: 20 * MIB, p50: 26 * MIB, p95: 30 * MIB };
  const mechanisms = [{ id: "dedup", saved_bytes_per_guest: interval, cost: "", note: null }];
  const steps = stepsPerGuest({ waterfall: entries, mechanisms });
  expect(steps.map((step) => step.title)).toEqual(["RAM", "Never touched", "Balloon", "KSM", "Overhead", "Charged"]);
  expect(steps[0]!.to_bytes / MIB).toBeCloseTo(4784 / 52, 9);
  expect(steps[3]!.change_bytes / MIB).toBeCloseTo(-(561 + 807) / 52, 9);
  expect(steps[3]!.change_interval).toEqual({ low: -30 * MIB, high: -20 * MIB });
  expect(steps[2]!.change_interval).toBeUndefined();
  expect(steps.at(-1)!.to_bytes / MIB).toBeCloseTo((2586 + 1196) / 52, 9);
});

test("waterfall steps float where they begin, totals stand on zero", () => {
  const svg = waterfall(waterfallSteps(entries), 4000 * MIB, variableTokens);
  const boxes = [...svg.matchAll(/<rect x="[^"]*" y="([^"]*)" width="[^"]*" height="([^"]*)"/g)].map((match) => ({
    top: Number(match[1]),
    bottom: Number(match[1]) + Number(match[2]),
  }));
  const [ram, untouched, , , , frames, overhead, taken] = boxes;
  expect(boxes).toHaveLength(8);
  expect(untouched!.top).toBeCloseTo(ram!.top, 0);
  expect(overhead!.bottom).toBeCloseTo(frames!.top, 0);
  expect(taken!.top).toBeCloseTo(overhead!.top, 0);
  expect([frames!.bottom, taken!.bottom]).toEqual([ram!.bottom, ram!.bottom]);
  expect(ram!.bottom - ram!.top).toBeCloseTo(((frames!.bottom - frames!.top) * 4784) / 2586, -0.5);
});

test("a name is text in every drawing, whatever somebody called it", () => {
  const title = "<script>&\"'";
  const load = {
    n: { p5: 1, p50: 2, p95: 3 },
    running: 1,
    title,
    rungs: [{ id: title, title, n: { p5: 1, p50: 1, p95: 1 } }],
  };
  const steps = [{ id: title, title, kind: "total" as const, from_bytes: 0, to_bytes: 5, change_bytes: 5 }];
  for (const svg of [loadLines(load, variableTokens), waterfall(steps, null, variableTokens)])
    expect(svg).not.toMatch(/<script|[^=]"'/);
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

test("load lines stay inside their drawing and apart from each other for any answer and ladder", () => {
  const guests = fc.integer({ min: 0, max: 100_000 });
  const interval = fc.tuple(guests, guests, guests).map((values) => {
    const [p5, p50, p95] = values.sort((x, y) => x - y) as [number, number, number];
    return { p5, p50, p95 };
  });
  const size = { width: 374, height: 410 };
  fc.assert(
    fc.property(interval, guests, fc.array(interval, { maxLength: 6 }), (n, running, others) => {
      const rungs = others.map((other, i) => ({ id: `s${i}`, title: `scenario ${i}`, n: other }));
      const svg = loadLines({ n, running, rungs }, variableTokens, size);
      expect(svg).not.toMatch(/NaN|Infinity|(?:height|width|r)="-/);
      for (const [, x, y] of svg.matchAll(/<text x="([0-9.-]+)" y="([0-9.-]+)"/g)) {
        expect(Number(x)).toBeGreaterThanOrEqual(0);
        expect(Number(x)).toBeLessThan(size.width);
        expect(Number(y)).toBeGreaterThan(0);
        expect(Number(y)).toBeLessThan(size.height);
      }
      const numbers = [...svg.matchAll(/<text x="[0-9.]+" y="([0-9.]+)" fill="[^"]*" font-size="15"/g)].map((match) =>
        Number(match[1]),
      );
      expect(numbers).toHaveLength(rungs.length + 1);
      for (let i = 1; i < numbers.length; i++) expect(numbers[i]! - numbers[i - 1]!).toBeGreaterThanOrEqual(27.8);
    }),
  );
});

test("the hold shows each guest in its colour: running ones solid, the best draws dashed", () => {
  const colours = ["red", "green", "blue"];
  const svg = loadLines(
    { n: { p5: 4, p50: 5, p95: 6 }, running: 3, colourOf: (guest) => colours[guest % 3]! },
    variableTokens,
  );
  const cells = [...svg.matchAll(/<rect [^>]*rx="2"[^>]*>/g)].map(([cell]) => cell).slice(0, 6);
  expect(cells.map((cell) => /(?:fill|stroke)="(red|green|blue)"/.exec(cell)![1])).toEqual([...colours, ...colours]);
  expect(
    cells.map((cell) => (cell.includes("dasharray") ? "best" : cell.includes('"0.26"') ? "room" : "running")),
  ).toEqual(["running", "running", "running", "room", "room", "best"]);
});

test("scenarios beside the answer keep their own fall on the axis", () => {
  const current = [10, 11, 12].map((n, i) => ({ n, p_fits: 1 - i / 2 }));
  const other = { title: "Static", lit: false, points: [4, 5, 6].map((n, i) => ({ n, p_fits: 1 - i / 2 })) };
  const { option } = fitsCurve(
    current,
    { ...marks, n: { p5: 11, p50: 11, p95: 11 }, range: fallRange([current, other.points]) },
    variableTokens,
    [other],
  );
  expect(part(option, "xAxis", "min")).toBeLessThanOrEqual(4);
  expect(part(option, "xAxis", "max")).toBeGreaterThanOrEqual(12);
  expect(part(option, "series", 1, "data")).toEqual([
    [0, 100],
    [4, 100],
    [5, 50],
    [6, 0],
    [1e7, 0],
  ]);
});

test("the plan is the last point of the curve that reaches the asked confidence", () => {
  const curve = [1, 0.99, 0.95, 0.4].map((p_fits, i) => ({ n: 30 + i, p_fits }));
  expect(planFor(curve, 0.95)).toBe(32);
  expect(planFor(curve, 0.995)).toBe(30);
  expect(planFor([{ n: 1, p_fits: 0.2 }], 0.9)).toBeNull();
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
