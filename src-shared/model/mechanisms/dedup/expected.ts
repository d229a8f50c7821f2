// How many contents N guests hold together, when each holds a content with its own chance (model 2.4).
import { pow } from "../../../base/math.ts";

/** Expected distinct contents over `guests` independent guests; `presence[c]` is the chance that a guest holds content c. */
export const expectedDistinct = (presence: readonly number[], guests: number): number =>
  presence.reduce((sum, p) => sum + 1 - pow(1 - p, guests), 0);
