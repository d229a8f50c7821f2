// The density of three guests on a small host, for the tests of the report: N* 52 (44 to 61), grade D.
import type { DensityReply } from "../../src-shared/protocol/replies.ts";
import { hash, MIB } from "./example-parts.fixture.ts";

const curve = Array.from({ length: 44 }, (_, i) => {
  const n = 33 + i;
  const x = (n - 58.5) / 12;
  const p = x <= -1 ? 1 : x >= 1 ? 0 : (1 - x) / 2 - (x * (1 - x * x)) / 4;
  return { n, p_fits: Math.round(p * 600) / 600, p99_slowdown: 1.0037 + (n > 50 ? (n - 50) * 0.0045 : 0) };
});

export const exampleDensity = (): DensityReply => ({
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
});
