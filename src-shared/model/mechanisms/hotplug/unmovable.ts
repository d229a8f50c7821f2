// Whether memory can be unplugged at all: one unmovable page in a unit is enough to keep it.
import { exp, log } from "../../../base/math.ts";

/** Chance that a unit has no unmovable page, when a share of all pages is unmovable, anywhere. */
export const chanceMovable = (unmovableShare: number, pages: number): number => exp(pages * log(1 - unmovableShare));
