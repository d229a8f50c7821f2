// An answer as the engine gives it, for the tests of the report. All numbers are invented; they only agree with each other.
import type { Capture, GuestProfile } from "../../src-shared/protocol/replies.ts";
import type { ReportInput } from "./build.ts";

const MIB = 1024 * 1024;
const hash = (digit: string): string => digit.repeat(64);

const capture = (id: number, name: string, format: string, more: Partial<Capture>): Capture => ({
  id,
  name,
  sha256: hash("0123456789abcdef"[id % 16]!),
  content_sha256: hash("fedcba9876543210"[id % 16]!),
  bytes: 1000 * id,
  format,
  status: "whole",
  duplicate_of: null,
  records: { read: 0, accepted: 0, rejected: 0, lost: null, skipped: 0 },
  first_ns: null,
  last_ns: null,
  clock: null,
  events: {},
  comms: {},
  cpus: {},
  tables: {},
  ...more,
});

const guest = (
  name: string,
  ram: number,
  content: readonly [zero: number, distinct: number, extra: number, resident: number],
): GuestProfile => ({
  guest: name,
  ram_pages: ram,
  resident_pages: {
    first: 118,
    min: 118,
    median: content[3] - 1900,
    max: content[3] + 410,
    last: content[3] + 36,
  },
  footprint_pages: content[3] + 1280,
  content: {
    pages: ram,
    zero: content[0],
    distinct: content[1],
    extra_nonzero_copies: content[2],
    resident: content[3],
    hash: "blake2b128",
  },
  working_set: [
    { window_s: 1, pages: { low: 610, best: 1880, high: content[3] } },
    { window_s: 10, pages: { low: 2200, best: 5400, high: content[3] } },
    { window_s: 60, pages: { low: 7900, best: 12850, high: content[3] } },
  ],
  miss_ratio: null,
  identified: [
    {
      quantity: "resident",
      state: "bounded",
      why: "page faults and balloon events; a page the host took back is still counted",
    },
    { quantity: "faults", state: "identified", why: "page faults in guest RAM were recorded and none was lost" },
    {
      quantity: "working_set",
      state: "bounded",
      why: "faults show first touches only; the least is what was touched anew",
    },
  ],
  coverage: { grade: "D", reasons: ["the capture lasts 2.1 minutes"], raise_by: ["record a whole day"] },
});

const curve = Array.from({ length: 44 }, (_, i) => {
  const n = 33 + i;
  const x = (n - 58.5) / 12;
  const p = x <= -1 ? 1 : x >= 1 ? 0 : (1 - x) / 2 - (x * (1 - x * x)) / 4;
  return { n, p_fits: Math.round(p * 600) / 600, p99_slowdown: 1.0037 + (n > 50 ? (n - 50) * 0.0045 : 0) };
});

/** Three guests on a small host: N* 52 (44 to 61), grade D. */
export const exampleInput = (): ReportInput => ({
  title: "Three guests on one host",
  density: {
    schema: "plimsoll.density/1",
    scenario: {
      host: { memory_bytes: 4096 * MIB, reserve_bytes: 256 * MIB },
      guests: [{ kind: "profile", profile: "*", weight: 1 }],
      mechanisms: [
        {
          id: "dedup",
          scanner: "ksm",
          run: 1,
          kernel: "6.12",
          smart_scan: 1,
          use_zero_pages: 0,
          max_page_sharing: 256,
        },
        { id: "balloon", target_bytes: null, rate_bytes_per_s: null },
      ],
      objective: { confidence: 0.9, p99_slowdown: 1.05, stall_share: null },
      horizon_s: 600,
      epoch_s: 1,
      seed: 1,
      replications: { outer: 30, inner: 20 },
    },
    engine: "0.1.0",
    seed: 1,
    n: { p5: 44, p50: 52, p95: 61 },
    confidence: 0.9,
    replications: { outer: 30, inner: 20 },
    binding: [
      { resource: "memory", share: 0.9833333333333333 },
      { resource: "p99 slowdown", share: 0.016666666666666666 },
    ],
    coverage: {
      grade: "D",
      reasons: [
        "the capture lasts 2.1 minutes, less than three periods of 1 day",
        "no back-test was possible: the capture is too short to hold back a part",
        "3 guests of the kind were captured",
        "about 56 % of the contents of a further guest were seen in these",
      ],
      raise_by: [
        "record page faults and guest statistics for at least one daily period, better three",
        "record long enough to hold back two fifths of the capture for a back-test",
        "record eight or more guests of the kind at the same time",
        "record page contents of more guests of the kind at one moment (hash table or memory images)",
      ],
    },
    mechanisms: [
      {
        id: "balloon",
        saved_bytes_per_guest: { p5: 4.1 * MIB, p50: 6.4 * MIB, p95: 9.2 * MIB },
        cost: "a page that was given back is faulted in again when the guest needs it",
        note: "saves nothing on charlie: the capture does not tell their free pages; record the balloon statistics of each guest (dommemstat, or qom-get guest-stats) beside it",
      },
      {
        id: "dedup",
        saved_bytes_per_guest: { p5: 22.7 * MIB, p50: 26.3 * MIB, p95: 31.9 * MIB },
        cost: "scanning takes CPU time; the first write to a merged page is a fault and a copy",
        note: "one pass over 52 guests takes 31 s at the recorded scan rate. smart_scan may leave up to a third of 21840 merged pairs apart when guests start at different times",
      },
    ],
    waterfall: [
      { id: "ram", title: "RAM configured", bytes: 4784 * MIB, guests: 52 },
      { id: "untouched", title: "never touched, no frame", bytes: 497 * MIB, guests: 52 },
      { id: "ballooned", title: "given back by the balloon", bytes: 333 * MIB, guests: 52 },
      { id: "zero", title: "zero pages saved by dedup", bytes: 561 * MIB, guests: 52 },
      { id: "merged", title: "equal pages saved by dedup", bytes: 807 * MIB, guests: 52 },
      { id: "frames", title: "frames in use, shared ones once", bytes: 2586 * MIB, guests: 52 },
      { id: "overhead", title: "host overhead of the guests", bytes: 1196 * MIB, guests: 52 },
    ],
    slowdown: { p50: 1.0006, p99: 1.0127 },
    overrun: { p: 0.18166666666666667, depth_pages: { mean: 3120.5, p95: 9984 }, seconds: { mean: 3.4, p95: 14 } },
    curve,
    marginal_bytes_per_guest: 73.6 * MIB,
    checks: [
      ["resident.alpha", "resident pages of alpha", 21_772, 21_700, "page table"],
      ["frames_saved", "frames saved by merging equal pages", 28_989, 29_015, "host frames in the page table"],
      ["memory", "host memory of all guests", 98_162, 98_150, "Pss of the guests' processes in smaps"],
    ].map((row) => {
      const [id, title, observed, predicted, by] = row as [string, string, number, number, string];
      return { id, title, unit: "pages" as const, observed, predicted, observed_by: by, predicted_by: "the engine" };
    }),
    rules_of_thumb: [
      { id: "sizes", title: "sizes only, nothing shared", n: 33 },
      { id: "overcommit", title: "overcommit ratio 1.5", n: 62 },
      { id: "active", title: "active below half of memory", n: 96 },
      { id: "overhead", title: "fixed overhead of 65 MB per guest", n: 25 },
    ],
    assumptions: [
      { id: "overhead", text: "host memory per guest besides its RAM", value: "23 MiB", evidence: "measured" },
      {
        id: "minor_fault",
        text: "cost of a minor fault, with 4 KiB second-level pages",
        value: "1.5 µs (0.7 to 4)",
        evidence: "assumed",
      },
      { id: "period", text: "longest period in which the load repeats", value: "86400 s", evidence: "assumed" },
      {
        id: "sharing",
        text: "share of a guest's contents that a further guest has too",
        value: "56 % (51 to 62)",
        evidence: "derived",
      },
      { id: "scan", text: "pages scanned per second by KSM", value: "22 731", evidence: "measured" },
      { id: "cow", text: "first write to a merged page: a fault and a copy", value: "2.4 µs", evidence: "published" },
    ],
    provenance: [
      ...[
        "n",
        "binding",
        "coverage",
        "mechanisms",
        "waterfall",
        "slowdown",
        "overrun",
        "curve",
        "marginal_bytes_per_guest",
        "rules_of_thumb",
      ].map((field) => ({
        field,
        sources: [
          { what: "scenario", sha256: null, note: "given: host, guests, mechanisms, objective" },
          { what: "pages.csv", sha256: hash("2"), note: "12 records lost" },
        ],
        sql: "SELECT name, ram_bytes FROM guest ORDER BY name",
      })),
      {
        field: "input.guests.ram",
        sources: [{ what: "maps-alpha.txt", sha256: hash("4"), note: null }],
        sql: "SELECT name, ram_bytes FROM guest ORDER BY name",
      },
      {
        field: "input.guests.resident",
        sources: [
          { what: "page-faults.perf.data", sha256: hash("1"), note: null },
          { what: "pages.csv", sha256: hash("2"), note: "12 records lost" },
        ],
        sql: "SELECT guest, t >> 30 AS epoch, count(*) AS faults\nFROM fault\nWHERE guest IS NOT NULL AND gpa IS NOT NULL\nGROUP BY ALL\nORDER BY guest, epoch",
      },
      {
        field: "input.guests.contents",
        sources: [{ what: "pages.csv", sha256: hash("2"), note: null }],
        sql: "SELECT guest, hash, zero, resident, count(*) FROM page GROUP BY ALL",
      },
      {
        field: "input.guests.overhead",
        sources: [{ what: "smaps_rollup", sha256: hash("6"), note: null }],
        sql: "SELECT name, value FROM counter WHERE name LIKE 'smaps.%'",
      },
      {
        field: "input.guests.free",
        sources: [{ what: "no free pages", sha256: null, note: "no guest statistics were recorded for charlie" }],
        sql: null,
      },
      {
        field: "input.ksm.settings",
        sources: [{ what: "ksm.csv", sha256: hash("3"), note: null }],
        sql: "SELECT name, arg_max(value, t) FROM counter WHERE name LIKE 'ksm.%' GROUP BY name",
      },
      {
        field: "input.ksm.scan_rate",
        sources: [{ what: "ksm.csv", sha256: hash("3"), note: null }],
        sql: "SELECT t, value FROM counter WHERE name = 'ksm.pages_scanned' ORDER BY t",
      },
    ],
    digest: "9f31c2ab5510e07a",
    run: { wall_seconds: 3.25 },
  },
  profile: {
    schema: "plimsoll.profile/1",
    guests: [
      guest("alpha", 24576, [6096, 16440, 2041, 21772]),
      guest("bravo", 24576, [6057, 16099, 2421, 21406]),
      guest("charlie", 21504, [4913, 13431, 3161, 20192]),
    ],
    sharing: {
      pages: 70656,
      zero: 17066,
      distinct: 34298,
      extra_nonzero_copies: 19293,
      common: [
        { guests: ["alpha", "bravo"], contents: 6880 },
        { guests: ["alpha", "charlie"], contents: 4792 },
        { guests: ["bravo", "charlie"], contents: 4790 },
        { guests: ["alpha", "bravo", "charlie"], contents: 4790 },
      ],
    },
    ksm: {
      observed: {
        pages_shared: 8364,
        pages_sharing: 29750,
        pages_unshared: 24310,
        pages_volatile: 1946,
        ksm_zero_pages: 0,
      },
      predicted: {
        pages_shared: 8412,
        pages_sharing: 29072,
        pages_unshared: 25886,
        pages_volatile: 0,
        ksm_zero_pages: 0,
      },
      predicted_scanned: { p50: 141200, p90: 302410 },
      scan_rate: 22731.402,
      terms: [
        {
          term: "predicted",
          pages: 29072,
          note: "frames saved once every equal page has merged, from page contents, residency and settings",
        },
        {
          term: "not_merged",
          pages: -83,
          note: "equal pages on frames of their own in the page table: written lately, or not scanned twice since",
        },
        {
          term: "outside",
          pages: 761,
          note: "counters against the page table's frames: pages of other processes, other memory of these, and visits still due",
        },
        { term: "observed", pages: 29750, note: "pages_sharing + ksm_zero_pages at the end of the capture" },
      ],
      settings: {
        pages_to_scan: 1000,
        sleep_millisecs: 20,
        smart_scan: 1,
        use_zero_pages: 0,
        max_page_sharing: 256,
        kernel: "6.12",
      },
    },
  },
  captures: [
    capture(1, "page-faults.perf.data", "perf.data", {
      bytes: 5_213_880,
      records: { read: 81_004, accepted: 81_004, rejected: 0, lost: 0, skipped: 0 },
      first_ns: "2400766671717",
      last_ns: "2528810022930",
      clock: "mono",
    }),
    capture(2, "pages.csv", "page-table-csv", {
      bytes: 3_918_022,
      records: { read: 70_657, accepted: 70_656, rejected: 0, lost: null, skipped: 1 },
    }),
    capture(3, "ksm.csv", "counter-csv", {
      bytes: 18_220,
      records: { read: 131, accepted: 128, rejected: 3, lost: null, skipped: 0 },
      first_ns: "2401000000000",
      last_ns: "2528000000000",
      clock: "mono",
    }),
    capture(4, "maps-alpha.txt", "proc-maps", {
      bytes: 9_114,
      records: { read: 96, accepted: 96, rejected: 0, lost: null, skipped: 0 },
    }),
    capture(5, "kvm-ept.trace.dat", "trace-dat", {
      bytes: 41_940_112,
      status: "truncated",
      records: { read: 912_411, accepted: 912_000, rejected: 411, lost: 1_204, skipped: 0 },
      first_ns: "2402000000000",
      last_ns: "2498120000000",
      clock: "mono",
    }),
    capture(6, "smaps_rollup", "proc-series", {
      bytes: 88_310,
      records: { read: 192, accepted: 192, rejected: 0, lost: null, skipped: 0 },
      first_ns: "2402000000000",
      last_ns: "2528120000000",
      clock: "wall",
    }),
    capture(7, "copy of ksm.csv", "counter-csv", {
      bytes: 18_220,
      duplicate_of: 3,
      records: { read: 131, accepted: 0, rejected: 0, lost: null, skipped: 131 },
    }),
  ],
  guests: ["alpha", "bravo", "charlie"].map((name, id) => ({
    id: id + 1,
    name,
    ram_bytes: (name === "charlie" ? 84 : 96) * MIB,
    source: `maps-${name}.txt`,
    pid: 4100 + id,
    mapped: "auto" as const,
    pinned: name === "charlie" ? { reason: "locked memory" } : null,
  })),
  clocks: [
    { from: "wall", to: "mono", offset_ns: "-1795254854123456789", residual_ns: "38211", method: "pairs of readings" },
    { from: "guest alpha", to: "mono", offset_ns: "2400112000000", residual_ns: null, method: "boot message" },
  ],
  problems: [
    {
      code: "csv.columns",
      capture: "ksm.csv",
      where: { offset: null, line: 57 },
      excerpt: "1795257417.0,8364,29750",
      count: 3,
      expected: "12 columns as in the head line",
      next: null,
    },
    {
      code: "trace.truncated",
      capture: "kvm-ept.trace.dat",
      where: { offset: "41939968", line: null },
      excerpt: null,
      count: 1,
      expected: "a page of 4096 bytes, 144 are left",
      next: "copy the file again, or stop the recorder before copying",
    },
  ],
  sizes: [
    {
      schema: "plimsoll.size/1",
      guests: 40,
      memory_bytes: { p5: 2911 * MIB, p50: 3188 * MIB, p95: 3702 * MIB },
      hosts: 1,
      marginal_bytes_per_guest: 73.9 * MIB,
    },
  ],
});
