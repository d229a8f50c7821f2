// Tables: sticky head, sort by head, virtual above 200 rows, rows chosen by hand or arrow keys, copy as tab-separated text.
import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { plural } from "../../src-shared/base/format.ts";
import { useApp } from "../app/app.tsx";
import { Checkbox } from "./choice.tsx";
import { copyText } from "./copy.tsx";
import { Menu, type MenuItem } from "./menu.tsx";
import { rovingIndex } from "./roving.ts";
import { TableHead } from "./table-head.tsx";
import {
  guessWidths,
  nextOrder,
  type Order,
  sortRows,
  type TableColumn,
  type TableData,
  type TableRow,
  toTsv,
} from "./table-model.ts";
import { useColumnWidths } from "./table-widths.ts";

export type { TableColumn, TableData, TableRow } from "./table-model.ts";

export interface TableCheck {
  readonly checked: ReadonlySet<string>;
  readonly onCheck: (id: string, checked: boolean) => void;
  /** What a check means for a row, for assistive technology: "alpha in the mix". */
  readonly label: (id: string) => string;
  /** Checks all or none from the head; left out: there is no such box. */
  readonly onCheckAll?: (checked: boolean) => void;
}

export interface DataTableProps extends TableData {
  readonly label: string;
  readonly selected?: string | readonly string[] | null;
  /** `add`: Ctrl or Cmd was held. */
  readonly onSelect?: (id: string, add: boolean) => void;
  /** Enter or double click. */
  readonly onOpen?: (id: string) => void;
  /** A column of check boxes before the others. */
  readonly check?: TableCheck;
  readonly dense?: boolean;
  /** Shown instead of rows when there are none. */
  readonly empty?: ReactNode;
  /** Under which name column widths are remembered; left out: they are not. */
  readonly name?: string;
  readonly className?: string;
  /** A row that is selected elsewhere comes into sight. */
  readonly follow?: boolean;
  /** The pointer is on a row, or has left the table (null). */
  readonly onHover?: (id: string | null) => void;
}

const VIRTUAL_ABOVE = 200;
const HEAD_HEIGHT = 24;

export function DataTable(props: DataTableProps) {
  const { columns, rows, label, onSelect, onOpen, check, dense, empty } = props;
  const { toasts } = useApp();
  const [order, setOrder] = useState<Order | null>(null);
  const [active, setActive] = useState<string | null>(null);
  const [menuAt, setMenuAt] = useState<{ readonly x: number; readonly y: number } | null>(null);
  const scroll = useRef<HTMLDivElement>(null);
  const table = useRef<HTMLTableElement>(null);
  const id = useId();
  const sorted = useMemo(() => sortRows(rows, order), [rows, order]);
  const places = useMemo(() => new Map(sorted.map((row, at) => [row.id, at])), [sorted]);
  const selected = useMemo(() => asSet(props.selected), [props.selected]);
  const virtual = sorted.length > VIRTUAL_ABOVE;
  const rowWindow = useRowWindow(scroll, sorted.length, virtual, dense ? 22 : 26);
  const guessed = useMemo(() => (virtual ? guessWidths(columns, rows) : null), [virtual, columns, rows]);
  const widths = useColumnWidths(props.name, columns, guessed, table, check !== undefined);
  const here = active !== null && places.has(active) ? active : ([...selected].find((one) => places.has(one)) ?? null);
  const at = here === null ? -1 : (places.get(here) as number);
  useRovingCells(table);

  const moveTo = (next: number): void => {
    const row = sorted[next];
    if (!row) return;
    setActive(row.id);
    if (virtual) rowWindow.scrollTo(next);
    else table.current?.querySelector(`[data-row="${next}"]`)?.scrollIntoView({ block: "nearest" });
  };
  const chosen = props.follow ? places.get([...selected][0] ?? "") : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another choice moves the rows
  useEffect(() => {
    if (chosen !== undefined) moveTo(chosen);
  }, [chosen]);
  const copy = useCallback(
    async (which: readonly TableRow[]): Promise<void> => {
      const done = await copyText(toTsv(columns, which));
      toasts.say(
        done ? `${which.length} ${plural(which.length, "row")} copied as a table` : "The browser did not allow copying",
      );
    },
    [columns, toasts],
  );
  const onKeyDown = (event: KeyboardEvent): void => {
    const add = event.ctrlKey || event.metaKey;
    if (add && event.key.toLowerCase() === "c" && !window.getSelection()?.toString()) {
      event.preventDefault();
      return void copy(selected.size > 1 ? sorted.filter((row) => selected.has(row.id)) : sorted);
    }
    if (event.target !== table.current) return;
    const page = Math.max(1, Math.floor(((scroll.current?.clientHeight ?? 0) - HEAD_HEIGHT) / rowWindow.height) - 1);
    const next = event.altKey ? null : rovingIndex(event.key, at, sorted.length, { way: "column", page });
    if (next !== null) {
      moveTo(next);
      if (!add && sorted[next]) onSelect?.(sorted[next].id, false);
    } else if (event.key === "Enter" && onOpen && here !== null) onOpen(here);
    else if (event.key === " " && here !== null) {
      if (check) check.onCheck(here, !check.checked.has(here));
      else onSelect?.(here, add);
    } else return;
    event.preventDefault();
  };
  const first = rowWindow.first;
  const shown = virtual ? sorted.slice(first, rowWindow.end) : sorted;
  const gap = (rowsLeft: number) =>
    virtual && rowsLeft > 0 ? (
      <tr className="gap">
        <td colSpan={columns.length + (check ? 1 : 0)} style={{ height: rowsLeft * rowWindow.height }} />
      </tr>
    ) : null;
  const menu: readonly MenuItem[] = [
    { id: "copy", title: "Copy as a table", icon: "copy", keys: "mod+c", run: () => void copy(sorted) },
    {
      id: "copyRow",
      title: "Copy this row",
      unavailable: here === null ? "no row is chosen" : null,
      run: () => void copy(sorted.filter((row) => row.id === here)),
    },
    {
      id: "order",
      title: "Original order",
      apart: true,
      unavailable: order ? null : "it is in this order",
      run: () => setOrder(null),
    },
    {
      id: "widths",
      title: "Restore column widths",
      unavailable: widths.changed ? null : "none was changed",
      run: widths.reset,
    },
  ];
  return (
    <div className={`tablebox ${props.className ?? ""}`} ref={scroll}>
      <table
        ref={table}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose rows are chosen is a grid
        role="grid"
        tabIndex={0}
        className={`${dense ? "d " : ""}${widths.fixed ? "fixed" : ""}`}
        style={widths.fixed ? { minWidth: widths.total } : undefined}
        aria-label={label}
        aria-rowcount={sorted.length + 1}
        aria-multiselectable={typeof props.selected === "object" && props.selected !== null ? true : undefined}
        aria-activedescendant={at >= 0 && (!virtual || (at >= first && at < rowWindow.end)) ? `${id}-${at}` : undefined}
        onKeyDown={onKeyDown}
        onPointerLeave={() => props.onHover?.(null)}
        onContextMenu={(event) => {
          event.preventDefault();
          const row = (event.target as Element).closest<HTMLElement>("[data-row]");
          if (row) setActive(sorted[Number(row.dataset.row)]?.id ?? null);
          setMenuAt({ x: event.clientX, y: event.clientY });
        }}
        onFocus={(event) => {
          if (event.target === table.current && here === null && sorted[0]) setActive(sorted[0].id);
        }}
      >
        {widths.fixed && (
          <colgroup>
            {check && <col style={{ width: 36 }} />}
            {columns.map((column, place) => (
              // The last one takes the rest, so that the others keep their widths.
              <col key={column.id} style={place < columns.length - 1 ? { width: widths.of(place) } : undefined} />
            ))}
          </colgroup>
        )}
        <TableHead
          columns={columns}
          order={order}
          onOrder={(place) => setOrder(nextOrder(order, place, columns[place] as TableColumn))}
          onResize={widths.set}
          check={check && checkAll(check, rows, label)}
        />
        <tbody>
          {gap(first)}
          {shown.map((row, place) => (
            <Row
              key={row.id}
              row={row}
              columns={columns}
              place={first + place}
              domId={`${id}-${first + place}`}
              selected={selected.has(row.id)}
              selectable={onSelect !== undefined}
              active={row.id === here}
              check={check}
              onPress={(add) => {
                setActive(row.id);
                onSelect?.(row.id, add);
              }}
              onOpen={onOpen}
              onHover={props.onHover}
            />
          ))}
          {gap(sorted.length - rowWindow.end)}
        </tbody>
      </table>
      {sorted.length === 0 && empty}
      {menuAt && <Menu label={`Table ${label}`} items={menu} anchor={menuAt} onClose={() => setMenuAt(null)} />}
    </div>
  );
}

function Row(props: {
  readonly row: TableRow;
  readonly columns: readonly TableColumn[];
  readonly place: number;
  readonly domId: string;
  readonly selected: boolean;
  readonly selectable: boolean;
  readonly active: boolean;
  readonly check: TableCheck | undefined;
  readonly onPress: (add: boolean) => void;
  readonly onOpen: ((id: string) => void) | undefined;
  readonly onHover: ((id: string | null) => void) | undefined;
}) {
  const { row, columns, place, check } = props;
  return (
    <tr
      id={props.domId}
      data-row={place}
      className={`${props.selected ? "on" : ""}${props.active ? " here" : ""}${props.selectable ? " can" : ""}`}
      aria-rowindex={place + 2}
      aria-selected={props.selectable ? props.selected : undefined}
      onClick={(event) => {
        if (!(event.target as Element).closest("button, input, label, a"))
          props.onPress(event.ctrlKey || event.metaKey);
      }}
      onDoubleClick={() => props.onOpen?.(row.id)}
      onPointerEnter={props.onHover && (() => props.onHover?.(row.id))}
    >
      {check && (
        <td className="ck">
          <Checkbox
            label={check.label(row.id)}
            hideLabel
            checked={check.checked.has(row.id)}
            onChange={(checked) => check.onCheck(row.id, checked)}
          />
        </td>
      )}
      {row.cells.map((cell, at) => (
        <td key={columns[at]?.id ?? at} className={columns[at]?.numeric ? "n" : ""}>
          {cell}
        </td>
      ))}
    </tr>
  );
}

const asSet = (selected: DataTableProps["selected"]): ReadonlySet<string> =>
  new Set(selected === null || selected === undefined ? [] : typeof selected === "string" ? [selected] : selected);

function checkAll(check: TableCheck, rows: readonly TableRow[], label: string) {
  const count = rows.filter((row) => check.checked.has(row.id)).length;
  return {
    label: `All of ${label}`,
    checked: count > 0 && count === rows.length,
    mixed: count > 0 && count < rows.length,
    onChange: check.onCheckAll,
  };
}

/** The rows that are drawn of a long table. */
function useRowWindow(
  scroll: { readonly current: HTMLDivElement | null },
  count: number,
  virtual: boolean,
  height: number,
): { readonly first: number; readonly end: number; readonly height: number; scrollTo(row: number): void } {
  const virtualizer = useVirtualizer({
    count: virtual ? count : 0,
    getScrollElement: () => scroll.current,
    estimateSize: () => height,
    overscan: 12,
    scrollPaddingStart: HEAD_HEIGHT,
  });
  const items = virtualizer.getVirtualItems();
  return {
    first: items[0]?.index ?? 0,
    end: virtual ? (items.at(-1)?.index ?? -1) + 1 : count,
    height,
    scrollTo: (row) => virtualizer.scrollToIndex(row, { align: "auto" }),
  };
}

/** Buttons and boxes in cells are tab stops only in the row where the table's focus is. */
function useRovingCells(table: { readonly current: HTMLTableElement | null }): void {
  useLayoutEffect(() => {
    for (const row of table.current?.tBodies[0]?.rows ?? []) {
      const stop = row.classList.contains("here") ? 0 : -1;
      for (const control of row.querySelectorAll<HTMLElement>("button, input, select, a[href]"))
        if (control.tabIndex !== stop) control.tabIndex = stop;
    }
  });
}
