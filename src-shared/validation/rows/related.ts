// Rows of related mechanisms, as they are combined with the five systems (systems section 9).
import { guestsThatFill, needWithCutOverhead } from "../../model/accounting.ts";
import { freePageReporting } from "../../model/mechanisms/balloon/requests.ts";
import { reclaimMs } from "../../model/mechanisms/hotplug/reclaim-time.ts";
import { anywhereHit, hottestFirstHit, meanAccess } from "../../model/mechanisms/tiering/placement.ts";
import { list, number, whole } from "../inputs.ts";
import { row, SYSTEMS } from "../row.ts";

const system = SYSTEMS.related;
const SURVEY = "survey of microVM start-up (secondary)";

const cutOverhead = row({
  id: "S57",
  system,
  kind: "numeric",
  claim: "RunD cuts 94 MB of overhead by 75.1 %: over 2500 guests of 128 MB on 384 GB",
  inputs: {
    overhead_mb: number(94, "MB"),
    guest_mb: number(128, "MB", { min: 1 }),
    cut: number(0.751, "share of the overhead", { max: 1 }),
    host_gb: number(384, "GB"),
  },
  result: "guests",
  expects: { is: "near", value: 2500, share: 0.05, atLeast: true },
  formula: "floor(host / (guest + overhead × (1 − cut)))",
  evidence: "published",
  source: `RunD, ATC'22, by a ${SURVEY}`,
  compute: ({ overhead_mb, guest_mb, cut, host_gb }) =>
    guestsThatFill(host_gb * 1024, needWithCutOverhead(guest_mb, overhead_mb, cut)),
});

const faultTime = row({
  id: "S58",
  system,
  kind: "numeric",
  claim: "9000 minor faults from the page cache take about 35 ms",
  inputs: { faults: whole(9000, "faults"), fault_us: number(3.7, "µs") },
  result: "ms",
  expects: { is: "near", value: 35, share: 0.1 },
  formula: "faults × cost of one",
  evidence: "published",
  source: `FaaSnap, EuroSys'22, by a ${SURVEY}`,
  compute: ({ faults, fault_us }) => (faults * fault_us) / 1000,
});

const cloneSize = row({
  id: "S59",
  system,
  kind: "inversion",
  claim: "116 clones of 128 MB in 98 MB: 0.84 MB each",
  inputs: { clones: whole(116, "clones", { min: 1 }), memory_mb: number(98, "MB") },
  result: "MB per clone",
  expects: { is: "near", value: 0.84, distance: 0.005 },
  formula: "memory over clones",
  evidence: "published",
  source: `Potemkin, SOSP'05, by a ${SURVEY}`,
  compute: ({ clones, memory_mb }) => memory_mb / clones,
});

const xlh = row({
  id: "S60",
  system,
  kind: "numeric",
  claim: "XLH shares up to four times as much as KSM",
  inputs: { xlh_mib: number(290, "MiB saved"), ksm_mib: number(75, "MiB saved", { min: 1e-9 }) },
  result: "times",
  expects: { is: "near", value: 4, share: 0.05 },
  formula: "what one saves over what the other saves",
  evidence: "published",
  source: "XLH, ATC'13, abstract",
  compute: ({ xlh_mib, ksm_mib }) => xlh_mib / ksm_mib,
});

const workingSetShare = row({
  id: "S62",
  system,
  kind: "range",
  claim: "a restored function touches 3 to 39 % of what was booted",
  inputs: { touched_mb: list([8, 99], "MB"), booted_mb: number(256, "MB", { min: 1 }) },
  result: "% of the booted size",
  expects: { is: "between", low: 3, high: 39 },
  formula: "touched over booted",
  evidence: "published",
  source: `REAP, ASPLOS'21, by a ${SURVEY}; guests of 256 MB`,
  compute: ({ touched_mb, booted_mb }) => touched_mb.map((mb) => (100 * mb) / booted_mb),
});

const offload = row({
  id: "S63",
  system,
  kind: "range",
  claim: "the density published for offloading idle functions stays under what the memory taken away allows",
  inputs: { local_less: list([0.099, 0.798], "share of local memory offloaded", { max: 0.999 }) },
  result: "greatest density, % of the baseline, for each",
  expects: { is: "bounds", value: [108, 218] },
  formula: "1 / (1 − share offloaded): what would fit if nothing else bound",
  evidence: "published",
  source: "FaaSMem, ASPLOS'24, abstract",
  compute: ({ local_less }) => local_less.map((share) => 100 / (1 - share)),
});

const tieringGain = row({
  id: "S64",
  system,
  kind: "range",
  claim: "memory in two tiers without management costs up to 2 times, and managing it gains up to 2 times",
  inputs: {
    pages: list([1000, 3000, 6000], "pages by heat", { whole: true }),
    access: list([0.7, 0.25, 0.05], "share of accesses", { max: 1 }),
    fast: whole(2500, "pages of fast memory"),
    fast_ns: number(101, "ns", { min: 1e-9 }),
    slow_ns: number(305, "ns"),
    memory_share: number(0.5, "share of the time that waits for memory", { max: 1 }),
  },
  result: "slow-down unmanaged against fast memory only; time unmanaged over managed",
  expects: { is: "between", low: 1, high: 2 },
  formula: "1 + share × (mean access over fast access − 1), pages anywhere against hottest first",
  evidence: "assumed",
  source: "vTMM EuroSys'23, TPP ASPLOS'23, HeteroOS ISCA'17 (abstracts); heat and share assumed",
  ownInputs: "the pages by heat, the size of fast memory, and half of the time waiting for memory",
  compute: ({ pages, access, fast, fast_ns, slow_ns, memory_share }) => {
    const classes = pages.map((count, i) => ({ pages: count, accessShare: access[i] ?? 0 }));
    const time = (hit: number): number => 1 + memory_share * (meanAccess(hit, fast_ns, slow_ns) / fast_ns - 1);
    const [unmanaged, managed] = [time(anywhereHit(classes, fast)), time(hottestFirstHit(classes, fast))];
    return [unmanaged, unmanaged / managed];
  },
});

const reporting = row({
  id: "S66",
  system,
  kind: "exact",
  claim: "free page reporting of 1 and 16 GiB in chunks of 4 MiB: done after 8 and 30 s",
  inputs: {
    chunks: list([256, 4096], "chunks", { min: 1, max: 1e9, whole: true }),
    per_call: whole(32, "chunks a call", { min: 1 }),
    cycle: whole(16, "passes that cover a list", { min: 1 }),
  },
  result: "chunks per pass, passes, s, for each",
  expects: {
    is: "exact",
    value: [
      [64, 4, 8],
      [288, 15, 30],
    ],
  },
  formula: "a pass: (1 + ceil(chunks / (per call × cycle))) calls; one every 2 s",
  evidence: "published",
  source: "Linux 6.1 mm/page_reporting.c",
  compute: ({ chunks, per_call, cycle }) =>
    chunks.map((count) => {
      const { perPass, passes, seconds } = freePageReporting(count, per_call, cycle);
      return [perPass, passes, seconds];
    }),
});

const ratioBySetup = row({
  id: "S67",
  system,
  kind: "range",
  claim: "virtio-mem over balloon: 2.3 times in one paper, 36 in another, by occupancy alone 2.3 to 16",
  inputs: {
    balloon_us: number(11.0, "µs per page"),
    fixed_ms_per_block: number(22.4, "ms"),
    migrate_us: number(3.3, "µs per page"),
    zero_us: number(1.13, "µs per page"),
    pages_per_block: whole(32768, "pages", { min: 1 }),
    occupancy: list([0.873, 0], "share in use", { max: 1 }),
    zeroed: list([1, 0], "share zeroed", { max: 1 }),
  },
  result: "balloon time over virtio-mem time at each occupancy",
  expects: { is: "between", low: 2.3, high: 36.2 },
  formula: "pages × balloon cost over fixed + migrated + zeroed time of a block",
  evidence: "published",
  source: "HyperAlloc, EuroSys'25, abstract; Squeezy Figure 5",
  compute: ({ balloon_us, fixed_ms_per_block, migrate_us, zero_us, pages_per_block, occupancy, zeroed }) => {
    const costs = {
      fixedMsPerBlock: fixed_ms_per_block,
      migrateUsPerPage: migrate_us,
      zeroUsPerPage: zero_us,
      pagesPerBlock: pages_per_block,
    };
    return occupancy.map(
      (used, i) => (pages_per_block * balloon_us) / 1000 / reclaimMs(costs, 1, used, zeroed[i] ?? 0),
    );
  },
});

const oversubscribed = row({
  id: "S68",
  system,
  kind: "range",
  claim: "10 to 20 times nominal memory fit as long as what is touched, with overhead, does",
  inputs: {
    nominal_mib: number(1024, "MiB a guest", { min: 1 }),
    touched_mib: list([96, 48], "MiB touched"),
    overhead_mib: number(5, "MiB a guest", { min: 1e-9 }),
  },
  result: "nominal memory over host memory, at each",
  expects: { is: "between", low: 10, high: 20 },
  formula: "nominal over touched and overhead: the host is full when the sum of these is",
  evidence: "assumed",
  source: `Firecracker, NSDI'20, by a ${SURVEY}; touched memory assumed`,
  ownInputs: "48 and 96 MiB touched of 1 GiB: what makes 10 and 20 times fit, since the source names no sizes",
  compute: ({ nominal_mib, touched_mib, overhead_mib }) =>
    touched_mib.map((touched) => nominal_mib / (touched + overhead_mib)),
});

export const relatedRows = [
  cutOverhead,
  faultTime,
  cloneSize,
  xlh,
  workingSetShare,
  offload,
  tieringGain,
  reporting,
  ratioBySetup,
  oversubscribed,
];
