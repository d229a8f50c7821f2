// The chart of a run: what was seen and done by epoch, with the epoch that is looked at and where the policy acted.
import type { EChartsOption } from "echarts";
import { useMemo, useRef } from "react";
import { type ByteUnit, byteUnit, formatBytes, formatNumber, NOT_SEEN } from "../../../src-shared/base/format.ts";
import { bytesOf } from "../../../src-shared/base/units.ts";
import { axisNameBelow, base, labelStyle, markStyle, still, valueAxis } from "../../../src-shared/charts/furniture.ts";
import { tip, tipText } from "../../../src-shared/charts/tip.ts";
import type { ChartTokens } from "../../../src-shared/charts/tokens.ts";
import type { PolicyReply } from "../../../src-shared/protocol/policy-replies.ts";
import { Chart, type PictureRef } from "../../charts/chart.tsx";
import { useChartTokens } from "../../charts/theme.ts";
import { useChartMenu } from "../../charts/use-chart-menu.ts";
import { Select } from "../../ui/choice.tsx";
import { Panel } from "../../ui/panel.tsx";
import type { TableData } from "../../ui/table-model.ts";
import { actedEpochs, type Course, coursesOf } from "./view.ts";

export interface EpochChartProps {
  readonly reply: PolicyReply;
  readonly guest: number | null;
  readonly epoch: number | null;
  readonly dimmed: boolean;
  readonly onGuest: (guest: number | null) => void;
}

export function EpochChart({ reply, guest, epoch, dimmed, onGuest }: EpochChartProps) {
  const tokens = useChartTokens();
  const picture: PictureRef = useRef(null);
  const menu = useChartMenu(picture);
  const courses = useMemo(() => coursesOf(reply, guest), [reply, guest]);
  const unit = useMemo(() => unitOf(courses), [courses]);
  const epochs = reply.seen?.epochs ?? NONE;
  const acted = useMemo(() => actedEpochs(reply, guest), [reply, guest]);
  const stopped = reply.violations?.find((one) => one.epoch > 0)?.epoch ?? null;
  const option = useMemo(
    () => optionOf({ courses, unit, epochs, acted, epoch, stopped }, tokens),
    [courses, unit, epochs, acted, epoch, stopped, tokens],
  );
  const table = useMemo(() => tableOf(courses, unit, epochs), [courses, unit, epochs]);
  const guests = reply.seen?.guests ?? [];
  const who = guest === null ? "the host" : (guests.find(({ id }) => id === guest)?.name ?? `guest ${guest}`);
  return (
    <Panel
      className="polchart"
      title="What it saw and did"
      sub={`${unit.name} by epoch`}
      dimmed={dimmed}
      table={table}
      menu={menu}
      actions={
        <Select
          label="Whose course is drawn"
          value={guest === null ? "host" : String(guest)}
          options={[
            { value: "host", title: "Host" },
            ...guests.map(({ id, name }) => ({ value: String(id), title: name })),
          ]}
          onChange={(value) => onGuest(value === "host" ? null : Number(value))}
        />
      }
    >
      <span className="row pollegend" aria-hidden="true">
        {courses.map((course) => (
          <span key={course.id}>
            <i style={{ borderTopColor: tokens.colour[course.colour] }} className={course.dashed ? "dash" : ""} />
            {course.title}
          </span>
        ))}
      </span>
      <Chart option={option} label={sentenceOf(courses, acted.length, who)} height="100%" picture={picture} />
    </Panel>
  );
}

const NONE: readonly number[] = [];

/** One unit for all courses, so that they stand on one axis. */
function unitOf(courses: readonly Course[]): ByteUnit {
  let most = 0;
  for (const { values } of courses) for (const pages of values) most = Math.max(most, pages ?? 0);
  return byteUnit(bytesOf(most));
}

function sentenceOf(courses: readonly Course[], acted: number, who: string): string {
  const parts = courses.map(({ title, values }) => {
    const known = values.filter((value) => value !== null);
    const [least, most] = known.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [
      Number.POSITIVE_INFINITY,
      0,
    ] as [number, number]);
    return known.length === 0
      ? `${title} ${NOT_SEEN}`
      : `${title} from ${formatBytes(bytesOf(least))} to ${formatBytes(bytesOf(most))}`;
  });
  return `Of ${who} by epoch: ${parts.join(", ")}; the policy acted in ${formatNumber(acted)} epochs.`;
}

interface Drawn {
  readonly courses: readonly Course[];
  readonly unit: ByteUnit;
  readonly epochs: readonly number[];
  readonly acted: readonly number[];
  readonly epoch: number | null;
  /** Epoch at which the policy was stopped. */
  readonly stopped: number | null;
}

function optionOf({ courses, unit, epochs, acted, epoch, stopped }: Drawn, t: ChartTokens): EChartsOption {
  const scaled = (pages: number | null): number | null => (pages === null ? null : bytesOf(pages) / unit.bytes);
  const option = {
    ...base(t),
    grid: { left: 52, right: 14, top: 22, bottom: 40 },
    tooltip: tip(t, "axis", (points) => {
      const at = points[0]?.dataIndex ?? 0;
      const lines = courses.map(({ title, colour, values }) => {
        const pages = values[at] ?? null;
        return {
          name: title,
          value: pages === null ? NOT_SEEN : formatBytes(bytesOf(pages)),
          colour: t.colour[colour],
        };
      });
      return tipText(`Epoch ${formatNumber(epochs[at] ?? 0)}`, lines);
    }),
    xAxis: {
      ...valueAxis(t, "", "below"),
      ...axisNameBelow(t, "epoch"),
      min: epochs[0] ?? 0,
      max: Math.max(epochs.at(-1) ?? 1, (epochs[0] ?? 0) + 1),
      splitLine: { show: false },
    },
    yAxis: valueAxis(t, unit.name, "top"),
    series: [
      ...courses.map((course, nth) => ({
        ...{ id: course.id, name: course.title, type: "line", showSymbol: epochs.length === 1, connectNulls: false },
        ...(course.step ? { step: "end" } : {}),
        itemStyle: { color: t.colour[course.colour] },
        lineStyle: { width: 1.5, color: t.colour[course.colour], type: course.dashed ? "dashed" : "solid" },
        emphasis: { disabled: true },
        data: course.values.map((pages, at) => [epochs[at], scaled(pages)]),
        ...(nth === 0 ? { markLine: linesAt(epoch, stopped, [epochs[0] ?? 0, epochs.at(-1) ?? 1], t) } : {}),
      })),
      {
        ...still,
        ...{ id: "acted", type: "scatter", symbol: "triangle", symbolSize: 6, large: true, tooltip: { show: false } },
        itemStyle: { color: t.colour.label },
        data: acted.map((one) => [one, 0]),
      },
    ],
  };
  return option as unknown as EChartsOption;
}

/** Share of the width at either end in which a centred label would lie over the axis or beyond the chart. */
const AT_THE_END = 0.08;
/** Clear of the unit above the axis. */
const BESIDE_UNIT = [0, 0, 0, 26];

function linesAt(
  epoch: number | null,
  stopped: number | null,
  [first, last]: readonly [number, number],
  t: ChartTokens,
): object {
  const aside = (at: number): object => {
    const share = (at - first) / Math.max(1, last - first);
    if (share < AT_THE_END) return { align: "left", padding: BESIDE_UNIT };
    return share > 1 - AT_THE_END ? { align: "right" } : {};
  };
  const line = (at: number, text: string, colour: string, place: string) => ({
    xAxis: at,
    lineStyle: { color: colour, width: 1, type: "solid" },
    label: { ...markStyle(t), formatter: text, position: place, distance: 4, ...aside(at) },
  });
  return {
    ...still,
    symbol: "none",
    data: [
      ...(epoch === null ? [] : [line(epoch, `epoch ${formatNumber(epoch)}`, t.colour.cross, "end")]),
      ...(stopped === null ? [] : [line(stopped, "stopped", t.colour.err, "insideEndTop")]),
    ],
    label: labelStyle(t),
  };
}

function tableOf(courses: readonly Course[], unit: ByteUnit, epochs: readonly number[]): TableData {
  return {
    columns: [
      { id: "epoch", title: "Epoch", numeric: true },
      ...courses.map(({ id, title }) => ({ id, title, unit: unit.name, numeric: true })),
    ],
    rows: epochs.map((epoch, at) => {
      const values = courses.map(({ values }) => (values[at] == null ? null : bytesOf(values[at]) / unit.bytes));
      return {
        id: String(epoch),
        cells: [formatNumber(epoch), ...values.map((value) => (value === null ? NOT_SEEN : formatNumber(value, 3)))],
        values: [epoch, ...values],
      };
    }),
  };
}
