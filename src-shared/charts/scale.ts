// Round numbers for axes.

/** The smallest of 1, 2, 2.5, 5 times a power of ten that is at least `value`; 1 for nothing. */
export function roundUp(value: number): number {
  if (!(value > 0) || !Number.isFinite(value)) return 1;
  let power = 1;
  while (power * 10 <= value) power *= 10;
  while (power > value) power /= 10;
  for (const step of [1, 2, 2.5, 5, 10]) if (step * power >= value) return step * power;
  return 10 * power;
}

/** A step that cuts 0..`max` into at most `most` parts, whole numbers only when `whole`. */
export function stepOf(max: number, most: number, whole = false): number {
  const step = roundUp(max / most);
  return whole ? Math.max(1, step === 2.5 ? 5 : Math.ceil(step)) : step;
}
