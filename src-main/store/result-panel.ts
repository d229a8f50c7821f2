// What a panel of a dashboard shows of a query: points of its chart and its first rows, read from the rows in one go.
import type { DuckDBConnection } from "@duckdb/node-api";
import { type DrawnNames, drawnColumns } from "../../src-shared/dashboard/columns.ts";
import { type ChartPoints, type ChartRequest, readChart } from "./result-chart.ts";
import type { ColumnHead } from "./result-columns.ts";
import { readGroups } from "./result-groups.ts";
import { type ResultNumber, readNumber } from "./result-number.ts";
import { type ResultPage, readRows } from "./result-page.ts";
import type { QuerySelection } from "./statement.ts";

export interface PanelRequest {
  readonly sql: string;
  readonly selection: QuerySelection;
  /** Most rows that are read. */
  readonly limit: number;
  /** Rows of the first page. */
  readonly rows: number;
  readonly draw: (DrawnNames & { readonly points: number; readonly groups: number }) | null;
  /** Whether one number is asked for. */
  readonly number: boolean;
  readonly startNs: ChartRequest["startNs"];
  readonly wall: boolean;
  readonly exact: boolean;
}

export interface PanelResult {
  readonly columns: readonly ColumnHead[];
  readonly rows: number;
  readonly truncated: boolean;
  readonly page: ResultPage;
  readonly draw: { readonly x: number; readonly y: readonly number[]; readonly by: number | null } | null;
  readonly chart: (ChartPoints & { readonly left_out?: number }) | null;
  readonly number: ResultNumber | null;
}

interface Loaded {
  readonly table: string;
  readonly heads: readonly ColumnHead[];
  readonly rows: number;
  readonly truncated: boolean;
}

export async function readPanel(
  connection: DuckDBConnection,
  { table, heads, rows, truncated }: Loaded,
  request: PanelRequest,
): Promise<PanelResult> {
  const draw = request.draw && drawnColumns(heads, request.draw);
  const kept = { heads, rows };
  const { points = 2, groups = 1 } = request.draw ?? {};
  const { startNs, wall, exact } = request;
  const chart =
    draw === null || rows === 0
      ? null
      : draw.by === null
        ? await readChart(connection, table, kept, { x: draw.x, y: draw.y, points, startNs, wall, exact })
        : await readGroups(connection, table, heads, {
            ...{ x: draw.x, y: draw.y[0] as number, by: draw.by, points, groups },
            ...{ startNs, wall, exact },
          });
  return {
    columns: heads,
    rows,
    truncated,
    page: await readRows(connection, table, kept, 0, request.rows),
    draw,
    chart,
    number: request.number ? await readNumber(connection, table, kept) : null,
  };
}
