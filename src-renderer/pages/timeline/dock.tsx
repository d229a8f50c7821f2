// What stands below the lanes: the table behind one of them, or two spans side by side.
import { useMemo } from "react";
import { useStore } from "zustand";
import { formatNumber } from "../../../src-shared/base/format.ts";
import { useApp } from "../../app/app.tsx";
import { formatSpan } from "../../app/clock.ts";
import { useRevision } from "../../app/use-request.ts";
import { lengthOf } from "../../timeline/view.ts";
import { Button } from "../../ui/button.tsx";
import { PaneEdge, usePaneSize } from "../../ui/split.tsx";
import { ErrorCard, Skeleton } from "../../ui/state.tsx";
import { DataTable, type TableData } from "../../ui/table.tsx";
import { CompareDock } from "./compare.tsx";
import { exactText } from "./moments.ts";
import type { LaneSpec } from "./spec.ts";
import { useStage } from "./stage.tsx";
import { useAnswer } from "./use-asked.ts";
import { useExplainEvent } from "./use-events.tsx";
import { useLaneActs } from "./use-lane-menu.ts";
import { inUnit, tempoOf, unitWords, valueText } from "./words.ts";

const SIZE = { name: "timeline.dock", standard: 230, min: 120, max: 520 } as const;

export function DockPane() {
  const { desk, data } = useStage();
  const dock = useStore(desk.state, (state) => state.dock);
  const size = usePaneSize(SIZE);
  if (!dock) return null;
  const lane = dock.kind === "table" ? data.model.lanes.find(({ id }) => id === dock.lane) : undefined;
  if (dock.kind === "table" && !lane) return null;
  return (
    <>
      <PaneEdge {...SIZE} label="the table" sizes="below" />
      <section
        className="timeline-dock"
        style={{ height: size }}
        aria-label={lane ? "Table behind a lane" : "Two spans"}
      >
        {lane ? lane.form === "events" ? <EventsTable lane={lane} /> : <LaneTable lane={lane} /> : <CompareDock />}
      </section>
    </>
  );
}

function Head(props: { readonly title: string; readonly sub: string; readonly lane: LaneSpec }) {
  const { desk } = useStage();
  const acts = useLaneActs()(props.lane);
  return (
    <div className="ph line">
      <h2>{props.title}</h2>
      <span className="sub">{props.sub}</span>
      <span className="grow" />
      <Button kind="ghost" icon="sql" label="Open as SQL" onClick={acts.openSql} />
      <Button kind="ghost" icon="close" label="Close the table" onClick={() => desk.state.setState({ dock: null })} />
    </div>
  );
}

/** More rows than this tell no more than the picture. */
const MOST_ROWS = 2000;

/** The numbers that a lane shows of the selected span, else of what is seen. */
function LaneTable({ lane }: { readonly lane: LaneSpec }) {
  const { route } = useApp();
  const { desk, painter, settled, latest, startWallMs } = useStage();
  const revision = useRevision();
  const span = useStore(route, (state) => state.selection.span);
  const view = useStore(desk.rested);
  const isSettled = useStore(settled);
  const { fromMs, toMs } = span ?? view;
  const key = isSettled ? `${revision} ${lane.id} ${fromMs} ${toMs}` : null;
  const rows = useAnswer(key, () => painter.rows(lane.id, { fromMs, toMs }, MOST_ROWS));
  const range = latest.get(lane.id)?.range ?? { from: 0, to: 1 };
  const stepMs = lengthOf({ fromMs, toMs }) / MOST_ROWS;
  const table = useMemo<TableData | null>(() => {
    if (!rows.data) return null;
    const tempo = tempoOf(stepMs);
    const shown = lane.told
      .map((told) => ({ ...told, at: rows.data?.measures.indexOf(told.measure) ?? -1 }))
      .filter(({ at }) => at >= 0);
    return {
      columns: [
        { id: "time", title: "Time", width: 120 },
        ...shown.map(({ measure, title, unit }) => ({
          id: measure,
          title: title.charAt(0).toUpperCase() + title.slice(1),
          unit: unitWords(unit, range, tempo),
          numeric: true,
        })),
      ],
      rows: rows.data.rows.map(({ ms, values }) => ({
        id: String(ms),
        values: [ms, ...shown.map(({ at, unit }) => known(inUnit(values[at] ?? Number.NaN, unit, range, tempo)))],
        cells: [
          exactText(ms, startWallMs),
          ...shown.map(({ at, unit }) => valueText(values[at] ?? Number.NaN, unit, range, tempo) || "not recorded"),
        ],
      })),
    };
  }, [rows.data, lane, range, stepMs, startWallMs]);
  const title = lane.guest === null ? lane.title : `${lane.title} of ${lane.guest}`;
  return (
    <>
      <Head title={title} sub={formatSpan({ fromMs, toMs }, startWallMs)} lane={lane} />
      <div className="timeline-dockbody">
        {rows.error && !table ? (
          <ErrorCard error={rows.error} actions={<Button onClick={rows.again}>Read again</Button>} />
        ) : table ? (
          <DataTable
            {...table}
            label={title}
            dense
            empty={<p className="timeline-nothing">Nothing was recorded here.</p>}
          />
        ) : (
          <Skeleton height={120} label={`Reading ${title}`} />
        )}
      </div>
    </>
  );
}

const known = (value: number): number | null => (Number.isNaN(value) ? null : value);

function EventsTable({ lane }: { readonly lane: LaneSpec }) {
  const { route } = useApp();
  const { data, startWallMs } = useStage();
  const span = useStore(route, (state) => state.selection.span);
  const explain = useExplainEvent();
  const events = useMemo(
    () => data.events.filter(({ ms }) => !span || (ms >= span.fromMs && ms <= span.toMs)),
    [data.events, span],
  );
  const table = useMemo<TableData>(
    () => ({
      columns: [
        { id: "time", title: "Time", width: 120 },
        { id: "kind", title: "Kind" },
        { id: "guest", title: "Guest" },
        { id: "text", title: "What happened" },
      ],
      rows: events.map(({ id, ms, kind, guest, text }) => ({
        id,
        values: [ms, kind, guest ?? "", text],
        cells: [exactText(ms, startWallMs), kind, guest ?? "", text],
      })),
    }),
    [events, startWallMs],
  );
  const open = (id: string): void => {
    const event = events.find((one) => one.id === id);
    if (event) explain(event);
  };
  return (
    <>
      <Head
        title="Events"
        sub={`${formatNumber(events.length)} ${span ? formatSpan(span, startWallMs) : "in the whole project"}`}
        lane={lane}
      />
      <div className="timeline-dockbody">
        <DataTable {...table} label="Events" dense onSelect={open} onOpen={open} />
      </div>
    </>
  );
}
