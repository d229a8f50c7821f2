// Sorts by time what comes in a few sorted stretches, one behind the other: merges neighbours until one is left.

/** Times in words; index by place. */
export interface Times {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

/** Whether the time at one place is later than that at another. */
const later = ({ low, high }: Times, a: number, b: number): boolean =>
  (high[a] as number) > (high[b] as number) || (high[a] === high[b] && (low[a] as number) > (low[b] as number));

/** Ends of the sorted stretches of the first `rows` places. */
function stretches(times: Times, rows: number): number[] {
  const ends: number[] = [];
  for (let i = 1; i < rows; i++) if (later(times, i - 1, i)) ends.push(i);
  if (rows > 0) ends.push(rows);
  return ends;
}

/** Merges two neighbouring stretches; equal times keep their order. */
function merge(times: Times, from: Uint32Array, to: Uint32Array, start: number, middle: number, end: number): void {
  let left = start;
  let right = middle;
  for (let at = start; at < end; at++) {
    const takeRight = left >= middle || (right < end && later(times, from[left] as number, from[right] as number));
    to[at] = from[takeRight ? right++ : left++] as number;
  }
}

/** The places 0 to `rows` - 1 in the order of their times; equal times keep the order of their places. */
export function sortedByTime(times: Times, rows: number): Uint32Array {
  let order = Uint32Array.from({ length: rows }, (_, i) => i);
  let other = new Uint32Array(rows);
  for (let ends = stretches(times, rows); ends.length > 1; ) {
    const merged: number[] = [];
    let start = 0;
    for (let i = 0; i < ends.length; i += 2) {
      const middle = ends[i] as number;
      const end = ends[i + 1] ?? middle;
      merge(times, order, other, start, middle, end);
      merged.push(end);
      start = end;
    }
    [order, other] = [other, order];
    ends = merged;
  }
  return order;
}
