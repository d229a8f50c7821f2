// The catalogue as the rows of a tree: tables with rows, then events, then tables without rows, then saved queries.
import { formatNumber } from "../../../src-shared/base/format.ts";
import { type Catalogue, type CatalogueColumn, type CatalogueTable, typeWord } from "../../editor/catalogue.ts";

export type TreeRow =
  | {
      readonly kind: "group";
      readonly id: string;
      readonly title: string;
      readonly count: number;
      readonly open: boolean;
    }
  | {
      readonly kind: "table";
      readonly id: string;
      readonly level: 1 | 2;
      readonly table: CatalogueTable;
      readonly open: boolean;
    }
  | {
      readonly kind: "column";
      readonly id: string;
      readonly level: 2 | 3;
      readonly table: CatalogueTable;
      readonly column: CatalogueColumn;
    };

const EVENTS = "group:events";
const EMPTY = "group:empty";

/** `open` holds the ids of what is open; a filter opens what it finds by itself. */
export function treeRows(catalogue: Catalogue, open: ReadonlySet<string>, filter: string): readonly TreeRow[] {
  const words = filter.trim().toLowerCase();
  const found = words === "" ? catalogue : catalogue.filter((table) => matches(table, words));
  const events = found.filter(({ name }) => name.startsWith("ev."));
  const empty = found.filter(({ rows }) => rows === 0);
  const filled = found.filter((table) => !events.includes(table) && !empty.includes(table));
  const group = (id: string, title: string, tables: readonly CatalogueTable[]): TreeRow[] => {
    if (tables.length === 0) return [];
    const isOpen = open.has(id) || words !== "";
    const head: TreeRow = { kind: "group", id, title, count: tables.length, open: isOpen };
    return [head, ...(isOpen ? tables.flatMap((table) => tableRows(table, open, words, 2)) : [])];
  };
  return [
    ...filled.flatMap((table) => tableRows(table, open, words, 1)),
    ...group(EVENTS, "Events by tracepoint", events),
    ...group(EMPTY, "Tables without rows", empty),
  ];
}

const matches = ({ name, columns }: CatalogueTable, words: string): boolean =>
  name.toLowerCase().includes(words) || columns.some((column) => column.name.toLowerCase().includes(words));

function tableRows(table: CatalogueTable, open: ReadonlySet<string>, words: string, level: 1 | 2): TreeRow[] {
  const id = `table:${table.name}`;
  const byName = table.name.toLowerCase().includes(words);
  // What was found in the columns only is shown with the columns that were found.
  const found = byName ? table.columns : table.columns.filter(({ name }) => name.toLowerCase().includes(words));
  const isOpen = open.has(id) || !byName;
  const columns = isOpen ? (open.has(id) ? table.columns : found) : [];
  return [
    { kind: "table", id, level, table, open: isOpen },
    ...columns.map((column): TreeRow => {
      return { kind: "column", id: `${id}.${column.name}`, level: level === 1 ? 2 : 3, table, column };
    }),
  ];
}

/** Rows of a table in few characters: "31.2 M", "24 012". */
export function rowCount(rows: number): string {
  if (rows < 1_000_000) return formatNumber(rows);
  const millions = rows / 1_000_000;
  return `${formatNumber(millions, millions < 10 ? 2 : millions < 100 ? 1 : 0)}\u202fM`;
}

/** What stands at the right of a column: its unit, else what kind of value it is. */
export const columnNote = ({ unit, type }: CatalogueColumn): string => unit ?? typeWord(type);
