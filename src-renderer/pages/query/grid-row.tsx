// One row of the grid, and the box with the whole value of a cell.
// biome-ignore-all lint/a11y/useSemanticElements: rows that come and go as they are scrolled are no table of the browser's
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and tells which cell is active
import { Fragment } from "react";
import { formatNumber, NOT_SEEN } from "../../../src-shared/base/format.ts";
import { CopyButton } from "../../ui/copy.tsx";
import { Popover } from "../../ui/popover.tsx";
import { type Cell, plainText } from "./cell-text.ts";
import { type CellPlace, type CellRange, type GridColumn, isIn, ROW_HEIGHT } from "./grid-model.ts";
import { cellOf, type RowPages } from "./row-pages.ts";

/** Bars behind the values of a column: the room they have, and the value that fills it. */
export interface Bars {
  readonly column: number;
  readonly width: number;
  readonly most: number | null;
}

/** The value at a place; null where it is not known, or not there yet. */
export function valueAt(pages: RowPages, { row, column }: CellPlace): Cell {
  const found = pages.row(row);
  const data = found?.page.columns[column];
  return found && data ? cellOf(data, found.at) : null;
}

export function GridRow(props: {
  readonly row: number;
  readonly columns: readonly GridColumn[];
  readonly widths: readonly number[];
  /** Width of the row numbers. */
  readonly numbers: number;
  readonly range: CellRange | null;
  readonly pages: RowPages;
  readonly bars: Bars | null;
  readonly top: number;
}) {
  const { row, columns, widths, range, pages, bars } = props;
  const found = pages.row(row);
  const active = range?.active.row === row;
  return (
    <div
      role="row"
      className={`qrow${active ? " on" : ""}`}
      aria-rowindex={row + 2}
      data-row={row}
      style={{ top: props.top, height: ROW_HEIGHT }}
    >
      <div role="rowheader" aria-colindex={1} className="qcell qnumber n" style={{ width: props.numbers }}>
        {formatNumber(row + 1)}
      </div>
      {columns.map(({ name, look }, at) => {
        const data = found?.page.columns[at];
        const value = found && data ? cellOf(data, found.at) : null;
        const chosen = isIn(range, row, at);
        const focus = active && range?.active.column === at;
        const text = value === null ? NOT_SEEN : look.text(value);
        return (
          <Fragment key={name}>
            <div
              id={focus ? `qcell-${row}-${at}` : undefined}
              role="gridcell"
              aria-colindex={at + 2}
              aria-selected={chosen}
              data-column={at}
              className={`qcell${look.numeric ? " n" : ""}${look.mono ? " mono" : ""}${chosen ? " in" : ""}${focus ? " at" : ""}${value === null && found ? " dim2" : ""}`}
              style={{ width: widths[at] }}
            >
              <span className="ell">{found ? text : ""}</span>
            </div>
            {bars?.column === at && <Bar value={value} width={bars.width} most={bars.most} />}
          </Fragment>
        );
      })}
    </div>
  );
}

/** How large a value is among those of its column. */
function Bar({ value, width, most }: { readonly value: Cell; readonly width: number; readonly most: number | null }) {
  const share = most === null || most === 0 || value === null ? 0 : Math.min(1, Math.abs(Number(value)) / most);
  return (
    <div className="qcell qbar" role="presentation" style={{ width }}>
      {share > 0 && <i className={Number(value) < 0 ? "less" : ""} style={{ width: `${share * 100}%` }} />}
    </div>
  );
}

/** The whole value of a cell, which may be longer than its column. */
export function CellText(props: {
  readonly place: CellPlace;
  readonly column: string;
  readonly value: Cell;
  readonly onClose: () => void;
}) {
  const { place, column, value } = props;
  const text = plainText(value);
  return (
    <Popover
      label={`Row ${place.row + 1}, ${column}`}
      className="qcelltext"
      anchor={() => document.getElementById(`qcell-${place.row}-${place.column}`)}
      onClose={props.onClose}
    >
      <div className="row">
        <b>{column}</b>
        <span className="dim2">row {place.row + 1}</span>
        <span className="grow" />
        <CopyButton text={text} label="Copy the value" />
      </div>
      <pre className="code">{value === null ? NOT_SEEN : text}</pre>
    </Popover>
  );
}
