// The rows of a result: only those that are seen are in memory; sorted by a head, cells chosen and copied.
// biome-ignore-all lint/a11y/useSemanticElements: rows that come and go as they are scrolled are no table of the browser's
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and tells which cell is active
import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from "react";
import { useApp } from "../../app/app.tsx";
import { Button } from "../../ui/button.tsx";
import { copyText } from "../../ui/copy.tsx";
import { Menu, type MenuItem } from "../../ui/menu.tsx";
import { ErrorCard } from "../../ui/state.tsx";
import { toTsv } from "./cell-text.ts";
import { GridHead, type GridOrder } from "./grid-head.tsx";
import {
  BAR_WIDTH,
  barColumn,
  type CellPlace,
  type CellRange,
  cornersOf,
  gridColumns,
  isIn,
  MOST_COPIED,
  moved,
  numberWidth,
  spread,
} from "./grid-model.ts";
import { CellText, GridRow, valueAt } from "./grid-row.tsx";
import { readCells } from "./read-cells.ts";
import type { Finished } from "./runs.ts";
import { rowsSeen } from "./scroll-map.ts";
import { useGreatest, usePages } from "./use-pages.ts";
import { useGridScroll } from "./use-scroll.ts";

/** How a result was looked at last, for when its tab is shown again. */
interface GridMemory {
  order: GridOrder | null;
  range: CellRange | null;
  bars: number | null;
  widths: readonly (number | null)[];
  top: number;
}

const memories = new WeakMap<Finished, GridMemory>();
/** Rows beyond the seen ones that are drawn, so that a quick scroll shows no gap. */
const MORE_ROWS = 8;

export function ResultGrid(props: {
  readonly project: string;
  readonly finished: Finished;
  /** A newer run is on its way. */
  readonly dimmed: boolean;
  readonly onRunAgain: () => void;
}) {
  const { project, finished } = props;
  const { client, toasts, live } = useApp();
  const { reply } = finished;
  const columns = useMemo(() => gridColumns(reply), [reply]);
  const memory = memories.get(finished);
  const [order, setOrder] = useState(memory?.order ?? null);
  const [range, setRange] = useState(memory?.range ?? null);
  const [bars, setBars] = useState(memory ? memory.bars : barColumn(columns, reply.rows));
  const [own, setOwn] = useState<readonly (number | null)[]>(memory?.widths ?? columns.map(() => null));
  const [menu, setMenu] = useState<{ readonly column: number; readonly x: number; readonly y: number } | null>(null);
  const [opened, setOpened] = useState<CellPlace | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const scroll = useGridScroll(box, reply.rows, memory?.top ?? 0);
  const pages = usePages(project, finished, order);
  const most = useGreatest(project, finished, bars);
  const seen = rowsSeen(scroll.top, scroll.size);
  const [from, until] = [Math.max(0, seen.first - MORE_ROWS), Math.min(reply.rows, seen.until + MORE_ROWS)];
  useEffect(() => pages.want(from, until), [pages, from, until]);
  useEffect(() => {
    memories.set(finished, { order, range, bars, widths: own, top: scroll.top });
  });
  const error = pages.error();
  const numbers = numberWidth(reply.rows);
  const bases = columns.map(({ width }, at) => own[at] ?? width);
  const shared = spread([...bases, bars === null ? 0 : BAR_WIDTH], scroll.width - numbers);
  const widths = bases.map((_, at) => own[at] ?? shared[at] ?? 0);
  const barWidth = shared.at(-1) ?? 0;
  const drawnBars = bars === null ? null : { column: bars, width: barWidth, most };
  const total = numbers + barWidth + widths.reduce((sum, width) => sum + width, 0);

  const orderBy = (next: GridOrder | null): void => {
    setOrder(next);
    scroll.show(0);
  };
  const choose = (active: CellPlace, extend: boolean): void => {
    setRange((old) => ({ anchor: extend && old ? old.anchor : active, active }));
    scroll.show(active.row);
    scrollSideways(box.current, widths, numbers, active.column);
  };
  const copy = async (heads: boolean): Promise<void> => {
    if (!range) return;
    const { top, bottom, left, right } = cornersOf(range);
    const cells = (bottom - top + 1) * (right - left + 1);
    if (cells > MOST_COPIED) {
      toasts.say("Too many cells to copy: export the result instead, or choose fewer rows");
      return;
    }
    try {
      const rows = await readCells(client, { project, result: reply.result, order }, range);
      const done = await copyText(toTsv(rows, heads ? columns.slice(left, right + 1) : null));
      if (!done) toasts.say("The browser did not allow copying");
      else if (cells === 1) live.say("Copied the cell");
      else toasts.say(`Copied ${bottom - top + 1} rows of ${right - left + 1} columns`, { tone: "ok" });
    } catch {
      toasts.say("The cells could not be read again: run the query once more");
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== box.current) return;
    const ctrl = event.ctrlKey || event.metaKey;
    const at = range?.active ?? { row: Math.max(0, seen.first), column: 0 };
    const size = { rows: reply.rows, columns: columns.length, page: Math.max(1, seen.until - seen.first - 2) };
    const next = range ? moved(event.key, ctrl, at, size) : event.key.startsWith("Arrow") ? at : null;
    if (next && reply.rows > 0) choose(next, event.shiftKey);
    else if (ctrl && event.key.toLowerCase() === "c") void copy(event.shiftKey);
    else if (ctrl && event.key.toLowerCase() === "a" && reply.rows > 0)
      setRange({ anchor: { row: 0, column: 0 }, active: { row: reply.rows - 1, column: columns.length - 1 } });
    else if (event.key === "Enter" && range) setOpened(range.active);
    else if (event.key === "Escape" && range) setRange(null);
    else if (event.key === "ContextMenu" && range) openMenuAt(range.active.column);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const openMenuAt = (column: number, point?: { readonly x: number; readonly y: number }): void => {
    const head = box.current?.querySelector(`[data-head="${column}"]`)?.getBoundingClientRect();
    setMenu({ column, ...(point ?? { x: head?.left ?? 0, y: head?.bottom ?? 0 }) });
  };
  const placeUnder = (event: PointerEvent): CellPlace | null => {
    const cell = (event.target as Element).closest<HTMLElement>("[data-column]");
    const row = cell?.parentElement?.dataset.row;
    return cell && row !== undefined ? { row: Number(row), column: Number(cell.dataset.column) } : null;
  };

  const shown = Array.from({ length: Math.max(0, until - from) }, (_, i) => from + i);
  const activeId = range ? `qcell-${range.active.row}-${range.active.column}` : undefined;
  return (
    <div className={`qgridbox${props.dimmed ? " qdimmed" : ""}`}>
      {error && (
        <div className="qgriderror">
          <ErrorCard
            error={error}
            title="Rows of the result could not be read"
            actions={
              <Button icon="play" onClick={props.onRunAgain}>
                Run again
              </Button>
            }
          />
        </div>
      )}
      <div
        ref={box}
        className="qgrid"
        role="grid"
        tabIndex={0}
        aria-label="Rows of the result"
        aria-rowcount={reply.rows + 1}
        aria-colcount={columns.length + 1}
        aria-multiselectable="true"
        aria-activedescendant={activeId}
        aria-busy={props.dimmed}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          const at = event.button === 0 ? placeUnder(event) : null;
          if (at) setRange((old) => ({ anchor: event.shiftKey && old ? old.anchor : at, active: at }));
        }}
        onPointerMove={(event) => {
          const at = event.buttons === 1 && range ? placeUnder(event) : null;
          if (at && (at.row !== range?.active.row || at.column !== range.active.column))
            setRange((old) => (old ? { ...old, active: at } : old));
        }}
        onDoubleClick={() => range && setOpened(range.active)}
        onContextMenu={(event) => {
          const at = placeUnder(event as unknown as PointerEvent);
          if (!at) return;
          event.preventDefault();
          if (!isIn(range, at.row, at.column)) setRange({ anchor: at, active: at });
          openMenuAt(at.column, { x: event.clientX, y: event.clientY });
        }}
      >
        <GridHead
          columns={columns}
          widths={widths}
          numbers={numbers}
          bars={drawnBars}
          order={order}
          onOrder={orderBy}
          onResize={(column, width) => setOwn((all) => all.map((one, at) => (at === column ? width : one)))}
          onMenu={openMenuAt}
        />
        <div className="qgridrows" role="rowgroup" style={{ height: scroll.height, width: total }}>
          {shown.map((row) => (
            <GridRow
              key={row}
              {...{ row, columns, widths, numbers, range, pages }}
              bars={drawnBars}
              top={scroll.placeOf(row)}
            />
          ))}
        </div>
      </div>
      {menu && (
        <Menu
          label={`Column ${columns[menu.column]?.name}`}
          anchor={{ x: menu.x, y: menu.y }}
          items={columnMenu(menu.column)}
          onClose={() => setMenu(null)}
        />
      )}
      {opened && (
        <CellText
          place={opened}
          column={columns[opened.column]?.name ?? ""}
          value={valueAt(pages, opened)}
          onClose={() => setOpened(null)}
        />
      )}
    </div>
  );

  function columnMenu(column: number): readonly MenuItem[] {
    const name = columns[column]?.name ?? "";
    const quantity = columns[column]?.look.quantity === true;
    const inRange = range !== null;
    return [
      { id: "asc", title: "Least first", icon: "sortUp", run: () => orderBy({ column, descending: false }) },
      { id: "desc", title: "Greatest first", icon: "sortDown", run: () => orderBy({ column, descending: true }) },
      {
        ...{ id: "none", title: "As the query gave it", run: () => orderBy(null) },
        unavailable: order ? null : "it is in that order",
      },
      {
        ...{ id: "bars", title: "Show bars", apart: true, checked: bars === column },
        unavailable: quantity ? null : "only quantities have bars",
        run: () => setBars(bars === column ? null : column),
      },
      {
        ...{ id: "copy", title: "Copy", apart: true, icon: "copy", keys: "mod+c", run: () => void copy(false) },
        unavailable: inRange ? null : "no cell is chosen",
      },
      {
        ...{ id: "copyHeads", title: "Copy with heads", keys: "mod+shift+c", run: () => void copy(true) },
        unavailable: inRange ? null : "no cell is chosen",
      },
      { id: "name", title: `Copy the name ${name}`, run: () => void copyText(name) },
    ];
  }
}

function scrollSideways(box: HTMLElement | null, widths: readonly number[], numbers: number, column: number): void {
  if (!box) return;
  const from = widths.slice(0, column).reduce((sum, width) => sum + width, 0);
  const until = from + (widths[column] ?? 0);
  const room = box.clientWidth - numbers;
  if (from < box.scrollLeft) box.scrollLeft = from;
  else if (until > box.scrollLeft + room) box.scrollLeft = until - room;
}
