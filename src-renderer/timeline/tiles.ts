// Which tiles a view needs: levels by the width of a pixel, indices from the first tile of the project.
import type { View } from "./view.ts";

/** Buckets of a tile, and of a heat tile. */
export const TILE_BUCKETS = 512;
export const HEAT_BUCKETS = 128;
const TOP_LEVEL = 62;
const NS_PER_MS = 1e6;

/** Where tiles lie: `starts[level]` is where tile 0 of a level begins, ms since project start. */
export interface TileBase {
  readonly starts: Float64Array;
  readonly lengthMs: number;
}

export type TileForm = "lane" | "heat";

/** One tile, by what it is of. */
export interface TileName {
  readonly form: TileForm;
  readonly lane: number;
  readonly level: number;
  readonly index: number;
}

export const keyOf = ({ form, lane, level, index }: TileName): string => `${form} ${lane} ${level} ${index}`;

/** Buckets of a level are 2^level ns long. */
export const bucketMs = (level: number): number => 2 ** level / NS_PER_MS;

/** The level whose buckets are as long as possible without being longer than `ms`. */
export const levelWithin = (ms: number): number =>
  Math.min(TOP_LEVEL, Math.max(0, Math.floor(Math.log2(Math.max(1, ms * NS_PER_MS)) + 1e-9)));

/** The finest level on which two tiles cover the whole project; what lies above has nothing to add. */
export const topLevel = ({ lengthMs }: TileBase): number =>
  Math.min(TOP_LEVEL, Math.max(0, Math.ceil(Math.log2(Math.max(1, (lengthMs * NS_PER_MS) / TILE_BUCKETS)))));

/** The same for heat tiles, which have a quarter of the buckets. */
export const topHeatLevel = (base: TileBase): number => Math.min(TOP_LEVEL, topLevel(base) + 2);

/** Length of a tile in ms. */
export const tileMs = (form: TileForm, level: number): number =>
  bucketMs(level) * (form === "lane" ? TILE_BUCKETS : HEAT_BUCKETS);

/** Where tile 0 of a level begins; heat tiles count from there too. */
export const firstStart = (base: TileBase, level: number): number => base.starts[level] ?? 0;

export const tileStart = (base: TileBase, { form, level, index }: Omit<TileName, "lane">): number =>
  firstStart(base, level) + index * tileMs(form, level);

/** Indices of the tiles of a level that a view touches, within the project; `last` is below `first` when there are none. */
export function tilesIn(
  base: TileBase,
  form: TileForm,
  level: number,
  view: View,
): { readonly first: number; readonly last: number } {
  const start = firstStart(base, level);
  const length = tileMs(form, level);
  const from = Math.max(0, view.fromMs);
  // The last recorded moment lies in a bucket of its own where it is the edge of one.
  const to = Math.min(base.lengthMs, view.toMs);
  return { first: Math.max(0, Math.floor((from - start) / length)), last: Math.floor((to - start) / length) };
}
