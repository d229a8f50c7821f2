// A project of a busy host, made from a seed straight through the store's writer: 16 guests whose second-level faults,
// exits, scheduling and statistics fill a given number of rows. How fast files are read is measured elsewhere.
import { BATCH_ROWS, type ColumnBatch, type ColumnValues } from "../../src-shared/capture/batch.ts";
import { createCaptureFile } from "../store/capture-file.ts";
import type { CaptureFileWriter } from "../store/contract.ts";
import { captureFilePath, createProject } from "../store/project.ts";
import { numbers } from "./generate.ts";
import { GUESTS, type HostSeries, hostGuests, hostSeries, hostTasks, seriesRows, VCPUS } from "./host-series.ts";

const PAGE = 4096;
const PAGES_PER_GIB = 2 ** 18;
/** 2026-01-01 UTC. */
const START_NS = 1_767_225_600_000_000_000n;
/** All series are read once in this time. */
const ROUND_NS = 250_000_000;
const LOST_EVERY_NS = 20_000_000_000;
const FILE = "0001.duckdb";

/** Names that events and exits go by; the first is that of the faults. */
const WORDS = ["kvm:kvm_page_fault", "npf", "interrupt", "hlt", "msr", "vintr", "cpuid"];
const NPT = 2;
const SVM = 1;

/** Rows of one table in the order of their times. */
interface Stream {
  /** Share of all rows. */
  readonly share: number;
  readonly capture: number;
  /** Puts row `i` of the batch, row `seq` of the table, `ns` after the start; `share` says how much of the span is over. */
  put(i: number, seq: number, ns: number, share: number): void;
  batch(rows: number): ColumnBatch;
}

type Next = () => number;

const wide = (): Uint32Array<ArrayBuffer> => new Uint32Array(2 * BATCH_ROWS);
const signed = (words: Uint32Array<ArrayBuffer>): ColumnValues => ({
  data: new BigInt64Array(words.buffer),
  valid: null,
});
const unsigned = (words: Uint32Array<ArrayBuffer>): ColumnValues => ({
  data: new BigUint64Array(words.buffer),
  valid: null,
});

function putWide(words: Uint32Array, i: number, value: number): void {
  words[2 * i] = value % 2 ** 32;
  words[2 * i + 1] = Math.floor(value / 2 ** 32);
}

const START_LOW = Number(START_NS & 0xffff_ffffn);
const START_HIGH = Number(START_NS >> 32n);

function putTime(words: Uint32Array, i: number, ns: number): void {
  const low = START_LOW + (ns % 2 ** 32);
  words[2 * i] = low;
  words[2 * i + 1] = START_HIGH + Math.floor(ns / 2 ** 32) + (low >= 2 ** 32 ? 1 : 0);
}

/** Columns that all events of threads have. */
function threads(next: Next) {
  const [t, seq] = [wide(), wide()];
  const task = new Int32Array(BATCH_ROWS);
  const cpu = new Int16Array(BATCH_ROWS);
  return {
    columns: {
      ...{ t: signed(t), seq: signed(seq) },
      ...{ task_id: { data: task, valid: null }, cpu: { data: cpu, valid: null } },
    },
    /** Answers with the guest. */
    put(i: number, at: number, ns: number): number {
      putTime(t, i, ns);
      putWide(seq, i, at);
      const thread = (next() >>> 16) % (GUESTS * VCPUS);
      task[i] = thread;
      cpu[i] = thread & 7;
      return Math.floor(thread / VCPUS);
    },
  };
}

/** Most faults fall on a working set that moves through the guest's RAM, some anywhere. */
function pageOf(next: Next, guest: number, share: number): number {
  const centre = share * 3 + guest / GUESTS;
  const far = (next() >>> 16) % 10 === 0;
  const place = far ? next() / 2 ** 32 : (centre + (next() / 2 ** 32) * 0.08) % 1;
  const page = Math.floor(place * 4 * PAGES_PER_GIB);
  return page < 3 * PAGES_PER_GIB ? page : page + PAGES_PER_GIB;
}

function faults(next: Next): Stream {
  const who = threads(next);
  const [addr, stall] = [wide(), wide()];
  const access = new Uint8Array(BATCH_ROWS);
  const columns = {
    ...who.columns,
    event_id: { data: new Int32Array(BATCH_ROWS), valid: null },
    kind: { data: new Uint8Array(BATCH_ROWS).fill(NPT), valid: null },
    ...{ access: { data: access, valid: null }, addr: unsigned(addr), stall_ns: signed(stall) },
  };
  return {
    share: 0.35,
    capture: 1,
    put(i, seq, ns, share) {
      const guest = who.put(i, seq, ns);
      access[i] = next() >>> 31;
      putWide(addr, i, pageOf(next, guest, share) * PAGE);
      stall[2 * i] = 600 + (next() >>> 20);
    },
    batch: (rows) => ({ table: "fault", rows, columns }),
  };
}

function exits(next: Next): Stream {
  const who = threads(next);
  const stall = wide();
  const reason = new Int32Array(BATCH_ROWS);
  const columns = {
    ...{ ...who.columns, isa: { data: new Uint8Array(BATCH_ROWS).fill(SVM), valid: null } },
    ...{ reason_id: { data: reason, valid: null }, stall_ns: signed(stall) },
  };
  return {
    share: 0.3,
    capture: 1,
    put(i, seq, ns) {
      who.put(i, seq, ns);
      reason[i] = 1 + ((next() >>> 16) % (WORDS.length - 1));
      stall[2 * i] = 300 + (next() >>> 21);
    },
    batch: (rows) => ({ table: "vm_exit", rows, columns }),
  };
}

function scheduling(next: Next): Stream {
  const who = threads(next);
  const ns = wide();
  const state = new Uint8Array(BATCH_ROWS);
  const columns = { ...who.columns, state: { data: state, valid: null }, ns: signed(ns) };
  return {
    share: 0.15,
    capture: 1,
    put(i, seq, at) {
      who.put(i, seq, at);
      state[i] = (next() >>> 16) % 3;
      ns[2 * i] = next() >>> 10;
    },
    batch: (rows) => ({ table: "sched", rows, columns }),
  };
}

/** Gauges wander below their greatest value, counters grow; all series are read one after another. */
function readings(next: Next, series: readonly HostSeries[]): Stream {
  const [t, seq] = [wide(), wide()];
  const id = new Int32Array(BATCH_ROWS);
  const value = new Float64Array(BATCH_ROWS);
  const shares = series.map(() => next() / 2 ** 32);
  const columns = {
    ...{ t: signed(t), seq: signed(seq) },
    ...{ series_id: { data: id, valid: null }, value: { data: value, valid: null } },
  };
  /** A gauge turns back at both ends. */
  const moved = ({ kind, fixed }: HostSeries, share: number): number => {
    const step = next() / 2 ** 32;
    if (fixed) return 1;
    return kind === "counter" ? share + step : Math.min(1, Math.max(0, share + (step - 0.5) / 50));
  };
  return {
    share: 0.2,
    capture: 2,
    put(i, at, ns) {
      const one = at % series.length;
      const of = series[one] as HostSeries;
      putTime(t, i, ns);
      putWide(seq, i, at);
      shares[one] = moved(of, shares[one] as number);
      id[i] = one;
      value[i] = Math.round(of.most * (shares[one] as number));
    },
    batch: (rows) => ({ table: "counter", rows, columns }),
  };
}

/** Appends all streams, batch by batch in turn, as recordings of one host come in. */
function appendRows(writer: CaptureFileWriter, streams: readonly Stream[], rows: number, spanNs: number): void {
  const left = streams.map(({ share }) => Math.floor(share * rows));
  const totals = [...left];
  while (left.some((n) => n > 0))
    for (const [k, stream] of streams.entries()) {
      const [total = 0, open = 0] = [totals[k], left[k]];
      const n = Math.min(BATCH_ROWS, open);
      const from = total - open;
      for (let i = 0; i < n; i++) {
        const share = (from + i) / total;
        stream.put(i, from + i, Math.floor(share * spanNs), share);
      }
      if (n > 0) writer.append(stream.capture, stream.batch(n));
      left[k] = open - n;
    }
}

function insertHeads(writer: CaptureFileWriter, spanNs: number): void {
  const capture = (id: number, name: string) => ({
    ...{ id, name, sha256: "0".repeat(64), content_sha256: String(id).repeat(64), bytes: 0, format: "bench" },
    ...{ status: "whole", clock: "mono", t_wall: true, t_offset: 0, t_step: 1, importer: "bench 1" },
    ...{ first_t: START_NS, last_t: START_NS + BigInt(Math.floor(spanNs)) },
  });
  const lost = Array.from({ length: Math.floor(spanNs / LOST_EVERY_NS) }, (_, at) => {
    const t = START_NS + BigInt(at * LOST_EVERY_NS);
    return { capture_id: 1, seq: 1_000_000_000 + at, t, until_t: t + 40_000_000n, cpu: at % 8, n: 100 + at };
  });
  writer.insert("capture", [capture(1, "trace.dat"), capture(2, "statistics.txt")]);
  writer.insert(
    "name",
    WORDS.map((text, id) => ({ id, text })),
  );
  writer.insert("task", hostTasks());
  writer.insert("series", seriesRows());
  writer.insert("loss", lost);
}

/** Makes the project with `rows` rows of faults, exits, scheduling and readings; nothing may be at `path`. */
export async function makeHostProject(path: string, rows: number, seed = 1): Promise<void> {
  const next = numbers(seed);
  const project = createProject(path);
  try {
    const writer = await createCaptureFile(captureFilePath(path, FILE));
    const series = hostSeries();
    const streams = [faults(next), exits(next), scheduling(next), readings(next, series)];
    const spanNs = Math.max(1, (rows * 0.2) / series.length) * ROUND_NS;
    insertHeads(writer, spanNs);
    appendRows(writer, streams, rows, spanNs);
    await writer.commit();
    const evidence = { seen: [], ram: [], faulting: [], pins: [] };
    project.update((manifest) => ({
      ...{ ...manifest, next_capture_id: 3, next_job_id: 2, guests: hostGuests() },
      jobs: [{ id: 1, file: FILE, captures: [1, 2], evidence }],
    }));
  } finally {
    project.close();
  }
}
