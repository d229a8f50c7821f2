// The head of the grid: a press orders, its edge sizes the column, its menu has the rest.
// biome-ignore-all lint/a11y/useSemanticElements: rows that come and go as they are scrolled are no table of the browser's
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and tells which cell is active
import { Fragment, type KeyboardEvent, type PointerEvent, useRef } from "react";
import { Icon } from "../../ui/icon.tsx";
import { moveFocus } from "../../ui/roving.ts";
import { tip } from "../../ui/tip.ts";
import { type GridColumn, HEAD_HEIGHT, unitBeside } from "./grid-model.ts";

export interface GridOrder {
  readonly column: number;
  readonly descending: boolean;
}

/** First press: numbers from the top, words from A; then the other way, then as the query gave them. */
export function nextOrder(order: GridOrder | null, column: number, numeric: boolean): GridOrder | null {
  if (order?.column !== column) return { column, descending: numeric };
  return order.descending === numeric ? { column, descending: !numeric } : null;
}

export function GridHead(props: {
  readonly columns: readonly GridColumn[];
  readonly widths: readonly number[];
  /** Width of the row numbers. */
  readonly numbers: number;
  readonly bars: { readonly column: number; readonly width: number } | null;
  readonly order: GridOrder | null;
  readonly onOrder: (order: GridOrder | null) => void;
  readonly onResize: (column: number, width: number | null) => void;
  readonly onMenu: (column: number, point?: { readonly x: number; readonly y: number }) => void;
}) {
  const { columns, widths, order, bars } = props;
  const row = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const heads = [...(row.current?.querySelectorAll<HTMLElement>(".qsort") ?? [])];
    const at = heads.indexOf(document.activeElement as HTMLElement);
    const step = event.key === "ArrowRight" ? 16 : event.key === "ArrowLeft" ? -16 : 0;
    if (event.shiftKey && step !== 0 && at >= 0) props.onResize(at, Math.max(40, (widths[at] ?? 0) + step));
    else if (event.altKey && event.key === "ArrowDown" && at >= 0) props.onMenu(at);
    else if (!moveFocus(event.key, heads, { way: "row" })) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div ref={row} role="row" aria-rowindex={1} className="qhead" style={{ height: HEAD_HEIGHT }} onKeyDown={onKeyDown}>
      <div
        role="columnheader"
        aria-colindex={1}
        className="qcell qnumber n"
        style={{ width: props.numbers }}
        tabIndex={-1}
      >
        #
      </div>
      {columns.map((column, at) => {
        const mine = order?.column === at ? order : null;
        const unit = unitBeside(column);
        return (
          <Fragment key={column.name}>
            <div
              role="columnheader"
              aria-colindex={at + 2}
              aria-sort={mine ? (mine.descending ? "descending" : "ascending") : undefined}
              data-head={at}
              className={`qcell${column.look.numeric ? " n" : ""}`}
              style={{ width: widths[at] }}
              onContextMenu={(event) => {
                event.preventDefault();
                props.onMenu(at, { x: event.clientX, y: event.clientY });
              }}
            >
              <button
                type="button"
                className="qsort"
                tabIndex={at === (order?.column ?? 0) ? 0 : -1}
                {...tip(
                  `${column.name}, ${column.type}${column.unit ? `, ${column.unit}` : ""}: press to order, Alt+↓ for more`,
                )}
                onClick={() => props.onOrder(nextOrder(order, at, column.look.numeric))}
              >
                <span className="ell">{column.name}</span>
                {unit && <span className="u">{unit}</span>}
                {mine && <Icon name={mine.descending ? "sortDown" : "sortUp"} size={11} />}
              </button>
              <Grip onResize={(width) => props.onResize(at, width)} />
            </div>
            {bars?.column === at && <div className="qcell" role="presentation" style={{ width: bars.width }} />}
          </Fragment>
        );
      })}
    </div>
  );
}

function Grip({ onResize }: { readonly onResize: (width: number | null) => void }) {
  const from = useRef<{ readonly x: number; readonly width: number } | null>(null);
  const release = (): void => {
    from.current = null;
  };
  return (
    <span
      className="qgrip"
      aria-hidden="true"
      onDoubleClick={(event) => {
        event.stopPropagation();
        onResize(null);
      }}
      onPointerDown={(event: PointerEvent<HTMLElement>) => {
        const cell = event.currentTarget.parentElement;
        if (!cell || event.button !== 0) return;
        event.preventDefault();
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { x: event.clientX, width: cell.offsetWidth };
      }}
      onPointerMove={(event) => {
        if (from.current) onResize(Math.max(40, from.current.width + event.clientX - from.current.x));
      }}
      onPointerUp={release}
      onPointerCancel={release}
    />
  );
}
