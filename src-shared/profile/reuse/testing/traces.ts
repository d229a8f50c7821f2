// Traces and a slow, obvious LRU that tests compare with.
import type { CurveBuilder, MissRatioCurve } from "../curve.ts";

/** A builder fed with a whole trace. */
export function curveOf(builder: CurveBuilder, trace: ArrayLike<number>): MissRatioCurve {
  for (let i = 0; i < trace.length; i++) builder.use(trace[i]! >>> 0, Math.floor(trace[i]! / 2 ** 32));
  return builder.finish();
}

/** Stack distances by moving pages about in a list; null for first uses. */
export function slowDistances(trace: ArrayLike<number>): (number | null)[] {
  const stack: number[] = [];
  return Array.from(trace, (page) => {
    const at = stack.lastIndexOf(page);
    const distance = at < 0 ? null : stack.length - at;
    if (at >= 0) stack.splice(at, 1);
    stack.push(page);
    return distance;
  });
}

/** The three traces of 100 000 references for which other programs' counts are known. */
export function oracleTraces(): { readonly a: number[]; readonly b: number[]; readonly c: number[] } {
  const generator = (start: number) => {
    let x = start;
    return () => {
      x = (Math.imul(1103515245, x) + 12345) & 0x7fffffff;
      return x;
    };
  };
  const [first, third] = [generator(1), generator(7)];
  const [a, b, c]: number[][] = [[], [], []];
  for (let i = 0; i < 100_000; i++) {
    const x = first();
    a!.push((((x >> 8) % 1000) * ((x >> 16) % 1000)) >> 10);
    b!.push(i % 1000);
    const y = third();
    c!.push((y >> 20) % 10 ? (y >> 8) % 100 : 1000 + (i % 5000));
  }
  return { a: a!, b: b!, c: c! };
}

/** References by Zipf's law over `pages` pages in scrambled order, from a seeded generator of its own. */
export function zipfTrace(pages: number, references: number, exponent: number, seed: number): Int32Array {
  const sums = new Float64Array(pages);
  let sum = 0;
  for (let i = 0; i < pages; i++) {
    sum += (i + 1) ** -exponent;
    sums[i] = sum;
  }
  let x = seed | 1;
  const draw = (): number => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) / 2 ** 32;
  };
  return new Int32Array(references).map(() => {
    const u = draw() * sum;
    let [low, high] = [0, pages - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! < u) low = middle + 1;
      else high = middle;
    }
    return Math.imul(low, 0x9e3779b1);
  });
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
