// What the pages of the guests hold, and how they could be merged.
import { useMemo, useRef } from "react";
import { formatBytes, formatBytesIn, formatPercent } from "../../../src-shared/base/format.ts";
import { bytesOf } from "../../../src-shared/base/units.ts";
import { contentParts, contentsChart } from "../../../src-shared/charts/contents-bars.ts";
import { useApp } from "../../app/app.tsx";
import { ChartPlanView } from "../../charts/chart.tsx";
import type { Picture } from "../../charts/picture.ts";
import { useChartTokens } from "../../charts/theme.ts";
import { useChartMenu } from "../../charts/use-chart-menu.ts";
import { Num } from "../../ui/num.tsx";
import { Panel } from "../../ui/panel.tsx";
import { capital } from "../../ui/sentence.ts";
import type { TableData } from "../../ui/table.tsx";
import { unitOf } from "./guest-table.tsx";
import type { GuestRow } from "./model.ts";
import { NotSeen, PanelState } from "./panel-state.tsx";
import { contentSource, type Sources } from "./sources.ts";
import type { Part } from "./use-guests.ts";

/** Bars that a chart can hold; the table behind it has every guest. */
const MOST_BARS = 24;

export function ContentsPanel(props: {
  readonly rows: readonly GuestRow[];
  readonly sources: Sources;
  readonly part: Part;
  /** Snapshots that compare; the others are known for themselves alone. */
  readonly compared: readonly number[];
}) {
  const { rows, sources, part, compared } = props;
  const { drawer, settings } = useApp();
  const t = useChartTokens();
  const picture = useRef<Picture | null>(null);
  const menu = useChartMenu(picture);
  const seen = useMemo(() => rows.filter((row) => row.contents !== null), [rows]);
  const bars = useMemo(() => seen.slice(0, MOST_BARS), [seen]);
  const plan = useMemo(
    () =>
      contentsChart(
        bars.map((row) => ({ guest: row.name, index: row.index, parts: row.contents?.parts ?? null })),
        t,
      ),
    [bars, t],
  );
  const missing = rows.length - seen.length;
  const alone = seen.filter((row) => !compared.includes(row.contents?.snapshot ?? -1));
  const notes = [
    `${unitOf(seen).name} at one moment`,
    ...(missing > 0 ? [`${missing} not seen`] : []),
    ...(alone.length > 0 ? [`${alone.map((row) => row.name).join(", ")} of another moment`] : []),
    ...(seen.length > bars.length ? [`first ${bars.length}`] : []),
  ];
  return (
    <Panel
      title="Page contents"
      sub={seen.length > 0 ? notes.join("; ") : undefined}
      table={seen.length > 0 ? tableOf(seen, sources) : undefined}
      menu={seen.length > 0 ? menu : undefined}
    >
      <PanelState part={part} filled={seen.length > 0}>
        {seen.length === 0 ? (
          <NotSeen
            what="No page contents were seen"
            why={null}
            fills="Record the guests' memory at one moment, as images or as a table of page digests."
            recipe
          />
        ) : (
          <div className="guests-scroll">
            <ChartPlanView
              plan={plan}
              height={plan.height > 240 ? plan.height : "100%"}
              label={sentence(bars)}
              picture={picture}
              onSelect={({ seriesId, dataIndex }) => {
                const row = bars[dataIndex];
                const found = contentParts.find((one) => one.id === seriesId);
                if (!row || !found) return;
                settings.setState({ drawerOpen: true });
                drawer.explain(`Pages of ${row.name}: ${found.title}`, () => contentSource(sources, row, found.id));
              }}
            />
          </div>
        )}
      </PanelState>
    </Panel>
  );
}

function sentence(rows: readonly GuestRow[]): string {
  const words = rows.map((row) => {
    const { parts, pages } = row.contents!;
    return `${row.name} ${formatPercent(parts.zero / bytesOf(pages))} zero, ${formatBytes(parts.elsewhere)} also in another guest, ${formatBytes(parts.own)} of its own`;
  });
  return `Pages of each guest by content: ${words.join("; ")}.`;
}

function tableOf(rows: readonly GuestRow[], sources: Sources): TableData {
  const unit = unitOf(rows);
  return {
    columns: [
      { id: "guest", title: "Guest" },
      ...contentParts.map(({ id, title }) => ({
        id,
        title: capital(title),
        unit: unit.name,
        numeric: true,
      })),
    ],
    rows: rows.map((row) => ({
      id: row.name,
      values: [row.name, ...contentParts.map(({ id }) => row.contents!.parts[id] / unit.bytes)],
      cells: [
        row.name,
        ...contentParts.map(({ id, title }) => (
          <Num key={id} title={`pages of ${row.name}: ${title}`} source={() => contentSource(sources, row, id)}>
            {formatBytesIn(row.contents!.parts[id], unit, 2)}
          </Num>
        )),
      ],
    })),
  };
}
