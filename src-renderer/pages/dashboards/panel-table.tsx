// The table behind a panel as the window's tables take it.
import { formatClock } from "../../../src-shared/base/clock.ts";
import type { PanelData } from "../../../src-shared/dashboard/panel-data.ts";
import { cellWords, panelTable } from "../../../src-shared/dashboard/panel-table.ts";
import type { TableData } from "../../ui/table.tsx";

/** Null where there is no table behind a panel. */
export function tableDataOf(data: PanelData, startWallMs: number | null): TableData | null {
  const table = panelTable(data);
  if (!table) return null;
  const absolute = data.shape === "series" && data.axis.kind === "time" && data.axis.absolute;
  const looks = table.columns.map((column, at) => {
    if (column.time)
      return { unit: null, text: (value: unknown) => formatClock(Number(value), absolute ? 0 : startWallMs, "ms") };
    return cellWords(
      column,
      table.rows.map((row) => row[at] ?? null),
    );
  });
  return {
    columns: table.columns.map(({ title, numeric }, at) => ({
      id: `${at} ${title}`,
      title,
      numeric,
      ...unitBeside(title, looks[at]?.unit ?? null),
    })),
    rows: table.rows.map((row, at) => ({
      id: String(at),
      cells: row.map((value, column) => looks[column]?.text(value)),
      values: row,
    })),
  };
}

/** The unit that stands behind a title; none where the title ends with it. */
function unitBeside(title: string, unit: string | null): { readonly unit?: string } {
  const said = unit !== null && title.toLowerCase().endsWith(`_${unit.replace("µ", "u").toLowerCase()}`);
  return unit === null || said ? {} : { unit };
}
