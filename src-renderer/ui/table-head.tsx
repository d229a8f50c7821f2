// The head of a table: a press orders, the edge of a head sizes its column.
import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import { Checkbox } from "./choice.tsx";
import { Icon } from "./icon.tsx";
import { moveFocus } from "./roving.ts";
import type { Order, TableColumn } from "./table-model.ts";

interface HeadCheck {
  readonly label: string;
  readonly checked: boolean;
  readonly mixed: boolean;
  readonly onChange: ((checked: boolean) => void) | undefined;
}

export function TableHead(props: {
  readonly columns: readonly TableColumn[];
  readonly order: Order | null;
  readonly onOrder: (column: number) => void;
  /** A new width in px; null gives the column its own again. */
  readonly onResize: (column: number, width: number | null) => void;
  readonly check: HeadCheck | undefined;
}) {
  const { columns, order, check } = props;
  const row = useRef<HTMLTableRowElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const heads = [...(row.current?.querySelectorAll<HTMLElement>(".thsort") ?? [])];
    const at = heads.indexOf(document.activeElement as HTMLElement);
    const cell = heads[at]?.closest("th");
    if (event.shiftKey && cell && (event.key === "ArrowLeft" || event.key === "ArrowRight"))
      props.onResize(Number(cell.dataset.column), cell.offsetWidth + (event.key === "ArrowRight" ? 16 : -16));
    else if (!moveFocus(event.key, heads, { way: "row" })) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const stop =
    order && columns[order.column]?.sortable !== false
      ? order.column
      : columns.findIndex((one) => one.sortable !== false);
  return (
    <thead>
      <tr ref={row} aria-rowindex={1} onKeyDown={onKeyDown}>
        {check && (
          <th scope="col" className="ck">
            {check.onChange ? (
              <Checkbox
                label={check.label}
                hideLabel
                checked={check.checked}
                mixed={check.mixed}
                onChange={check.onChange}
              />
            ) : (
              <span className="sr">Chosen</span>
            )}
          </th>
        )}
        {columns.map((column, at) => (
          <Head
            key={column.id}
            column={column}
            at={at}
            order={order?.column === at ? order : null}
            isStop={at === stop}
            onOrder={() => props.onOrder(at)}
            onResize={(width) => props.onResize(at, width)}
          />
        ))}
      </tr>
    </thead>
  );
}

function Head(props: {
  readonly column: TableColumn;
  readonly at: number;
  readonly order: Order | null;
  readonly isStop: boolean;
  readonly onOrder: () => void;
  readonly onResize: (width: number | null) => void;
}) {
  const { column, at, order } = props;
  const words = (
    <>
      {column.title || <span className="sr">Actions</span>}
      {column.unit && <span className="u">{column.unit}</span>}
      {order && <Icon name={order.descending ? "sortDown" : "sortUp"} size={11} />}
    </>
  );
  return (
    <th
      scope="col"
      data-column={at}
      className={column.numeric ? "n" : ""}
      style={column.width === undefined ? undefined : { width: column.width }}
      aria-sort={order ? (order.descending ? "descending" : "ascending") : undefined}
    >
      {column.sortable === false || column.title === "" ? (
        words
      ) : (
        <button type="button" className="thsort" tabIndex={props.isStop ? 0 : -1} onClick={props.onOrder}>
          {words}
        </button>
      )}
      <Grip onResize={props.onResize} />
    </th>
  );
}

/** Dragging it sizes the column; from the keyboard Shift and arrows on the head do. */
function Grip({ onResize }: { readonly onResize: (width: number | null) => void }) {
  const from = useRef<{ readonly x: number; readonly width: number } | null>(null);
  return (
    <span
      className="thgrip"
      aria-hidden="true"
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={() => onResize(null)}
      onPointerDown={(event: PointerEvent<HTMLElement>) => {
        const cell = event.currentTarget.closest("th");
        if (!cell || event.button !== 0) return;
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { x: event.clientX, width: cell.offsetWidth };
      }}
      onPointerMove={(event) => {
        if (from.current) onResize(from.current.width + event.clientX - from.current.x);
      }}
      onPointerUp={() => {
        from.current = null;
      }}
      onPointerCancel={() => {
        from.current = null;
      }}
    />
  );
}
