// Numbers of huge pages and of the walks that they shorten: unit, default, range, evidence, source.
import { row } from "./row.ts";

export const HUGEPAGES = [
  row(
    "hugepages.fill_share",
    "share of the pages of a region that its guest uses",
    "share",
    1,
    [0.002, 1],
    "assumed",
    "1: memory in use lies together; measure with DAMON or the content of huge mappings",
  ),
  row(
    "hugepages.unusable_share",
    "share of the host's memory that is free only in pieces below 2 MiB",
    "share",
    0,
    [0, 1],
    "assumed",
    "unusable index of order 9 of /proc/buddyinfo (model section 3.6)",
  ),
  row(
    "hugepages.tlb_entries",
    "entries of the second-level TLB",
    "entries",
    1536,
    [16, 8192],
    "assumed",
    "systems section 5, reconstruction; cpuid tells it",
  ),
  row(
    "hugepages.reference_ns",
    "one memory reference of a page-table walk",
    "ns",
    10,
    [4, 80],
    "assumed",
    "systems section 5: mostly cached references",
  ),
  row(
    "hugepages.walk_cache_share",
    "share of the references that the caches of page tables answer at no cost",
    "share",
    0,
    [0, 0.95],
    "assumed",
    "model section 3.5 gives 0.6 to 0.9 with the latency of a cache; 0: reference_ns is their mean",
  ),
];
