// Widths of a table's columns: as the browser lays them out, until a hand or the length of the table fixes them.
import { useState } from "react";
import { useStore } from "zustand";
import { useApp } from "../app/app.tsx";
import { LEAST_WIDTH, type TableColumn } from "./table-model.ts";

export interface ColumnWidths {
  /** All columns have a width of their own. */
  readonly fixed: boolean;
  readonly total: number;
  readonly changed: boolean;
  of(column: number): number | undefined;
  set(column: number, width: number | null): void;
  reset(): void;
}

const CHECK_WIDTH = 36;

export function useColumnWidths(
  name: string | undefined,
  columns: readonly TableColumn[],
  guessed: readonly number[] | null,
  table: { readonly current: HTMLTableElement | null },
  hasCheck: boolean,
): ColumnWidths {
  const { settings } = useApp();
  const [own, setOwn] = useState<Readonly<Record<string, number>>>({});
  const remembered = useStore(settings, ({ panes }) => (name === undefined ? null : panes));
  const keyOf = (id: string): string => `table.${name}.${id}`;
  const changedWidth = (id: string): number | undefined => (remembered ? remembered[keyOf(id)] : own[id]);
  const write = (next: Readonly<Record<string, number | null>>): void => {
    const change = (before: Readonly<Record<string, number>>, key: (id: string) => string) => {
      const after = { ...before };
      for (const [id, width] of Object.entries(next)) {
        if (width === null) delete after[key(id)];
        else after[key(id)] = Math.max(LEAST_WIDTH, Math.round(width));
      }
      return after;
    };
    if (name === undefined) setOwn((before) => change(before, (id) => id));
    else settings.setState(({ panes }) => ({ panes: change(panes, keyOf) }));
  };
  const changed = columns.some((column) => changedWidth(column.id) !== undefined);
  const fixed = changed || guessed !== null;
  const of = (at: number): number | undefined => {
    const column = columns[at];
    return column && (changedWidth(column.id) ?? guessed?.[at] ?? column.width);
  };
  const total = columns.reduce((sum, _, at) => sum + (of(at) ?? LEAST_WIDTH), hasCheck ? CHECK_WIDTH : 0);
  return {
    fixed,
    total,
    changed,
    of,
    set(at, width) {
      const id = columns[at]?.id;
      if (id === undefined) return;
      // The first width that a hand gives fixes the others as they are, so that only one column moves.
      const others = changed || guessed ? {} : measured(columns, table.current);
      write(width === null && !changed ? {} : { ...others, [id]: width });
    },
    reset: () => write(Object.fromEntries(columns.map((column) => [column.id, null]))),
  };
}

function measured(columns: readonly TableColumn[], table: HTMLTableElement | null): Record<string, number> {
  const heads = [...(table?.querySelectorAll<HTMLElement>("th[data-column]") ?? [])];
  return Object.fromEntries(columns.map((column, at) => [column.id, heads[at]?.offsetWidth ?? LEAST_WIDTH]));
}
