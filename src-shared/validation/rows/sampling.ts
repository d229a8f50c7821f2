// Rows of sharing estimated from samples, and of inputs recovered from what the engine put out (model 1.4 and 9).
import { exp, log } from "../../base/math.ts";
import { createStream } from "../../base/rng.ts";
import { createKsm } from "../../model/mechanisms/dedup/ksm.ts";
import { ksmSettings } from "../../model/mechanisms/dedup/settings.ts";
import { exactCurve } from "../../profile/reuse/exact.ts";
import { damonRate } from "../../profile/reuse/heat.ts";
import { sharingBySample } from "../../profile/reuse/sampled-sharing.ts";
import { shardsCurve } from "../../profile/reuse/shards.ts";
import { number, table, whole } from "../inputs.ts";
import { row, SYSTEMS } from "../row.ts";
import { curveOf, meanError, purposes, zipf } from "../traces.ts";

const system = SYSTEMS.model;
const seed = whole(1, "seed", { max: 2 ** 53 - 1 });

const population = {
  classes: table(
    [
      [13068, 1],
      [10, 1155],
      [2, 3104],
      [1, 41174],
    ],
    "copies, contents",
    {
      width: 2,
      min: 1,
      max: 1_000_000,
      whole: true,
    },
  ),
  fraction: number(0.05, "share sampled", { min: 1e-4, max: 1 }),
  seed,
};

const SAVING = 0.369;

const byContent = row({
  id: "V22",
  system,
  kind: "numeric",
  claim: "sharing of a population that saves 36.9 %, from a twentieth of its contents",
  inputs: population,
  result: "share saved",
  expects: { is: "near", value: SAVING, distance: 3 * 0.013 },
  formula:
    "contents whose hash lies in the share, over the share; contents of 200 copies or more counted; 1 − contents / pages",
  evidence: "derived",
  source: "model 1.4 (three standard deviations of 0.013); the population is ours",
  compute: ({ classes, fraction, seed: from }) => {
    const stream = createStream(from, { mechanism: purposes.population });
    const contents = classes.flatMap(([copies, count]) =>
      Array.from({ length: count! }, () => ({ hash: stream.next(), copies: copies! })),
    );
    return sharingBySample(contents, fraction).saving.best;
  },
});

const byPage = row({
  id: "V23",
  system,
  kind: "numeric",
  claim: "the same from a twentieth of its pages: far too little, so pages are never sampled",
  inputs: population,
  result: "share saved as the sample shows it",
  expects: { is: "near", value: 0.215, distance: 3 * 0.005 },
  formula: "1 − contents / pages of a sample of pages: a copy seldom meets its twin",
  evidence: "derived",
  source: "expected value: 1 − sum of contents × (1 − (1 − f)^copies) / (f × pages), by hand 0.215",
  note: "the reference prints 0.24 for a population that it does not state; the program estimates sharing from contents only",
  compute: ({ classes, fraction, seed: from }) => {
    const stream = createStream(from, { mechanism: purposes.population, guest: 1 });
    let [pages, seen] = [0, 0];
    for (const [copies, count] of classes)
      for (let content = 0; content < count!; content++) {
        let met = 0;
        for (let copy = 0; copy < copies!; copy++) if (stream.next() < fraction) met++;
        pages += met;
        if (met > 0) seen++;
      }
    return pages > 0 ? 1 - seen / pages : { notRun: "the sample is empty" };
  },
});

const CYCLE = { guests: 200, contents: 100, pages: 2000, passes: 20, samples: 20, sample_s: 0.005 } as const;

const recovered = row({
  id: "V59",
  system,
  kind: "inversion",
  claim:
    "chances of contents, writes, accesses and misses put in come out of what is counted, within two standard errors",
  inputs: {
    presence: number(0.3, "chance that a guest holds a content", { min: 0.01, max: 0.99 }),
    writes: number(0.2, "writes a page and pass", { min: 0.001, max: 3 }),
    accesses: number(80, "accesses a page and second", { min: 1, max: 300 }),
    repeats: whole(20, "repeats", { min: 1, max: 200 }),
    seed,
  },
  result: "share of repeats within two standard errors: presence, writes, accesses; of sampled curves within 0.01",
  expects: { is: "between", low: 0.8, high: 1 },
  formula: "each is generated, counted as a capture would show it, and estimated from the counts alone",
  evidence: "derived",
  source: "model 9",
  note: "19 of 20 are expected within two standard errors; under 16 of 20 would be one chance in 400",
  compute: ({ presence, writes, accesses, repeats, seed: from }) => {
    const within = (distance: (repeat: number) => number, limit: number): number => {
      let good = 0;
      for (let repeat = 0; repeat < repeats; repeat++) if (distance(repeat) <= limit) good++;
      return good / repeats;
    };
    return [
      within((repeat) => presenceError(presence, from, repeat), 2),
      within((repeat) => writeError(writes, from, repeat), 2),
      within((repeat) => accessError(accesses, from, repeat), 2),
      within((repeat) => curveError(from + repeat), 0.01),
    ];
  },
});

/** Distance in standard errors: guests that hold each content, against the chance. */
function presenceError(p: number, seed: number, replication: number): number {
  const draws = CYCLE.guests * CYCLE.contents;
  const stream = createStream(seed, { mechanism: purposes.population, guest: 2, replication });
  let held = 0;
  for (let i = 0; i < draws; i++) if (stream.next() < p) held++;
  return Math.abs(held / draws - p) / Math.sqrt((p * (1 - p)) / draws);
}

/** The volatile share that the scanner shows, turned into writes a pass. */
function writeError(perPass: number, seed: number, replication: number): number {
  const { pages, passes } = CYCLE;
  const chance = 1 - exp(-perPass);
  const ksm = createKsm({
    contents: Int32Array.from({ length: pages }, (_, i) => -1 - i),
    settings: ksmSettings({ smartScan: false }),
  });
  const stream = createStream(seed, { mechanism: purposes.volatility, replication });
  let [volatile, visits] = [0, 0];
  for (let pass = 1; pass <= passes; pass++) {
    ksm.pass();
    if (pass > 2) [volatile, visits] = [volatile + ksm.counters().pages_volatile, visits + pages];
    for (let page = 0; page < pages; page++) if (stream.next() < chance) ksm.write(page, null);
  }
  const share = volatile / visits;
  // Standard error of -ln(1 - share) by its slope.
  const error = Math.sqrt((share * (1 - share)) / visits) / (1 - share);
  return Math.abs(-log(1 - share) - perPass) / error;
}

/** Samples in which a page was seen accessed, turned into a rate. */
function accessError(perSecond: number, seed: number, replication: number): number {
  const { pages, samples, sample_s } = CYCLE;
  const stream = createStream(seed, { mechanism: purposes.accesses, replication });
  const chance = 1 - exp(-perSecond * sample_s);
  let seen = 0;
  for (let i = 0; i < pages * samples; i++) if (stream.next() < chance) seen++;
  const share = seen / (pages * samples);
  const error = Math.sqrt((share * (1 - share)) / (pages * samples)) / ((1 - share) * sample_s);
  return Math.abs(damonRate(seen, pages * samples, sample_s).perSecond - perSecond) / error;
}

function curveError(seed: number): number {
  const trace = zipf(10_000, 100_000, 0.8, seed);
  const sample = curveOf(shardsCurve({ rate: 0.2, maxSampled: null, correction: "pages" }), trace);
  return meanError(sample, curveOf(exactCurve(), trace), 10_000);
}

export const samplingRows = [byContent, byPage, recovered];
