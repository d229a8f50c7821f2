// What a chart of values draws: one or several courses over time, numbers or words, in one unit.
import type { ColourName } from "./tokens.ts";

/** The axis that values stand on. */
export type SeriesAxis =
  | {
      readonly kind: "time";
      /** Where values stand, ms since project start (`startWallMs` null and `absolute`: since 1970). */
      readonly at: Float64Array;
      /** What is shown of the time line. */
      readonly fromMs: number;
      readonly toMs: number;
      /** Length of what each value stands for; null: a moment. */
      readonly stepMs: number | null;
      readonly absolute?: boolean;
    }
  | {
      readonly kind: "words";
      readonly words: readonly string[];
      /** Places of the guests that the words name, where they do. */
      readonly guests?: readonly (number | null)[];
    }
  | { readonly kind: "number"; readonly at: Float64Array; readonly name: string; readonly address: boolean };

export interface Series {
  readonly id: string;
  /** As a legend has it. */
  readonly title: string;
  /** Place of its guest among the project's; null: it is no guest's. */
  readonly guest: number | null;
  readonly colour: ColourName | null;
  /** NaN: not seen. */
  readonly mean: Float64Array;
  /** Least and greatest of what was drawn together; null where nothing was. */
  readonly min: Float64Array | null;
  readonly max: Float64Array | null;
}

export interface SeriesLimit {
  readonly value: number;
  readonly title: string;
}

/** A span of the time line in which records were lost; the same moment twice where no more is known. */
export interface LostSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface SeriesData {
  readonly axis: SeriesAxis;
  /** Where what is counted is too low, on a time axis. */
  readonly lost?: readonly LostSpan[];
  readonly unit: string | null;
  readonly series: readonly Series[];
  readonly limit: SeriesLimit | null;
}

/** How values are drawn. */
export interface SeriesLook {
  readonly form: "line" | "area" | "bars" | "lying";
  readonly stacked: boolean;
}

/** Counts of cells, `values[x * rows + y]`; what was not seen is 0. */
export interface HeatData {
  readonly axis: SeriesAxis;
  /** Where what is counted is too low, on a time axis. */
  readonly lost?: readonly LostSpan[];
  readonly columns: number;
  readonly rows: number;
  readonly values: ArrayLike<number>;
  /** The upright axis: its ends, and what stands at a mark. */
  readonly y: {
    readonly from: number;
    readonly to: number;
    readonly unit: string | null;
    readonly words: readonly string[] | null;
  };
  /** What is counted. */
  readonly unit: string | null;
}

/** The greatest of known values; 0 without any. */
export function greatestOf(values: ArrayLike<number>): number {
  let most = 0;
  for (let at = 0; at < values.length; at++) if ((values[at] as number) > most) most = values[at] as number;
  return most;
}

/** The least of known values; 0 without any below. */
export function leastOf(values: ArrayLike<number>): number {
  let least = 0;
  for (let at = 0; at < values.length; at++) if ((values[at] as number) < least) least = values[at] as number;
  return least;
}
