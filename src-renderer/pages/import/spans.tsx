// When each file recorded: one bar a file on one axis, instants as squares, lost records in amber.
import { type PointerEvent, useRef, useState } from "react";
import { type ClockStep, formatClock } from "../../../src-shared/base/clock.ts";
import { formatNumber, formatSeconds, NOT_SEEN, plural } from "../../../src-shared/base/format.ts";
import { ticksOf } from "../../../src-shared/charts/time-ticks.ts";
import type { OpenReply } from "../../../src-shared/protocol/window-replies.ts";
import { LongName } from "../../intake/long-name.tsx";
import { Button } from "../../ui/button.tsx";
import { Panel } from "../../ui/panel.tsx";
import type { TableData } from "../../ui/table.tsx";
import { type Bar, placeOf, type SpanChart, spanChart } from "./spans.ts";

interface SpansProps {
  readonly project: OpenReply;
  readonly selected: number | null;
  readonly narrow: boolean;
  readonly onSelect: (capture: number) => void;
}

export function Spans({ project, selected, narrow, onSelect }: SpansProps) {
  const chart = spanChart(project);
  const lost = chart.bars.some(({ capture }) => (capture.records.lost ?? 0) > 0);
  const hidden = chart.bars.some((bar) => bar.hidden);
  const cut = chart.bars.some((bar) => bar.capture.status !== "whole");
  return (
    <Panel
      title="Time covered by each file"
      className="importspans"
      sub={project.start_wall_ms === null ? "since the first record; no wall clock" : "UTC after joining the clocks"}
      table={tableOf(project, chart)}
      actions={
        <div className="legend" aria-hidden="true">
          <Key look="rec" words="records" />
          {cut && <Key look="cut" words="not whole" />}
          {lost && <Key look="lost" words="lost within" />}
          {hidden && <Key look="hid" words="left out" />}
        </div>
      }
    >
      {chart.bars.length === 0 ? (
        <div className="importnone dim">
          No capture here has times: nothing can be put on a time line. perf, KSM counters and stamped statistics have
          them.
        </div>
      ) : (
        <Chart project={project} chart={chart} selected={selected} narrow={narrow} onSelect={onSelect} />
      )}
    </Panel>
  );
}

/** Bars in sight before the rest is asked for; a few more are shown at once. */
const FIRST_BARS = 12;
/** Names that the line below the chart says; the table behind it has all. */
const MOST_NAMES = 4;

const Key = ({ look, words }: { readonly look: string; readonly words: string }) => (
  <span>
    <i className={`importkey ${look}`} />
    {words}
  </span>
);

function Chart({ project, chart, selected, narrow, onSelect }: SpansProps & { readonly chart: SpanChart }) {
  const [at, setAt] = useState<number | null>(null);
  const [all, setAll] = useState(false);
  const folded = chart.bars.length > FIRST_BARS + 3;
  const bars = folded && !all ? chart.bars.slice(0, FIRST_BARS) : chart.bars;
  const grid = useRef<HTMLDivElement>(null);
  const { start_wall_ms: wall } = project;
  const ticks = ticksOf(chart.fromMs, chart.toMs, wall, narrow ? 6 : 9);
  const share = (ms: number): string => `${placeOf({ fromMs: ms, toMs: ms }, chart).left * 100}%`;
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    const box = grid.current?.getBoundingClientRect();
    if (!box) return;
    const x = (event.clientX - box.left) / box.width;
    setAt(x < 0 || x > 1 ? null : chart.fromMs + x * (chart.toMs - chart.fromMs));
  };
  const step: ClockStep = chart.toMs - chart.fromMs < 2000 ? "ms" : "s";
  return (
    <div className="importchart">
      <div className="importbars">
        <div onPointerMove={onPointerMove} onPointerLeave={() => setAt(null)}>
          <div className="importgrid" aria-hidden="true" ref={grid}>
            {ticks.map(({ ms }) => (
              <i key={ms} style={{ left: share(ms) }} />
            ))}
            {at !== null && <i className="at" style={{ left: share(at) }} />}
          </div>
          <ul aria-label={sentenceOf(chart)}>
            {bars.map((bar) => (
              <BarRow
                key={bar.capture.id}
                bar={bar}
                chart={chart}
                words={timesOf(bar, wall, step)}
                selected={bar.capture.id === selected}
                onSelect={() => onSelect(bar.capture.id)}
              />
            ))}
          </ul>
        </div>
      </div>
      <div className="importaxis" aria-hidden="true">
        <div>
          {ticks.map(({ ms, text }) => (
            <span
              key={ms}
              style={{ left: share(ms) }}
              className={edgeOf(placeOf({ fromMs: ms, toMs: ms }, chart).left)}
            >
              {text}
            </span>
          ))}
          {at !== null && (
            <span className="at" style={{ left: share(at) }}>
              {formatClock(at, wall, chart.toMs - chart.fromMs < 60_000 ? "ms" : "tenth")}
            </span>
          )}
        </div>
      </div>
      <div className="importwithout">
        <span className="dim2 ell">{withoutWords(chart)}</span>
        <span className="grow" />
        {folded && (
          <Button kind="ghost" icon={all ? "sortUp" : "sortDown"} expanded={all} onClick={() => setAll(!all)}>
            {all ? "Show fewer" : `Show all ${formatNumber(chart.bars.length)}`}
          </Button>
        )}
      </div>
    </div>
  );
}

/** The files that are not on the time line: few by name, the rest by their number. */
function withoutWords({ without }: SpanChart): string {
  const n = without.length;
  if (n === 0) return "";
  const names = without.slice(0, MOST_NAMES).map(({ name }) => name);
  const rest = n - names.length;
  return `${formatNumber(n)} ${plural(n, "file")} without times: ${names.join(", ")}${rest > 0 ? ` and ${formatNumber(rest)} more` : ""}`;
}

/** Labels at the ends stay inside the chart. */
const edgeOf = (left: number): string => (left < 0.02 ? "start" : left > 0.98 ? "end" : "");

function BarRow(props: {
  readonly bar: Bar;
  readonly chart: SpanChart;
  readonly words: string;
  readonly selected: boolean;
  readonly onSelect: () => void;
}) {
  const { bar, chart, words, selected } = props;
  const { left, width } = placeOf(bar, chart);
  const lost = bar.capture.records.lost ?? 0;
  const look = `${bar.instant ? " instant" : ""}${bar.hidden ? " hid" : ""}${bar.capture.status === "whole" ? "" : " cut"}`;
  const notes = [
    lost > 0 ? `${formatNumber(lost)} lost` : null,
    bar.capture.status === "whole" ? null : bar.capture.status === "truncated" ? "truncated" : "read in part",
  ].filter((note) => note !== null);
  const free = 1 - left - width;
  return (
    <li>
      <button
        type="button"
        className={selected ? "on" : ""}
        aria-pressed={selected}
        data-tip={`${bar.capture.name}: ${words}`}
        onClick={props.onSelect}
      >
        <span className="importbarname">
          <LongName name={bar.capture.name} />
        </span>
        <span className="sr">
          {words}
          {bar.hidden && ", left out of the views"}
        </span>
        <span className="importtrack">
          <i className={`importbar${look}`} style={{ left: `${left * 100}%`, width: `${width * 100}%` }} />
          {lost > 0 && <i className="importlost" style={{ left: `${left * 100}%`, width: `${width * 100}%` }} />}
          {notes.length > 0 && (
            <em
              style={
                free > 0.16 ? { left: `calc(${(left + width) * 100}% + 6px)` } : { right: `calc(${free * 100}% + 6px)` }
              }
              className={free > 0.16 ? "" : "in"}
            >
              {notes.join(", ")}
            </em>
          )}
          {notes.length === 0 && bar.instant && free > 0.16 && (
            <em aria-hidden="true" style={{ left: `calc(${left * 100}% + 10px)` }}>
              {words}
            </em>
          )}
        </span>
      </button>
    </li>
  );
}

function timesOf({ fromMs, toMs, instant }: Bar, wall: number | null, step: ClockStep): string {
  if (instant) return `taken at ${formatClock(fromMs, wall, step)}`;
  const seconds = formatSeconds(Math.round((toMs - fromMs) / 100) / 10);
  return `${formatClock(fromMs, wall, step)} to ${formatClock(toMs, wall, step)}, ${seconds}`;
}

function sentenceOf({ bars, fromMs, toMs, without }: SpanChart): string {
  const length = formatSeconds(Math.round((toMs - fromMs) / 100) / 10);
  const rest = without.length > 0 ? `; ${without.length} have no times` : "";
  return `${bars.length} files recorded within ${length}${rest}`;
}

function tableOf(project: OpenReply, { bars, without }: SpanChart): TableData {
  const wall = project.start_wall_ms;
  const rows = [
    ...bars.map(({ capture, fromMs, toMs }) => ({ capture, from: fromMs, to: toMs })),
    ...without.map((capture) => ({ capture, from: null, to: null })),
  ];
  const clock = (ms: number | null): string => (ms === null ? NOT_SEEN : formatClock(ms, wall, "ms"));
  return {
    columns: [
      { id: "file", title: "File" },
      { id: "from", title: "First record", unit: wall === null ? "h:min:s since start" : "UTC", numeric: true },
      { id: "to", title: "Last record", unit: wall === null ? "h:min:s since start" : "UTC", numeric: true },
      { id: "length", title: "Length", unit: "s", numeric: true },
      { id: "records", title: "Accepted", unit: "records", numeric: true },
      { id: "lost", title: "Lost", unit: "records", numeric: true },
      { id: "clock", title: "Clock" },
    ],
    rows: rows.map(({ capture, from, to }) => {
      const { accepted, lost } = capture.records;
      const seconds = from === null || to === null ? null : (to - from) / 1000;
      return {
        id: String(capture.id),
        cells: [
          capture.name,
          clock(from),
          clock(to),
          seconds === null ? NOT_SEEN : formatNumber(seconds, 3),
          formatNumber(accepted),
          lost === null ? NOT_SEEN : formatNumber(lost),
          capture.clock ?? NOT_SEEN,
        ],
        values: [capture.name, from, to, seconds, accepted, lost, capture.clock],
      };
    }),
  };
}
