// What page and drawing worker tell each other.
import type { ErrorReport } from "../../src-shared/base/errors.ts";
import type { HeatTile, LaneTile } from "./cache.ts";
import type { Inks, Range } from "./draw.ts";
import type { HeatScale } from "./heat.ts";
import type { TileName } from "./tiles.ts";
import type { LaneInfo, Track } from "./track.ts";
import type { View } from "./view.ts";

/** Lanes lie on sheets: the strip of the whole project, the time axis, the pinned lanes, the list of the others. */
export type SheetId = "overview" | "axis" | "pinned" | "rows";

/** A lane on the page, as far as it is seen. */
export interface SeenLane {
  readonly id: string;
  readonly sheet: SheetId;
  /** From the top of its sheet, in px. */
  readonly top: number;
  /** Height in px; 0 where it is only told. */
  readonly height: number;
}

/** A canvas shows a part of a sheet: `height` px of it from `top`. */
export interface Band {
  readonly sheet: SheetId;
  readonly top: number;
  readonly height: number;
}

export type ToWorker =
  /** The project, or what is known of it, has changed: all tiles are forgotten. */
  | {
      readonly is: "base";
      readonly starts: Float64Array;
      readonly lengthMs: number;
      readonly lanes: readonly LaneInfo[];
    }
  | { readonly is: "tracks"; readonly tracks: readonly Track[] }
  | { readonly is: "inks"; readonly inks: Inks; readonly startWallMs: number | null }
  /** `token` tells one canvas from all others. */
  | { readonly is: "canvas"; readonly token: number; readonly band: Band; readonly canvas: OffscreenCanvas }
  | { readonly is: "gone"; readonly token: number }
  /** Lanes in the order in which their tiles are wanted. */
  | { readonly is: "seen"; readonly lanes: readonly SeenLane[] }
  | {
      readonly is: "view";
      readonly view: View;
      readonly cursorMs: number;
      readonly width: number;
      readonly ratio: number;
      readonly turn: number;
    }
  | { readonly is: "cursor"; readonly ms: number | null }
  | { readonly is: "tiles"; readonly names: readonly TileName[]; readonly tiles: readonly (LaneTile | HeatTile)[] }
  | { readonly is: "failed"; readonly name: TileName; readonly error: ErrorReport }
  /** Tiles of a lane that failed are wanted again; null: of all. */
  | { readonly is: "retry"; readonly id: string | null }
  | { readonly is: "rows"; readonly ask: number; readonly id: string; readonly view: View; readonly most: number };

/** What a lane shows now. */
export interface LaneShown {
  readonly id: string;
  readonly range: Range;
  /** Least and greatest of what is seen; null where nothing is. */
  readonly extent: Range | null;
  /** Scale of a heat map's colours, and how many rows of addresses it shows. */
  readonly heat: (HeatScale & { readonly rows: number }) | null;
  /** Where lines begin at the left, in px from above, by measure. */
  readonly starts: readonly (readonly [string, number])[];
  /** Length of the buckets in which it counts, ms; infinite where it counts nothing. */
  readonly bucketMs: number;
  readonly waiting: boolean;
  readonly error: ErrorReport | null;
}

/** Values of a lane's quantities at the cursor; NaN: not recorded. */
export interface LaneValues {
  readonly id: string;
  readonly values: readonly (readonly [string, number])[];
}

/** A row of the table behind a lane: a time and a value for each quantity. */
export interface LaneRow {
  readonly ms: number;
  readonly values: readonly number[];
}

export type FromWorker =
  | {
      readonly is: "painted";
      /** Which view was painted. */
      readonly turn: number;
      readonly workerMs: number;
      readonly lanes: readonly LaneShown[];
      /** Tiles that are on their way. */
      readonly waiting: number;
      /** Where the cursor is, and the values there. */
      readonly ms: number | null;
      readonly values: readonly LaneValues[];
    }
  | { readonly is: "values"; readonly ms: number | null; readonly lanes: readonly LaneValues[] }
  /** The tiles that are missing, most wanted first; what is on its way and not among them is given up. */
  | { readonly is: "want"; readonly tiles: readonly TileName[] }
  | {
      readonly is: "rows";
      readonly ask: number;
      readonly measures: readonly string[];
      readonly rows: readonly LaneRow[];
    };
