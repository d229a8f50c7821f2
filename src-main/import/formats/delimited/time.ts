// The time of a row, and the clock that all times of a table are of.

import type { Fill } from "../../bytes/columns.ts";
import { setUnknown } from "../../bytes/columns.ts";
import { timeSpan } from "../../bytes/time-span.ts";
import type { ImportContext } from "../../importer.ts";
import type { Layout } from "./layout.ts";
import type { RowSplitter } from "./split.ts";
import { FIELD, type FieldState, readMoment, readScaled, words } from "./values.ts";
import { placesOf } from "./words.ts";

export interface RowTime {
  /** Reads the row's time; what it says is used by the next calls. */
  read(): FieldState;
  /** The time in the project's time base; null where the row has none. */
  value(): bigint | null;
  put(column: Fill, row: number): void;
  /** Tells the span of the times that were put or asked for. */
  finish(): void;
}

export function rowTime(layout: Layout, row: RowSplitter, context: ImportContext): RowTime {
  const column = layout.columns.find(({ field }) => field === "t");
  const places = placesOf(column?.unit ?? null) ?? 0;
  const read = words();
  let state: FieldState = FIELD.empty;
  const offset = column ? context.clock({ name: layout.clock, stepNs: column.unit === "iso" ? 1 : 10 ** places }) : 0n;
  const span = timeSpan(offset);
  const spans = { first: null as bigint | null, last: null as bigint | null };
  return {
    read() {
      if (!column) return FIELD.empty;
      const [bytes, from, to] = [row.bytes(column.at), row.starts[column.at] as number, row.ends[column.at] as number];
      state = column.unit === "iso" ? readMoment(bytes, from, to, read) : readScaled(bytes, from, to, places, read);
      return state;
    },
    value() {
      if (state !== FIELD.value) return null;
      const ns = (BigInt(read.high) << 32n) | BigInt(read.low);
      if (spans.first === null || ns < spans.first) spans.first = ns;
      if (spans.last === null || ns > spans.last) spans.last = ns;
      return ns + offset;
    },
    put(into, at) {
      if (state === FIELD.value) span.put(into, at, read.low, read.high);
      else setUnknown(into, at);
    },
    finish() {
      const put = span.span();
      if (put) context.span(put.first, put.last);
      if (spans.first !== null && spans.last !== null) context.span(spans.first, spans.last);
    },
  };
}
