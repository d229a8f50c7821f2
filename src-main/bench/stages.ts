// Rates of single stages inside this process: parsing text without the store, hashing pages.
import { statSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { basename } from "node:path";
import { wordTable } from "../../src-shared/base/word-table.ts";
import { createContext, createJobIds, noClocks } from "../import/context.ts";
import { randomAccess } from "../import/file-reader.ts";
import type { RecordSink } from "../import/formats/xentrace/sink.ts";
import { walk } from "../import/formats/xentrace/walk.ts";
import type { Importer, Source } from "../import/importer.ts";
import { importers } from "../import/registry.ts";
import type { Result } from "./measure.ts";

const BLOCK_BYTES = 1024 * 1024;
/** Runs after one to warm up; the one with the median CPU time counts. */
const RUNS = 3;

/** A plain file as a source, nothing hashed on the way. */
function plainSource(file: FileHandle, path: string, size: number): Source {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    const block = new Uint8Array(BLOCK_BYTES);
    for (let at = 0; at < size; ) {
      const { bytesRead } = await file.read(block, 0, block.length, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield block.subarray(0, bytesRead);
    }
  }
  return {
    name: basename(path),
    path: basename(path),
    size,
    chunks,
    random: async () => randomAccess(file, path, size),
  };
}

/** Runs an importer over a file and throws its rows away; CPU of this process only. */
async function drain(importer: Importer, path: string): Promise<{ cpu: number; wall: number; records: number }> {
  const { context, findings } = createContext(
    createJobIds(),
    { pageHash: "xxh128" },
    new AbortController().signal,
    noClocks,
  );
  const file = await open(path, "r");
  const cpu = process.cpuUsage();
  const started = performance.now();
  for await (const _ of importer.open(plainSource(file, path, statSync(path).size), context));
  await file.close();
  const used = process.cpuUsage(cpu);
  return {
    cpu: (used.user + used.system) / 1e6,
    wall: (performance.now() - started) / 1000,
    records: findings.accepted,
  };
}

const importerOf = (id: string): Importer => importers.find((i) => i.id === id) as Importer;

async function stage(
  id: string,
  what: string,
  importer: string,
  path: string,
  bytes: number,
  per: "bytes" | "records" = "bytes",
): Promise<Result> {
  await drain(importerOf(importer), path);
  const runs: Awaited<ReturnType<typeof drain>>[] = [];
  for (let at = 0; at < RUNS; at++) runs.push(await drain(importerOf(importer), path));
  const { cpu, wall, records } = runs.sort((a, b) => a.cpu - b.cpu)[RUNS >> 1] as (typeof runs)[number];
  return {
    id,
    what,
    records,
    bytes,
    cpu_seconds: cpu,
    wall_seconds: wall,
    rate_per_cpu_second: (per === "bytes" ? bytes : records) / Math.max(0.001, cpu),
    peak_pss_bytes: null,
    peer: null,
  };
}

/** Samples of a perf.data decoded into batches. */
export const perfRate = (path: string, bytes: number): Promise<Result> =>
  stage("perf.decoder", "samples of a perf.data decoded into batches, no store", "perf.data", path, bytes, "records");

/** Records of a trace.dat decoded into batches. */
export const traceRate = (path: string, bytes: number): Promise<Result> =>
  stage("trace.decoder", "records of a trace.dat decoded into batches, no store", "trace.dat", path, bytes, "records");

/** Bytes of perf script text parsed into batches. */
export const parseRate = (path: string, bytes: number): Promise<Result> =>
  stage("perf.text.parser", "bytes of perf script parsed into batches, no store", "perf-script", path, bytes);

/** Bytes of the text of ftrace parsed into batches. */
export const ftraceParseRate = (path: string, bytes: number): Promise<Result> =>
  stage("ftrace.text.parser", "bytes of ftrace text parsed into batches, no store", "ftrace-text", path, bytes);

/** Counts records by id and makes no rows. */
function countingSink(): RecordSink & { readonly records: () => number } {
  const ids = wordTable();
  let counts = new Float64Array(1024);
  let records = 0;
  return {
    window() {},
    runs() {},
    gap() {},
    put(event) {
      records++;
      const known = ids.find(event, 0);
      const at = known < 0 ? ids.add(event, 0) : known;
      if (at === counts.length) {
        const grown = new Float64Array(2 * at);
        grown.set(counts);
        counts = grown;
      }
      counts[at] = (counts[at] as number) + 1;
    },
    full: () => false,
    *batches() {},
    *finish() {},
    records: () => records,
  };
}

/** Records of xentrace counted by id, and decoded into batches. */
export async function xenRates(path: string, bytes: number): Promise<Result[]> {
  const count = async (): Promise<{ cpu: number; wall: number; records: number }> => {
    const { context } = createContext(createJobIds(), { pageHash: "xxh128" }, new AbortController().signal, noClocks);
    const sink = countingSink();
    const records = walk(context, sink);
    const file = await open(path, "r");
    const [cpu, started] = [process.cpuUsage(), performance.now()];
    for await (const chunk of plainSource(file, path, bytes).chunks()) records.take(chunk, 0);
    await file.close();
    const used = process.cpuUsage(cpu);
    return {
      cpu: (used.user + used.system) / 1e6,
      wall: (performance.now() - started) / 1000,
      records: sink.records(),
    };
  };
  await count();
  const { cpu, wall, records } = await count();
  const counted: Result = {
    id: "xentrace.walk",
    what: "records of xentrace counted by kind, no rows",
    records,
    bytes,
    cpu_seconds: cpu,
    wall_seconds: wall,
    rate_per_cpu_second: records / Math.max(0.001, cpu),
    peak_pss_bytes: null,
    peer: null,
  };
  const what = "records of xentrace decoded into batches, no store";
  return [counted, await stage("xentrace.decoder", what, "xentrace", path, bytes, "records")];
}

/** Bytes of guest memory classified and hashed by page. */
export const hashRate = (path: string, bytes: number): Promise<Result> =>
  stage("image.hash", "bytes of guest memory hashed by page, no store", "memory.raw", path, bytes);
