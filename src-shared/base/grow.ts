// Longer copies of number columns, zeros behind the old values.

/** A copy of `old` with `length` values, at least as many as it has. */
export function grownInts(old: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(length);
  grown.set(old);
  return grown;
}

/** A copy of `old` with `length` values, at least as many as it has. */
export function grownDoubles(old: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const grown = new Float64Array(length);
  grown.set(old);
  return grown;
}
