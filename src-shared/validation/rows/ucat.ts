// Rows of UCat: what OSv's allocator wastes, what a slab saves, two-dimensional walks (systems section 5).
import { osvObjectBytes, osvObjectsPerPage } from "../../model/mechanisms/allocator/osv.ts";
import { slabObjectBytes } from "../../model/mechanisms/allocator/slab.ts";
import { timePerOperation, tlbReach, walkReferences, walkShareNeeded } from "../../model/mechanisms/hugepages/walks.ts";
import { list, number, table, whole } from "../inputs.ts";
import { furtherCase, row, SYSTEMS } from "../row.ts";

const system = SYSTEMS.ucat;
const OSV = "OSv core/mempool.cc, fee41ef7";
const SIZES = [100, 600, 1000, 1100, 2000, 3000];
const sizes = list(SIZES, "bytes", { min: 1, max: 4096, whole: true });
const header = whole(40, "bytes at the start of a page", { max: 3000 });

const objectsPerPage = row({
  id: "S37",
  system,
  kind: "exact",
  claim: "objects that OSv puts into one page of each pool",
  inputs: { header, sizes: list([8, 16, 32, 64, 128, 256, 512, 1024], "bytes", { min: 1, max: 1024, whole: true }) },
  result: "objects per page, for each size",
  expects: { is: "exact", value: [507, 253, 126, 63, 31, 15, 7, 3] },
  formula: "floor((4096 − header) / 2^k), k = ceil(log2 of the size), at least 8 bytes",
  evidence: "published",
  source: OSV,
  compute: (x) => x.sizes.map((size) => osvObjectsPerPage(size, x.header)),
});

const osvBytes = row({
  id: "S38",
  system,
  kind: "exact",
  claim: "bytes of memory that an object takes in OSv",
  inputs: { header, sizes },
  result: "bytes per object, for each size",
  expects: { is: "exact", value: [132.1, 1365.3, 1365.3, 4096, 4096, 4096] },
  formula: "4096 over the objects of a page; a whole page above 1024 bytes",
  evidence: "published",
  source: OSV,
  compute: (x) => x.sizes.map((size) => osvObjectBytes(size, x.header)),
});

const slabInputs = {
  slab_bytes: whole(32768, "bytes of a slab", { min: 4096, max: 2 ** 30 }),
  growth: number(1.25, "times the class before", { min: 1.01, max: 16 }),
  sizes,
};

const slabBytes = row({
  id: "S39",
  system,
  kind: "exact",
  claim: "bytes of memory that an object takes in slabs of 32 KiB",
  inputs: slabInputs,
  result: "bytes per object, for each size",
  expects: { is: "exact", value: [120.03, 606.8, 1213.6, 1213.6, 2340.6, 3640.9] },
  formula: "slab over the whole objects of the size's class; classes grow by 1.25, rounded up to 8 bytes",
  evidence: "assumed",
  source: "systems 5 (reconstruction; memcached's habit)",
  note: "the table prints the first value as 120.0; 32768 / 273 is 120.029",
  compute: (x) => x.sizes.map((size) => slabObjectBytes(size, x.growth, x.slab_bytes)),
});

const slabSaving = row({
  id: "S39.2",
  system,
  kind: "exact",
  claim: "what slabs save against OSv, object by object",
  inputs: { ...slabInputs, header },
  result: "saving, %, for each size",
  expects: { is: "exact", value: [9.2, 55.6, 11.1, 70.4, 42.9, 11.1] },
  formula: "1 less bytes in slabs over bytes in OSv",
  evidence: "assumed",
  source: "systems 5 (reconstruction)",
  compute: (x) =>
    x.sizes.map((size) => 100 * (1 - slabObjectBytes(size, x.growth, x.slab_bytes) / osvObjectBytes(size, x.header))),
});

const halfByPacking = row({
  id: "S40",
  system,
  kind: "inversion",
  claim: "two objects of 2 KiB in a page save 50 % against OSv, for every size from 1025 to 2048 bytes",
  inputs: {
    header,
    sizes: list([1025, 1500, 2048], "bytes", { min: 1, max: 4096, whole: true }),
    packed: whole(2, "objects per page", { min: 1 }),
  },
  result: "saving, %, for each size",
  expects: { is: "exact", value: [50, 50, 50] },
  formula: "1 less (4096 / objects packed) over the bytes OSv spends",
  evidence: "derived",
  source: "UCat abstract: −50 % memory; OSv's allocator",
  compute: (x) => x.sizes.map((size) => 100 * (1 - 4096 / x.packed / osvObjectBytes(size, x.header))),
});

const levels = table(
  [
    [4, 4],
    [3, 4],
    [4, 3],
    [3, 3],
    [5, 5],
  ],
  "levels in the guest, in the host",
  {
    width: 2,
    max: 16,
    whole: true,
  },
);

const walks = row({
  id: "S41",
  system,
  kind: "exact",
  claim: "memory references of a two-dimensional walk: 4 KiB, 2 MiB on one side, on both, five levels",
  inputs: { levels },
  result: "references for each pair",
  expects: { is: "exact", value: [24, 19, 19, 15, 35] },
  formula: "(guest levels + 1)(host levels + 1) − 1",
  evidence: "derived",
  source: "definition of the walk",
  compute: (x) => x.levels.map(([guest, host]) => walkReferences(guest!, host!)),
});

const reach = row({
  id: "S42",
  system,
  kind: "exact",
  claim: "1536 entries reach 6 MiB at 4 KiB and 3 GiB at 2 MiB",
  inputs: {
    entries: whole(1536, "entries", { min: 1 }),
    page_bytes: list([4096, 2 ** 21], "bytes", { min: 1, whole: true, max: 2 ** 40 }),
  },
  result: "bytes reached, for each page size",
  expects: { is: "exact", value: [6 * 2 ** 20, 3 * 2 ** 30] },
  formula: "entries × page size",
  evidence: "derived",
  source: "definition of reach",
  compute: ({ entries, page_bytes }) => page_bytes.map((bytes) => tlbReach(entries, bytes)),
});

const throughput = row({
  id: "S43",
  system,
  kind: "inversion",
  claim:
    "+18.5 % and +14.8 % throughput: time per operation falls by 15.6 % and 12.9 %; walks alone would need 38.1 % of it",
  inputs: {
    gains: list([0.185, 0.148], "throughput gain", { max: 100 }),
    misses_removed: number(0.41, "share of TLB misses", { min: 1e-9, max: 1 }),
  },
  result: "time saved per operation, % each; share of time in walks that the first would need, %",
  expects: { is: "exact", value: [15.6, 12.9, 38.1] },
  formula: "1 − 1 / (1 + gain); the first over the share of misses removed",
  evidence: "derived",
  source: "UCat abstract",
  note: "38 % of the time in page walks is high: placement and allocator must have helped",
  compute: ({ gains, misses_removed }) => {
    const saved = gains.map((gain) => 1 - timePerOperation(gain));
    return [...saved, walkShareNeeded(saved[0]!, misses_removed)].map((share) => 100 * share);
  },
});

/** Walks again, with 1 GiB on both sides: row V30 of the model. */
export const hugeWalks = furtherCase(walks, "V30", {
  inputs: {
    levels: [
      [4, 4],
      [3, 4],
      [3, 3],
      [2, 2],
      [5, 5],
    ],
  },
  claim: "references of a walk: 4 KiB, 2 MiB on one side, on both, 1 GiB on both, five levels",
  expects: { is: "exact", value: [24, 19, 15, 8, 35] },
  system: SYSTEMS.model,
  source: "model 3.5",
});

export const ucatRows = [objectsPerPage, osvBytes, slabBytes, slabSaving, halfByPacking, walks, reach, throughput];
