// What a capture tells of what it did not see, and of what comes next: coverage, rates, contents, back-test (model 1 and 2).
import { expectedDistinct } from "../../model/mechanisms/dedup/expected.ts";
import { scanRate } from "../../model/mechanisms/dedup/rate.ts";
import { skillOf } from "../../profile/backtest.ts";
import { goodTuring } from "../../profile/coverage.ts";
import { list, number, whole } from "../inputs.ts";
import { row, SYSTEMS } from "../row.ts";

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

export const evidenceRows = [unseen, rate, distinct, backtest];
