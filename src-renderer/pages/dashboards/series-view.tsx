// A panel's courses: the chart, the crosshair over it, and the table behind it.
import { type RefObject, useCallback, useMemo, useRef } from "react";
import { formatClock } from "../../../src-shared/base/clock.ts";
import { formatPlain, NOT_SEEN } from "../../../src-shared/base/format.ts";
import { heatChart } from "../../../src-shared/charts/heat-chart.ts";
import { isThin, MOST_LINES, scaleOf, seriesChart, seriesColour } from "../../../src-shared/charts/series-chart.ts";
import type { SeriesAxis } from "../../../src-shared/charts/series-data.ts";
import { scaledText } from "../../../src-shared/charts/units.ts";
import { lookOf } from "../../../src-shared/dashboard/look.ts";
import type { HeatPanel, SeriesPanel } from "../../../src-shared/dashboard/panel-data.ts";
import type { ChartLook } from "../../../src-shared/dashboard/schema.ts";
import { heatSentence, seriesSentence } from "../../../src-shared/dashboard/words.ts";
import { Chart } from "../../charts/chart.tsx";
import type { Picture } from "../../charts/picture.ts";
import { useChartTokens } from "../../charts/theme.ts";
import { useSize } from "../../ui/use-size.ts";
import type { Desk } from "./desk.ts";
import { type HoverLine, TimeOverlay } from "./time-overlay.tsx";

interface ViewProps {
  readonly desk: Desk;
  readonly panel: string;
  readonly title: string;
  readonly startWallMs: number | null;
  readonly picture: RefObject<Picture | null>;
  readonly onDrawn: () => void;
}

export function SeriesView(props: ViewProps & { readonly data: SeriesPanel; readonly chart: ChartLook | undefined }) {
  const { data, chart, startWallMs, picture, title } = props;
  const t = useChartTokens();
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const look = useMemo(() => lookOf(chart, data), [chart, data]);
  const drawn = useMemo(
    () => size && seriesChart(data, look, { ...size, startWallMs, still: false }, t),
    [data, look, size, startWallMs, t],
  );
  const scale = useMemo(() => scaleOf(data, look.stacked), [data, look]);
  const valuesAt = useCallback(
    (ms: number): readonly HoverLine[] => {
      const at = placeOf(data.axis, ms);
      if (at === null) return [];
      return data.series.slice(0, MOST_HOVERED).map((one, nth) => ({
        title: data.series.length === 1 ? "" : one.title,
        value: `${scaledText(one.mean[at] ?? Number.NaN, scale)}${Number.isNaN(one.mean[at]) ? "" : unitWord(scale.name)}`,
        colour: seriesColour(one, nth, t, isThin(look)),
      }));
    },
    [data, look, scale, t],
  );
  const label = useMemo(() => seriesSentence(title, data, startWallMs), [title, data, startWallMs]);
  return (
    <div className="db-chart" ref={box}>
      {drawn && <Chart option={drawn.option} height="100%" label={label} picture={picture} onDrawn={props.onDrawn} />}
      {drawn && data.axis.kind === "time" && !data.axis.absolute && (
        <TimeOverlay {...props} plot={drawn.plot} fromMs={data.axis.fromMs} toMs={data.axis.toMs} valuesAt={valuesAt} />
      )}
    </div>
  );
}

/** Lines that the crosshair speaks of in one chart. */
const MOST_HOVERED = 8;

const unitWord = (name: string): string => (name === "" ? "" : `\u202f${name}`);

/** Which value holds at a moment; null outside of the axis. */
function placeOf(axis: SeriesAxis, ms: number): number | null {
  if (axis.kind !== "time") return null;
  const { at } = axis;
  let [low, high] = [0, at.length - 1];
  if (high < 0 || ms < (at[0] as number)) return null;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((at[middle] as number) <= ms) low = middle;
    else high = middle - 1;
  }
  return low;
}

export function HeatView(props: ViewProps & { readonly data: HeatPanel }) {
  const { data, startWallMs, picture, title } = props;
  const t = useChartTokens();
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const drawn = useMemo(
    () => size && heatChart(data, { ...size, startWallMs, still: false }, t),
    [data, size, startWallMs, t],
  );
  const valuesAt = useCallback(
    (ms: number): readonly HoverLine[] => {
      const column = placeOf(data.axis, ms);
      if (column === null) return [];
      let sum = 0;
      for (let row = 0; row < data.rows; row++) sum += data.values[column * data.rows + row] as number;
      return [
        {
          title: "",
          value: sum === 0 ? NOT_SEEN : `${formatPlain(sum)} ${data.unit ?? ""}`.trim(),
          colour: t.colour.q5,
        },
      ];
    },
    [data, t],
  );
  return (
    <div className="db-chart" ref={box}>
      {drawn && (
        <Chart
          option={drawn.option}
          height="100%"
          label={heatSentence(title, data)}
          picture={picture}
          onDrawn={props.onDrawn}
        />
      )}
      {drawn && data.axis.kind === "time" && (
        <TimeOverlay {...props} plot={drawn.plot} fromMs={data.axis.fromMs} toMs={data.axis.toMs} valuesAt={valuesAt} />
      )}
    </div>
  );
}

/** Names beside their colours, in the head of a panel; lines one below the other have their names beside them. */
export function SeriesLegend({ data, chart }: { readonly data: SeriesPanel; readonly chart: ChartLook | undefined }) {
  const t = useChartTokens();
  const look = lookOf(chart, data);
  const own = data.series;
  if (own.length < 2 || (look.form === "line" && own.length > MOST_LINES)) return null;
  return (
    <span className="db-legend">
      {own.map((one, nth) => (
        <span key={one.id}>
          <i style={{ background: seriesColour(one, nth, t, isThin(look)) }} />
          {one.title}
        </span>
      ))}
    </span>
  );
}

/** The moment of a value in words, for tables. */
export const momentOf = (ms: number, startWallMs: number | null, stepMs: number | null): string =>
  formatClock(ms, startWallMs, stepMs !== null && stepMs >= 1000 ? "s" : "ms");
