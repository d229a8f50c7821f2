// The values of chosen cells, read from the back end: more of them than a grid has in memory.
import type { Client } from "../../../src-shared/protocol/client.ts";
import type { Cell } from "./cell-text.ts";
import type { GridOrder } from "./grid-head.tsx";
import { type CellRange, cornersOf } from "./grid-model.ts";
import { cellOf } from "./row-pages.ts";

/** Most rows of one page, by the protocol. */
const PAGE = 5000;

export async function readCells(
  client: Pick<Client, "request">,
  of: { readonly project: string; readonly result: string; readonly order: GridOrder | null },
  range: CellRange,
): Promise<readonly (readonly Cell[])[]> {
  const { top, bottom, left, right } = cornersOf(range);
  const rows: Cell[][] = [];
  for (let from = top; from <= bottom; from += PAGE) {
    const page = await client.request("resultPage", { ...of, from, count: Math.min(PAGE, bottom - from + 1) });
    const columns = page.columns.slice(left, right + 1);
    for (let at = 0; at < page.rows; at++) rows.push(columns.map((column) => cellOf(column, at)));
  }
  return rows;
}
