// Values of query results as JSON, by the rules of the command line: exact, never silently rounded.
import {
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  type DuckDBResultReader,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBUnionValue,
  type DuckDBValue,
} from "@duckdb/node-api";
import type { JsonRow } from "./contract.ts";

/** Largest whole number that a double holds together with all smaller ones. */
const EXACT = 2n ** 53n;

/** What a reader of JSON sees of a value: numbers up to 2^53, text beyond, unknown is null. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** Whole numbers as numbers while they are exact, else as decimal text. */
const jsonInteger = (value: bigint): number | string =>
  value <= EXACT && value >= -EXACT ? Number(value) : value.toString();

/** A 128-bit digest as 32 hexadecimal digits. */
const hex32 = (value: bigint): string => value.toString(16).padStart(32, "0");

/** A moment in ns since 1970, UTC, with nine decimals: 2026-11-21T10:15:35.000000000Z. */
function isoTime(ns: bigint): string {
  const second = 1_000_000_000n;
  const fraction = ((ns % second) + second) % second;
  const milliseconds = Number((ns - fraction) / 1_000_000n);
  const date = new Date(milliseconds);
  return `${date.toISOString().slice(0, -5)}.${fraction.toString().padStart(9, "0")}Z`;
}

/** One value; `hash` says that an unsigned 128-bit number is a digest and not a quantity. */
export function jsonValue(value: DuckDBValue, hash = false): JsonValue {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "bigint") return hash ? hex32(value) : jsonInteger(value);
  return jsonTime(value) ?? jsonNested(value, hash) ?? String(value);
}

function jsonTime(value: DuckDBValue): string | null {
  try {
    if (value instanceof DuckDBTimestampNanosecondsValue) return isoTime(value.nanos);
    if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue)
      return isoTime(value.micros * 1000n);
    if (value instanceof DuckDBTimestampMillisecondsValue) return isoTime(value.millis * 1_000_000n);
    if (value instanceof DuckDBTimestampSecondsValue) return isoTime(value.seconds * 1_000_000_000n);
    if (value instanceof DuckDBDateValue) return new Date(value.days * 86_400_000).toISOString().slice(0, 10);
  } catch {
    // Infinity and years that a Date cannot hold: the database's own spelling.
  }
  return null;
}

function jsonNested(value: DuckDBValue, hash: boolean): JsonValue | null {
  if (value instanceof DuckDBDecimalValue) {
    const text = value.toString();
    return Number.isFinite(Number(text)) && text.replace(/[-.]/g, "").length <= 15 ? Number(text) : text;
  }
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue)
    return value.items.map((item) => jsonValue(item, hash));
  if (value instanceof DuckDBStructValue)
    return Object.fromEntries(
      Object.entries(value.entries).map(([key, item]) => [key, jsonValue(item, key === "hash")]),
    );
  if (value instanceof DuckDBMapValue)
    return value.entries.map((entry) => ({ key: jsonValue(entry.key), value: jsonValue(entry.value) }));
  if (value instanceof DuckDBUnionValue) return jsonValue(value.value);
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString("hex");
  return null;
}

/** All rows of a small result as objects; nested values become their JSON text. */
export function jsonRows(reader: DuckDBResultReader): JsonRow[] {
  const names = reader.deduplicatedColumnNames();
  const types = reader.columnTypes().map(String);
  return reader.getRows().map((row) => {
    const result: JsonRow = {};
    names.forEach((name, i) => {
      const value = jsonValue(row[i] as DuckDBValue, isDigest(name, types[i] as string));
      result[name] = value !== null && typeof value === "object" ? JSON.stringify(value) : value;
    });
    return result;
  });
}

/** Page digests are the unsigned 128-bit columns; a sum or count of them is not. */
export const isDigest = (name: string, type: string): boolean =>
  type === "UHUGEINT" && /(^|\.|_)(hash|digest)$/.test(name);
