// A made-up comparison and attribution for tests of the report: an alternative counted, one with a time, one not told by the captures.
import type { CompareReply, CompareRow, PairedDifference } from "../../src-shared/protocol/compare-replies.ts";
import type { ShapleyReply } from "../../src-shared/protocol/shapley-replies.ts";

const paired = (p50: number): PairedDifference => ({
  pairs: 30,
  mean: p50 + 0.2,
  p50,
  p5: p50 - 3,
  p95: p50 + 4,
  p2_5: p50 - 4,
  p97_5: p50 + 5,
  verdict: "more",
});

const row = (id: string, title: string, more: Partial<CompareRow> = {}): CompareRow => ({
  id,
  title,
  kind: "baseline",
  evidence: "published",
  source: "B1 of the baselines",
  against: [],
  mechanisms: [],
  n: { p5: 29, p50: 31, p95: 33 },
  differences: [],
  slowdown_p99: { p5: 1, p50: 1.003, p95: 1.01 },
  bytes_per_guest: { p5: 91_000_000, p50: 92_000_000, p95: 93_000_000 },
  binds: "memory",
  grade: "D",
  timings: [],
  costs: [],
  notes: [],
  why: null,
  needs: [],
  captures: [],
  ...more,
});

const STATIC = { id: "static", title: "static memory" };

export const exampleComparison = (scenario: unknown): CompareReply => ({
  schema: "plimsoll.compare/1",
  scenario,
  engine: "0.1.0",
  seed: 1,
  confidence: 0.95,
  replications: { outer: 30, inner: 20 },
  rows: [
    row("static", "Static: all RAM for the whole life"),
    row("ksm", "KSM", {
      against: [STATIC],
      mechanisms: [{ id: "dedup", scanner: "ksm" }],
      n: { p5: 36, p50: 39, p95: 42 },
      differences: [{ ...STATIC, n: paired(8) }],
      timings: [
        {
          id: "run_time",
          title: "running time of the slowest guest",
          unit: "s",
          runs: 30,
          value: { p5: 601.25, p50: 602.5, p95: 604.75 },
          differences: [{ ...STATIC, value: paired(2.5) }],
        },
      ],
    }),
    row("spacer", "Spacer <b>", {
      kind: "system",
      against: [{ id: "ksm", title: "KSM" }],
      ...{ n: null, slowdown_p99: null, bytes_per_guest: null, binds: null, grade: null },
      why: "the captures and the scenario do not tell what it works on",
      needs: [{ mechanism: "layout", what: "section sizes of 2 images", capture: "the linked images" }],
      captures: ["ELF images"],
    }),
  ],
  digest: "00112233445566aa",
});

const share = (numerator: number, order: number) => ({
  numerator,
  mean: numerator / 60,
  p5: numerator / 60 - 1,
  p50: numerator / 60,
  p95: numerator / 60 + 1,
  in_order: order,
});

export const exampleAttribution = (scenario: unknown): Omit<ShapleyReply, "run"> => ({
  schema: "plimsoll.shapley/1",
  scenario,
  engine: "0.1.0",
  seed: 1,
  replications: 30,
  guests: 39,
  why: null,
  denominator: 60,
  players: [
    { id: "balloon", n: share(120, 2.25), pages: share(600_000, 11_000) },
    { id: "dedup", n: share(360, 5.75), pages: share(6_000_000, 99_000) },
  ],
  total: {
    n: share(480, 8),
    pages: share(6_600_000, 110_000),
    n_without: { p5: 29, p50: 31, p95: 33 },
    n_with: { p5: 36, p50: 39, p95: 42 },
  },
  digest: "8899aabbccddeeff",
});
