import { describe, expect, it } from "vitest";
import { palettes } from "../../../src-shared/charts/tokens.ts";
import type { ResultChartReply } from "../../../src-shared/protocol/column-replies.ts";
import { chartOption, firstChoice, fits, sentenceOf, titleOf } from "./chart-option.ts";
import { gridColumns } from "./grid-model.ts";

const tokens = { colour: palettes.dark, font: "x", size: 11 };
const columnsOf = (...columns: readonly (readonly [string, string, string?])[]) =>
  gridColumns({
    columns: columns.map(([name, type, unit]) => ({ name, type, unit: unit ?? null })),
    first: {
      from: 0,
      rows: 1,
      columns: columns.map(([name]) => ({ data: [name === "unseen" ? null : "1"], valid: null })),
    },
  });
const floats = (...values: number[]) => Float64Array.from(values);
const reply = (
  x: Float64Array<ArrayBuffer> | null,
  y: Float64Array<ArrayBuffer>,
  rows = y.length,
  labels: string[] | null = null,
): ResultChartReply => ({
  ...{ rows, points: y.length, labels, x },
  series: [{ column: 1, mean: y, min: y.map((v) => v - 1), max: y.map((v) => v + 1) }],
});
interface Option {
  readonly xAxis: {
    readonly type: string;
    readonly data?: readonly string[];
    readonly axisLabel: { formatter(v: unknown): string };
  };
  readonly yAxis: { readonly name: string; readonly scale: boolean };
  readonly series: readonly { readonly type: string; readonly data: readonly (readonly unknown[])[] }[];
}
const option = (...args: Parameters<typeof chartOption>) => chartOption(...args) as unknown as Option;

describe("what is drawn by itself", () => {
  it("is a line over time, bars over a few words, points over names that are numbers", () => {
    const time = columnsOf(
      ["t", "BIGINT", "ns"],
      ["guest", "VARCHAR"],
      ["rss", "BIGINT", "bytes"],
      ["pss", "BIGINT", "bytes"],
    );
    expect(firstChoice(time, 1000)).toEqual({ kind: "line", x: 0, y: [2, 3] });
    const words = columnsOf(["guest", "VARCHAR"], ["faults", "BIGINT"]);
    expect(firstChoice(words, 3)).toEqual({ kind: "bars", x: 0, y: [1] });
    const addresses = columnsOf(["guest", "VARCHAR"], ["addr", "UBIGINT", "bytes"], ["faults", "BIGINT"]);
    expect(firstChoice(addresses, 500)).toEqual({ kind: "scatter", x: 1, y: [2] });
  });

  it("is no column of which nothing was seen, where there is another one", () => {
    const columns = columnsOf(["t", "BIGINT", "ns"], ["unseen", "BIGINT"], ["faults", "BIGINT"]);
    expect(firstChoice(columns, 1000)).toEqual({ kind: "line", x: 0, y: [2] });
  });

  it("is nothing where there are no two columns to draw", () => {
    expect(firstChoice(columnsOf(["a", "VARCHAR"], ["b", "VARCHAR"]), 10)).toBeNull();
    expect(firstChoice(columnsOf(["n", "BIGINT"]), 10)).toBeNull();
  });

  it("puts only columns of one unit on an axis", () => {
    const columns = columnsOf(["t", "BIGINT", "ns"], ["a", "BIGINT", "bytes"], ["b", "BIGINT", "ms"]);
    const choice = { kind: "line", x: 0, y: [1] } as const;
    expect([fits(columns, choice, 1), fits(columns, choice, 2)]).toEqual([true, false]);
  });
});

describe("a chart of a result", () => {
  const columns = columnsOf(["t", "BIGINT", "ns"], ["stall_ms", "DOUBLE", "ms"]);
  const choice = { kind: "line", x: 0, y: [1] } as const;

  it("has clock times where the project knows them, else times since its start", () => {
    const start = Date.UTC(2026, 10, 21, 14, 14, 20);
    const drawn = reply(floats(0, 60_000), floats(1, 2));
    const clock = option(columns, choice, drawn, start, tokens);
    expect([clock.xAxis.type, clock.xAxis.axisLabel.formatter(start + 60_000)]).toEqual(["time", "14:15:20"]);
    expect(clock.series[0]?.data).toEqual([
      [start, 1],
      [start + 60_000, 2],
    ]);
    const since = option(columns, choice, drawn, null, tokens);
    expect([since.xAxis.type, since.xAxis.axisLabel.formatter(60_000)]).toEqual(["value", "0:01:00"]);
  });

  it("shows a gap where nothing was seen, and the unit at its axis", () => {
    const drawn = option(columns, choice, reply(floats(0, 1, 2), floats(1, Number.NaN, 3)), null, tokens);
    expect(drawn.series[0]?.data.map(([, y]) => y)).toEqual([1, null, 3]);
    expect(drawn.yAxis.name).toBe("ms");
  });

  it("keeps the least and greatest of rows that are drawn together", () => {
    const drawn = reply(floats(0, 1), floats(5, 6), 1000);
    expect(option(columns, choice, drawn, null, tokens).series.map(({ type }) => type)).toEqual(["custom", "line"]);
    const bars = option(columns, { ...choice, kind: "bars" }, drawn, null, tokens);
    expect([bars.series[0]?.data.map(([, y]) => y), bars.yAxis.scale]).toEqual([[6, 7], false]);
    const dots = option(columns, { ...choice, kind: "scatter" }, drawn, null, tokens);
    expect(dots.series.map(({ data }) => data.map(([, y]) => y))).toEqual([
      [5, 6],
      [4, 5],
      [6, 7],
    ]);
  });

  it("has words in the order of the query, and addresses in hexadecimal digits", () => {
    const words = columnsOf(["guest", "VARCHAR"], ["n", "BIGINT"]);
    const drawn = option(words, { kind: "bars", x: 0, y: [1] }, reply(null, floats(1, 2), 2, ["b", "a"]), null, tokens);
    expect([drawn.xAxis.type, drawn.xAxis.data]).toEqual(["category", ["b", "a"]]);
    const addresses = columnsOf(["gpa", "UBIGINT", "bytes"], ["n", "BIGINT"]);
    const hex = option(addresses, { kind: "scatter", x: 0, y: [1] }, reply(floats(0), floats(1)), null, tokens);
    expect(hex.xAxis.axisLabel.formatter(2_097_152)).toBe("0x200000");
  });

  it("says in a sentence what is drawn", () => {
    expect(titleOf(columns, choice)).toBe("stall_ms over t");
    expect(sentenceOf(columns, choice, reply(floats(0, 1), floats(5, 6), 1000))).toBe(
      "stall_ms over t, 1\u202f000 rows: stall_ms from 4 to 7 ms",
    );
  });
});
