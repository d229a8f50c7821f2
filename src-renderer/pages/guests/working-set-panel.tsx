// Working sets by length of window: of one guest, of up to six over each other, or one small chart for each of more.
import { useMemo, useRef } from "react";
import { formatBytes, formatBytesIn } from "../../../src-shared/base/format.ts";
import { guestColour } from "../../../src-shared/charts/tokens.ts";
import {
  QUOTED_WINDOW_S,
  type WorkingSetScale,
  windowText,
  workingSetChart,
} from "../../../src-shared/charts/working-set.ts";
import { ChartPlanView } from "../../charts/chart.tsx";
import type { Picture } from "../../charts/picture.ts";
import { useChartTokens } from "../../charts/theme.ts";
import { useChartMenu } from "../../charts/use-chart-menu.ts";
import { shortName } from "../../intake/long-name.tsx";
import { Num } from "../../ui/num.tsx";
import { Panel } from "../../ui/panel.tsx";
import type { TableData } from "../../ui/table.tsx";
import { unitOf } from "./guest-table.tsx";
import { GuestLegend } from "./legend.tsx";
import { type GuestRow, workingSets } from "./model.ts";
import { NotSeen, PanelState } from "./panel-state.tsx";
import { type Sources, workingSetSource } from "./sources.ts";
import type { Part } from "./use-guests.ts";

/** Guests that one chart can show over each other. */
export const MOST_OVERLAID = 6;

interface Props {
  readonly rows: readonly GuestRow[];
  readonly sources: Sources;
  readonly part: Part;
  /** Over both columns of the page. */
  readonly wide?: boolean;
}

export function WorkingSetPanel({ rows, sources, part, wide }: Props) {
  const t = useChartTokens();
  const picture = useRef<Picture | null>(null);
  const menu = useChartMenu(picture);
  const seen = rows.filter((row) => workingSets(row).length > 0);
  const single = rows.length === 1 ? rows[0] : null;
  const plan = useMemo(
    () => chartOf(seen.slice(0, MOST_OVERLAID), { limit: single?.ramBytes ?? null }, t),
    [seen, single, t],
  );
  const title = single ? `Working set of ${shortName(single.name)}, by window` : "Working set, by window";
  const many = seen.length > MOST_OVERLAID;
  const highest = Math.max(0, ...seen.flatMap((row) => workingSets(row).map((point) => point.high)));
  return (
    <Panel
      title={title}
      className={wide ? "guests-wide" : ""}
      sub={single && seen.length > 0 ? "best estimate with its bounds" : undefined}
      table={seen.length > 0 ? tableOf(seen, sources) : undefined}
      actions={!single && !many && <GuestLegend rows={seen} />}
      menu={seen.length > 0 && !many ? menu : undefined}
    >
      <PanelState part={part} filled={seen.length > 0}>
        {seen.length === 0 ? (
          <NotSeen
            what="No working set was seen"
            why={whyOf(rows)}
            fills="Record page faults and the guest's statistics together."
            recipe
          />
        ) : many ? (
          <div className="guests-many">
            {seen.map((row) => (
              <Small key={row.name} row={row} atLeast={highest} />
            ))}
          </div>
        ) : (
          <ChartPlanView plan={plan} height="100%" label={sentence(seen)} picture={picture} />
        )}
      </PanelState>
    </Panel>
  );
}

/** All small charts have one scale: that of the largest working set. */
function Small({ row, atLeast }: { readonly row: GuestRow; readonly atLeast: number }) {
  const t = useChartTokens();
  const plan = useMemo(() => chartOf([row], { limit: null, atLeast }, t), [row, atLeast, t]);
  return (
    <figure className="guests-small">
      <figcaption>
        <GuestLegend rows={[row]} />
      </figcaption>
      <ChartPlanView plan={plan} height={150} label={sentence([row])} />
    </figure>
  );
}

const chartOf = (rows: readonly GuestRow[], scale: WorkingSetScale, t: ReturnType<typeof useChartTokens>) =>
  workingSetChart(
    rows.map((row) => ({ id: row.name, title: row.name, colour: guestColour(t, row.index), points: workingSets(row) })),
    scale,
    t,
  );

const whyOf = (rows: readonly GuestRow[]): string | null =>
  rows[0]?.profile?.identified.find((one) => one.quantity === "working set")?.why ?? null;

/** What the chart shows, in words. */
function sentence(rows: readonly GuestRow[]): string {
  const words = rows.map((row) => {
    const points = workingSets(row);
    const point = points.find((one) => one.window_s === QUOTED_WINDOW_S) ?? points.at(-1);
    return point ? `${row.name} ${formatBytes(point.best)} within ${windowText(point.window_s)}` : row.name;
  });
  return `Working set by length of window: ${words.join(", ")}.`;
}

function tableOf(rows: readonly GuestRow[], sources: Sources): TableData {
  const unit = unitOf(rows);
  const bounds = ["low", "best", "high"] as const;
  return {
    columns: [
      { id: "guest", title: "Guest" },
      { id: "window", title: "Window", unit: "s", numeric: true },
      { id: "low", title: "At least", unit: unit.name, numeric: true },
      { id: "best", title: "Best estimate", unit: unit.name, numeric: true },
      { id: "high", title: "At most", unit: unit.name, numeric: true },
    ],
    rows: rows.flatMap((row) =>
      workingSets(row).map((point) => ({
        id: `${row.name} ${point.window_s}`,
        values: [row.name, point.window_s, ...bounds.map((bound) => point[bound] / unit.bytes)],
        cells: [
          row.name,
          String(point.window_s),
          ...bounds.map((bound) => (
            <Num
              key={bound}
              title={`working set of ${row.name} within ${windowText(point.window_s)}`}
              source={() => workingSetSource(sources, row, point.window_s, bound)}
            >
              {formatBytesIn(point[bound], unit, 2)}
            </Num>
          )),
        ],
      })),
    ),
  };
}
