// Real recordings against what perf itself counted in them (ORACLE.json beside the files).
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type ImportRun, runImporter } from "../../testing/run-importer.ts";
import { perfData } from "./index.ts";

const fixtures = "test/fixtures/perf";
const captures = join(process.env.PLIMSOLL_CAPTURES ?? "../shared/captures", "perf");

interface Oracle {
  readonly perf_report_stats?: { readonly records: Readonly<Record<string, number>> };
  readonly perf_script_D: {
    readonly lost_in_LOST_records: number;
    readonly lost_in_LOST_SAMPLES_records: number;
    readonly first_sample_ns: number | string | null;
    readonly last_sample_ns: number | string | null;
  };
  readonly perf_script: {
    readonly samples: number;
    readonly by_event: Readonly<Record<string, number>>;
    readonly by_comm: Readonly<Record<string, number>>;
    readonly by_cpu?: Readonly<Record<string, number>>;
  };
}

/** Times since 1970 are longer than a double's digits: they become text. */
const readOracle = (path: string): Readonly<Record<string, Oracle>> =>
  JSON.parse(readFileSync(path, "utf8").replace(/: (\d{16,})/g, ': "$1"'));

const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);

/** As the counts were made: names trimmed, and broken UTF-8 as one mark however many bytes are broken. */
function tidied(counts: Readonly<Record<string, number>>): Record<string, number> {
  const result: Record<string, number> = {};
  for (const [name, n] of Object.entries(counts)) {
    const tidy = name
      .replace(/\uFFFD+/g, "?")
      .trim()
      .replace(/\s+/g, " ");
    result[tidy] = (result[tidy] ?? 0) + n;
  }
  return result;
}

function expectLikePerf(run: ImportRun, oracle: Oracle, name: string): void {
  const { perf_script: script, perf_script_D: dump } = oracle;
  expect(run.records.rejected, "rejected").toBe(0);
  const total = oracle.perf_report_stats?.records.TOTAL;
  // perf's total has the records inside the compressed ones and not those themselves; of a pipe it leaves some out.
  if (total && !/pipe/.test(name))
    expect(run.records.accepted + run.records.skipped - (run.skipped.COMPRESSED ?? 0), "records").toBe(
      total - (oracle.perf_report_stats?.records.COMPRESSED ?? 0),
    );
  expect(run.records.lost).toBe(dump.lost_in_LOST_SAMPLES_records || dump.lost_in_LOST_records);
  expect(sum(run.comms), "each sample has one name").toBe(sum(run.events));
  if (!script.samples) return;
  expect(run.status).toBe("whole");
  if (dump.first_sample_ns)
    expect(run.span).toEqual({ first: BigInt(dump.first_sample_ns), last: BigInt(dump.last_sample_ns ?? 0) });
  // perf prints a line for each member of a group that was read with the sample.
  if (/group-leader/.test(name)) return;
  expect(run.events).toEqual(script.by_event);
  // Switches become the intervals between them, and have no row of their own.
  const rows = (run.tables.fault?.length ?? 0) + (run.tables.event?.length ?? 0);
  expect(rows + (script.by_event["sched:sched_switch"] ?? 0)).toBe(script.samples);
  expect(tidied(run.comms)).toEqual(tidied(script.by_comm));
  for (const [cpu, n] of Object.entries(script.by_cpu ?? {})) expect(run.cpus[Number(cpu)], `CPU ${cpu}`).toBe(n);
}

function compareAll(folder: string, oracles: Readonly<Record<string, Oracle>>, prefix: string): void {
  for (const file of readdirSync(folder).filter((f) => f.endsWith(".perf.data"))) {
    const oracle = oracles[prefix + file];
    test.skipIf(!oracle)(`${file} holds what perf says, plain and packed`, async () => {
      const bytes = readFileSync(join(folder, file));
      const plain = await runImporter(perfData, bytes, { readAt: true });
      expectLikePerf(plain, oracle as Oracle, file);
      const wrapped = await runImporter(perfData, bytes, { readAt: false, sizeUnknown: true });
      expect(wrapped).toEqual(plain);
    });
  }
}

describe("small recordings", () => {
  compareAll(fixtures, readOracle(join(fixtures, "ORACLE.json")), "perf/");

  test("a recording cut at byte 30,000 gives the samples that `perf script` prints of the whole one up to there", async () => {
    const whole = await runImporter(perfData, readFileSync(join(fixtures, "single.perf.data")), {});
    const cut = await runImporter(perfData, readFileSync(join(fixtures, "truncated.perf.data")), {});
    expect(cut.status).toBe("truncated");
    expect(cut.tables.fault).toEqual(whole.tables.fault?.slice(0, cut.tables.fault?.length));
    expect(cut.events["page-faults"]).toBeGreaterThan(500);
  });

  test("the clock that perf record -k chose, and its pair with the wall clock, are told", async () => {
    const { clock, properties } = await runImporter(
      perfData,
      readFileSync(join(fixtures, "clock-monotonic.perf.data")),
      {},
    );
    expect(clock?.name).toBe("mono");
    // From `perf script --header`: clockid monotonic, reference time 2026-11-21.
    expect(new Date(Number((clock?.wallPair?.wallNs ?? 0n) / 1_000_000n)).toISOString().slice(0, 10)).toBe(
      "2026-11-21",
    );
    expect(properties).toMatchObject({ host: "caphost", isa: "svm" });
  });
});

const full = join(captures, "..", "ORACLE.json");
describe.skipIf(!existsSync(full))("all recordings (skipped where the captures are not there)", () => {
  if (existsSync(full)) compareAll(captures, readOracle(full), "perf/");
});
