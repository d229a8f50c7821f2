// Chunks of a result as columns: numbers as typed arrays copied once, everything else as text.
import {
  type DuckDBConnection,
  type DuckDBDataChunk,
  type DuckDBResult,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from "@duckdb/node-api";
import bindings from "@duckdb/node-bindings";
import { bitmap, setBit } from "../../src-shared/capture/batch.ts";
import type { ResultBatch, ResultColumn } from "./contract.ts";
import { isDigest, jsonValue } from "./json-values.ts";

/** Name and type of a result's column; all ENUMs are just `ENUM`. */
export interface ColumnHead {
  readonly name: string;
  readonly type: string;
}

export function headsOf(result: DuckDBResult): ColumnHead[] {
  const names = result.deduplicatedColumnNames();
  return names.map((name, i) => ({
    name,
    type: result.columnTypeId(i) === DuckDBTypeId.ENUM ? "ENUM" : String(result.columnType(i)),
  }));
}

type Numbers = BigInt64Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer>;
type View = new (buffer: ArrayBufferLike, offset: number, rows: number) => ArrayLike<number> | ArrayLike<bigint>;

/** How a fixed-width column is stored in a chunk and in a batch. */
export interface Layout {
  readonly width: number;
  readonly view: View;
  readonly make: (rows: number) => Numbers;
}

const int32 = (width: number, view: View): Layout => ({ width, view, make: (rows) => new Int32Array(rows) });
const int64: Layout = { width: 8, view: BigInt64Array, make: (rows) => new BigInt64Array(rows) };
const double = (width: number, view: View): Layout => ({ width, view, make: (rows) => new Float64Array(rows) });

/** UBIGINT keeps its bits in a BigInt64Array; times are ns, us, ms or s since 1970 as their type says. */
export const LAYOUTS: ReadonlyMap<DuckDBTypeId, Layout> = new Map([
  [DuckDBTypeId.BOOLEAN, int32(1, Uint8Array)],
  [DuckDBTypeId.TINYINT, int32(1, Int8Array)],
  [DuckDBTypeId.UTINYINT, int32(1, Uint8Array)],
  [DuckDBTypeId.SMALLINT, int32(2, Int16Array)],
  [DuckDBTypeId.USMALLINT, int32(2, Uint16Array)],
  [DuckDBTypeId.INTEGER, int32(4, Int32Array)],
  [DuckDBTypeId.UINTEGER, double(4, Uint32Array)],
  [DuckDBTypeId.FLOAT, double(4, Float32Array)],
  [DuckDBTypeId.DOUBLE, double(8, Float64Array)],
  [DuckDBTypeId.BIGINT, int64],
  [DuckDBTypeId.UBIGINT, int64],
  [DuckDBTypeId.TIMESTAMP, int64],
  [DuckDBTypeId.TIMESTAMP_TZ, int64],
  [DuckDBTypeId.TIMESTAMP_S, int64],
  [DuckDBTypeId.TIMESTAMP_MS, int64],
  [DuckDBTypeId.TIMESTAMP_NS, int64],
]);

/** One batch from the chunks of a result that follow each other. */
export function batchOfChunks(
  heads: readonly ColumnHead[],
  types: readonly DuckDBType[],
  chunks: readonly DuckDBDataChunk[],
): ResultBatch {
  const rows = chunks.reduce((sum, chunk) => sum + chunk.rowCount, 0);
  const columns = heads.map((head, i): ResultColumn => {
    const typeId = (types[i] as DuckDBType).typeId;
    const layout = LAYOUTS.get(typeId);
    if (layout) return { ...head, ...fixedColumn(layout, i, rows, chunks) };
    if (typeId === DuckDBTypeId.DECIMAL) return { ...head, ...decimalColumn(i, rows, chunks) };
    return { ...head, data: textColumn(head, i, chunks), valid: null };
  });
  return { rows, columns };
}

/** Values and known bits of a fixed-width column over chunks that follow each other. */
export function fixedColumn(layout: Layout, column: number, rows: number, chunks: readonly DuckDBDataChunk[]) {
  const data = layout.make(rows);
  let valid: Uint8Array | null = null;
  let at = 0;
  for (const chunk of chunks) {
    const { rowCount } = chunk;
    const vector = bindings.data_chunk_get_vector(chunk.chunk, column);
    const bytes = bindings.vector_get_data(vector, rowCount * layout.width);
    const values = new layout.view(bytes.buffer, bytes.byteOffset, rowCount);
    (data as { set(values: unknown, at: number): void }).set(values, at);
    const bits = bindings.vector_get_validity(vector, ((rowCount + 63) >> 6) * 8) as Uint8Array | null;
    if (bits !== null && valid === null) valid = allKnown(rows, at);
    if (valid !== null) copyBits(bits, valid, at, rowCount);
    at += rowCount;
  }
  return { data, valid };
}

/** A bitmap whose first `known` bits are set. */
function allKnown(rows: number, known: number): Uint8Array {
  const bits = bitmap(rows);
  bits.fill(255, 0, known >> 3);
  for (let row = known & ~7; row < known; row++) setBit(bits, row);
  return bits;
}

function copyBits(from: Uint8Array | null, to: Uint8Array, at: number, rows: number): void {
  for (let row = 0; row < rows; row++)
    if (from === null || (((from[row >> 3] as number) >> (row & 7)) & 1) === 1) setBit(to, at + row);
}

function decimalColumn(column: number, rows: number, chunks: readonly DuckDBDataChunk[]) {
  const data = new Float64Array(rows);
  const valid = bitmap(rows);
  let row = 0;
  for (const value of valuesOf(column, chunks)) {
    if (value !== null) {
      data[row] = Number(String(value));
      setBit(valid, row);
    }
    row++;
  }
  return { data, valid };
}

/** Values as text: the exact spelling of the command line's JSON. */
export function textColumn(head: ColumnHead, column: number, chunks: readonly DuckDBDataChunk[]): (string | null)[] {
  const digest = isDigest(head.name, head.type);
  const texts: (string | null)[] = [];
  for (const value of valuesOf(column, chunks)) {
    const shown = jsonValue(value, digest);
    texts.push(shown === null || typeof shown === "string" ? shown : JSON.stringify(shown));
  }
  return texts;
}

function* valuesOf(column: number, chunks: readonly DuckDBDataChunk[]): Generator<DuckDBValue> {
  for (const chunk of chunks) {
    const vector = chunk.getColumnVector(column);
    for (let row = 0; row < chunk.rowCount; row++) yield vector.getItem(row);
  }
}

/** The columns of a small result of numbers of at most 53 bits, without NULL. */
export async function numberColumns(
  connection: DuckDBConnection,
  sql: string,
): Promise<(Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>)[]> {
  const result = await connection.run(sql);
  const chunks = await result.fetchAllChunks();
  const rows = chunks.reduce((sum, chunk) => sum + chunk.rowCount, 0);
  return result.columnTypes().map(({ typeId }, i) => {
    const layout = LAYOUTS.get(typeId);
    const data = layout && fixedColumn(layout, i, rows, chunks).data;
    if (!data || data instanceof BigInt64Array) throw new Error(`column ${i} is no number of 53 bits`);
    return data;
  });
}
