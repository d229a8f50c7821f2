// What a panel shows once its source was read, in the form in which it is drawn, tabled and put into a report.
import type { HeatData, SeriesData } from "../charts/series-data.ts";
import type { DensityReply } from "../protocol/replies.ts";
import type { SpanMs } from "./tiles.ts";

/** How the numbers of a panel came about. */
export interface Evidence {
  readonly how: string;
  /** The query that reads the same again; $from and $to as in the window. */
  readonly sql: string | null;
  /** What $from and $to are of the buckets that are shown, the end left out; left out itself: what is selected. */
  readonly bounds?: SpanMs;
}

export interface RowsColumn {
  readonly name: string;
  readonly type: string;
  readonly unit: string | null;
}

export type Cell = number | string | null;

interface Common {
  readonly evidence: Evidence;
  /** What a reader must know: what is left out, cut, or was not recorded. */
  readonly notes: readonly string[];
}

export interface SeriesPanel extends Common, SeriesData {
  readonly shape: "series";
}

export interface HeatPanel extends Common, HeatData {
  readonly shape: "heat";
}

/** Rows as a table shows them. */
export interface RowsPanel extends Common {
  readonly shape: "rows";
  readonly columns: readonly RowsColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** Rows that the source has. */
  readonly total: number;
}

export interface NumberPanel extends Common {
  readonly shape: "number";
  /** Null: not seen. */
  readonly value: number | null;
  readonly unit: string | null;
  /** What it is of the span: "last", "greatest" ...; null where it is one value alone. */
  readonly of: string | null;
  /** The value at the start of the span, and what a change is counted from. */
  readonly start: number | null;
  /** The course that it is of; NaN: not seen. */
  readonly spark: Float64Array | null;
}

/** An answer of a scenario, of which a panel shows one part. */
export interface AnswerPanel extends Common {
  readonly shape: "answer";
  readonly scenario: string;
  readonly field: string;
  readonly reply: DensityReply;
}

/** Nothing to show, and what would give something. */
export interface NothingPanel {
  readonly shape: "nothing";
  readonly what: string;
  readonly why: string;
  readonly evidence: Evidence | null;
  /** Which way leads on. */
  readonly way: "whatif" | "edit" | "recipe" | null;
}

export type PanelData = SeriesPanel | HeatPanel | RowsPanel | NumberPanel | AnswerPanel | NothingPanel;

export const nothing = (
  what: string,
  why: string,
  way: NothingPanel["way"] = null,
  evidence: Evidence | null = null,
): NothingPanel => ({ shape: "nothing", what, why, evidence, way });
