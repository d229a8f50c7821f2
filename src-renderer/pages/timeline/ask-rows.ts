// Rows of a query about a span: opened as a result, read page by page, given back.
import type { Client } from "../../../src-shared/protocol/client.ts";
import type { ColumnData, ResultOpenReply, ResultPage } from "../../../src-shared/protocol/column-replies.ts";
import type { Span } from "../../app/selection.ts";

export type Cell = bigint | number | string | null;

export interface Rows {
  readonly columns: ResultOpenReply["columns"];
  readonly rows: readonly (readonly Cell[])[];
  /** There were more than were asked for. */
  readonly truncated: boolean;
}

export interface RowsQuery {
  readonly project: string;
  /** $from and $to are the ends of the span. */
  readonly sql: string;
  readonly span: Span;
  readonly limit: number;
}

/** Most rows of one page, by the protocol. */
const PAGE = 5000;

export async function askRows(
  client: Pick<Client, "request">,
  { project, sql, span, limit }: RowsQuery,
  signal: AbortSignal,
): Promise<Rows> {
  const selection = { from_ms: span.fromMs, to_ms: span.toMs };
  const opened = await client.request("resultOpen", { project, sql, selection, limit }, { signal });
  const { result, columns, truncated } = opened;
  const close = (): void => {
    client.request("resultClose", { project, result }).catch(() => {
      // The next ones push it out.
    });
  };
  try {
    const rows = rowsOf(opened.first);
    for (let from = rows.length; from < opened.rows; from += PAGE) {
      const count = Math.min(PAGE, opened.rows - from);
      rows.push(...rowsOf(await client.request("resultPage", { project, result, from, count }, { signal })));
    }
    return { columns, rows, truncated };
  } finally {
    close();
  }
}

const rowsOf = ({ rows, columns }: ResultPage): Cell[][] =>
  Array.from({ length: rows }, (_, at) => columns.map((column) => cellOf(column, at)));

const cellOf = ({ data, valid }: ColumnData, at: number): Cell => (valid?.[at] === 0 ? null : (data[at] ?? null));

/** A cell as a number; null where it holds none. */
export const numberIn = (cell: Cell | undefined): number | null =>
  cell === null || cell === undefined || cell === "" || !Number.isFinite(Number(cell)) ? null : Number(cell);

export const textIn = (cell: Cell | undefined): string | null =>
  cell === null || cell === undefined ? null : String(cell);
