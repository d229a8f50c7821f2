// Who shares with whom: a square of guests with the contents that each pair has in common, shaded by how much that is.
import { HEAT_STEPS } from "./tokens.ts";

/** Contents that all of the named guests hold; of every pair, as the profile reports them. */
export interface CommonContents {
  readonly guests: readonly string[];
  readonly contents: number;
}

export interface SharingCell {
  readonly row: string;
  readonly column: string;
  /** In common; on the diagonal the copies inside one guest. Null: not compared. */
  readonly contents: number | null;
  /** Heat colour, 0 for nothing to 8. */
  readonly step: number;
}

/** Cells row by row. `inside`: copies inside each guest, null where its contents are not known. */
export function sharingMatrix(
  guests: readonly string[],
  inside: ReadonlyMap<string, number | null>,
  common: readonly CommonContents[],
): readonly (readonly SharingCell[])[] {
  const pairs = new Map(
    common.filter((one) => one.guests.length === 2).map((one) => [keyOf(one.guests), one.contents]),
  );
  const contentsOf = (row: string, column: string): number | null =>
    row === column ? (inside.get(row) ?? null) : (pairs.get(keyOf([row, column])) ?? null);
  const known = guests.flatMap((row) => guests.map((column) => contentsOf(row, column) ?? 0));
  const step = heatSteps(known);
  return guests.map((row) =>
    guests.map((column) => {
      const contents = contentsOf(row, column);
      return { row, column, contents, step: step(contents ?? 0) };
    }),
  );
}

const keyOf = (guests: readonly string[]): string => [...guests].sort().join("\n");

/** Above this ratio of most to least the shades are logarithmic. */
const LINEAR_BELOW = 20;

/** Shade of a value among `values`: 0 for nothing, then 1 to 8, linear from 0 or logarithmic. */
export function heatSteps(values: readonly number[]): (value: number) => number {
  // One by one: there are as many values as pairs of guests, more than a call takes arguments.
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values)
    if (value > 0) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  const logarithmic = most / least >= LINEAR_BELOW;
  return (value) => {
    if (!(value > 0)) return 0;
    const share = logarithmic ? Math.log(value / least) / Math.log(most / least) : value / most;
    return Math.min(HEAT_STEPS, 1 + Math.floor(share * HEAT_STEPS * (1 - 1e-9)));
  };
}
