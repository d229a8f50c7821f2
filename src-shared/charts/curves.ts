// Lines over the number of guests: the chance that N guests fit, and the slowdown they pay.
import type { EChartsOption } from "echarts";
import { formatNumber, formatPercent, formatSlowdown } from "../base/format.ts";
import { base, type ChartPlan, labelStyle, markStyle, still, valueAxis } from "./furniture.ts";
import { roundUp, stepOf } from "./scale.ts";
import type { ChartTokens } from "./tokens.ts";

/** The answer that both charts mark. */
export interface CurveMarks {
  readonly n: { readonly p5: number; readonly p50: number; readonly p95: number };
  /** Asked share of runs in which all guests fit, 0 to 1. */
  readonly confidence: number;
  /** Most guests that fit with the asked confidence over all runs; left out where it is not marked. */
  readonly plan?: number | null;
  /** Ends of the axis of guests; left out: as the points of the chart need. */
  readonly range?: readonly [from: number, to: number];
  /** Largest p99 slowdown that the objective allows (1.05 is 5 % more time), null when it sets none. */
  readonly slowdownLimit: number | null;
}

export interface FitPoint {
  readonly n: number;
  /** Share of runs in which n guests fit, 0 to 1. */
  readonly p_fits: number;
}

export interface SlowdownPoint {
  readonly n: number;
  /** Time with over time without, at least 1. */
  readonly p99_slowdown: number;
}

/** A scenario beside this one, as a thin line; one that is pointed at stands out. */
export interface OtherCurve {
  readonly title: string;
  readonly points: readonly FitPoint[];
  readonly lit: boolean;
}

/** The falling curve of how sure it is that N guests fit, with N* and its interval. */
export function fitsCurve(
  points: readonly FitPoint[],
  marks: CurveMarks,
  t: ChartTokens,
  others: readonly OtherCurve[] = [],
): ChartPlan {
  const data = marks.range ? extended(points) : points.map((point) => [point.n, point.p_fits * 100]);
  const at = (n: number): number | undefined => points.find((point) => point.n === n)?.p_fits;
  const best = at(marks.n.p50);
  return plan(t, {
    xs: points.map((point) => point.n),
    says: !pointSays(marks),
    more: [
      ...others.flatMap((other, i) => otherSeries(other, others.length <= MOST_NAMED ? i : null, marks.range, t)),
      ...planSeries(marks, points, t),
      ...(best === undefined
        ? []
        : [pointSeries(marks.n.p50, best * 100, pointSays(marks) ? starWords(marks) : null, true, t)]),
    ],
    yTitle: "runs in which N guests fit, %",
    yMax: 100,
    yStep: 25,
    data,
    marks,
    level:
      marks.plan === undefined
        ? { at: marks.confidence * 100, text: `asked ${formatPercent(marks.confidence)}`, colour: t.colour.label }
        : null,
  });
}

/** The p99 slowdown over the number of guests, with the objective's limit. */
export function slowdownCurve(points: readonly SlowdownPoint[], marks: CurveMarks, t: ChartTokens): ChartPlan {
  const excess = (slowdown: number): number => (slowdown - 1) * 100;
  const limit = marks.slowdownLimit === null ? null : excess(marks.slowdownLimit);
  const near = points.filter((point) => point.n <= marks.n.p95).map((point) => excess(point.p99_slowdown));
  const highest = Math.max(...points.map((point) => excess(point.p99_slowdown)));
  const wanted = Math.max(limit ?? 0, ...near, 0.1) * 2;
  const yMax = roundUp(Math.max(Math.min(highest, wanted), limit ?? 0, 0.1) * 1.05);
  const paid = points.find((point) => point.n === marks.n.p50)?.p99_slowdown;
  const words = paid === undefined ? "" : `${formatSlowdown(paid)} at ${formatNumber(marks.n.p50)}`;
  return plan(t, {
    more:
      marks.range && paid !== undefined
        ? [pointSeries(marks.n.p50, excess(paid), words, true, t, isLate(marks.n.p50, marks.range))]
        : [],
    xs: points.map((point) => point.n),
    yTitle: "p99 slowdown, %",
    yMax,
    yStep: stepOf(yMax, 5),
    data: points.map((point) => [point.n, excess(point.p99_slowdown)]),
    marks,
    level:
      limit === null
        ? null
        : {
            beyond: true,
            at: limit,
            text: `objective ${formatPercent(limit / 100)}`,
            colour: t.colour.err,
            above: true,
          },
  });
}

/** More thin lines than this are told apart by pointing at them. */
const MOST_NAMED = 4;

/** The largest number of guests of a curve that fit in at least a share of all runs; null when none does. */
export function planFor(points: readonly FitPoint[], confidence: number): number | null {
  const sure = points.filter(({ p_fits: p }) => p >= confidence - 1e-9).map(({ n }) => n);
  return sure.length > 0 ? Math.max(...sure) : null;
}

/** Ends of an axis on which the fall of each curve is seen. */
export function fallRange(curves: readonly (readonly FitPoint[])[]): readonly [from: number, to: number] {
  const ends = curves.filter((points) => points.length > 0).flatMap(fallOf);
  if (ends.length === 0) return [0, 1];
  const [from, to] = [Math.min(...ends), Math.max(...ends)];
  // Room for the names of the curves.
  return [Math.max(0, from - Math.ceil((to - from) / 12)), to];
}

/** From the last number of guests that always fits to the first that never does, with a guest on either side. */
function fallOf(points: readonly FitPoint[]): number[] {
  const always = points.filter(({ p_fits: p }) => p >= 1).map(({ n }) => n);
  const never = points.filter(({ p_fits: p }) => p <= 0).map(({ n }) => n);
  const all = points.map(({ n }) => n);
  return [Math.max(0, Math.max(...always, Math.min(...all)) - 1), Math.min(...never, Math.max(...all)) + 1];
}

/** Far to the right of any axis; lines are cut at its ends. */
const FAR = 1e7;

/** A curve on an axis that is longer than its points: what always fits does so with fewer guests, what never fits with more. */
function extended(points: readonly FitPoint[]): number[][] {
  const drawn = points.map((point) => [point.n, point.p_fits * 100]);
  return [
    ...((points[0]?.p_fits ?? 0) >= 1 ? [[0, 100]] : []),
    ...drawn,
    ...((points.at(-1)?.p_fits ?? 1) <= 0 ? [[FAR, 0]] : []),
  ];
}

/** Heights at which names stand, so that those of neighbours are apart. */
const NAME_LEVELS = [0.35, 0.6, 0.14, 0.82] as const;

/** Where a falling curve passes a height, between two of its points. */
function passing(points: readonly FitPoint[], level: number): readonly [n: number, share: number] | null {
  const at = points.findIndex(({ p_fits: p }) => p <= level);
  const [before, after] = [points[at - 1], points[at]];
  if (!after) return null;
  if (!before || before.p_fits === after.p_fits) return [after.n, after.p_fits];
  const part = (before.p_fits - level) / (before.p_fits - after.p_fits);
  return [before.n + part * (after.n - before.n), level];
}

function otherSeries(
  { title, points, lit }: OtherCurve,
  name: number | null,
  range: CurveMarks["range"],
  t: ChartTokens,
): object[] {
  const colour = lit ? t.colour.text : t.colour.label;
  const line = {
    ...still,
    type: "line",
    data: extended(points),
    showSymbol: false,
    lineStyle: { color: colour, width: lit ? 2.2 : 1.2, opacity: lit ? 1 : 0.8 },
  };
  const place = name === null && !lit ? null : passing(points, NAME_LEVELS[(name ?? 0) % NAME_LEVELS.length]!);
  if (!place) return [line];
  const [n, share] = place;
  const atStart = range !== undefined && n < range[0] + (range[1] - range[0]) / 4;
  const label = {
    ...markStyle(t),
    show: true,
    position: atStart ? "right" : "left",
    color: lit ? t.colour.text : t.colour.text2,
    fontWeight: lit ? 600 : 400,
    formatter: named(title),
  };
  return [line, { ...still, type: "line", data: [[n, share * 100]], symbolSize: 0.01, label, z: 3 }];
}

/** Longest name at a curve, in characters. */
const LONGEST_NAME = 18;
const named = (title: string): string =>
  [...title].length <= LONGEST_NAME ? title : `${[...title].slice(0, LONGEST_NAME - 1).join("")}…`;

/** From the asked confidence across to the curve and down to the guests that fit with it. */
function planSeries(
  { plan: guests, confidence, n }: CurveMarks,
  points: readonly FitPoint[],
  t: ChartTokens,
): object[] {
  if (guests === undefined || guests === null || points.length === 0) return [];
  const level = confidence * 100;
  const dashed = {
    ...still,
    type: "line",
    data: [
      [0, level],
      [guests, level],
      [guests, 0],
    ],
    showSymbol: false,
    lineStyle: { color: t.colour.text2, width: 1, type: "dashed" },
  };
  const words = guests === n.p50 ? null : `${formatNumber(guests)} at ${formatPercent(confidence)}`;
  return [dashed, pointSeries(guests, level, words, false, t)];
}

/** N* is named at its point where the axis is given and the words have room at the right; else above its line. */
const pointSays = ({ n, range }: CurveMarks): boolean => range !== undefined && !isLate(n.p50, range);

const starWords = ({ n }: CurveMarks): string => `N* ${formatNumber(n.p50)}`;

/** Words at the right of it would leave the chart. */
const isLate = (n: number, [from, to]: readonly [number, number]): boolean => n > from + (to - from) * 0.55;

/** A point of the curve; the filled one, N*, has its words at the right (over it at the left when it is late), any other lower at the left. */
const pointSeries = (
  x: number,
  y: number,
  words: string | null,
  filled: boolean,
  t: ChartTokens,
  late = false,
): object => ({
  ...still,
  type: "line",
  data: [[x, y]],
  symbol: "circle",
  symbolSize: filled ? 9 : 6,
  itemStyle: {
    color: filled ? t.colour.accent : t.colour.panel,
    borderColor: filled ? t.colour.panel : t.colour.text,
    borderWidth: 1.5,
  },
  ...(words === null
    ? {}
    : {
        label: {
          ...markStyle(t),
          show: true,
          position: filled && !late ? "right" : "left",
          offset: filled ? (late ? [0, -11] : [2, 0]) : [-2, 11],
          formatter: words,
        },
      }),
  z: 4,
});

interface CurveParts {
  /** Whether N* is named above its line; left out: where the axis is not given. */
  readonly says?: boolean;
  /** Series beside the curve itself. */
  readonly more?: readonly object[];
  readonly xs: readonly number[];
  readonly yTitle: string;
  readonly yMax: number;
  readonly yStep: number;
  readonly data: readonly (readonly number[])[];
  readonly marks: CurveMarks;
  readonly level: {
    readonly at: number;
    readonly text: string;
    readonly colour: string;
    readonly above?: boolean;
    /** What lies above it is not wanted. */
    readonly beyond?: boolean;
  } | null;
}

function plan(t: ChartTokens, parts: CurveParts): ChartPlan {
  const { n } = parts.marks;
  const ends = parts.marks.range ?? parts.xs;
  const low = Math.min(...ends, n.p5);
  const high = Math.max(...ends, n.p95, low + 1);
  const step = stepOf(high - low, 7, true);
  const min = Math.floor(low / step) * step;
  const max = Math.ceil(high / step) * step;
  const level = parts.level;
  const onRight = n.p50 < min + (max - min) * 0.7;
  return {
    width: 440,
    height: 270,
    option: {
      ...base(t),
      grid: { left: 44, right: 22, top: 34, bottom: 42 },
      xAxis: {
        ...valueAxis(t, "guests on the host", "below"),
        min,
        max,
        interval: step,
        axisLabel: { ...labelStyle(t), formatter: (value: number) => formatNumber(value) },
      },
      yAxis: {
        ...valueAxis(t, parts.yTitle, "top"),
        nameTextStyle: { ...labelStyle(t), align: "left", padding: [0, 0, 0, -36] },
        min: 0,
        max: parts.yMax,
        interval: parts.yStep,
        axisLabel: { ...labelStyle(t), formatter: (value: number) => String(Math.round(value * 1e6) / 1e6) },
      },
      series: [
        {
          ...still,
          type: "line",
          data: parts.data.map((point) => [...point]),
          showSymbol: parts.data.length <= 12 && !parts.more?.length,
          symbolSize: 5,
          lineStyle: { color: t.colour.accent, width: 2 },
          itemStyle: { color: t.colour.accent },
          markArea: {
            silent: true,
            itemStyle: { color: t.colour.accent, opacity: 0.14 },
            data: [
              ...(n.p5 === n.p95 ? [] : [[{ xAxis: n.p5 }, { xAxis: n.p95 }]]),
              ...(level?.beyond
                ? [[{ yAxis: level.at, itemStyle: { color: t.colour.err, opacity: 0.06 } }, { yAxis: parts.yMax }]]
                : []),
            ],
          },
          markLine: {
            silent: true,
            symbol: "none",
            data: [
              {
                xAxis: n.p50,
                lineStyle: { color: t.colour.text, width: 1.5, type: "dashed" },
                label: {
                  ...markStyle(t),
                  show: parts.says ?? parts.marks.range === undefined,
                  formatter: starWords(parts.marks),
                  position: "end",
                  distance: 5,
                  align: parts.marks.range ? "center" : onRight ? "left" : "right",
                },
              },
              ...(level === null
                ? []
                : [
                    {
                      yAxis: level.at,
                      lineStyle: { color: level.colour, width: 1, type: "solid" as const },
                      label: {
                        ...markStyle(t),
                        color: level.colour,
                        formatter: level.text,
                        position: level.above ? ("insideStartTop" as const) : ("insideStartBottom" as const),
                      },
                    },
                  ]),
            ],
          },
        },
        ...(parts.more ?? []),
      ],
    } as EChartsOption,
  };
}
