// Bulk load of column batches: typed arrays are copied straight into the database's vectors, 2048 rows at a time.
// The copies of the bindings are unchecked; every length and every ENUM code is therefore checked here first.
import { type DuckDBAppender, DuckDBDataChunk } from "@duckdb/node-api";
import bindings from "@duckdb/node-bindings";
import { type ColumnValues, hasBit } from "../../src-shared/capture/batch.ts";
import type { Column, ColumnType } from "../../src-shared/capture/tables.ts";

const CHUNK_ROWS = 2048;
const CHUNK_BITS = CHUNK_ROWS / 8;

/** Bytes of one value in a vector and in the importer's array. */
const WIDTH: Readonly<Record<Exclude<ColumnType, "VARCHAR">, number>> = {
  BIGINT: 8,
  UBIGINT: 8,
  UHUGEINT: 16,
  INTEGER: 4,
  SMALLINT: 2,
  UTINYINT: 1,
  DOUBLE: 8,
  BOOLEAN: 1,
  ENUM: 1,
};

const ALL_NULL = new Uint8Array(CHUNK_BITS);
const ALL_VALID = new Uint8Array(CHUNK_BITS).fill(255);

/** What a vector's validity bits say now, so that they are rewritten only when that changes. */
type Validity = "valid" | "null" | "mixed";

interface Target {
  readonly column: Column;
  readonly vector: ReturnType<typeof bindings.data_chunk_get_vector>;
  validity: Validity;
}

/** What a batch is checked against: a table, of which `columns` are loaded (parts.ts). */
export interface LoadTarget {
  readonly table: { readonly name: string; readonly columns: readonly Column[] };
  readonly columns: readonly Column[];
}

/** Rows to load: a ColumnBatch, or the same shape for a table that is not canonical. */
interface Batch {
  readonly table: string;
  readonly rows: number;
  readonly columns: Readonly<Record<string, ColumnValues>>;
}

/** Appends batches to one table. */
export interface BulkLoader {
  /** Takes all rows of a batch; the arrays may be reused when it returns. Throws on a batch that breaks its contract. */
  append(captureId: number, batch: Batch): void;
}

/** A loader for a table, or a part of one, on an appender that was opened for it. */
export function createBulkLoader(part: LoadTarget, appender: DuckDBAppender): BulkLoader {
  const types = part.columns.map((_, i) => appender.columnType(i));
  const chunk = DuckDBDataChunk.create(types, CHUNK_ROWS);
  const targets = part.columns.map((column, i): Target => {
    const vector = bindings.data_chunk_get_vector(chunk.chunk, i);
    bindings.vector_ensure_validity_writable(vector);
    return { column, vector, validity: "valid" };
  });
  const captures = targets.find((target) => target.column.name === "capture_id");
  const others = targets.filter((target) => target !== captures);
  const hasText = part.columns.some((column) => column.type === "VARCHAR");
  const constant = new Int32Array(CHUNK_ROWS);
  let current: number | null = null;

  /** Frees the texts of the last chunk; the vectors lose their validity bits with them. */
  const reset = () => {
    bindings.data_chunk_reset(chunk.chunk);
    current = null;
    for (const target of targets) {
      bindings.vector_ensure_validity_writable(target.vector);
      target.validity = "valid";
    }
  };
  const setCapture = (captureId: number) => {
    if (!captures || current === captureId) return;
    constant.fill(captureId);
    bindings.copy_data_to_vector(captures.vector, 0, constant.buffer, 0, constant.byteLength);
    current = captureId;
  };

  return {
    append(captureId, batch) {
      checkBatch(part.table, batch);
      for (let from = 0; from < batch.rows; from += CHUNK_ROWS) {
        const rows = Math.min(CHUNK_ROWS, batch.rows - from);
        setCapture(captureId);
        for (const target of others) fill(target, batch.columns[target.column.name], from, rows);
        bindings.data_chunk_set_size(chunk.chunk, rows);
        appender.appendDataChunk(chunk);
        if (hasText) reset();
      }
    },
  };
}

function fill(target: Target, values: ColumnValues | undefined, from: number, rows: number): void {
  if (values === undefined) setValidity(target, "null");
  else if (target.column.type === "VARCHAR") fillText(target, values, from, rows);
  else fillFixed(target, values, WIDTH[target.column.type], from, rows);
}

function fillFixed(target: Target, values: ColumnValues, width: number, from: number, rows: number): void {
  const data = values.data as Uint8Array<ArrayBuffer>;
  bindings.copy_data_to_vector(target.vector, 0, data.buffer, data.byteOffset + from * width, rows * width);
  if (values.valid === null) {
    setValidity(target, "valid");
    return;
  }
  const bits = values.valid as Uint8Array<ArrayBuffer>;
  const bytes = (rows + 7) >> 3;
  bindings.copy_data_to_vector_validity(target.vector, 0, bits.buffer, bits.byteOffset + (from >> 3), bytes);
  target.validity = "mixed";
}

function setValidity(target: Target, wanted: "valid" | "null"): void {
  if (target.validity === wanted) return;
  const bits = wanted === "null" ? ALL_NULL : ALL_VALID;
  bindings.copy_data_to_vector_validity(target.vector, 0, bits.buffer, 0, CHUNK_BITS);
  target.validity = wanted;
}

function fillText(target: Target, values: ColumnValues, from: number, rows: number): void {
  const texts = values.data as readonly (string | null)[];
  const bits = new Uint8Array(CHUNK_BITS);
  for (let row = 0; row < rows; row++) {
    const text = texts[from + row];
    if (text === null || text === undefined || !hasBit(values.valid, from + row)) continue;
    bits[row >> 3] = (bits[row >> 3] as number) | (1 << (row & 7));
    if (text.includes("\0")) bindings.vector_assign_string_element_len(target.vector, row, Buffer.from(text));
    else bindings.vector_assign_string_element(target.vector, row, text);
  }
  bindings.copy_data_to_vector_validity(target.vector, 0, bits.buffer, 0, CHUNK_BITS);
  target.validity = "mixed";
}

/** Refuses a batch that is not what its table declares: an importer's fault, never the input's. */
function checkBatch(table: LoadTarget["table"], batch: Batch): void {
  const broken = (name: string, why: string) => new Error(`batch of ${table.name}: column ${name} ${why}`);
  if (batch.table !== table.name) throw new Error(`batch of ${batch.table} for table ${table.name}`);
  for (const name of Object.keys(batch.columns))
    if (!table.columns.some((column) => column.name === name)) throw broken(name, "is not in the table");
  for (const column of table.columns) {
    if (column.name === "capture_id") continue;
    const values = batch.columns[column.name];
    if (values === undefined) {
      if (!column.nullable) throw broken(column.name, "must not be left out");
      continue;
    }
    if (values.valid !== null && values.valid.byteLength * 8 < batch.rows) throw broken(column.name, "lacks bits");
    if (column.type === "VARCHAR") {
      if (!Array.isArray(values.data) || values.data.length < batch.rows) throw broken(column.name, "lacks texts");
      continue;
    }
    const wanted = typeOf(column.type);
    if (!(values.data instanceof wanted)) throw broken(column.name, `must be a ${wanted.name}`);
    if (values.data.byteLength < batch.rows * WIDTH[column.type]) throw broken(column.name, "is too short");
    const limit = column.type === "BOOLEAN" ? 2 : column.words?.length;
    if (limit !== undefined) checkCodes(values, batch.rows, limit, () => broken(column.name, "holds a code too large"));
  }
}

function typeOf(type: Exclude<ColumnType, "VARCHAR">) {
  if (type === "BIGINT") return BigInt64Array;
  if (type === "UBIGINT" || type === "UHUGEINT") return BigUint64Array;
  if (type === "INTEGER") return Int32Array;
  if (type === "SMALLINT") return Int16Array;
  return type === "DOUBLE" ? Float64Array : Uint8Array;
}

/** Codes at or above `limit` would be read outside the word list; where a row is unknown they do no harm. */
function checkCodes(values: ColumnValues, rows: number, limit: number, error: () => Error): void {
  const codes = values.data as Uint8Array;
  for (let row = 0; row < rows; row++) if ((codes[row] as number) >= limit && hasBit(values.valid, row)) throw error();
}
