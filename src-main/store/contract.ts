// The store's contract: who may write a capture file, who may read, and what the project's manifest holds.
import type { ColumnBatch } from "../../src-shared/capture/batch.ts";
import type { ColumnMap } from "../../src-shared/capture/column-map.ts";
import type { TableName } from "../../src-shared/capture/tables.ts";
import type { Problem } from "../../src-shared/protocol/replies.ts";

export type SqlValue = string | number | bigint | boolean | null;
/** A row as JSON values: BIGINT within 2^53 and below as numbers, larger ones as decimal text. */
export type JsonRow = Record<string, string | number | boolean | null>;

/** Writes the one database file of an import job, in one transaction, under a temporary name. */
export interface CaptureFileWriter {
  /** Takes the rows of a batch for a capture; the arrays may be reused when it returns. */
  append(captureId: number, batch: ColumnBatch): void;
  /** Appends a few rows of a small table from plain objects; `capture_id` must be given where the table has it. */
  insert(table: TableName, rows: readonly Record<string, SqlValue>[]): void;
  /** Rows appended so far by table. */
  rows(): Readonly<Partial<Record<TableName, number>>>;
  /** A query over what was appended so far, inside the transaction. */
  all(sql: string, params?: readonly SqlValue[]): Promise<JsonRow[]>;
  /** Quoted names of the stored tables behind a table, for statements that change rows. */
  parts(table: TableName): readonly string[];
  /** Removes what a capture has appended (a duplicate, a failed source). */
  discard(captureId: number): Promise<void>;
  /** Commits, closes and gives the file its final name. */
  commit(): Promise<void>;
  /** Closes and removes the file. */
  abort(): Promise<void>;
}

/** Parameter of a query with its SQL type, so that numbers are not bound as HUGEINT. */
export interface TypedParam {
  readonly type: "BIGINT" | "DOUBLE" | "INTEGER" | "VARCHAR" | "BOOLEAN";
  readonly value: SqlValue;
}

/** One batch of a result: raw typed arrays for numbers, strings otherwise. */
export interface ResultBatch {
  readonly rows: number;
  readonly columns: readonly ResultColumn[];
}
export interface ResultColumn {
  readonly name: string;
  readonly type: string;
  readonly data: BigInt64Array | Float64Array | Int32Array | readonly (string | null)[];
  readonly valid: Uint8Array | null;
}

export interface JsonResult {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Values by the rules of the command line: BIGINT as number up to 2^53, else decimal text; hashes hex. */
  readonly rows: readonly (readonly unknown[])[];
  /** True when the row cap cut the result. */
  readonly truncated: boolean;
}

/** Reads a project through the query process: all its captures attached read-only, one view per canonical table. */
export interface QueryClient {
  /** The main road: column batches. Exactly one SELECT or EXPLAIN. */
  select(sql: string, params?: readonly TypedParam[], signal?: AbortSignal): AsyncIterable<ResultBatch>;
  /** Rows as JSON values with a cap: for the command line and pages. */
  json(
    sql: string,
    options?: { params?: readonly TypedParam[]; limit?: number; deadlineMs?: number; signal?: AbortSignal },
  ): Promise<JsonResult>;
  /** Order-independent 64-bit digest of each table's recorded columns, as 16 hex digits. */
  digests(): Promise<Record<string, string>>;
  /** Re-reads the manifest and attaches new files. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

/** A judgement about a guest: where its RAM lies in which capture, kept in the manifest and replaceable at once. */
export interface ManifestGuest {
  readonly id: number;
  readonly name: string;
  /** Other names that captures use for it: a user's guest map may have renamed it. */
  readonly aliases?: readonly string[] | undefined;
  readonly host: string | null;
  readonly uuid: string | null;
  readonly ram_bytes: number | null;
  readonly source: string;
  readonly mapped: "auto" | "file" | "none";
  readonly pid: number | null;
  readonly pinned: { readonly reason: string } | null;
  /** Which process (or Xen domain) is this guest in which capture; capture null: in all captures of the host. */
  readonly tasks: readonly {
    readonly capture: number | null;
    readonly pid: number | null;
    readonly domid: number | null;
    /** A thread that runs a vCPU, for captures that do not name processes. */
    readonly tid?: number | undefined;
  }[];
  /** RAM blocks: guest physical address, length and host virtual address, all in bytes as decimal text. */
  readonly ram: readonly { readonly gpa: string; readonly bytes: string; readonly hva: string | null }[];
}

/** A capture in short: enough to tell whether another one may be the same recording. */
export interface CatalogueEntry {
  readonly id: number;
  readonly name: string;
  /** Name of its file in `captures/`. */
  readonly file: string;
  readonly content_sha256: string;
  readonly clock: string | null;
  /** Whether its times are linked to the wall clock. */
  readonly wall: boolean;
  readonly step_ns: number;
  /** Least and greatest recorded time as decimal text. */
  readonly first_ns: string | null;
  readonly last_ns: string | null;
  readonly events: Readonly<Record<string, number>>;
  /** Rows by table. */
  readonly tables: Readonly<Record<string, number>>;
  /** Offset of its clock as decimal text: recorded ns = t - offset. */
  readonly offset_ns: string;
  /** Its format in words and what it was recognised by. */
  /** The importer; entries of older projects lack it. */
  readonly format?: string | undefined;
  readonly format_title?: string | undefined;
  readonly why?: string | undefined;
  /** Rate of the host's time stamp counter, where it tells that. */
  readonly tsc_hz?: number | undefined;
}

/** One sighting of a guest: by name, uuid, process or Xen domain. */
export interface SeenGuest {
  readonly capture: number;
  readonly name: string | null;
  readonly uuid: string | null;
  readonly pid: number | null;
  readonly domid: number | null;
  readonly ram_bytes: number | null;
  readonly how: string;
}

/** One sighting of a RAM block; addresses and lengths in bytes as decimal text. */
export interface SeenRam {
  readonly capture: number;
  readonly name: string | null;
  readonly pid: number | null;
  readonly gpa: string;
  readonly bytes: string;
  readonly hva: string | null;
  readonly label: string | null;
}

/** What an import job saw of guests, kept so that they can be matched again without opening its file. */
/** A thread that runs a vCPU; its process is null where the capture names only threads. */
export interface VcpuThread {
  readonly capture: number;
  readonly tid: number;
  readonly pid: number | null;
  readonly vcpu: number | null;
  /** Name of its guest, where a recorder wrote whose it is. */
  readonly guest?: string | undefined;
}

export interface GuestEvidence {
  readonly seen: readonly SeenGuest[];
  readonly ram: readonly SeenRam[];
  /** Which process has page faults in a RAM block whose process nothing names. */
  readonly faulting: readonly { readonly hva: string; readonly pid: number; readonly faults: number }[];
  /** What may forbid mechanisms on a guest or process, and how many bytes it concerns where that is counted. */
  readonly pins: readonly { readonly subject: string; readonly reason: string; readonly bytes: number | null }[];
  /** Imports of older versions lack them. */
  readonly threads?: readonly VcpuThread[] | undefined;
}

/** One import job: its file in `captures/`, its captures and what it saw of guests. */
export interface ManifestJob {
  readonly id: number;
  readonly file: string;
  readonly captures: readonly number[];
  readonly evidence: GuestEvidence;
  /** Files that gave no capture, and why; the problems of captures are in their file. */
  readonly left_out?: readonly Problem[] | undefined;
}

/** `project.json`: one writer at a time, replaced atomically. Everything else in the folder can be found from it. */
export interface Manifest {
  readonly schema: "plimsoll.project/1";
  readonly next_capture_id: number;
  readonly next_job_id: number;
  readonly jobs: readonly ManifestJob[];
  /** What duplicates are looked for in, without opening a file. */
  readonly catalogue: readonly CatalogueEntry[];
  readonly guests: readonly ManifestGuest[];
  /** A guest map given by the user; it wins over what is found automatically. */
  readonly guest_map: readonly GuestMapEntry[];
  /** What the columns of tables are that no importer knows, given by the user. */
  readonly columns?: readonly ColumnMap[] | undefined;
  /** Captures hidden from the views, and why. */
  readonly hidden: readonly {
    readonly capture: number;
    readonly state: "duplicate" | "superseded" | "excluded";
    readonly of: number | null;
  }[];
  /** Clock shifts found after the import, in ns as decimal text, added to `t`. */
  readonly shifts: readonly Shift[];
}

/** What is added to the times of one capture. */
export interface Shift {
  readonly capture: number;
  /** Decimal text. */
  readonly ns: string;
  /** The capture's times are Unix time with it. */
  readonly wall: boolean;
  /** The clock whose times they are with it, where that is not the wall clock. */
  readonly onto?: string | undefined;
  /** Given by the user: nothing that is measured replaces it. */
  readonly given?: boolean | undefined;
  /** What was found before the user gave this one; undefined where nothing was. */
  readonly found?: Omit<Shift, "capture" | "given" | "found"> | undefined;
}

/** One entry of a guest-map file: `[{ "guest": "alpha", "pid": 81, "ram": [{ "gpa": "0", "bytes": "…", "hva": "0x…" }] }]`. */
export interface GuestMapEntry {
  readonly guest: string;
  readonly pid?: number;
  readonly domid?: number;
  readonly ram_bytes?: number;
  readonly ram?: readonly { readonly gpa: string; readonly bytes: string; readonly hva: string }[];
}
