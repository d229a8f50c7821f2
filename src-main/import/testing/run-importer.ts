// Runs an importer over bytes in memory with chunks of a given size and collects everything it says, for tests.
import { type ColumnBatch, type ColumnValues, hasBit } from "../../../src-shared/capture/batch.ts";
import { type Column, tableOf } from "../../../src-shared/capture/tables.ts";
import type { ClockInfo, Complaint, ImportContext, Importer, ImportOptions, Source } from "../importer.ts";

export type Value = bigint | number | string | boolean | null;
export type Row = Record<string, Value>;

export interface RunOptions {
  /** Bytes per chunk; default 65,536. */
  readonly chunk?: number;
  /** Gives the importer random access, as a plain file has it. */
  readonly readAt?: boolean;
  /** File name that is told to the importer, with its folders where they matter. */
  readonly name?: string;
  /** Size is not known before the end, as behind a compression wrapper. */
  readonly sizeUnknown?: boolean;
  /** What `clock()` returns; default 0. */
  readonly offset?: bigint;
  readonly options?: ImportOptions;
  /** Ticks a second that are known by clock. */
  readonly rates?: Readonly<Record<string, number>>;
  readonly signal?: AbortSignal;
  /** Tables whose rows are kept, for large recordings; default all. */
  readonly keep?: readonly string[];
}

export interface ImportRun {
  /** Rows as objects: 64-bit columns bigint, ENUM its word, 128-bit hashes bigint, NULL and left-out columns null. */
  readonly tables: Readonly<Record<string, readonly Row[]>>;
  /** The dictionary; index is the id. Ids start at 1, so entry 0 is empty. */
  readonly names: readonly string[];
  readonly events: Readonly<Record<string, number>>;
  /** Counted by the importer, or by joining the rows with the task timeline where it asked for that. */
  readonly comms: Readonly<Record<string, number>>;
  readonly cpus: Readonly<Record<string, number>>;
  readonly records: {
    readonly accepted: number;
    readonly rejected: number;
    readonly skipped: number;
    readonly lost: number | null;
  };
  readonly skipped: Readonly<Record<string, number>>;
  /** One a code, with its first place and how often. */
  readonly complaints: readonly (Complaint & { readonly n: number })[];
  readonly remarks: readonly Complaint[];
  readonly status: "whole" | "truncated" | "partial";
  readonly clock: ClockInfo | null;
  readonly span: { readonly first: bigint; readonly last: bigint } | null;
  readonly properties: Readonly<Record<string, string>>;
  /** Ticks a second by clock, as the importer told them. */
  readonly rates: Readonly<Record<string, number>>;
  readonly clockPairs: readonly { from: string; to: string; fromNs: bigint; toNs: bigint }[];
}

/** Imports `bytes`; throws what the importer throws, and where a batch breaks its contract. */
export async function runImporter(importer: Importer, bytes: Uint8Array, options: RunOptions = {}): Promise<ImportRun> {
  const { context, result } = memoryContext(options);
  const tables: Record<string, Row[]> = {};
  for await (const batch of importer.open(memorySource(bytes, options), context)) {
    if (!importer.tables.includes(batch.table)) throw new Error(`${importer.id} does not declare table ${batch.table}`);
    if (options.keep && !options.keep.includes(batch.table)) continue;
    const list = tables[batch.table] ?? [];
    tables[batch.table] = list;
    for (const row of rowsOf(batch)) list.push(row);
  }
  return result(tables);
}

/** A source over bytes. A chunk is overwritten when the next one is asked for, so that nobody can keep it. */
function memorySource(bytes: Uint8Array, options: RunOptions = {}): Source {
  const size = options.chunk ?? 65_536;
  return {
    name: (options.name ?? "capture").replace(/^.*\//, ""),
    path: options.name ?? "capture",
    size: options.sizeUnknown ? null : bytes.length,
    async *chunks() {
      const chunk = new Uint8Array(size);
      for (let at = 0; at < bytes.length; at += size) {
        const piece = bytes.subarray(at, at + size);
        chunk.set(piece);
        yield chunk.subarray(0, piece.length);
        chunk.fill(0xa5);
      }
    },
    random: async () => ({
      size: bytes.length,
      async read(into, offset) {
        const found = bytes.subarray(offset, offset + into.length);
        into.set(found);
        return found.length;
      },
    }),
    ...(options.readAt ? { readAt: async (at: number, n: number) => bytes.slice(at, at + n) } : {}),
  };
}

function memoryContext(options: RunOptions) {
  const names = [""];
  const ids = new Map<string, number>();
  const next = new Map<string, number>();
  const counts = { event: {}, comm: {}, cpu: {} } as Record<"event" | "comm" | "cpu", Record<string, number>>;
  const skipped: Record<string, number> = {};
  const complaints = new Map<string, Complaint & { n: number }>();
  const remarks: Complaint[] = [];
  const properties: Record<string, string> = {};
  const clockPairs: ImportRun["clockPairs"][number][] = [];
  const rates = new Map<string, number>();
  const records = { accepted: 0, rejected: 0, skipped: 0, lost: null as number | null };
  const told = {
    status: "whole" as ImportRun["status"],
    clock: null as ClockInfo | null,
    span: null as ImportRun["span"],
    fromTasks: false,
  };
  const context: ImportContext = {
    options: options.options ?? { pageHash: "xxh128" },
    signal: options.signal ?? new AbortController().signal,
    name(text) {
      const known = ids.get(text);
      if (known !== undefined) return known;
      ids.set(text, names.length);
      return names.push(text) - 1;
    },
    nextId(table) {
      const id = (next.get(table) ?? 0) + 1;
      next.set(table, id);
      return id;
    },
    clock(info) {
      if (told.clock) throw new Error("clock() was called twice");
      told.clock = info;
      return options.offset ?? 0n;
    },
    accept: (n) => {
      records.accepted += n;
    },
    reject(complaint, n = 1) {
      records.rejected += n;
      const known = complaints.get(complaint.code);
      if (known) known.n += n;
      else complaints.set(complaint.code, { ...complaint, n });
    },
    skip(kind, n = 1) {
      records.skipped += n;
      skipped[kind] = (skipped[kind] ?? 0) + n;
    },
    remark: (complaint) => {
      remarks.push(complaint);
    },
    count(what, key, n) {
      counts[what][key] = (counts[what][key] ?? 0) + n;
    },
    commsFromTasks: () => {
      told.fromTasks = true;
    },
    lost: (n) => {
      records.lost = (records.lost ?? 0) + n;
    },
    toldByPath: () => {},
    span(first, last) {
      const known = told.span;
      told.span = {
        first: known && known.first < first ? known.first : first,
        last: known && known.last > last ? known.last : last,
      };
    },
    status: (status) => {
      if (told.status === "whole" || status === "partial") told.status = status;
    },
    property: (key, value) => {
      properties[key] = value;
    },
    rate: (clock) => rates.get(clock) ?? options.rates?.[clock] ?? null,
    tellRate: (clock, hz) => {
      rates.set(clock, hz);
    },
    clockPair: (from, to, fromNs, toNs) => {
      clockPairs.push({ from, to, fromNs, toNs });
    },
  };
  const result = (tables: Record<string, Row[]>): ImportRun => ({
    tables,
    names,
    events: counts.event,
    comms: told.fromTasks ? commsFromTasks(tables, counts.comm) : counts.comm,
    cpus: counts.cpu,
    records,
    skipped,
    complaints: [...complaints.values()],
    remarks,
    status: told.status,
    clock: told.clock,
    span: told.span,
    properties,
    clockPairs,
    rates: Object.fromEntries(rates),
  });
  return { context, result };
}

const arrays: Record<Column["type"], readonly (new (n: number) => ArrayLike<unknown>)[]> = {
  BIGINT: [BigInt64Array],
  UBIGINT: [BigUint64Array],
  UHUGEINT: [BigUint64Array],
  INTEGER: [Int32Array],
  SMALLINT: [Int16Array],
  UTINYINT: [Uint8Array],
  DOUBLE: [Float64Array],
  BOOLEAN: [Uint8Array],
  ENUM: [Uint8Array],
  VARCHAR: [Array],
};

/** The rows of a batch as objects; throws where the batch does not fit its table's declaration. */
export function rowsOf(batch: ColumnBatch): Row[] {
  const table = tableOf(batch.table);
  const place = (column: Column) => `${batch.table}.${column.name}`;
  for (const name of Object.keys(batch.columns))
    if (!table.columns.some((c) => c.name === name)) throw new Error(`${batch.table} has no column ${name}`);
  const rows = Array.from({ length: batch.rows }, (): Row => ({}));
  for (const column of table.columns) {
    if (column.name === "capture_id") continue;
    const values = batch.columns[column.name];
    if (values) checkColumn(column, values, batch.rows, place(column));
    for (let i = 0; i < batch.rows; i++) {
      const value = values && hasBit(values.valid, i) ? valueAt(column, values, i) : null;
      if (value === null && !column.nullable) throw new Error(`${place(column)} is NULL in row ${i}`);
      (rows[i] as Row)[column.name] = value;
    }
  }
  return rows;
}

function checkColumn(column: Column, values: ColumnValues, rows: number, place: string): void {
  if (!arrays[column.type].some((type) => values.data instanceof type))
    throw new Error(`${place} of type ${column.type} is a ${values.data.constructor.name}`);
  const wanted = column.type === "UHUGEINT" ? 2 * rows : rows;
  if (values.data.length < wanted) throw new Error(`${place} has ${values.data.length} of ${wanted} values`);
  if (values.valid && values.valid.length * 8 < rows) throw new Error(`${place}: bitmap is too short`);
}

function valueAt(column: Column, values: ColumnValues, row: number): Value {
  if (column.type === "UHUGEINT") {
    const words = values.data as BigUint64Array;
    return ((words[2 * row + 1] as bigint) << 64n) | (words[2 * row] as bigint);
  }
  const value = values.data[row] as bigint | number | string | null;
  if (column.type === "BOOLEAN") return value !== 0;
  if (column.type !== "ENUM") return value;
  const word = column.words?.[Number(value)];
  if (word === undefined) throw new Error(`${column.name}: no word ${value}`);
  return word;
}

/** Rows per thread name: a row joins the task with its id whose span holds its time, or has no time. */
function commsFromTasks(
  tables: Readonly<Record<string, readonly Row[]>>,
  counted: Readonly<Record<string, number>>,
): Record<string, number> {
  const spans = new Map<Value, Row[]>();
  for (const task of tables.task ?? []) {
    const list = spans.get(task.id as number);
    if (list) list.push(task);
    else spans.set(task.id as number, [task]);
  }
  const counts: Record<string, number> = { ...counted };
  for (const [name, rows] of Object.entries(tables)) {
    if (!["fault", "event", "vm_exit", "mmu", "access"].includes(name)) continue;
    for (const { task_id: id, t } of rows) {
      const fits = (s: Row) =>
        t === null || ((s.from_t as bigint) <= (t as bigint) && (t as bigint) < (s.until_t as bigint));
      const found = (spans.get(id as number) ?? []).filter(fits);
      if (found.length > 1) throw new Error(`task ${id} has overlapping spans at ${t}`);
      const comm = found[0]?.comm as string | null | undefined;
      if (comm !== null && comm !== undefined) counts[comm] = (counts[comm] ?? 0) + 1;
    }
  }
  return counts;
}
