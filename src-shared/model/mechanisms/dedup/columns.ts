// Typed arrays that grow: what the scanner's tables are made of.

/** The column with room for at least `length` elements; new elements hold `fill`. */
export function grown<T extends Int32Array | Uint8Array | Float64Array>(column: T, length: number, fill: number): T {
  if (length <= column.length) return column;
  const larger = new (column.constructor as new (n: number) => T)(Math.max(length, column.length * 2, 16));
  larger.set(column);
  if (fill !== 0) larger.fill(fill, column.length);
  return larger;
}
