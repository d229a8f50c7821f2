// Plain accounts of memory that systems are compared by: what guests cost, what sharing saves, what fits (systems section 1).

/** Reduction against another figure, as a share. */
export const reduction = (own: number, other: number): number => 1 - own / other;

/** Identical guests that fit when none shares anything. */
export const guestsThatFill = (capacity: number, perGuest: number): number => Math.floor(capacity / perGuest);

/** Need of a guest whose overhead was cut by a share. */
export const needWithCutOverhead = (guest: number, overhead: number, cut: number): number =>
  guest + overhead * (1 - cut);

/** Private pages a guest must have so that a set shares by `ratio`: the ratio tends to 1 as they grow. */
export const privatePagesBehind = (defaultPages: number, frames: number, ratio: number, guests: number): number =>
  (defaultPages - ratio * frames) / (guests * (ratio - 1));
