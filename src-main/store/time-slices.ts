// How a pyramid is cut over time: its lowest level, and slices of about equal work.

/** From the first to the last time of something, ns. */
export interface Span {
  readonly first: bigint;
  readonly last: bigint;
}

/** Times from `from` to before `until`, ns. */
export interface Slice {
  readonly from: bigint;
  readonly until: bigint;
}

/** Rows that are summed at a time: what their groups need is bounded by it. */
const SLICE_ROWS = 2 ** 20;

/** Spans in order, those that meet or overlap as one. */
function merged(spans: readonly Span[]): Span[] {
  const sorted = [...spans].sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
  const result: Span[] = [];
  for (const span of sorted) {
    const before = result.at(-1);
    if (!before || span.first > before.last + 1n) result.push(span);
    else if (span.last > before.last) result[result.length - 1] = { first: before.first, last: span.last };
  }
  return result;
}

/** ns that at least one of the spans covers: the months between two recordings need no buckets. */
export const coveredNs = (spans: readonly Span[]): number =>
  merged(spans).reduce((sum, { first, last }) => sum + Number(last - first) + 1, 0);

/** ns from the first to the last of all. */
export const wholeNs = (spans: readonly Span[]): number => {
  const all = merged(spans);
  return all.length === 0 ? 0 : Number((all.at(-1) as Span).last - (all[0] as Span).first);
};

/** The spans cut into slices of about equal length that hold about `SLICE_ROWS` rows each, at edges of 2^level ns. */
export function slicesOf(spans: readonly Span[], rows: number, level: number): Slice[] {
  const p = BigInt(level);
  const inBuckets = merged(spans.map(({ first, last }) => ({ first: first >> p, last: last >> p })));
  const total = inBuckets.reduce((sum, { first, last }) => sum + (last - first + 1n), 0n);
  const parts = BigInt(Math.max(1, Math.ceil(rows / SLICE_ROWS)));
  const length = (total + parts - 1n) / parts;
  const slices: Slice[] = [];
  let [from, left]: [bigint | null, bigint] = [null, length];
  for (const span of inBuckets) {
    let at = span.first;
    while (at <= span.last) {
      from ??= at;
      const rest = span.last - at + 1n;
      const taken = rest < left ? rest : left;
      at += taken;
      left -= taken;
      if (left > 0n) continue;
      slices.push({ from: from << p, until: at << p });
      [from, left] = [null, length];
    }
  }
  const end = inBuckets.at(-1);
  if (from !== null && end) slices.push({ from: from << p, until: (end.last + 1n) << p });
  return slices;
}
