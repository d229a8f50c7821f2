// Rates on inputs made here, whole process trees measured from outside, beside peers where they are installed.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { failure, type PlimsollError } from "../../src-shared/base/errors.ts";
import type { BenchReply } from "../../src-shared/protocol/bench-replies.ts";
import type { Progress } from "../../src-shared/protocol/requests.ts";
import { version } from "../backend/version.ts";
import { writeFtraceText, writeImage, writePerfData, writePerfText } from "./generate.ts";
import { writeTraceDat } from "./generate-trace.ts";
import { writeXentrace } from "./generate-xentrace.ts";
import { type Cost, installed, measure, type Result } from "./measure.ts";
import { ftraceParseRate, hashRate, parseRate, perfRate, traceRate, xenRates } from "./stages.ts";

/** What a bench gets: a folder of its own, how many records to make, and the program to measure. */
interface Bench {
  readonly folder: string;
  readonly records: number | null;
  readonly program: readonly string[];
}

type Peer = Omit<NonNullable<Result["peer"]>, "ratio">;

const RUNS = 3;

const failed = (what: string): PlimsollError =>
  failure("bench.failed", what, { next: "check the free space of the folder for temporary files", exit: 5 });

/** The run with the median CPU time. */
async function median(run: (at: number) => Promise<Cost>): Promise<Cost> {
  const costs: Cost[] = [];
  for (let at = 0; at < RUNS; at++) costs.push(await run(at));
  return costs.sort((a, b) => a.cpuSeconds - b.cpuSeconds)[RUNS >> 1] as Cost;
}

/** What a run costs beside the start of the program. */
const beyond = (start: Cost, whole: Cost): Cost => ({
  ...whole,
  cpuSeconds: Math.max(0.001, whole.cpuSeconds - start.cpuSeconds),
});

function resultOf(id: string, what: string, records: number, bytes: number, cost: Cost): Result {
  return {
    id,
    what,
    records,
    bytes,
    cpu_seconds: cost.cpuSeconds,
    wall_seconds: cost.wallSeconds,
    rate_per_cpu_second: records / Math.max(0.001, cost.cpuSeconds),
    peak_pss_bytes: cost.peakPssBytes,
    peer: null,
  };
}

function imported(bench: Bench, file: string): Promise<Cost> {
  return median(async (at) => {
    const project = join(bench.folder, `run-${at}.plimsoll`);
    const cost = await measure([...bench.program, "import", file, "-p", project, "--json"]);
    if (cost.exitCode !== 0) throw failed(`the import ended with exit code ${cost.exitCode}`);
    rmSync(project, { recursive: true, force: true });
    return cost;
  });
}

/** CPU of the start alone: an import of one page-fault record. */
async function startCost(bench: Bench): Promise<Cost> {
  const file = join(bench.folder, "one.perf.data");
  writePerfData(file, 1);
  return imported(bench, file);
}

/** Rate at which another program goes through the same records; null where it is not installed. */
async function peerOf(records: number, argv: readonly string[]): Promise<Peer | null> {
  const [program = ""] = argv;
  if (!installed(program)) return null;
  const cost = await median(() => measure(["sh", "-c", 'exec "$0" "$@" >/dev/null 2>&1', ...argv]));
  return { id: argv.slice(0, 2).join(" "), rate_per_cpu_second: records / Math.max(0.001, cost.cpuSeconds) };
}

/** A result beside the rate of another program. */
const beside = (own: Result, peer: Peer | null): Result =>
  peer ? { ...own, peer: { ...peer, ratio: own.rate_per_cpu_second / peer.rate_per_cpu_second } } : own;

async function perfData(bench: Bench): Promise<Result[]> {
  const records = bench.records ?? 2_000_000;
  const file = join(bench.folder, "faults.perf.data");
  const bytes = writePerfData(file, records);
  const start = await startCost(bench);
  const whole = await imported(bench, file);
  const cost = beyond(start, whole);
  const decoded = await perfRate(file, bytes);
  const peer = await peerOf(records, ["perf", "script", "-i", file]);
  return [
    resultOf("start", "process start and an import of one record, whole process tree", 1, 0, start),
    beside(decoded, peer),
    beside(
      resultOf("perf.data", "page-fault samples into a closed capture file, start left out", records, bytes, cost),
      peer,
    ),
  ];
}

async function traceDat(bench: Bench): Promise<Result[]> {
  const records = bench.records ?? 2_000_000;
  const file = join(bench.folder, "kvm.trace.dat");
  const bytes = writeTraceDat(file, records);
  const cost = beyond(await startCost(bench), await imported(bench, file));
  const what = "exits, faults and entries of a trace.dat into a closed capture file, start left out";
  const report = ["trace-cmd", "report", "-i"];
  const peer = await peerOf(records, [...report, file]);
  const results = [
    beside(await traceRate(file, bytes), peer),
    beside(resultOf("trace.dat", what, records, bytes, cost), peer),
  ];
  const packed = join(bench.folder, "kvm.zstd.dat");
  const convert = ["trace-cmd", "convert", "-i", file, "-o", packed, "--file-version", "7", "--compression", "zstd"];
  if (!installed("trace-cmd") || (await measure(convert)).exitCode !== 0) return results;
  const packedCost = beyond(await startCost(bench), await imported(bench, packed));
  const same = "the same, compressed by trace-cmd with zstd";
  const packedResult = resultOf("trace.dat.zstd", same, records, statSync(packed).size, packedCost);
  return [...results, beside(packedResult, await peerOf(records, [...report, packed]))];
}

async function texts(bench: Bench): Promise<Result[]> {
  const records = bench.records ?? 1_000_000;
  const perf = join(bench.folder, "faults.txt");
  const perfBytes = writePerfText(perf, records);
  const ftrace = join(bench.folder, "exits.txt");
  const ftraceBytes = writeFtraceText(ftrace, records);
  const start = await startCost(bench);
  const perfCost = beyond(start, await imported(bench, perf));
  const ftraceCost = beyond(start, await imported(bench, ftrace));
  const stored = "into a closed capture file, start left out";
  return [
    await parseRate(perf, perfBytes),
    resultOf("perf.text", `lines of perf script ${stored}`, records, perfBytes, perfCost),
    await ftraceParseRate(ftrace, ftraceBytes),
    resultOf(
      "ftrace.text",
      `exits, faults and entries in the text of ftrace ${stored}`,
      records,
      ftraceBytes,
      ftraceCost,
    ),
  ];
}

async function image(bench: Bench): Promise<Result[]> {
  const pages = bench.records ?? 131_072;
  const file = join(bench.folder, "guest.raw");
  const bytes = writeImage(file, pages);
  const start = await startCost(bench);
  const whole = await imported(bench, file);
  const cost = beyond(start, whole);
  const stored = resultOf("image", "bytes of guest memory hashed and stored, start left out", bytes, bytes, cost);
  return [await hashRate(file, bytes), stored];
}

async function xentrace(bench: Bench): Promise<Result[]> {
  const file = join(bench.folder, "exits.xt");
  const { records, bytes } = writeXentrace(file, bench.records ?? 2_000_000);
  const cost = beyond(await startCost(bench), await imported(bench, file));
  const whole = resultOf(
    "xentrace",
    "records of xentrace into a closed capture file, start left out",
    records,
    bytes,
    cost,
  );
  return [
    ...(await xenRates(file, bytes)),
    beside(whole, await peerOf(records, ["xenalyze", "--svm-mode", "-a", file])),
  ];
}

async function pyramids(bench: Bench): Promise<Result[]> {
  const records = bench.records ?? 20_000_000;
  const project = join(bench.folder, "pyramids.plimsoll");
  const { makeHostProject } = await import("./host-project.ts");
  await makeHostProject(project, records);
  const bytes = statSync(join(project, "captures", "0001.duckdb")).size;
  const start = await median(() => measure([...bench.program, "query", project, "SELECT 1", "--json"]));
  const whole = await median(() => {
    rmSync(join(project, "derived"), { recursive: true, force: true });
    return measure([...bench.program, "pyramids", project, "--json"]);
  });
  if (whole.exitCode !== 0) throw failed(`the pyramids ended with exit code ${whole.exitCode}`);
  const what = "rows summed into the timeline's pyramids, addresses too, start left out";
  const { walkTiles } = await import("./tile-walk.ts");
  return [resultOf("pyramids", what, records, bytes, beyond(start, whole)), ...(await walkTiles(project))];
}

async function answer(bench: Bench): Promise<Result[]> {
  const samples = fileURLToPath(new URL("../../samples/", import.meta.url));
  const project = join(bench.folder, "sample.plimsoll");
  const prepared = await measure([...bench.program, "import", join(samples, "three-vms"), "-p", project, "--json"]);
  if (prepared.exitCode !== 0) throw failed("the sample could not be imported");
  const scenario = join(samples, "scenarios", "captured-host.json");
  const cost = await median(() => measure([...bench.program, "density", project, scenario, "--json"]));
  return [
    resultOf("answer", "the sample's answer, from start to exit (records: answers)", 1, statSync(scenario).size, cost),
  ];
}

async function missRatios(bench: Bench): Promise<Result[]> {
  const { curveRates, writePageList, zipfReferences } = await import("./miss-ratio.ts");
  const trace = zipfReferences(bench.records ?? 20_000_000);
  const file = join(bench.folder, "pages.txt");
  const bytes = await writePageList(file, trace);
  const one = join(bench.folder, "one.txt");
  await writePageList(one, trace.subarray(0, 1));
  const curve = (path: string): Promise<Cost> =>
    median(() => measure([...bench.program, "mrc", path, "--sizes", "1", "--json"]));
  const start = await curve(one);
  const cost = beyond(start, await curve(file));
  const what = "lines of page numbers read into an exact curve, start left out";
  return [...curveRates(trace), resultOf("mrc.file", what, trace.length, bytes, cost)];
}

const engine = async (bench: Bench): Promise<Result[]> =>
  (await import("./engine-rates.ts")).engineRates(bench.records ?? 20_000_000);

const windows = async (bench: Bench): Promise<Result[]> => (await import("./ui.ts")).measureWindow(bench);
const largeWindows = async (bench: Bench): Promise<Result[]> => (await import("./ui.ts")).measureLarge(bench);

const benches: Readonly<Record<string, (bench: Bench) => Promise<Result[]>>> = {
  perf: perfData,
  "trace-dat": traceDat,
  text: texts,
  xentrace,
  image,
  pyramids,
  answer,
  mrc: missRatios,
  engine,
  ui: windows,
};

/** Parts of benches, which run when they are named. */
const parts: typeof benches = { "ui.large": largeWindows };

function machine(): Record<string, unknown> {
  const model = cpus()[0]?.model ?? "unknown";
  const load = existsSync("/proc/loadavg")
    ? readFileSync("/proc/loadavg", "utf8").split(" ").slice(0, 3).join(" ")
    : "unknown";
  return { cpu: model, cpus: cpus().length, memory_bytes: totalmem(), node: process.version, load, plimsoll: version };
}

/** Runs one bench or all. Errors: `bench.unknown` (exit 2), `bench.failed`, `bench.no_shell`. */
export async function runBench(
  name: string | null,
  records: number | null,
  show: (progress: Progress) => void,
): Promise<BenchReply> {
  const named = name === null ? null : (benches[name] ?? parts[name]);
  if (named === undefined)
    throw failure("bench.unknown", `there is no bench ${name}`, {
      expected: Object.keys({ ...benches, ...parts }).join(", "),
      next: "name one of them, or none for all",
      exit: 2,
    });
  const chosen = named && name !== null ? [[name, named] as const] : Object.entries(benches);
  const cli = fileURLToPath(new URL("./cli.js", import.meta.url));
  const results: Result[] = [];
  for (const [at, [id, bench]] of chosen.entries()) {
    show({ title: "bench", done: at, total: chosen.length, detail: id });
    const folder = mkdtempSync(join(tmpdir(), "plimsoll-bench-"));
    try {
      results.push(...(await bench({ folder, records, program: [process.execPath, cli] })));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return { schema: "plimsoll.bench/1", machine: machine(), results };
}
