// Pages of a kept result as a window takes them: whole numbers and doubles as typed arrays, everything else as text.
import { type DuckDBConnection, type DuckDBDataChunk, type DuckDBType, DuckDBTypeId } from "@duckdb/node-api";
import { type ColumnHead, fixedColumn, LAYOUTS, textColumn } from "./result-columns.ts";

/** Values of one column; `valid` has a byte a row, 1 known, and is null where all are. */
export interface PageColumn {
  readonly data: BigInt64Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer> | (string | null)[];
  readonly valid: Uint8Array<ArrayBuffer> | null;
}

/** Rows `from` to `from + rows - 1` of a result. */
export interface ResultPage {
  readonly from: number;
  readonly rows: number;
  readonly columns: readonly PageColumn[];
}

/** Types whose values travel as numbers; times and truth values read better as text, UBIGINT fits no array. */
const NUMBERS: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.TINYINT,
  DuckDBTypeId.UTINYINT,
  DuckDBTypeId.SMALLINT,
  DuckDBTypeId.USMALLINT,
  DuckDBTypeId.INTEGER,
  DuckDBTypeId.UINTEGER,
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.FLOAT,
  DuckDBTypeId.DOUBLE,
]);

/** How a stored column is selected for a page: what JavaScript would round or spell otherwise becomes text there. */
function shownInPage(column: string, type: string): string {
  return /^(UBIGINT|BOOLEAN|DECIMAL\(.*\))$/.test(type) ? `${column}::VARCHAR` : column;
}

/** Rows `from` to `from + count - 1` of a table of kept rows. */
export async function readRows(
  connection: DuckDBConnection,
  table: string,
  { heads, rows }: { readonly heads: readonly ColumnHead[]; readonly rows: number },
  from: number,
  count: number,
): Promise<ResultPage> {
  const columns = heads.map(({ type }, i) => shownInPage(`c${i}`, type)).join(", ");
  const until = Math.min(rows, from + count);
  const result = await connection.run(
    `SELECT ${columns} FROM ${table} WHERE rowid >= ${from} AND rowid < ${until} ORDER BY rowid`,
  );
  return pageOfChunks(from, heads, result.columnTypes(), await result.fetchAllChunks());
}

function pageOfChunks(
  from: number,
  heads: readonly ColumnHead[],
  types: readonly DuckDBType[],
  chunks: readonly DuckDBDataChunk[],
): ResultPage {
  const rows = chunks.reduce((sum, chunk) => sum + chunk.rowCount, 0);
  const columns = heads.map((head, i): PageColumn => {
    const typeId = (types[i] as DuckDBType).typeId;
    const layout = NUMBERS.has(typeId) ? LAYOUTS.get(typeId) : undefined;
    if (!layout) return { data: textColumn(head, i, chunks), valid: null };
    const { data, valid } = fixedColumn(layout, i, rows, chunks);
    return { data, valid: valid && bytesOf(valid, rows) };
  });
  return { from, rows, columns };
}

function bytesOf(bits: Uint8Array, rows: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) bytes[row] = ((bits[row >> 3] as number) >> (row & 7)) & 1;
  return bytes;
}
