// What is drawn in a lane: which data, put together how, in which colours. Pages make tracks; the worker draws them.

import type { FlagColumns } from "./flags.ts";

/** Data lanes that tell the same thing, of captures that follow each other; their value times `factor`. */
export interface Term {
  readonly lanes: readonly number[];
  readonly factor: number;
}

/** A sum of which all terms must be known. */
export interface Part {
  readonly terms: readonly Term[];
  readonly constant?: number;
}

/** Values that hold until the next one, for what no lane has: targets of balloons. */
export interface Points {
  readonly ms: Float64Array;
  readonly value: Float64Array;
}

/** `gauge`: a level; `rate`: change per second between readings; `count`: events per second. */
export type MeasureKind = "gauge" | "rate" | "count";

/**
 * `told`: only its value at the cursor is shown. `up` and `down` are mirrored about the middle; `ticks` are marks at the
 * bottom wherever the value rose.
 */
export type Look =
  | "area"
  | "line"
  | "dashed"
  | "stack"
  | "beyond"
  | "whole"
  | "bars"
  | "up"
  | "down"
  | "ticks"
  | "told";

/** One quantity of a track: the sum of its parts that are known. */
export interface Measure {
  readonly id: string;
  readonly kind: MeasureKind;
  readonly parts: readonly Part[];
  /** The first part must be known, or any one. */
  readonly needs: "first" | "any";
  readonly look: Look;
  /** Name of the colour's variable: `--m-anon`. */
  readonly ink: string;
  readonly points?: Points;
}

/** Addresses over time of one heat lane. */
export interface Heat {
  readonly lane: number;
  /** Rows of addresses that are drawn, from address 0; null: as many as events reach up to. */
  readonly rows: number | null;
  /** Rows that hold no memory, as pairs. */
  readonly holes: readonly number[];
}

export interface Scale {
  /** `zero`: from 0; `values`: from the least value where that is far from 0. */
  readonly from: "zero" | "values";
  /** Lanes of one group have one scale. */
  readonly group?: string;
  /** Round tops are binary: of memory. */
  readonly binary: boolean;
  /** A top that is known beforehand, such as a guest's memory; lower values do not change it. */
  readonly top?: number;
}

export interface Track {
  readonly id: string;
  readonly measures: readonly Measure[];
  readonly heat: Heat | null;
  readonly scale: Scale;
  /** The quantity that is told of it in words; left out: all that are drawn. */
  readonly says?: string;
  /** Drawn over all of the project, whatever is seen of it. */
  readonly overview?: boolean;
  /** Events that stand in it as flags. */
  readonly flags?: FlagColumns;
  /** It shows the marks of the time axis, and nothing else. */
  readonly axis?: boolean;
  /** Spans in which events were lost, as pairs of ms. */
  readonly losses: readonly number[];
}

/** What is known of a data lane before any of its tiles. */
export interface LaneInfo {
  readonly id: number;
  /** Spans in which its captures recorded, as pairs of ms; null: not known. */
  readonly spans: readonly number[] | null;
  /** Its tiles take long to make. */
  readonly slow?: boolean;
}

/** The lanes that a track reads. */
export function lanesOf({ measures }: Track): readonly number[] {
  return [
    ...new Set(measures.flatMap(({ parts }) => parts.flatMap(({ terms }) => terms.flatMap(({ lanes }) => lanes)))),
  ];
}
