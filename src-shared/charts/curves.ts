// Lines over the number of guests: the chance that N guests fit, and the slowdown they pay.
import { formatNumber, formatPercent } from "../base/format.ts";
import { base, type ChartPlan, labelStyle, markStyle, still, valueAxis } from "./furniture.ts";
import { roundUp, stepOf } from "./scale.ts";
import type { ChartTokens } from "./tokens.ts";

/** The answer that both charts mark. */
export interface CurveMarks {
  readonly n: { readonly p5: number; readonly p50: number; readonly p95: number };
  /** Asked share of runs in which all guests fit, 0 to 1. */
  readonly confidence: number;
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

/** The falling curve of how sure it is that N guests fit, with N* and its interval. */
export function fitsCurve(points: readonly FitPoint[], marks: CurveMarks, t: ChartTokens): ChartPlan {
  const data = points.map((point) => [point.n, point.p_fits * 100]);
  return plan(t, {
    xs: points.map((point) => point.n),
    yTitle: "runs in which N guests fit, %",
    yMax: 100,
    yStep: 25,
    data,
    marks,
    level: { at: marks.confidence * 100, text: `asked ${formatPercent(marks.confidence)}`, colour: t.colour.label },
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
  return plan(t, {
    xs: points.map((point) => point.n),
    yTitle: "p99 slowdown, %",
    yMax,
    yStep: stepOf(yMax, 5),
    data: points.map((point) => [point.n, excess(point.p99_slowdown)]),
    marks,
    level:
      limit === null
        ? null
        : { at: limit, text: `objective ${formatPercent(limit / 100)}`, colour: t.colour.err, above: true },
  });
}

interface CurveParts {
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
  } | null;
}

function plan(t: ChartTokens, parts: CurveParts): ChartPlan {
  const { n } = parts.marks;
  const low = Math.min(...parts.xs, n.p5);
  const high = Math.max(...parts.xs, n.p95, low + 1);
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
          showSymbol: parts.data.length <= 12,
          symbolSize: 5,
          lineStyle: { color: t.colour.accent, width: 2 },
          itemStyle: { color: t.colour.accent },
          markArea: {
            silent: true,
            itemStyle: { color: t.colour.accent, opacity: 0.14 },
            data: n.p5 === n.p95 ? [] : [[{ xAxis: n.p5 }, { xAxis: n.p95 }]],
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
                  formatter: `N* ${formatNumber(n.p50)}`,
                  position: "end",
                  distance: 5,
                  align: onRight ? "left" : "right",
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
      ],
    },
  };
}
