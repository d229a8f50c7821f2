// Misses by the memory that a guest is given, where the captures can tell them.
import { useMemo, useRef } from "react";
import { byteUnit, formatBytes, formatBytesIn, formatNumber } from "../../../src-shared/base/format.ts";
import { bytesOf } from "../../../src-shared/base/units.ts";
import { type MissRatioMark, missRatioChart } from "../../../src-shared/charts/miss-ratio.ts";
import { guestColour } from "../../../src-shared/charts/tokens.ts";
import { ChartPlanView } from "../../charts/chart.tsx";
import type { Picture } from "../../charts/picture.ts";
import { useChartTokens } from "../../charts/theme.ts";
import { useChartMenu } from "../../charts/use-chart-menu.ts";
import { shortName } from "../../intake/long-name.tsx";
import { Panel } from "../../ui/panel.tsx";
import type { TableData } from "../../ui/table.tsx";
import { tip } from "../../ui/tip.ts";
import { GuestLegend } from "./legend.tsx";
import { type GuestRow, hasMissRatio, quotedWorkingSet, residentBytes } from "./model.ts";
import { NotSeen, PanelState } from "./panel-state.tsx";
import type { Part } from "./use-guests.ts";
import { MOST_OVERLAID } from "./working-set-panel.tsx";

export function MissRatioPanel({ rows, part }: { readonly rows: readonly GuestRow[]; readonly part: Part }) {
  const t = useChartTokens();
  const picture = useRef<Picture | null>(null);
  const menu = useChartMenu(picture);
  const seen = useMemo(() => rows.filter(hasMissRatio).slice(0, MOST_OVERLAID), [rows]);
  const single = rows.length === 1 ? rows[0] : null;
  const plan = useMemo(
    () =>
      missRatioChart(
        seen.map((row) => ({
          id: row.name,
          title: row.name,
          colour: guestColour(t, row.index),
          points: pointsOf(row),
        })),
        single ? marksOf(single) : [],
        t,
      ),
    [seen, single, t],
  );
  const title = single ? `Miss ratio of ${shortName(single.name)}, by memory given` : "Miss ratio, by memory given";
  return (
    <Panel
      title={title}
      sub={single && seen.length > 0 ? <span {...tip(whyOf(single) ?? "")}>{whyOf(single)}</span> : undefined}
      table={seen.length > 0 ? tableOf(seen) : undefined}
      actions={seen.length > 0 && !single && <GuestLegend rows={seen} />}
      menu={seen.length > 0 ? menu : undefined}
    >
      <PanelState part={part} filled={seen.length > 0}>
        {seen.length === 0 ? (
          <NotSeen
            what="No miss ratio was seen"
            why={rows[0] ? whyOf(rows[0]) : null}
            fills="It takes DAMON regions or accessed bits of the guest's process."
            recipe={false}
          />
        ) : (
          <ChartPlanView plan={plan} height="100%" label={sentence(seen)} picture={picture} />
        )}
      </PanelState>
    </Panel>
  );
}

/** How a guest's curve was found, or why there is none. */
const whyOf = ({ profile }: GuestRow): string | null =>
  profile?.identified.find((one) => one.quantity.startsWith("miss ratio"))?.why ?? null;

const pointsOf = ({ profile }: GuestRow) =>
  (profile?.miss_ratio ?? []).map(({ pages, ratio }) => ({ bytes: bytesOf(pages), ...ratio }));

function marksOf(row: GuestRow): MissRatioMark[] {
  const mark = (text: string, bytes: number | null): MissRatioMark[] =>
    bytes === null ? [] : [{ bytes, text: `${text} ${formatBytes(bytes)}` }];
  return [...mark("working set", quotedWorkingSet(row)?.best ?? null), ...mark("resident", residentBytes(row))];
}

const sentence = (rows: readonly GuestRow[]): string =>
  `Misses as a share of accesses by the memory given to ${rows.map((row) => row.name).join(", ")}.`;

function tableOf(rows: readonly GuestRow[]): TableData {
  const unit = byteUnit(Math.max(1, ...rows.flatMap((row) => pointsOf(row).map((point) => point.bytes))));
  const bounds = ["low", "best", "high"] as const;
  return {
    columns: [
      { id: "guest", title: "Guest" },
      { id: "memory", title: "Memory given", unit: unit.name, numeric: true },
      { id: "low", title: "At least", unit: "%", numeric: true },
      { id: "best", title: "Best estimate", unit: "%", numeric: true },
      { id: "high", title: "At most", unit: "%", numeric: true },
    ],
    rows: rows.flatMap((row) =>
      pointsOf(row).map((point) => ({
        id: `${row.name} ${point.bytes}`,
        values: [row.name, point.bytes / unit.bytes, ...bounds.map((bound) => point[bound] * 100)],
        cells: [
          row.name,
          formatBytesIn(point.bytes, unit, 2),
          ...bounds.map((bound) => formatNumber(point[bound] * 100, 2)),
        ],
      })),
    ),
  };
}
