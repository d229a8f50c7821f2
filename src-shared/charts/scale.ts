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

/** Ends of an axis from 0 that shows `max`: its last mark and the step between marks. */
export function axisOf(max: number, most: number): { readonly max: number; readonly step: number } {
  const step = stepOf(max > 0 ? max : 1, most);
  return { step, max: Math.max(step, Math.ceil((max / step) * (1 - 1e-9)) * step) };
}

/** A mark of an axis without the noise of binary fractions. */
export const markText = (value: number): string => String(Math.round(value * 1e6) / 1e6);
