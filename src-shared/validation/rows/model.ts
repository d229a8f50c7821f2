// Rows of the model's arithmetic: coverage, rates, balloons, tiers, queues, numbers and random streams (model 1 to 8).
import { createDigest } from "../../base/digest.ts";
import { exp, log } from "../../base/math.ts";
import { largestRemainder } from "../../base/remainder.ts";
import { philox } from "../../base/rng.ts";
import { GIB, PAGE_BYTES } from "../../base/units.ts";
import { taxedAllocation } from "../../model/mechanisms/balloon/idle-tax.ts";
import { momSize } from "../../model/mechanisms/balloon/mom.ts";
import { freePageReporting } from "../../model/mechanisms/balloon/requests.ts";
import { expectedDistinct } from "../../model/mechanisms/dedup/expected.ts";
import { scanRate } from "../../model/mechanisms/dedup/rate.ts";
import { chanceMovable } from "../../model/mechanisms/hotplug/unmovable.ts";
import { coldShare, idleWarmSeconds } from "../../model/mechanisms/keepalive/window.ts";
import { bestSplit, greedySplit, pooledCapacity } from "../../model/mechanisms/overcommit/capacity.ts";
import { eptPages } from "../../model/mechanisms/overhead/ept.ts";
import { hottestFirstHit, meanAccess } from "../../model/mechanisms/tiering/placement.ts";
import { meanWait, slowdownPerWall, slowdownPerWork } from "../../model/queueing.ts";
import { skillOf } from "../../profile/backtest.ts";
import { goodTuring } from "../../profile/coverage.ts";
import { list, number, table, whole } from "../inputs.ts";
import { furtherCase, row, SYSTEMS } from "../row.ts";

const system = SYSTEMS.model;
const share = { max: 1 };

const unseen = row({
  id: "V9",
  system,
  kind: "exact",
  claim: "Good and Turing's estimate of what was seen: a a b c c d",
  inputs: { items: list([1, 1, 2, 3, 3, 4], "items drawn", { whole: true }) },
  result: "share of future draws already seen",
  expects: { is: "exact", value: 4 / 6 },
  formula: "1 − items seen once / draws",
  evidence: "derived",
  source: "model 1.5",
  compute: ({ items }) => {
    const counts = new Map<number, number>();
    for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
    return goodTuring([...counts.values()].filter((n) => n === 1).length, items.length);
  },
});

const rate = row({
  id: "V18",
  system,
  kind: "exact",
  claim: "ksmd's rate when a visit takes 2 µs",
  inputs: {
    pages_to_scan: whole(100, "pages", { min: 1 }),
    sleep_ms: number(20, "ms", { min: 1e-6 }),
    page_us: number(2, "µs"),
  },
  result: "pages/s",
  expects: { is: "exact", value: 4950.495 },
  formula: "batch over sleep and time of the batch",
  evidence: "derived",
  source: "model 2.3",
  compute: ({ pages_to_scan, sleep_ms, page_us }) =>
    scanRate({ pagesToScan: pages_to_scan, sleepMs: sleep_ms, pageUs: page_us }),
});

const distinct = row({
  id: "V21",
  system,
  kind: "exact",
  claim: "contents that two guests hold together, present with chances 1, 0.5 and 0.1",
  inputs: {
    p: list([1, 0.5, 0.1], "chance a guest", share),
    n: whole(2, "guests", { min: 1, max: 1e9 }),
  },
  result: "expected distinct contents",
  expects: { is: "exact", value: 1.94 },
  formula: "sum of 1 − (1 − p)^n",
  evidence: "derived",
  source: "model 2.4",
  compute: ({ p, n }) => expectedDistinct(p, n),
});

const idleTax = row({
  id: "V24",
  system,
  kind: "exact",
  claim: "an idle tax of 75 %: equal shares, 10 active pages against all, at most 256 each",
  inputs: {
    units: number(360, "pages"),
    cap: number(256, "pages each at most"),
    tau: number(0.75, "tax", { max: 0.999999 }),
    shares: list([1, 1], "shares", { length: 2, min: 1e-9 }),
    active: list([10, 360], "active pages; more than allocated is all of it", { length: 2 }),
  },
  result: "pages of both",
  expects: { is: "exact", value: [104, 256] },
  formula: "active + (allocated − active) / (1 − tax) per share is equal for both, within caps",
  evidence: "derived",
  source: "model 3.1; Waldspurger, OSDI'02 (formula by notes)",
  compute: ({ units, cap, tau, shares, active }) =>
    taxedAllocation(
      units,
      tau,
      shares.map((own, i) => ({ shares: own, active: active[i]!, cap })),
    ),
});

const sharesTwoToOne = furtherCase(idleTax, "V24.2", {
  inputs: { units: 600, cap: 1e9, shares: [2, 1], active: [100, 100] },
  claim: "shares 2 to 1, 100 active pages each, 600 pages",
  expects: { is: "exact", value: [375, 225] },
});

const untaxed = furtherCase(idleTax, "V24.3", {
  inputs: { tau: 0 },
  claim: "without a tax both get alike",
  expects: { is: "exact", value: [180, 180] },
});

const mom = row({
  id: "V25",
  system,
  kind: "exact",
  claim:
    "a guest of 4096 MiB, half unused, on a host with 10 % free: 5 % less, with either reading of the rule's floor",
  inputs: {
    current: number(4096, "MiB"),
    unused: number(2048, "MiB"),
    host_free: number(0.1, "share of host memory", share),
    least: number(1024, "MiB"),
  },
  result: "MiB: floor as written, as meant",
  expects: { is: "exact", value: [3891.2, 3891.2] },
  formula: "max(95 % of the size, floor), floor of what is used and the host's share of free memory",
  evidence: "published",
  source: "oVirt MOM balloon.rules (model 3.1)",
  compute: ({ current, unused, host_free, least }) =>
    (["as written", "as meant"] as const).map((floor) =>
      momSize(host_free, { current, unused, least }, current, floor),
    ),
});

const movable = row({
  id: "V26",
  system,
  kind: "exact",
  claim: "chance that a unit holds no unmovable page when one in 100 000 is",
  inputs: {
    q: number(1e-5, "share unmovable", { max: 0.999999 }),
    pages: list([32768, 512], "pages of the unit", { whole: true }),
  },
  result: "probability each",
  expects: { is: "exact", value: [0.72059, 0.99489] },
  formula: "(1 − q)^pages",
  evidence: "derived",
  source: "model 3.2",
  compute: ({ q, pages }) => pages.map((n) => chanceMovable(q, n)),
});

const drain = row({
  id: "V27",
  system,
  kind: "range",
  claim: "a whole free list is reported within 34 s, whatever its length",
  inputs: {
    chunks: list([1, 256, 4096, 16384, 262144], "chunks of 2 MiB", { min: 1, max: 1e9, whole: true }),
    per_call: whole(32, "chunks a call", { min: 1 }),
    cycle: whole(16, "passes that cover a list", { min: 1 }),
  },
  result: "s, for each",
  expects: { is: "between", low: 0, high: 34 },
  formula: "passes of a sixteenth of the list and one call more, every 2 s",
  evidence: "published",
  source: "Linux 6.12 mm/page_reporting.c (its comment says about 30 s)",
  compute: ({ chunks, per_call, cycle }) => chunks.map((n) => freePageReporting(n, per_call, cycle).seconds),
});

const tiers = row({
  id: "V28",
  system,
  kind: "exact",
  claim: "the hottest pages in fast memory",
  inputs: {
    pages: list([1000, 3000, 6000], "pages by heat"),
    access: list([0.7, 0.25, 0.05], "share of accesses", share),
    fast: number(2500, "pages of fast memory"),
    fast_ns: number(100, "ns"),
    slow_ns: number(250, "ns"),
  },
  result: "share of accesses served fast, mean ns",
  expects: { is: "exact", value: [0.825, 126.25] },
  formula: "hottest classes first, a class in part by its share; H fast + (1 − H) slow",
  evidence: "derived",
  source: "model 3.3",
  compute: ({ pages, access, fast, fast_ns, slow_ns }) => {
    const classes = pages.map((count, i) => ({ pages: count, accessShare: access[i] ?? 0 }));
    const hit = hottestFirstHit(classes, fast);
    return [hit, meanAccess(hit, fast_ns, slow_ns)];
  },
});

const zswap = row({
  id: "V29",
  system,
  kind: "exact",
  claim: "a compressed pool of 200 of 1000 pages at ratio 3",
  inputs: { capacity: number(1000, "pages"), pool: number(200, "pages"), ratio: number(3, "pages per frame") },
  result: "pages at full speed, pages before the disk is used",
  expects: { is: "exact", value: [800, 1400] },
  formula: "capacity less pool; and with ratio × pool",
  evidence: "derived",
  source: "model 3.4",
  compute: ({ capacity, pool, ratio }) => {
    const { fullSpeed, diskFree } = pooledCapacity(capacity, pool, ratio);
    return [fullSpeed, diskFree];
  },
});

const ept = row({
  id: "V32",
  system,
  kind: "exact",
  claim: "second-level page tables with leaves of 4 KiB",
  inputs: { gib: list([1, 4, 16], "GiB", { max: 1e6 }) },
  result: "table pages each",
  expects: { is: "exact", value: [515, 2054, 8210] },
  formula: "ceil(n / 512) over four levels",
  evidence: "derived",
  source: "model 3.9",
  compute: ({ gib }) => gib.map((size) => eptPages(Math.ceil((size * GIB) / PAGE_BYTES), false)),
});

const keepAlive = row({
  id: "V33",
  system,
  kind: "exact",
  claim: "one call in 600 s on average, kept warm for 600 s",
  inputs: { per_s: number(1 / 600, "calls/s", { min: 1e-12 }), window_s: number(600, "s") },
  result: "share of cold starts, s warm and idle per call",
  expects: { is: "exact", value: [0.367879, 379.272] },
  formula: "e^(−λτ); (1 − e^(−λτ)) / λ",
  evidence: "derived",
  source: "model 3.8",
  note: "the text of section 3.8 prints 379.3 s",
  compute: ({ per_s, window_s }) => [coldShare(per_s, window_s), idleWarmSeconds(per_s, window_s)],
});

const queue = row({
  id: "V34",
  system,
  kind: "exact",
  claim: "waiting at half load, service of 100 µs, fixed or exponential",
  inputs: { per_s: number(5000, "requests/s"), service_us: number(100, "µs", { min: 1e-6 }) },
  result: "µs: M/D/1, M/M/1",
  expects: { is: "exact", value: [50, 100] },
  formula: "λ E[s²] / (2 (1 − ρ))",
  evidence: "derived",
  source: "model 4",
  compute: ({ per_s, service_us }) => {
    const s = service_us / 1e6;
    if (per_s * s >= 1) return { notRun: "the device is asked for more than it can do: the wait has no end" };
    return [meanWait(per_s, s, s * s), meanWait(per_s, s, 2 * s * s)].map((wait) => wait * 1e6);
  },
});

const stalls = row({
  id: "V35",
  system,
  kind: "exact",
  claim: "100 stalls of 100 µs a second, of work and of wall time",
  inputs: { per_s: number(100, "stalls/s"), latency_us: number(100, "µs") },
  result: "slow-down per second of work, per second of wall time",
  expects: { is: "exact", value: [1.01, 1.010101] },
  formula: "1 + mL; 1 / (1 − mL)",
  evidence: "derived",
  source: "model 4",
  compute: ({ per_s, latency_us }) => {
    const [work, wall] = [slowdownPerWork(per_s, latency_us / 1e6), slowdownPerWall(per_s, latency_us / 1e6)];
    return Number.isFinite(wall) ? [work, wall] : { notRun: "the stalls fill the wall time: nothing else is done" };
  },
});

const curves = table(
  [
    [100, 60, 35, 20, 12, 8],
    [80, 70, 40, 10, 5, 4],
  ],
  "misses with 0, 1, 2 … units",
);

const split = row({
  id: "V43",
  system,
  kind: "exact",
  claim: "the best split of five units between two guests on one LRU",
  inputs: { curves, units: whole(5, "units", { max: 10_000 }) },
  result: "units of each, misses in all",
  expects: { is: "exact", value: [2, 3, 45] },
  formula: "least sum over all splits, guests joined one by one; of equals the one that gives the first least",
  evidence: "derived",
  source: "model 3.4",
  note: "exact for any curve; a greedy choice is right on lower convex hulls only",
  compute: ({ curves: of, units }) => {
    const best = bestSplit(of, units);
    return [...best.units, best.cost];
  },
});

const greedy = row({
  id: "V43.2",
  system,
  kind: "exact",
  claim: "unit by unit to whoever gains most costs 60 there",
  inputs: { curves, units: whole(5, "units", { max: 10_000 }) },
  result: "misses in all",
  expects: { is: "exact", value: 60 },
  formula: "each unit to the largest gain of the next one",
  evidence: "derived",
  source: "model 3.4",
  compute: ({ curves: of, units }) => greedySplit(of, units).cost,
});

const backtest = row({
  id: "V44",
  system,
  kind: "exact",
  claim: "skill of a forecast against the last value carried forward",
  inputs: {
    actual: list([100, 110, 105, 120, 130], "pages"),
    model: list([102, 108, 109, 116, 127], "pages"),
    carried: list([95, 100, 110, 105, 120], "pages"),
  },
  result: "skill",
  expects: { is: "exact", value: 0.6667 },
  formula: "1 − mean error over the mean error of the reference",
  evidence: "derived",
  source: "model 5",
  compute: ({ actual, model, carried }) =>
    actual.length === model.length && actual.length === carried.length
      ? skillOf(actual, model, [carried])
      : { notRun: "the three lists must be of one length" },
});

const remainder = row({
  id: "V45",
  system,
  kind: "exact",
  claim: "ten by equal weights",
  inputs: {
    n: whole(10, "units", { max: 1e9 }),
    weights: list([1, 1, 1], "weights", { min: 1, max: 2 ** 20, whole: true }),
  },
  result: "parts",
  expects: { is: "exact", value: [4, 3, 3] },
  formula: "whole shares, the rest to the largest remainders, ties to the first",
  evidence: "derived",
  source: "model 0",
  compute: ({ n, weights }) => largestRemainder(n, weights),
});

const sevenParts = furtherCase(remainder, "V45.2", {
  inputs: { n: 7, weights: [5, 3, 2] },
  claim: "seven by 5, 3 and 2",
  expects: { is: "exact", value: [4, 2, 1] },
});

const hundredParts = furtherCase(remainder, "V45.3", {
  inputs: { n: 100, weights: [1, 2, 4] },
  claim: "a hundred by 1, 2 and 4",
  expects: { is: "exact", value: [14, 29, 57] },
});

const hexOf = (word: number): string => (word >>> 0).toString(16).padStart(8, "0");

function bitsOf(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return hexOf(view.getUint32(0)) + hexOf(view.getUint32(4));
}

const random = row({
  id: "V46",
  system,
  kind: "exact",
  claim: "known answers of the random streams",
  inputs: {
    key: table(
      [
        [0, 0],
        [0xa4093822, 0x299f31d0],
      ],
      "key words",
      { width: 2, max: 2 ** 32 - 1, whole: true },
    ),
    counter: table(
      [
        [0, 0, 0, 0],
        [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      ],
      "counter words",
      {
        width: 4,
        max: 2 ** 32 - 1,
        whole: true,
      },
    ),
  },
  result: "four words in hexadecimal, for each",
  expects: {
    is: "exact",
    value: ["6627e8d5 e169c58d bc57ac4c 9b00dbd8", "d16cfe09 94fdcceb 5001e420 24126ea1"],
  },
  formula: "Philox4x32-10",
  evidence: "published",
  source: "Salmon et al., SC 2011; Random123's known answers",
  compute: ({ key, counter }) =>
    counter.map((c, i) => {
      const out = new Uint32Array(4);
      const k = key[i] ?? [0, 0];
      philox(k[0]!, k[1]!, c[0]!, c[1]!, c[2]!, c[3]!, out);
      return Array.from(out, hexOf).join(" ");
    }),
});

const bits = row({
  id: "V46.2",
  system,
  kind: "exact",
  claim: "exp and log to the last bit",
  inputs: {
    exp_of: list([1, -37.25], "arguments", { min: -708, max: 709 }),
    log_of: list([0.1], "arguments", { min: 1e-300 }),
  },
  result: "bits of exp, then of log",
  expects: { is: "exact", value: ["4005bf0a8b14576a", "3c93278bcd70e981", "c0026bb1bbb55515"] },
  formula: "own exp and log, of + − × ÷ and square root alone",
  evidence: "derived",
  source: "model 8",
  compute: ({ exp_of, log_of }) => [...exp_of.map((x) => bitsOf(exp(x))), ...log_of.map((x) => bitsOf(log(x)))],
});

const digests = row({
  id: "V46.3",
  system,
  kind: "exact",
  claim: "a thousand values of exp and of log have these digests",
  inputs: { values: whole(1000, "values", { min: 1, max: 1_000_000 }) },
  result: "digest of exp(i/8 − 50), of log((i + 1)/7)",
  expects: { is: "exact", value: ["edff03d144dd2097", "8a07f89a120c3c23"] },
  formula: "FNV-1a, 64 bits, over big-endian doubles",
  evidence: "derived",
  source: "model 8",
  compute: ({ values }) => {
    const [ofExp, ofLog] = [createDigest(), createDigest()];
    for (let i = 0; i < values; i++) {
      ofExp.add(exp(i / 8 - 50));
      ofLog.add(log((i + 1) / 7));
    }
    return [ofExp.hex(), ofLog.hex()];
  },
});

export const modelRows = [
  unseen,
  rate,
  distinct,
  idleTax,
  sharesTwoToOne,
  untaxed,
  mom,
  movable,
  drain,
  tiers,
  zswap,
  ept,
  keepAlive,
  queue,
  stalls,
  split,
  greedy,
  backtest,
  remainder,
  sevenParts,
  hundredParts,
  random,
  bits,
  digests,
];
