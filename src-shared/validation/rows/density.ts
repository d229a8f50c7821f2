// Rows of density: closed forms, the engine against them, and how many runs prove what (model 2.3, 5, 6).
import { GIB, MIB, PAGE_BYTES } from "../../base/units.ts";
import { answerDensity } from "../../density/answer.ts";
import { burstingGuests, chernoffGuests, normalGuests, overrunChance } from "../../density/bursting.ts";
import { provedShare, runsWithoutFailure } from "../../density/proof.ts";
import { parseScenario } from "../../density/scenario.ts";
import { sobolIndices } from "../../density/sobol.ts";
import { advise, startAdvisor } from "../../model/mechanisms/dedup/advisor.ts";
import { scanCpuShare, scanRate } from "../../model/mechanisms/dedup/rate.ts";
import { list, number, whole } from "../inputs.ts";
import { furtherCase, row, SYSTEMS } from "../row.ts";

const system = SYSTEMS.model;
const NO_VERSION = { engineVersion: "" };

const advisorSteps = row({
  id: "V19",
  system,
  kind: "exact",
  claim: "KSM's advisor after three passes of 400 s at 10 % CPU",
  inputs: {
    pages: whole(500, "pages to scan", { min: 1 }),
    scan_s: number(400, "s a pass", { min: 1 }),
    cpu_share: number(0.1, "share of a CPU", { max: 1 }),
    passes: whole(3, "passes", { min: 1, max: 10_000 }),
  },
  result: "pages to scan after each pass, smoothed change in % after each",
  expects: {
    is: "exact",
    value: [
      [500, 510, 663],
      [30, 51, 65],
    ],
  },
  formula: "integers that truncate, in the kernel's order",
  evidence: "published",
  source: "Linux 6.12 mm/ksm.c, scan_time_advisor",
  compute: ({ pages, scan_s, cpu_share, passes }) => {
    const [sizes, changes]: [number[], number[]] = [[], []];
    let advisor = startAdvisor(pages);
    for (let pass = 0; pass < passes; pass++) {
      advisor = advise(advisor, { milliseconds: scan_s * 1000, cpuMilliseconds: scan_s * 1000 * cpu_share });
      sizes.push(advisor.pagesToScan);
      changes.push(advisor.change);
    }
    return [sizes, changes];
  },
});

const advisorSettles = row({
  id: "V20",
  system,
  kind: "exact",
  claim: "the advisor on 16 million candidates settles at 205 s, not at its target of 200",
  inputs: {
    candidates: whole(16_000_000, "pages", { min: 1 }),
    page_us: number(2, "µs", { min: 1e-6 }),
    sleep_ms: number(20, "ms", { min: 1e-6 }),
    pages: whole(500, "pages to scan at the start", { min: 1 }),
    passes: whole(200, "passes", { min: 1, max: 100_000 }),
  },
  result: "s of a pass, pages to scan, % CPU",
  expects: { is: "exact", value: [205, 1843, 15] },
  formula: "pass after pass: candidates over the rate of the advised batch, then the advisor",
  evidence: "derived",
  source: "model 2.3",
  compute: ({ candidates, page_us, sleep_ms, pages, passes }) => {
    let advisor = startAdvisor(pages);
    for (let pass = 0; pass < passes; pass++) {
      const batch = { pagesToScan: advisor.pagesToScan, sleepMs: sleep_ms, pageUs: page_us };
      const milliseconds = (1000 * candidates) / scanRate(batch);
      advisor = advise(advisor, { milliseconds, cpuMilliseconds: milliseconds * scanCpuShare(batch) });
    }
    return [advisor.lastScanSeconds, advisor.pagesToScan, advisor.cpuPercent];
  },
});

const constant = row({
  id: "V36",
  system,
  kind: "exact",
  claim: "constant guests of 4 GiB and 256 MiB on 256 GiB with 8 GiB of reserve",
  inputs: {
    memory_gib: number(256, "GiB", { max: 1e6 }),
    reserve_gib: number(8, "GiB", { max: 1e6 }),
    ram_mib: number(4096, "MiB", { min: 1, max: 1e8 }),
    overhead_mib: number(256, "MiB", { max: 1e8 }),
  },
  result: "guests",
  expects: { is: "exact", value: 58 },
  formula: "the engine's search; in closed form floor((memory − reserve) / (RAM + overhead))",
  evidence: "derived",
  source: "model 5",
  compute: async ({ memory_gib, reserve_gib, ram_mib, overhead_mib }) => {
    const scenario = {
      host: { memory_bytes: memory_gib * GIB, reserve_bytes: reserve_gib * GIB },
      guests: [{ kind: "static", ram_bytes: ram_mib * MIB, overhead_bytes: overhead_mib * MIB }],
    };
    return (await answerDensity(parseScenario(scenario, null), null, NO_VERSION)).n.p50;
  },
});

const shared = row({
  id: "V36.2",
  system,
  kind: "exact",
  claim: "identical guests on a million pages: with KSM 18, without 9",
  inputs: {
    capacity: whole(1_000_000, "pages", { min: 1 }),
    zero: whole(20_000, "pages a guest"),
    common: whole(30_000, "pages a guest"),
    unique: whole(50_000, "pages a guest"),
    overhead: whole(1500, "pages a guest"),
  },
  result: "guests with KSM, without",
  expects: { is: "exact", value: [18, 9] },
  formula: "the engine's search; in closed form common once, zero pages once, the rest for each guest",
  evidence: "derived",
  source: "model 5",
  compute: async ({ capacity, zero, common, unique, overhead }) => {
    const guests = async (mechanisms: readonly object[]): Promise<number> => {
      const scenario = {
        host: { memory_bytes: capacity * PAGE_BYTES },
        guests: [
          {
            kind: "synthetic",
            content: { zero_pages: zero, common_pages: common, unique_pages: unique },
            overhead_bytes: overhead * PAGE_BYTES,
          },
        ],
        mechanisms,
      };
      return (await answerDensity(parseScenario(scenario, null), null, NO_VERSION)).n.p50;
    };
    return [await guests([{ id: "dedup" }]), await guests([])];
  },
});

const bursting = {
  base: whole(10, "pages", { min: 1, max: 1e9 }),
  burst: whole(20, "pages", { min: 1, max: 1e9 }),
  p: number(0.1, "chance of a burst", { max: 1 }),
  capacity: whole(1000, "pages", { max: 1e6 }),
  epsilon: number(0.01, "chance of an overrun allowed", { min: 1e-12, max: 0.5 }),
};

const exactBursts = row({
  id: "V37",
  system,
  kind: "exact",
  claim: "guests that burst by 20 pages with chance 0.1 on 1000 pages",
  inputs: bursting,
  result: "guests",
  expects: { is: "exact", value: 72 },
  formula: "largest n for which the binomial tail beyond the bursts that fit is at most ε, for all fewer too",
  evidence: "derived",
  source: "model 5",
  compute: ({ base, burst, p, capacity, epsilon }) => burstingGuests({ base, burst, p }, capacity, epsilon),
});

const manyBursts = furtherCase(exactBursts, "V37.2", {
  inputs: { capacity: 10_000 },
  claim: "the same on 10 000 pages",
  expects: { is: "exact", value: 800 },
});

const rareBursts = furtherCase(exactBursts, "V37.3", {
  inputs: { burst: 90, p: 0.05, capacity: 10_000, epsilon: 0.001 },
  claim: "rare large bursts at 0.1 %",
  expects: { is: "exact", value: 581 },
});

const ROWS_OF_SECTION_5 = {
  burst: list([20, 20, 90], "pages", { min: 1, max: 1e9, whole: true }),
  p: list([0.1, 0.1, 0.05], "chance of a burst", { max: 1 }),
  capacity: list([1000, 10_000, 10_000], "pages", { max: 1e7, whole: true }),
  epsilon: list([0.01, 0.01, 0.001], "chance of an overrun allowed", { min: 1e-12, max: 0.5 }),
  base: bursting.base,
};

const chernoff = row({
  id: "V37.4",
  system,
  kind: "exact",
  claim: "guests that surely fit by Chernoff's bound, for the three cases",
  inputs: ROWS_OF_SECTION_5,
  result: "guests, for each",
  expects: { is: "exact", value: [68, 788, 558] },
  formula: "floor of the largest over θ of (θC + ln ε) / ln E e^(θX)",
  evidence: "derived",
  source: "model 5",
  compute: ({ base, burst, p, capacity, epsilon }) =>
    burst.map((size, i) => chernoffGuests({ base, burst: size, p: p[i]! }, capacity[i]!, epsilon[i]!)),
});

const normal = row({
  id: "V37.5",
  system,
  kind: "exact",
  claim: "guests by the normal curve, for the three cases: more than fit",
  inputs: ROWS_OF_SECTION_5,
  result: "guests, for each",
  expects: { is: "exact", value: [73, 800, 588] },
  formula: "floor(((−zσ + √(z²σ² + 4μC)) / 2μ)²)",
  evidence: "derived",
  source: "model 5",
  compute: ({ base, burst, p, capacity, epsilon }) =>
    burst.map((size, i) => normalGuests({ base, burst: size, p: p[i]! }, capacity[i]!, epsilon[i]!)),
});

const simulated = {
  ...bursting,
  outer: whole(5, "replications", { min: 1, max: 200 }),
  inner: whole(4000, "runs each", { min: 1, max: 100_000 }),
  seed: whole(1, "seed", { max: 2 ** 53 - 1 }),
};

const searched = row({
  id: "V38",
  system,
  kind: "numeric",
  claim: "the engine finds 72 by simulation of 20 000 runs",
  inputs: simulated,
  result: "guests",
  expects: { is: "near", value: 72, distance: 0 },
  formula: "density answered by the engine, one epoch, confidence 1 − ε",
  evidence: "derived",
  source: "model 5",
  compute: async (inputs) => (await burstAnswer(inputs)).n.p50,
});

const searchedChances = row({
  id: "V38.2",
  system,
  kind: "numeric",
  claim: "in these runs 72 guests overrun in 0.46 %, 73 in 1.26 %",
  inputs: simulated,
  result: "chance of an overrun at N* and at N* + 1; three standard errors are 0.0014 and 0.0024",
  expects: { is: "near", value: [0.0046, 0.0126], distance: 0.0014 },
  formula: "share of runs that need more than the capacity",
  evidence: "derived",
  source: "model 5",
  compute: async (inputs) => {
    const { n, curve } = await burstAnswer(inputs);
    const at = (guests: number): number => 1 - (curve.find((point) => point.n === guests)?.p_fits ?? Number.NaN);
    return [at(n.p50), at(n.p50 + 1)];
  },
});

interface BurstInputs {
  readonly base: number;
  readonly burst: number;
  readonly p: number;
  readonly capacity: number;
  readonly epsilon: number;
  readonly outer: number;
  readonly inner: number;
  readonly seed: number;
}

function burstAnswer({ base, burst, p, capacity, epsilon, outer, inner, seed }: BurstInputs) {
  const scenario = {
    host: { memory_bytes: capacity * PAGE_BYTES },
    guests: [{ kind: "onoff", base_bytes: base * PAGE_BYTES, burst_bytes: burst * PAGE_BYTES, p }],
    objective: { confidence: 1 - epsilon },
    horizon_s: 1,
    seed,
    replications: { outer, inner },
  };
  return answerDensity(parseScenario(scenario, null), null, NO_VERSION);
}

const tailChances = row({
  id: "V38.3",
  system,
  kind: "exact",
  claim: "the same chances exactly",
  inputs: {
    base: bursting.base,
    burst: bursting.burst,
    p: bursting.p,
    capacity: bursting.capacity,
    n: list([72, 73], "guests", { max: 1e6, whole: true }),
  },
  result: "chance of an overrun, for each",
  expects: { is: "exact", value: [0.0046, 0.0126] },
  formula: "binomial tail",
  evidence: "derived",
  source: "model 5",
  compute: ({ base, burst, p, capacity, n }) => n.map((guests) => overrunChance({ base, burst, p }, capacity, guests)),
});

const proof = row({
  id: "V39",
  system,
  kind: "exact",
  claim: "runs without a failure that prove a confidence",
  inputs: { gamma: list([0.95, 0.99, 0.999], "pass share", { min: 1e-6, max: 0.999999 }) },
  result: "runs each",
  expects: { is: "exact", value: [59, 299, 2995] },
  formula: "ceil(ln 0.05 / ln γ)",
  evidence: "derived",
  source: "model 5",
  compute: ({ gamma }) => gamma.map(runsWithoutFailure),
});

const bound = row({
  id: "V40",
  system,
  kind: "exact",
  claim: "995 passes of 1000 prove 98.952 %",
  inputs: { passes: whole(995, "passes", { max: 1e7 }), runs: whole(1000, "runs", { min: 1, max: 1e7 }) },
  result: "one-sided 95 % lower bound",
  expects: { is: "exact", value: 0.98952 },
  formula: "the pass share at which so many passes or more have a chance of 5 % (Clopper and Pearson)",
  evidence: "derived",
  source: "model 5",
  compute: ({ passes, runs }) => (passes > runs ? { notRun: "more passes than runs" } : provedShare(passes, runs)),
});

const ishigami = row({
  id: "V42",
  system,
  kind: "numeric",
  claim: "sensitivity indices of the Ishigami function",
  inputs: {
    a: number(7, ""),
    b: number(0.1, ""),
    n: whole(2 ** 16, "points", { min: 16, max: 2 ** 20 }),
    seed: whole(1, "seed", { max: 2 ** 53 - 1 }),
  },
  result: "first-order indices of the three inputs, then total ones",
  expects: { is: "near", value: [0.3139, 0.4424, 0, 0.5576, 0.4424, 0.2437], distance: 0.01 },
  formula: "Saltelli 2010 and Jansen over two matrices of random points; f = sin x + a sin² y + b z⁴ sin x",
  evidence: "derived",
  source: "model 6 (exact values of the function)",
  compute: ({ a, b, n, seed }) => {
    const angle = (u: number): number => (2 * u - 1) * Math.PI;
    const f = (x: Float64Array): number => {
      const [s, t, z] = [sine(angle(x[0]!)), sine(angle(x[1]!)), angle(x[2]!)];
      return s + a * t * t + b * z ** 4 * s;
    };
    const { first, total } = sobolIndices(f, 3, n, seed);
    return [...first, ...total];
  },
});

/** Sine of −π to π from its series about the nearest of −π, 0 and π: the same bits everywhere. */
function sine(x: number): number {
  const folded = x > Math.PI / 2 ? Math.PI - x : x < -Math.PI / 2 ? -Math.PI - x : x;
  let [term, sum] = [folded, folded];
  for (let i = 3; i <= 25; i += 2) {
    term = (-term * folded * folded) / ((i - 1) * i);
    sum += term;
  }
  return sum;
}

export const densityRows = [
  advisorSteps,
  advisorSettles,
  constant,
  shared,
  exactBursts,
  manyBursts,
  rareBursts,
  chernoff,
  normal,
  searched,
  searchedChances,
  tailChances,
  proof,
  bound,
  ishigami,
];
