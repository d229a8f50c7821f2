// The path of a sparkline: one point a pixel at most, and a gap where nothing was seen.

export interface SparkInput {
  /** NaN where nothing was seen. */
  readonly values: ArrayLike<number>;
  readonly width: number;
  readonly height: number;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

export interface SparkPath {
  readonly line: string;
  /** The same down to the bottom, for a fill. */
  readonly area: string;
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** Where many values share a pixel, its least and greatest are drawn: a burst is never averaged away. */
export function sparkPath({ values, width, height, min, max }: SparkInput): SparkPath {
  const [low, high] = rangeOf(values, min, max);
  const y = (value: number): number => round(height - 1.5 - ((value - low) / (high - low || 1)) * (height - 3));
  const columns = Math.max(1, Math.floor(width));
  const last = Math.max(1, values.length - 1);
  const x = (at: number): number => round(0.5 + (at / last) * (width - 1));
  const runs: [number, number][][] = [];
  let run: [number, number][] | null = null;
  for (const point of values.length > 2 * columns ? pairs(values, columns) : every(values)) {
    if (point === null) run = null;
    else {
      if (run === null) {
        run = [];
        runs.push(run);
      }
      run.push([x(point.at), y(point.value)]);
    }
  }
  const words = (points: readonly [number, number][]): string => points.map((point) => point.join(" ")).join("L");
  return {
    line: runs.map((points) => `M${words(points)}${points.length === 1 ? "h0.5" : ""}`).join(""),
    area: runs
      .map((points) => `M${points[0]?.[0]} ${height}L${words(points)}L${points.at(-1)?.[0]} ${height}Z`)
      .join(""),
  };
}

function rangeOf(values: ArrayLike<number>, min?: number, max?: number): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) [low, high] = [0, 0];
  return [min ?? low, max ?? high];
}

type Point = { readonly at: number; readonly value: number } | null;

function* every(values: ArrayLike<number>): Generator<Point> {
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    yield Number.isNaN(value) ? null : { at, value };
  }
}

function* pairs(values: ArrayLike<number>, columns: number): Generator<Point> {
  for (let column = 0; column < columns; column++) {
    const [from, to] = [column, column + 1].map((one) => Math.floor((one * values.length) / columns)) as [
      number,
      number,
    ];
    let [least, most] = [-1, -1];
    for (let at = from; at < to; at++) {
      const value = values[at] as number;
      if (Number.isNaN(value)) continue;
      if (least < 0 || value < (values[least] as number)) least = at;
      if (most < 0 || value > (values[most] as number)) most = at;
    }
    if (least < 0) yield null;
    else
      for (const at of least === most ? [least] : [Math.min(least, most), Math.max(least, most)])
        yield { at, value: values[at] as number };
  }
}
