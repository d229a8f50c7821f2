// Rows of memory in several places: tiers, compressed pages, tables of the second level, splits of a pool (model 3.3 to 3.9).
import { GIB, PAGE_BYTES } from "../../base/units.ts";
import { bestSplit, greedySplit, pooledCapacity } from "../../model/mechanisms/overcommit/capacity.ts";
import { eptPages } from "../../model/mechanisms/overhead/ept.ts";
import { hottestFirstHit, meanAccess } from "../../model/mechanisms/tiering/placement.ts";
import { list, number, table, whole } from "../inputs.ts";
import { row, SYSTEMS } from "../row.ts";

const system = SYSTEMS.model;
const share = { max: 1 };

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

export const capacityRows = [tiers, zswap, ept, split, greedy];
