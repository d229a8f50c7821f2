// Sobol indices of a function of independent uniform inputs: what share of its variance each input explains.
import { createStream } from "../base/rng.ts";

export interface SobolIndices {
  readonly first: readonly number[];
  readonly total: readonly number[];
  readonly variance: number;
}

const PURPOSE = 43;

/**
 * First-order (Saltelli 2010) and total indices (Jansen) from two matrices of n uniform points in [0, 1)^k:
 * n (k + 2) evaluations.
 */
export function sobolIndices(f: (x: Float64Array) => number, inputs: number, n: number, seed: number): SobolIndices {
  const stream = createStream(seed, { mechanism: PURPOSE });
  const draw = (): Float64Array => Float64Array.from({ length: n * inputs }, () => stream.next());
  const [a, b] = [draw(), draw()];
  const point = new Float64Array(inputs);
  /** f at row i of a, with column `from` taken of b. */
  const mixed = (i: number, column: number): number => {
    for (let k = 0; k < inputs; k++) point[k] = (k === column ? b : a)[i * inputs + k]!;
    return f(point);
  };
  const atA = Float64Array.from({ length: n }, (_, i) => mixed(i, -1));
  const atB = Float64Array.from({ length: n }, (_, i) => f(b.slice(i * inputs, (i + 1) * inputs)));
  const mean = (atA.reduce((sum, y) => sum + y, 0) + atB.reduce((sum, y) => sum + y, 0)) / (2 * n);
  const squares = (values: Float64Array): number => values.reduce((sum, y) => sum + (y - mean) * (y - mean), 0);
  const variance = (squares(atA) + squares(atB)) / (2 * n);
  const [first, total]: [number[], number[]] = [[], []];
  for (let column = 0; column < inputs; column++) {
    let [main, all] = [0, 0];
    for (let i = 0; i < n; i++) {
      const y = mixed(i, column);
      main += (atB[i]! - mean) * (y - atA[i]!);
      all += (atA[i]! - y) * (atA[i]! - y);
    }
    first.push(main / n / variance);
    total.push(all / (2 * n) / variance);
  }
  return { first, total, variance };
}
