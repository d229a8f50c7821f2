// Writes a kept result into a CSV or Parquet file, which is there whole or not at all.
import { renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { failure, PlimsollError } from "../../src-shared/base/errors.ts";
import { identifier, literal } from "./ddl.ts";
import { isDigest } from "./json-values.ts";
import type { ColumnHead } from "./result-columns.ts";
import { cleanMessage, isDiskFull, storeFailure } from "./store-errors.ts";

export type ExportForm = "csv" | "parquet";

export interface ResultTarget {
  readonly out: string;
  readonly form: ExportForm;
  readonly columns: readonly (ColumnHead & { readonly unit: string | null })[];
}

const DOING = "writing the file";

/** RFC 4180: lines end with CR LF, a head names columns and units, an unknown value is empty and an empty text `""`. */
const CSV = `FORMAT csv, HEADER true, DELIMITER ',', QUOTE '"', ESCAPE '"', NULLSTR '', NEW_LINE '\\r\\n'`;

/** Writes the columns c0, c1, ... of `table` in its order. Errors: `query.write`, `store.disk_full`. */
export async function writeResult(connection: DuckDBConnection, table: string, target: ResultTarget): Promise<void> {
  const { out, form, columns } = target;
  const draft = join(dirname(out), `.${basename(out)}.${process.pid}.part`);
  const shown = columns.map((column, i) => {
    const value = form === "csv" ? inCsv(`c${i}`, column) : inParquet(`c${i}`, column);
    return `${value} AS ${identifier(form === "csv" ? headOf(column) : column.name)}`;
  });
  const units = Object.fromEntries(columns.flatMap(({ name, unit }) => (unit === null ? [] : [[name, unit]])));
  const options =
    form === "csv" ? CSV : `FORMAT parquet, KV_METADATA {'plimsoll.units': ${literal(JSON.stringify(units))}}`;
  try {
    // Rows are written in the order of the table: the database keeps the order of insertion by itself.
    await connection.run(`COPY (SELECT ${shown.join(", ")} FROM ${table}) TO ${literal(draft)} (${options})`);
    renameSync(draft, out);
  } catch (thrown) {
    throw writeFailure(thrown, out);
  } finally {
    rmSync(draft, { force: true });
  }
}

const headOf = ({ name, unit }: { readonly name: string; readonly unit: string | null }): string =>
  unit === null ? name : `${name} (${unit})`;

const NESTED = /(\[\d*\]|^(STRUCT|MAP|UNION)\(.*)$/;

/** Digests in hex, as everywhere else in the product. */
const hex = (column: string): string => `lpad(lower(to_hex(${column})), 32, '0')`;

/** Times in UTC by ISO 8601 with all decimals, nested values as JSON, bytes in hex. */
function inCsv(column: string, { name, type }: ColumnHead): string {
  if (/^TIMESTAMP/.test(type)) return `strftime(make_timestamp_ns(epoch_ns(${column})), '%Y-%m-%dT%H:%M:%S.%n') || 'Z'`;
  if (isDigest(name, type)) return hex(column);
  if (type === "BLOB") return `lower(hex(${column}))`;
  return NESTED.test(type) ? `to_json(${column})::VARCHAR` : column;
}

/** What a Parquet column cannot hold exactly becomes what can. */
function inParquet(column: string, { name, type }: ColumnHead): string {
  if (isDigest(name, type)) return hex(column);
  if (type === "HUGEINT") return `${column}::DECIMAL(38, 0)`;
  if (type === "TIMESTAMP_S" || type === "TIMESTAMP_MS") return `${column}::TIMESTAMP`;
  return /^(UHUGEINT|BIT|BIGNUM|UNION\(.*|TIME_NS)$/.test(type) ? `${column}::VARCHAR` : column;
}

function writeFailure(thrown: unknown, out: string): PlimsollError {
  if (thrown instanceof PlimsollError || isDiskFull(thrown)) return storeFailure(thrown, out, DOING);
  const message = cleanMessage(thrown);
  if (message.startsWith("Conversion Error"))
    return failure("query.write", `a value does not fit into the file: ${message}`, {
      expected: "HUGEINT values of at most 38 digits",
      next: "cast the column in the query, for example to VARCHAR",
      exit: 2,
    });
  return failure("query.write", `the file could not be written: ${message}`, {
    where: { file: out },
    next: "choose a folder that exists, is yours, and has room",
  });
}
