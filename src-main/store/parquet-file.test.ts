import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { failure } from "../../src-shared/base/errors.ts";
import type { ResultBatch, ResultColumn } from "./contract.ts";
import { Database } from "./database.ts";
import { literal } from "./ddl.ts";
import { writeParquetFile } from "./parquet-file.ts";
import { removeFolder, temporaryFolder } from "./testing/project.ts";

let folder: string;
let out: string;

beforeEach(() => {
  folder = temporaryFolder();
  out = join(folder, "it's a result.parquet");
});
afterEach(() => removeFolder(folder));

const column = (
  name: string,
  type: string,
  data: ResultColumn["data"],
  valid: Uint8Array | null = null,
): ResultColumn => ({ name, type, data, valid });

async function* batches(...all: ResultBatch[]): AsyncGenerator<ResultBatch> {
  yield* all;
}

/** The file as another program sees it: an ordinary database that knows nothing of the project. */
async function read(sql: string): Promise<Record<string, unknown>[]> {
  const db = await Database.create(":memory:");
  try {
    return await db.all(sql.replace("FILE", `read_parquet(${literal(out)})`));
  } finally {
    await db.close();
  }
}

const SECOND_UNKNOWN = new Uint8Array([0b01]);

test("every type that a query gives comes back with its name, its value and what is unknown", async () => {
  const written = await writeParquetFile(
    out,
    batches({
      rows: 2,
      columns: [
        column('sum("x")', "HUGEINT", ["99999999999999999999999999999999999999", null]),
        column("big", "UBIGINT", new BigInt64Array([-1n, 5n])),
        column("t", "BIGINT", new BigInt64Array([-7n, 0n]), SECOND_UNKNOWN),
        column("yes", "BOOLEAN", new Int32Array([1, 0])),
        column("small", "UTINYINT", new Int32Array([255, 0])),
        column("u", "UINTEGER", new Float64Array([4294967295, 0])),
        column("time", "TIMESTAMP_NS", new BigInt64Array([1_795_251_980_841_885_336n, 0n]), SECOND_UNKNOWN),
        column("ms", "TIMESTAMP_MS", new BigInt64Array([1_795_251_980_841n, 0n])),
        column("capture_id", "VARCHAR", ["it's", null]),
        column("share", "DECIMAL(4,2)", new Float64Array([0.25, 1])),
      ],
    }),
  );
  expect(written.rows).toBe(2);
  expect(written.columns[0]).toEqual({ name: 'sum("x")', type: "HUGEINT" });
  const types = await read("SELECT column_name AS name, column_type AS type FROM (DESCRIBE SELECT * FROM FILE)");
  expect(types.map(({ name, type }) => `${name} ${type}`)).toEqual([
    'sum("x") DECIMAL(38,0)',
    "big UBIGINT",
    "t BIGINT",
    "yes BOOLEAN",
    "small UTINYINT",
    "u UINTEGER",
    "time TIMESTAMP_NS",
    "ms TIMESTAMP",
    "capture_id VARCHAR",
    "share DOUBLE",
  ]);
  // 2^64 - 1 for the bits of -1; the times are those of GNU date -u -d @1795251980.841885336
  expect(await read("SELECT COLUMNS(*)::VARCHAR FROM FILE")).toEqual([
    {
      'sum("x")': "99999999999999999999999999999999999999",
      big: "18446744073709551615",
      t: "-7",
      yes: "true",
      small: "255",
      u: "4294967295",
      time: "2026-11-21 09:06:20.841885336",
      ms: "2026-11-21 09:06:20.841",
      capture_id: "it's",
      share: "0.25",
    },
    {
      'sum("x")': null,
      big: "5",
      t: null,
      yes: "false",
      small: "0",
      u: "0",
      time: null,
      ms: "1970-01-01 00:00:00",
      capture_id: null,
      share: "1.0",
    },
  ]);
});

test("batches follow each other in order, and an empty result keeps its columns", async () => {
  const part = (from: number, rows: number): ResultBatch => ({
    rows,
    columns: [
      column(
        "i",
        "INTEGER",
        Int32Array.from({ length: rows }, (_, i) => from + i),
      ),
    ],
  });
  expect((await writeParquetFile(out, batches(part(0, 65_536), part(65_536, 10)))).rows).toBe(65_546);
  expect(await read("SELECT count(*) AS n, bool_and(i = file_row_number) AS same FROM FILE")).toEqual([
    { n: 65_546n, same: true },
  ]);
  await writeParquetFile(out, batches(part(0, 0)));
  expect(await read("SELECT count(i) AS n FROM FILE")).toEqual([{ n: 0n }]);
});

test("a query that fails or is cancelled half-way leaves nothing behind", async () => {
  async function* failing(): AsyncGenerator<ResultBatch> {
    yield { rows: 1, columns: [column("i", "INTEGER", new Int32Array([1]))] };
    throw failure("query.failed", "a later row cannot be computed");
  }
  await expect(writeParquetFile(out, failing())).rejects.toMatchObject({ report: { code: "query.failed" } });
  const abort = new AbortController();
  async function* aborting(): AsyncGenerator<ResultBatch> {
    yield { rows: 1, columns: [column("i", "INTEGER", new Int32Array([1]))] };
    abort.abort();
  }
  await expect(writeParquetFile(out, aborting(), abort.signal)).rejects.toMatchObject({
    report: { code: "job.cancelled", exit: 4 },
  });
  expect(readdirSync(folder)).toEqual([]);
});

test("a folder that is not there and a value that does not fit are told in words", async () => {
  const one = (value: string) => batches({ rows: 1, columns: [column("h", "HUGEINT", [value])] });
  await expect(writeParquetFile(join(folder, "none", "x.parquet"), one("1"))).rejects.toMatchObject({
    report: { code: "query.write", exit: 3 },
  });
  // 2^127 - 1, the largest HUGEINT, has 39 digits
  await expect(writeParquetFile(out, one("170141183460469231731687303715884105727"))).rejects.toMatchObject({
    report: { code: "query.write", exit: 2, next: expect.stringContaining("cast") },
  });
  expect(readdirSync(folder)).toEqual([]);
});
