// Rows of miss-ratio curves and working sets: exact ones on small traces, samples and estimates beside exact ones (model 1).
import { aetCurve } from "../../profile/reuse/aet.ts";
import { exactCurve } from "../../profile/reuse/exact.ts";
import { lruMemory } from "../../profile/reuse/lru.ts";
import { shardsCurve } from "../../profile/reuse/shards.ts";
import { footprint, windowSums } from "../../profile/reuse/windows.ts";
import { list, number, whole } from "../inputs.ts";
import { row, SYSTEMS } from "../row.ts";
import { curveOf, loop, meanError, zipf } from "../traces.ts";

const system = SYSTEMS.model;
const trace = list([1, 2, 3, 1, 2, 4, 1, 5, 2, 3], "page numbers", { whole: true, max: 2 ** 31 - 1 });
const sizes = list([1, 2, 3, 4, 5], "pages of memory", { whole: true });

const distances = row({
  id: "V1",
  system,
  kind: "exact",
  claim: "stack distances of ten references: 3 three times, 4 once, 5 once, five first uses",
  inputs: { trace },
  result: "distance and how often; null: first uses",
  expects: {
    is: "exact",
    value: [
      [3, 3],
      [4, 1],
      [5, 1],
      [null, 5],
    ],
  },
  formula: "different pages since the last use, the page included (Mattson)",
  evidence: "derived",
  source: "model 1.3",
  compute: ({ trace: pages }) =>
    (curveOf(exactCurve(), pages).distances() ?? []).map(([distance, count]) => [distance, count]),
});

const missRatios = row({
  id: "V1.2",
  system,
  kind: "exact",
  claim: "miss ratios of the same references in memories of one to five pages",
  inputs: { trace, sizes },
  result: "share of references that miss, for each size",
  expects: { is: "exact", value: [1, 1, 0.7, 0.6, 0.5] },
  formula: "share of references whose distance is greater than the size",
  evidence: "derived",
  source: "model 1.3",
  compute: ({ trace: pages, sizes: of }) => {
    const curve = curveOf(exactCurve(), pages);
    return of.map((size) => curve.at(size).best);
  },
});

const aet = row({
  id: "V2",
  system,
  kind: "exact",
  claim: "the same ratios from times between uses alone",
  inputs: { trace, sizes },
  result: "share of references that miss, for each size",
  expects: { is: "exact", value: [1, 1, 0.7, 0.6, 0.5] },
  formula: "average eviction time: least T with the sum of N(t) below T at least size × references; share beyond T",
  evidence: "derived",
  source: "model 1.3",
  compute: ({ trace: pages, sizes: of }) => {
    const curve = curveOf(aetCurve(), pages);
    return of.map((size) => curve.at(size).best);
  },
});

const footprints = row({
  id: "V3",
  system,
  kind: "exact",
  claim: "mean number of different pages in windows of one to five references",
  inputs: { trace, windows: sizes },
  result: "pages, for each window",
  expects: { is: "exact", value: [1, 2, 3, 25 / 7, 4] },
  formula: "footprint over all windows from first, last and times between uses",
  evidence: "derived",
  source: "model 1.3",
  compute: ({ trace: pages, windows }) => {
    const longest = Math.max(...windows);
    if (longest > pages.length) return { notRun: "a window is longer than the trace" };
    const fp = footprint(pages, longest);
    return windows.map((length) => fp[length]!);
  },
});

const loops = row({
  id: "V4",
  system,
  kind: "exact",
  claim: "a loop over m pages misses always in m − 1 pages, and only the first time in m",
  inputs: {
    pages: whole(1000, "pages of the loop", { min: 2, max: 1_000_000 }),
    references: whole(10_000, "references", { min: 1, max: 10_000_000 }),
  },
  result: "share that misses with m − 1 and with m pages",
  expects: { is: "exact", value: [1, 0.1] },
  formula: "least recently used pages replaced, reference by reference",
  evidence: "derived",
  source: "classical",
  compute: ({ pages, references }) =>
    [pages - 1, pages].map((size) => {
      const memory = lruMemory(size, pages);
      let misses = 0;
      for (const page of loop(pages, references)) if (memory.use(page)) misses++;
      return misses / references;
    }),
});

const denning = row({
  id: "V5",
  system,
  kind: "exact",
  claim: "working sets of a circular trace a b c a b c d d a b: sums of pages, and misses",
  inputs: { trace: list([1, 2, 3, 1, 2, 3, 4, 4, 1, 2], "page numbers", { whole: true, max: 2 ** 31 - 1 }) },
  result: "sums of pages in windows of 1 to 5, misses of windows of 1 to 4",
  expects: {
    is: "exact",
    value: [
      [10, 19, 26, 30, 34],
      [9, 7, 4, 4],
    ],
  },
  formula: "pages used in (t − T, t], summed over t; misses are the difference of successive sums",
  evidence: "derived",
  source: "Denning, CACM 1968; model 1.2",
  compute: ({ trace: pages }) => {
    const sums = windowSums(pages, 5, true);
    return [Array.from(sums.pages.slice(1, 6)), Array.from(sums.misses.slice(1, 5))];
  },
});

const zipfInputs = {
  exponent: number(0.8, "exponent of Zipf's law", { max: 4 }),
  pages: whole(20_000, "pages", { min: 2, max: 2_000_000 }),
  references: whole(400_000, "references", { min: 1, max: 20_000_000 }),
  seed: whole(1, "seed", { max: 2 ** 53 - 1 }),
};

const sampled = row({
  id: "V6",
  system,
  kind: "range",
  claim: "a tenth of the pages gives the curve to 1 %",
  inputs: { ...zipfInputs, rate: number(0.1, "share of the pages sampled", { min: 1e-4, max: 1 }) },
  result: "mean absolute error over 100 sizes",
  expects: { is: "between", low: 0, high: 0.01 },
  formula: "SHARDS with the rate corrected by the pages counted, against the exact curve",
  evidence: "derived",
  source: "model 1.3 (simulation there: 0.0039, at most 0.0062)",
  compute: ({ exponent, pages, references, seed, rate }) => {
    const of = zipf(pages, references, exponent, seed);
    const sample = curveOf(shardsCurve({ rate, maxSampled: null, correction: "pages" }), of);
    return meanError(sample, curveOf(exactCurve(), of), pages);
  },
});

const fixedSize = row({
  id: "V7",
  system,
  kind: "external",
  claim: "8192 sampled pages give a curve with an error under 0.01",
  inputs: {
    ...zipfInputs,
    pages: whole(178_000, "pages", { min: 2, max: 2_000_000 }),
    references: whole(1_000_000, "references", { min: 1, max: 20_000_000 }),
    most: whole(8192, "pages sampled at most", { min: 1, max: 1_000_000 }),
  },
  result: "mean absolute error over 100 sizes",
  expects: { is: "between", low: 0, high: 0.01 },
  formula: "SHARDS of a fixed number of pages, corrected by the pages counted, against the exact curve",
  evidence: "published",
  source: "SHARDS, FAST'15, abstract; on a trace made here, not on the paper's",
  compute: ({ exponent, pages, references, seed, most }) => {
    const of = zipf(pages, references, exponent, seed);
    const sample = curveOf(shardsCurve({ rate: 1, maxSampled: most, correction: "pages" }), of);
    return meanError(sample, curveOf(exactCurve(), of), pages);
  },
});

const aetError = row({
  id: "V8",
  system,
  kind: "range",
  claim: "times between uses alone give the curve of skewed references to 0.5 %",
  inputs: { ...zipfInputs, exponent: number(1.1, "exponent of Zipf's law", { max: 4 }) },
  result: "mean absolute error over 100 sizes",
  expects: { is: "between", low: 0, high: 0.005 },
  formula: "average eviction time against the exact curve",
  evidence: "derived",
  source: "model 1.3 (simulation there: 0.0028)",
  compute: ({ exponent, pages, references, seed }) => {
    const of = zipf(pages, references, exponent, seed);
    return meanError(curveOf(aetCurve(), of), curveOf(exactCurve(), of), pages);
  },
});

export const reuseRows = [distances, missRatios, aet, footprints, loops, denning, sampled, fixedSize, aetError];
