import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bitmap, type ColumnBatch, type ColumnData, setBit } from "../../src-shared/capture/batch.ts";
import { type Column, tables } from "../../src-shared/capture/tables.ts";
import { createCaptureFile } from "./capture-file.ts";
import { captureRow, removeFolder, temporaryFolder } from "./testing/project.ts";

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => removeFolder(folder));

/** Reads a finished file with the database's own client: an independent view of what was stored. */
async function read(file: string, sql: string) {
  const instance = await DuckDBInstance.create(file, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRows();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Values of a column's whole range, as the database's client returns them. */
function valuesOf(column: Column): fc.Arbitrary<string | number | bigint | boolean> {
  switch (column.type) {
    case "BIGINT":
      return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    case "UBIGINT":
      return fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    case "UHUGEINT":
      return fc.bigInt({ min: 0n, max: 2n ** 128n - 1n });
    case "INTEGER":
      return fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
    case "SMALLINT":
      return fc.integer({ min: -(2 ** 15), max: 2 ** 15 - 1 });
    case "UTINYINT":
      return fc.integer({ min: 0, max: 255 });
    case "DOUBLE":
      return fc.double({ noNaN: true });
    case "BOOLEAN":
      return fc.boolean();
    case "ENUM":
      return fc.constantFrom(...(column.words as string[]));
    case "VARCHAR":
      return fc.string({ unit: "grapheme", maxLength: 30 });
  }
}

/** A batch written by hand from values, as an importer would. */
function batchOf(table: (typeof tables)[number], rows: readonly Record<string, unknown>[]): ColumnBatch {
  const columns: Record<string, { data: ColumnData; valid: Uint8Array | null }> = {};
  for (const column of table.columns) {
    if (column.name === "capture_id") continue;
    const valid = bitmap(rows.length);
    const values = rows.map((row) => row[column.name] ?? null);
    values.forEach((value, i) => {
      if (value !== null) setBit(valid, i);
    });
    columns[column.name] = { data: arrayOf(column, values), valid: column.nullable ? valid : null };
  }
  return { table: table.name, rows: rows.length, columns };
}

function arrayOf(column: Column, values: readonly unknown[]): ColumnData {
  const numbers = () => values.map((value) => Number(value ?? 0));
  const bigs = () => values.map((value) => BigInt((value ?? 0) as bigint));
  switch (column.type) {
    case "BIGINT":
      return BigInt64Array.from(bigs());
    case "UBIGINT":
      return BigUint64Array.from(bigs());
    case "UHUGEINT":
      return BigUint64Array.from(bigs().flatMap((value) => [BigInt.asUintN(64, value), value >> 64n]));
    case "INTEGER":
      return Int32Array.from(numbers());
    case "SMALLINT":
      return Int16Array.from(numbers());
    case "DOUBLE":
      return Float64Array.from(numbers());
    case "VARCHAR":
      return values as (string | null)[];
    case "ENUM":
      return Uint8Array.from(
        values.map((value) => (value === null ? 0 : (column.words as string[]).indexOf(String(value)))),
      );
    default:
      return Uint8Array.from(numbers());
  }
}

test("every column of every table gives back what was appended, unknown values too", async () => {
  const file = join(folder, "1.duckdb");
  const writer = await createCaptureFile(file);
  const written = new Map<string, Record<string, unknown>[]>();
  for (const table of tables.filter(({ name }) => name !== "meta")) {
    const row = Object.fromEntries(
      table.columns
        .filter(({ name }) => name !== "capture_id")
        .map((c) => [c.name, c.nullable ? fc.option(valuesOf(c), { nil: null }) : valuesOf(c)]),
    );
    const rows = fc.sample(fc.record(row), { numRuns: 40, seed: 7 }) as Record<string, unknown>[];
    written.set(table.name, rows);
    writer.append(3, batchOf(table, rows));
  }
  await writer.commit();
  for (const table of tables.filter(({ name }) => name !== "meta")) {
    const names = table.columns.map(({ name }) => `"${name}"`).join(", ");
    const found = await read(file, `SELECT ${names} FROM "${table.name}"`);
    const wanted = (written.get(table.name) ?? []).map((row) =>
      table.columns.map(({ name }) => (name === "capture_id" ? 3 : (row[name] ?? null))),
    );
    expect(found, table.name).toEqual(wanted);
  }
});

test("columns left out are unknown, in the table with decoded flags and in the one without", async () => {
  const file = join(folder, "1.duckdb");
  const writer = await createCaptureFile(file);
  const plain = { capture_id: 1, t: 10, event_id: 0, kind: "host" };
  const batch = (seq: bigint, more: ColumnBatch["columns"] = {}): ColumnBatch => ({
    table: "fault",
    rows: 1,
    columns: {
      seq: { data: BigInt64Array.of(seq), valid: null },
      event_id: { data: Int32Array.of(plain.event_id), valid: null },
      kind: { data: Uint8Array.of(0), valid: null },
      ...more,
    },
  });
  writer.append(1, batch(1n));
  writer.append(1, batch(2n, { mmio: { data: Uint8Array.of(1), valid: null } }));
  expect(await writer.all("SELECT seq, t, mmio, stall_ns FROM fault ORDER BY seq")).toEqual([
    { seq: 1, t: null, mmio: null, stall_ns: null },
    { seq: 2, t: null, mmio: true, stall_ns: null },
  ]);
  await writer.commit();
  expect(await read(file, "SELECT seq, mmio, kind FROM fault ORDER BY seq")).toEqual([
    [1n, null, "host"],
    [2n, true, "host"],
  ]);
});

test("batches of any size keep all rows in order, and a column known in one chunk may be unknown in the next", async () => {
  const file = join(folder, "1.duckdb");
  const writer = await createCaptureFile(file);
  const sizes = [1, 2047, 2048, 2049, 7000];
  const wanted: (number | null)[] = [];
  let seq = 0;
  for (const [at, rows] of sizes.entries()) {
    const numbers = Float64Array.from({ length: rows }, () => seq++ / 4);
    const every = at % 2 === 0;
    const valid = bitmap(rows);
    for (let row = 0; row < rows; row += 3) setBit(valid, row);
    writer.append(1, {
      table: "counter",
      rows,
      columns: {
        seq: { data: BigInt64Array.from(numbers, (n) => BigInt(n * 4)), valid: null },
        series_id: { data: new Int32Array(rows), valid: null },
        value: { data: numbers, valid: every ? null : valid },
      },
    });
    numbers.forEach((n, row) => {
      wanted.push(every || row % 3 === 0 ? n : null);
    });
  }
  expect(writer.rows()).toEqual({ counter: wanted.length });
  await writer.commit();
  const found = await read(file, "SELECT value FROM counter ORDER BY seq");
  expect(found.map(([value]) => value)).toEqual(wanted);
});

test("a file holds only tables with rows, and its version", async () => {
  const file = join(folder, "1.duckdb");
  const writer = await createCaptureFile(file, { program: "9.9" });
  writer.insert("capture", [captureRow(1)]);
  await writer.commit();
  expect(await read(file, "SELECT table_name FROM duckdb_tables() ORDER BY 1")).toEqual([["capture"], ["meta"]]);
  expect(await read(file, "SELECT view_name FROM duckdb_views() WHERE NOT internal")).toEqual([]);
  expect(await read(file, "SELECT plimsoll FROM meta")).toEqual([["9.9"]]);
});

test("nothing shows before the commit and nothing is left after an abort", async () => {
  const file = join(folder, "1.duckdb");
  const writer = await createCaptureFile(file);
  writer.insert("capture", [captureRow(1)]);
  expect(existsSync(file)).toBe(false);
  await writer.abort();
  expect(readdirSync(folder)).toEqual([]);
});

test("a discarded capture leaves no row, whether it shares its tables or not", async () => {
  const file = join(folder, "1.duckdb");
  const writer = await createCaptureFile(file);
  for (const id of [1, 2]) {
    writer.insert("capture", [captureRow(id)]);
    writer.insert("snapshot", [
      {
        id,
        capture_id: id,
        space: "gpa",
        moment: id,
        page_bytes: 4096,
        hash_algorithm: "xxh128",
        guest_name: `g${id}`,
      },
    ]);
    const addr = BigUint64Array.of(0n, 4096n);
    const snapshot_id = Int32Array.of(id, id);
    writer.append(id, {
      table: "page",
      rows: 2,
      columns: { snapshot_id: { data: snapshot_id, valid: null }, addr: { data: addr, valid: null } },
    });
  }
  writer.insert("fact", [{ capture_id: 2, scope: "host", name: "x" }]);
  await writer.discard(2);
  expect(writer.rows()).toEqual({ capture: 1, snapshot: 1, page: 2 });
  writer.insert("fact", [{ capture_id: 3, scope: "host", name: "y" }]);
  await writer.commit();
  expect(await read(file, "SELECT DISTINCT snapshot_id FROM page")).toEqual([[1]]);
  expect(await read(file, "SELECT id FROM snapshot")).toEqual([[1]]);
  expect(await read(file, "SELECT capture_id, name FROM fact")).toEqual([[3, "y"]]);
});

test.each<[string, ColumnBatch["columns"]]>([
  ["a code outside the word list", { kind: { data: Uint8Array.of(99), valid: null } }],
  ["too few values", { seq: { data: new BigInt64Array(0), valid: null } }],
  ["values of another type", { seq: { data: Float64Array.of(1), valid: null } }],
  ["too few validity bits", { t: { data: BigInt64Array.of(1n), valid: new Uint8Array(0) } }],
  ["a column that the table does not have", { colour: { data: Int32Array.of(1), valid: null } }],
  ["a column that must be there left out", { event_id: undefined as never }],
])("%s is refused before it reaches the database", async (_, broken) => {
  const writer = await createCaptureFile(join(folder, "1.duckdb"));
  const whole: ColumnBatch["columns"] = {
    seq: { data: BigInt64Array.of(1n), valid: null },
    event_id: { data: Int32Array.of(0), valid: null },
    kind: { data: Uint8Array.of(0), valid: null },
  };
  expect(() => writer.append(1, { table: "fault", rows: 1, columns: { ...whole, ...broken } })).toThrow(/fault/);
  await writer.abort();
});

test("texts keep zero bytes, and freed chunks do not mix them up", async () => {
  const file = join(folder, "1.duckdb");
  const writer = await createCaptureFile(file);
  const texts = Array.from({ length: 5000 }, (_, i) => (i % 5 === 0 ? `zero\0${i}` : `text number ${i} that is long`));
  writer.append(0, {
    table: "name",
    rows: texts.length,
    columns: {
      id: { data: Int32Array.from(texts, (_, i) => i), valid: null },
      text: { data: texts, valid: null },
    },
  });
  await writer.commit();
  expect((await read(file, "SELECT text FROM name ORDER BY id")).map(([text]) => text)).toEqual(texts);
});

test("a folder that cannot be written to is an error with a code", async () => {
  const file = join(folder, "missing", "1.duckdb");
  await expect(createCaptureFile(file)).rejects.toMatchObject({ report: { code: "store.io", exit: 3 } });
  mkdirSync(join(folder, "missing"));
  const writer = await createCaptureFile(file);
  await writer.abort();
});
