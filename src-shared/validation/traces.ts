// Page traces that rows are computed on: loops, and references by Zipf's law from the engine's own random streams.
import { pow } from "../base/math.ts";
import { createStream, type Stream } from "../base/rng.ts";
import type { CurveBuilder, MissRatioCurve } from "../profile/reuse/curve.ts";

/** Purposes of the random streams of this folder. */
export const purposes = { zipf: 46, volatility: 45, population: 47, accesses: 48 } as const;

/** A builder fed with a whole trace. */
export function curveOf(builder: CurveBuilder, trace: ArrayLike<number>): MissRatioCurve {
  for (let i = 0; i < trace.length; i++) builder.use(trace[i]!, 0);
  return builder.finish();
}

/** Pages 0 to m − 1 in order, again and again. */
export const loop = (pages: number, references: number): Int32Array =>
  Int32Array.from({ length: references }, (_, i) => i % pages);

/** Independent references; the chance of page i is proportional to (i + 1)^−exponent. */
export function zipf(pages: number, references: number, exponent: number, seed: number): Int32Array {
  const sums = new Float64Array(pages);
  let sum = 0;
  for (let page = 0; page < pages; page++) {
    sum += pow(page + 1, -exponent);
    sums[page] = sum;
  }
  const stream = createStream(seed, { mechanism: purposes.zipf });
  return new Int32Array(references).map(() => draw(sums, sum, stream));
}

function draw(sums: Float64Array, sum: number, stream: Stream): number {
  const at = stream.next() * sum;
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle]! < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Mean absolute difference of two curves over a hundred sizes, evenly up to `pages`. */
export function meanError(a: MissRatioCurve, b: MissRatioCurve, pages: number): number {
  let sum = 0;
  for (let i = 1; i <= 100; i++) {
    const size = Math.round((i * pages) / 100);
    sum += Math.abs(a.at(size).best - b.at(size).best);
  }
  return sum / 100;
}
