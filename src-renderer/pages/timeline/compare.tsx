// Two spans side by side: count, sum, mean and greatest value of every lane that is shown, and how they differ.
import { useMemo } from "react";
import { useStore } from "zustand";
import { formatBytes, formatNumber, formatPlain, formatSeconds } from "../../../src-shared/base/format.ts";
import { useApp } from "../../app/app.tsx";
import { formatSpan } from "../../app/clock.ts";
import { durationWords } from "../../app/selection-words.ts";
import { useRevision } from "../../app/use-request.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorCard, Skeleton } from "../../ui/state.tsx";
import { DataTable, type TableData } from "../../ui/table.tsx";
import type { NamedLane } from "./lane-index.ts";
import { titleOf } from "./plain-lane.ts";
import { isOpen, isShown } from "./rows.ts";
import { isCounted, noSums } from "./span-sql.ts";
import { type Compared, figuresOf, sumsOf } from "./span-sums.ts";
import { type Stage, useStage } from "./stage.tsx";
import { useAnswer } from "./use-asked.ts";

export function CompareDock() {
  const { client, route } = useApp();
  const stage = useStage();
  const { desk, project, startWallMs } = stage;
  const revision = useRevision();
  const a = useStore(desk.state, (state) => state.kept);
  const selected = useStore(route, (state) => state.selection.span);
  const b = selected && a && (selected.fromMs !== a.fromMs || selected.toMs !== a.toMs) ? selected : null;
  const lanes = useMemo(() => comparedLanes(stage), [stage]);
  const key = a && b ? `${revision} ${JSON.stringify([a, b, lanes.map(({ id }) => id)])}` : null;
  const answer = useAnswer(key, async (signal): Promise<readonly Compared[]> => {
    if (!a || !b) return [];
    const inA = await sumsOf(client, project, lanes, a, signal);
    const inB = await sumsOf(client, project, lanes, b, signal);
    return lanes.map((lane) => ({
      lane,
      a: figuresOf(lane, inA.get(lane.id) ?? noSums, a),
      b: figuresOf(lane, inB.get(lane.id) ?? noSums, b),
    }));
  });
  const table = useMemo(() => answer.data && tableOf(answer.data), [answer.data]);
  return (
    <>
      <div className="ph line">
        <h2>Two spans</h2>
        <span className="sub">
          {a && `A ${formatSpan(a, startWallMs)}, ${durationWords(a)}`}
          {b && `; B ${formatSpan(b, startWallMs)}, ${durationWords(b)}`}
        </span>
        <span className="grow" />
        <Button
          kind="ghost"
          icon="close"
          label="End the comparison"
          command="timeline.compare"
          onClick={() => desk.state.setState({ kept: null, dock: null })}
        />
      </div>
      <div className={`timeline-dockbody${answer.loading && table ? " dimmed" : ""}`}>
        {!b ? (
          <p className="timeline-nothing">Drag over the lanes to select span B. Span A stays as it is.</p>
        ) : answer.error && !table ? (
          <ErrorCard error={answer.error} actions={<Button onClick={answer.again}>Read again</Button>} />
        ) : table ? (
          <DataTable {...table} label="Two spans" name="timeline.compare" dense />
        ) : (
          <Skeleton height={140} label="Comparing the spans" />
        )}
      </div>
    </>
  );
}

/** The data lanes behind what is shown: of open groups and pinned ones, each once. */
function comparedLanes({ data, arranging: { arrangement } }: Stage): readonly NamedLane[] {
  const open = new Set(data.model.groups.filter((group) => isOpen(arrangement, group)).map(({ id }) => id));
  const shown = data.model.lanes.filter(
    (lane) => isShown(arrangement, lane) && (open.has(lane.group) || arrangement.pinned.includes(lane.id)),
  );
  const all = new Map(shown.flatMap(({ sources }) => sources.map((source) => [source.id, source] as const)));
  return [...all.values()].filter((lane) => isCounted(lane) || lane.series.length > 0);
}

const FIGURES = [
  ["count", "Count"],
  ["sum", "Sum"],
  ["mean", "Mean"],
  ["most", "Greatest"],
] as const;

function tableOf(compared: readonly Compared[]): TableData {
  return {
    columns: [
      { id: "lane", title: "Lane" },
      { id: "guest", title: "Guest" },
      { id: "unit", title: "Unit" },
      ...FIGURES.flatMap(([id, title]) => [
        { id: `${id}A`, title: `${title} A`, numeric: true },
        { id: `${id}B`, title: "B", numeric: true },
        { id: `${id}D`, title: "B − A", numeric: true },
      ]),
    ],
    rows: compared.map(({ lane, a, b }) => {
      const cells: string[] = [];
      const numbers = FIGURES.flatMap(([name]) => {
        const [one, other] = [a[name], b[name]];
        const three = [one, other, one === null || other === null ? null : other - one];
        cells.push(...three.map((value) => shown(value, name === "count" ? "" : lane.unit)));
        return three;
      });
      return {
        id: lane.id,
        values: [titleOf(lane), lane.guest ?? "", lane.unit, ...numbers],
        cells: [titleOf(lane), lane.guest ?? "", lane.unit, ...cells],
      };
    }),
  };
}

/** In the lane's own unit, as people write it. */
function shown(value: number | null, unit: string): string {
  if (value === null) return "";
  if (unit === "bytes") return formatBytes(value);
  if (unit === "ns") return formatSeconds(value / 1e9);
  return Math.abs(value) >= 1000 ? formatNumber(Math.round(value)) : formatPlain(Math.round(value * 1000) / 1000);
}
