import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Database } from "./database.ts";
import { lockProject } from "./project.ts";
import { runJson } from "./query-run.ts";
import { openReader, type Reader } from "./reader.ts";
import { createResults, MOST_RESULTS, type PageRequest, type Results } from "./results.ts";
import { checkSql } from "./sql-check.ts";
import type { QuerySelection } from "./statement.ts";
import { computing } from "./testing/computing.ts";
import { captureRow, guest, makeProject, removeFolder, temporaryFolder } from "./testing/project.ts";

let folder: string;
let reader: Reader;
let results: Results;

beforeAll(async () => {
  folder = temporaryFolder();
  await makeProject(join(folder, "p"), [
    { capture: [captureRow(1)], fact: [{ capture_id: 1, scope: "host", name: "x", number: 2 }] },
  ]);
  reader = await openReader(join(folder, "p"));
});
afterAll(() => {
  reader.close();
  removeFolder(folder);
});
beforeEach(() => {
  results = createResults(join(folder, "p"), { resultMemory: "64MB" });
});
afterEach(() => results.end());

const never = new AbortController().signal;
const nothing: QuerySelection = { from: null, to: null, guests: [] };
const open = (sql: string, limit = 10_000_000, selection = nothing, signal = never) =>
  results.open(reader, { sql, selection, limit, first: 5 }, signal);
const page = (result: string, from: number, count: number, order: PageRequest["order"] = null) =>
  results.page({ result, from, count, order }, never);
const values = (column: { data: ArrayLike<unknown>; valid: Uint8Array | null } | undefined) =>
  Array.from(column?.data ?? [], (value, row) => (column?.valid && !column.valid[row] ? null : value));
const code = (what: string) => ({ report: { code: what } });

describe("values of a page", () => {
  test("are exact at both ends of every kind of number, and unknown stays unknown", async () => {
    const { columns, first } = await open(`SELECT * FROM (VALUES
      (9223372036854775807, (-2147483648)::INTEGER, 0.1::DOUBLE, 18446744073709551615::UBIGINT,
       170141183460469231731687303715884105727::HUGEINT, 255::UTINYINT, 4294967295::UINTEGER, 0.10::DECIMAL(30, 2)),
      (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
      ((-9223372036854775807 - 1)::BIGINT, 2147483647, 'infinity'::DOUBLE, 0, -5, 0, 0, -3.5)) t(a, b, c, d, e, f, g, h)`);
    expect(columns.map(({ type }) => type)).toEqual([
      ...["BIGINT", "INTEGER", "DOUBLE", "UBIGINT", "HUGEINT", "UTINYINT", "UINTEGER", "DECIMAL(30,2)"],
    ]);
    expect(first.columns.map(({ data }) => data.constructor.name)).toEqual([
      ...["BigInt64Array", "Int32Array", "Float64Array", "Array", "Array", "Int32Array", "Float64Array", "Array"],
    ]);
    expect(first.columns.map(values)).toEqual([
      [2n ** 63n - 1n, null, -(2n ** 63n)],
      [-2147483648, null, 2147483647],
      [0.1, null, Number.POSITIVE_INFINITY],
      [String(2n ** 64n - 1n), null, "0"],
      [String(2n ** 127n - 1n), null, "-5"],
      [255, null, 0],
      [4294967295, null, 0],
      ["0.10", null, "-3.50"],
    ]);
  });

  test("times are ISO 8601 in UTC, digests hex, truth values words, nested values JSON", async () => {
    const { first } =
      await open(`SELECT make_timestamp_ns(1795251980841885336) AS t, TIMESTAMP '1969-12-31 23:59:59' AS u,
      DATE '2026-11-21' AS d, 255::UHUGEINT AS hash, true AS yes, [1, NULL] AS list, {'a': 'x'} AS struct,
      'a'::ENUM('a', 'b') AS word, 'b' AS text`);
    // The first time is that of GNU date -u -d @1795251980.841885336
    expect(first.columns.map((column) => column.data[0])).toEqual([
      ...["2026-11-21T09:06:20.841885336Z", "1969-12-31T23:59:59.000000000Z", "2026-11-21"],
      ...["000000000000000000000000000000ff", "true", "[1,null]", '{"a":"x"}', "a", "b"],
    ]);
  });

  test("every type that a query can give is kept", async () => {
    const { first } =
      await open(`SELECT NULL AS a, INTERVAL 3 DAY AS b, TIME '10:15:00' AS c, '101'::BIT AS d, MAP {'k': 1} AS e,
      [1, 2]::INTEGER[2] AS f, union_value(num := 2) AS g, '\\xAA'::BLOB AS h, now() IS NOT NULL AS i, uuid() IS NOT NULL AS j,
      '6ba7b810-9dad-11d1-80b4-00c04fd430c8'::UUID AS k, ['a'::ENUM('a')] AS l, 1.5::FLOAT AS m, TIMETZ '10:00:00+01' AS n`);
    expect(first.columns.map((column) => values(column)[0])).toEqual([
      ...[null, "3 days", "10:15:00", "101", '[{"key":"k","value":1}]', "[1,2]", "2", "aa", "true", "true"],
      ...["6ba7b810-9dad-11d1-80b4-00c04fd430c8", '["a"]', 1.5, "10:00:00+01"],
    ]);
  });
});

describe("pages", () => {
  const ROWS = 100_000;
  const SQL = `SELECT (i * 7919) % 1000 AS a, 'w' || (i % 13) AS b, CASE WHEN i % 7 > 0 THEN i END AS c FROM range(${ROWS}) r(i)`;

  test("are the rows of the query in its order, up to the end and not beyond", async () => {
    const { result, rows, truncated } = await open(`${SQL} ORDER BY b, i`);
    expect([rows, truncated]).toEqual([ROWS, false]);
    const expected = await runJson(reader, { sql: `${SQL} ORDER BY b, i`, limit: ROWS }, never);
    for (const from of [0, 65_500, ROWS - 3]) {
      const got = await page(result, from, 200);
      const want = expected.rows.slice(from, from + 200);
      expect([got.from, got.rows]).toEqual([from, want.length]);
      const cells = got.columns.map((column) => values(column));
      expect(cells[0]?.map(Number)).toEqual(want.map((row) => row[0]));
      expect(cells[1]).toEqual(want.map((row) => row[1]));
      expect(cells[2]?.map((value) => (value === null ? null : Number(value)))).toEqual(want.map((row) => row[2]));
    }
    expect((await page(result, ROWS + 5, 10)).rows).toBe(0);
  });

  test.each([
    [0, false, "a"],
    [0, true, "a DESC"],
    [1, true, "b DESC"],
    [2, false, "c NULLS LAST"],
    [2, true, "c DESC NULLS LAST"],
  ] as const)("sorted by column %i, descending %s, are those of ORDER BY %s", async (column, descending, by) => {
    const { result } = await open(SQL);
    const sql = `SELECT a, b, c FROM (SELECT *, row_number() OVER () AS n FROM (${SQL})) ORDER BY ${by}, n`;
    const expected = await runJson(reader, { sql, limit: ROWS }, never);
    for (const from of [0, 50_000, ROWS - 100]) {
      const got = await page(result, from, 100, { column, descending });
      expect(values(got.columns[1])).toEqual(expected.rows.slice(from, from + 100).map((row) => row[1]));
      expect(values(got.columns[0]).map(Number)).toEqual(expected.rows.slice(from, from + 100).map((row) => row[0]));
    }
  });

  test("in several orders at a time do not disturb each other", async () => {
    const { result } = await open(SQL);
    const orders = [0, 1, 2].flatMap((column) => [true, false].map((descending) => ({ column, descending })));
    const got = await Promise.all(orders.map((order) => page(result, 0, 1, order)));
    expect(got.map(({ columns }, i) => String(columns[orders[i]?.column ?? 0]?.data[0]))).toEqual([
      ...["999", "0", "w9", "w0", String(ROWS - 1), "1"],
    ]);
  });

  test("are cut at the limit, which says so only where there was more", async () => {
    expect(await open("FROM range(7)", 7)).toMatchObject({ rows: 7, truncated: false });
    const cut = await open("FROM range(1000000000)", 5000);
    expect(cut).toMatchObject({ rows: 5000, truncated: true });
    expect(values((await page(cut.result, 4998, 10)).columns[0])).toEqual([4998n, 4999n]);
  });

  test("of an empty result have its columns and no row", async () => {
    const { columns, rows, first } = await open("SELECT name, number FROM fact WHERE false");
    expect([columns.map(({ name }) => name), rows, first.rows]).toEqual([["name", "number"], 0, 0]);
  });

  test("larger than their memory are spilled and come back the same", async () => {
    const { result } = await open("SELECT i, hash(i) AS h FROM range(5000000) r(i)");
    for (const from of [0, 2_500_000, 4_999_990])
      expect(values((await page(result, from, 3)).columns[0])).toEqual([0n, 1n, 2n].map((i) => BigInt(from) + i));
    const last = await page(result, 0, 1, { column: 0, descending: true });
    expect(values(last.columns[0])).toEqual([4_999_999n]);
  });
});

describe("results", () => {
  test("two of them are kept side by side, and closing one leaves the other", async () => {
    const one = await open("SELECT 1 AS a");
    const two = await open("SELECT 2 AS a");
    expect(one.result).not.toBe(two.result);
    await results.close(one.result);
    await expect(page(one.result, 0, 1)).rejects.toMatchObject(code("result.gone"));
    expect(values((await page(two.result, 0, 1)).columns[0])).toEqual([2]);
  });

  test("of a further one the one that was used longest ago goes", async () => {
    const kept = [];
    for (let i = 0; i < MOST_RESULTS; i++) kept.push(await open(`SELECT ${i} AS a`));
    await page(kept[0]?.result ?? "", 0, 1);
    await open("SELECT 99 AS a");
    expect(values((await page(kept[0]?.result ?? "", 0, 1)).columns[0])).toEqual([0]);
    await expect(page(kept[1]?.result ?? "", 0, 1)).rejects.toMatchObject({
      report: { code: "result.gone", next: expect.stringContaining("run the query again"), exit: 2 },
    });
  });

  test("one that is cancelled when its rows are there is not kept, and takes nobody's place", async () => {
    const { result } = await open("SELECT 1 AS a");
    for (let i = 0; i < MOST_RESULTS; i++) {
      const abort = new AbortController();
      const asked = { sql: `SELECT ${i} AS a`, selection: nothing, limit: 10, first: 5 };
      const opening = results.open(reader, asked, abort.signal, () => abort.abort());
      await expect(opening).rejects.toMatchObject(code("job.cancelled"));
    }
    await open("SELECT 2 AS a");
    expect(values((await page(result, 0, 1)).columns[0])).toEqual([1]);
  });

  test("cannot be seen or dropped by the SQL of users", async () => {
    const { result } = await open("SELECT 'secret' AS a");
    const { rows } = await runJson(
      reader,
      { sql: "SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'r%'" },
      never,
    );
    expect(rows.filter(([name]) => /^r\d/.test(String(name)))).toEqual([]);
    for (const sql of ["FROM r1", "DROP TABLE r1", "FROM memory.main.r1", `FROM "${result}"`])
      await expect(open(sql)).rejects.toMatchObject({ report: { exit: 2 } });
    expect(values((await page(result, 0, 1)).columns[0])).toEqual(["secret"]);
  });

  test("are made under the rules of every user's query: one SELECT, nothing outside the project", async () => {
    for (const sql of [
      "SELECT 1; SELECT 2",
      "DROP VIEW fact",
      "FROM read_text('/etc/hostname')",
      "COPY (SELECT 1) TO 'x'",
    ])
      await expect(open(sql)).rejects.toMatchObject({ report: { exit: 2 } });
    await expect(open("SELECT\n nosuch FROM fact")).rejects.toMatchObject({
      report: { code: "query.failed", where: { line: 2, offset: "8" }, what: expect.stringContaining("nosuch") },
    });
    await expect(open("SELECT ('x' || i)::INTEGER FROM range(3) r(i)")).rejects.toMatchObject(code("query.failed"));
  });

  test("a cancel ends the query, and its half-read rows are not kept", async () => {
    const abort = new AbortController();
    const endless = "SELECT a.range * b.range AS n FROM range(10000000) a, range(10000000) b";
    const request = { sql: endless, selection: nothing, limit: 50_000_000, first: 5 };
    const half = results.open(reader, request, abort.signal, () => abort.abort());
    await expect(half).rejects.toMatchObject(code("job.cancelled"));
    const sum = new AbortController();
    const running = open(`SELECT sum(n) FROM (${endless})`, 10, nothing, sum.signal);
    await computing();
    sum.abort();
    await expect(running).rejects.toMatchObject(code("job.cancelled"));
    expect((await open("SELECT 1")).rows).toBe(1);
  });

  test("a page whose sort is cancelled is asked for anew without harm", async () => {
    const { result } = await open("SELECT hash(i) AS h FROM range(3000000) r(i)");
    const abort = new AbortController();
    const request = { result, from: 0, count: 1, order: { column: 0, descending: false } };
    const first = results.page(request, abort.signal);
    abort.abort();
    await expect(first).rejects.toMatchObject(code("job.cancelled"));
    const least = await runJson(reader, { sql: "SELECT min(hash(i))::VARCHAR FROM range(3000000) r(i)" }, never);
    expect(values((await results.page(request, never)).columns[0])).toEqual(least.rows[0]);
  });
});

describe("the selection", () => {
  const selection: QuerySelection = { from: -5n, to: 2n ** 62n, guests: ["alpha", "it's"] };

  test("fills $from, $to and $guests with their types, in whatever order they are used", async () => {
    const { first } = await open("SELECT $to AS b, $from AS a, typeof($from) AS t, len($guests) AS n", 10, selection);
    expect(first.columns.map((column) => column.data[0])).toEqual([2n ** 62n, -5n, "BIGINT", 2n]);
    const guests = "SELECT g FROM (VALUES ('alpha'), ('beta'), ('it''s'), (NULL)) t(g) WHERE g IN $guests";
    expect(values((await open(guests, 10, selection)).first.columns[0])).toEqual(["alpha", "it's"]);
  });

  test("leaves a query without them alone, and refuses what it cannot fill", async () => {
    expect((await open("SELECT '$from'", 10, selection)).rows).toBe(1);
    await expect(open("SELECT $form", 10, selection)).rejects.toMatchObject({
      report: { code: "query.failed", what: expect.stringContaining("$form") },
    });
  });
});

describe("a chart", () => {
  const chart = (result: string, x: number, y: readonly number[], points: number, startNs: bigint | null = null) =>
    results.chart(result, { x, y, points, startNs, wall: true }, never);

  test("of few rows draws each of them, in the order of x", async () => {
    const { result } = await open(
      "FROM (VALUES (3, 1.5, 7), (1, NULL, 8), (2, 'nan'::DOUBLE, 9), (NULL, 4, 1)) t(x, y, z)",
    );
    const { rows, points, x, labels, series } = await chart(result, 0, [1, 2], 10);
    expect([rows, points, labels, [...(x ?? [])]]).toEqual([3, 3, null, [1, 2, 3]]);
    expect(series.map(({ column, mean }) => [column, [...mean]])).toEqual([
      [1, [Number.NaN, Number.NaN, 1.5]],
      [2, [8, 9, 7]],
    ]);
  });

  test("of many rows never hides a burst: every run keeps its least, its mean and its greatest value", async () => {
    // 100 000 rows of value 1, but one of 1000 and one of -1000; 100 runs of 1000 rows
    const { result } = await open(
      `SELECT 100000 - i AS x, CASE i WHEN 54321 THEN 1000 WHEN 54322 THEN -1000 ELSE 1 END AS y FROM range(1, 100001) r(i)`,
    );
    const { rows, points, x, series } = await chart(result, 0, [1], 100);
    expect([rows, points]).toEqual([100_000, 100]);
    // x runs from 0; row 54321 has x 45679, which is in the run from 45000 to 45999
    expect(x?.[45]).toBe(45_499.5);
    expect([series[0]?.min[45], series[0]?.mean[45], series[0]?.max[45]]).toEqual([-1000, (998 * 1) / 1000, 1000]);
    expect(series[0]?.max.filter((value) => value !== 1).length).toBe(1);
  });

  test("of rows that stand in the order of x already is the same as of rows that do not", async () => {
    const rows = "SELECT CASE WHEN i % 9 > 0 THEN i END AS x, (i * 7919) % 1009 AS y FROM range(20000) r(i)";
    const [rising, mixed] = [await open(rows), await open(`FROM (${rows}) ORDER BY hash(y)`)];
    const [a, b] = [await chart(rising.result, 0, [1], 10), await chart(mixed.result, 0, [1], 10)];
    expect([a.rows, b.rows, a.points]).toEqual([17_777, 17_777, 10]);
    // Runs are cut by the place among all rows in the one case, among the known ones in the other: one row apart at most.
    for (const [i, x] of a.x?.entries() ?? []) expect(Math.abs(x - (b.x?.[i] ?? 0))).toBeLessThan(2);
    expect(Math.max(...(a.series[0]?.max ?? []))).toBe(Math.max(...(b.series[0]?.max ?? [])));
  });

  test("has words on its x axis where there are no numbers, in the order of the query", async () => {
    const { result } = await open("SELECT 'g' || i AS g, i AS n FROM range(4) r(i) ORDER BY i DESC");
    expect((await chart(result, 0, [1], 10)).labels).toEqual(["g3", "g2", "g1", "g0"]);
    const { labels, series } = await chart(result, 0, [1], 2);
    expect(labels).toEqual(["g3 to g2", "g1 to g0"]);
    expect([...(series[0]?.mean ?? [])]).toEqual([2.5, 0.5]);
  });

  test("counts times from project start in ms, of the time base and of the wall clock", async () => {
    const start = 1_795_251_980_000_000_000n;
    const { result } = await open(
      `SELECT ${start}::BIGINT + i * 500000 AS t, make_timestamp_ns(${start} + i * 500000) AS time, i AS n FROM range(3) r(i)`,
    );
    for (const x of [0, 1]) expect([...((await chart(result, x, [2], 10, start)).x ?? [])]).toEqual([0, 0.5, 1]);
  });

  test("of words is refused in words", async () => {
    const { result } = await open("SELECT 1 AS a, 'x' AS word");
    await expect(chart(result, 0, [1], 10)).rejects.toMatchObject({
      report: { code: "result.not_numeric", what: expect.stringContaining("word") },
    });
    await expect(chart(result, 0, [2], 10)).rejects.toMatchObject(code("result.no_column"));
  });
});

describe("an export", () => {
  const SQL = `SELECT * FROM (VALUES
    (1, 'plain', 0.1::DOUBLE, make_timestamp_ns(1795251980841885336), 170141183460469231731687303715884105727::HUGEINT, 10),
    (2, 'a "quoted", line' || chr(10) || 'two', NULL, NULL, -1, NULL),
    (3, '', 1e300, make_timestamp_ns(0), NULL, 5), (4, NULL, 'nan'::DOUBLE, NULL, 0, 0)) t(n, text, share, time, big, stall_ns)`;
  const write = (result: string, name: string, form: "csv" | "parquet") =>
    results.write(reader, { result, out: join(folder, name), form }, never);

  test("as CSV follows RFC 4180, with units in the head and times in UTC", async () => {
    const { result } = await open(SQL);
    expect(await write(result, "a.csv", "csv")).toBe(4);
    expect(readFileSync(join(folder, "a.csv"), "utf8")).toBe(
      [
        "n,text,share,time,big,stall_ns (ns)",
        "1,plain,0.1,2026-11-21T09:06:20.841885336Z,170141183460469231731687303715884105727,10",
        '2,"a ""quoted"", line\ntwo",,,-1,',
        '3,"",1e+300,1970-01-01T00:00:00.000000000Z,,5',
        "4,,nan,,0,0",
        "",
      ].join("\r\n"),
    );
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  test("as Parquet is read by another program as the query gave it", async () => {
    const { result } = await open(
      SQL.replace("170141183460469231731687303715884105727", "99999999999999999999999999999999999999"),
    );
    expect(await write(result, "a.parquet", "parquet")).toBe(4);
    const other = await Database.create(":memory:");
    try {
      const file = `'${join(folder, "a.parquet")}'`;
      expect(
        await other.all(
          `SELECT n, text, share::VARCHAR AS share, time::VARCHAR AS time, big::VARCHAR AS big FROM ${file}`,
        ),
      ).toEqual([
        { n: 1, text: "plain", share: "0.1", time: "2026-11-21 09:06:20.841885336", big: "9".repeat(38) },
        { n: 2, text: 'a "quoted", line\ntwo', share: null, time: null, big: "-1" },
        { n: 3, text: "", share: "1e+300", time: "1970-01-01 00:00:00", big: null },
        { n: 4, text: null, share: "nan", time: null, big: "0" },
      ]);
      const [metadata] = await other.all(
        `SELECT decode(value) AS v FROM parquet_kv_metadata(${file}) WHERE key = 'plimsoll.units'`,
      );
      expect(metadata).toEqual({ v: '{"stall_ns":"ns"}' });
    } finally {
      await other.close();
    }
  });

  test("of a result that was cut holds all rows of the query", async () => {
    const { result, truncated } = await open("SELECT i, $from AS f FROM range(30000) r(i)", 100, {
      from: 7n,
      to: 8n,
      guests: [],
    });
    expect(truncated).toBe(true);
    expect(await write(result, "all.csv", "csv")).toBe(30_000);
    const lines = readFileSync(join(folder, "all.csv"), "utf8").trimEnd().split("\r\n");
    expect(lines.slice(1)).toEqual(Array.from({ length: 30_000 }, (_, i) => `${i},7`));
    expect((await page(result, 99, 10)).rows).toBe(1);
  });

  test("of a cut result is refused when the project has changed; a whole one is written as it was", async () => {
    const other = join(folder, "changing");
    await makeProject(other, [{ capture: [captureRow(1)] }]);
    const changing = await openReader(other);
    const opened = (limit: number) =>
      results.open(changing, { sql: "SELECT i FROM range(9) r(i), guest", selection: nothing, limit, first: 1 }, never);
    const rename = async (...names: string[]) => {
      const open = lockProject(other);
      open.update((manifest) => ({ ...manifest, guests: names.map((name, i) => guest(i + 1, name)) }));
      open.close();
      await changing.refresh();
    };
    const writeOf = ({ result }: { result: string }, name: string) =>
      results.write(changing, { result, out: join(folder, name), form: "csv" }, never);
    await rename("a");
    const [cut, whole] = [await opened(3), await opened(100)];
    await changing.refresh();
    expect(await writeOf(cut, "same.csv")).toBe(9);
    await rename("a", "b");
    await expect(writeOf(cut, "cut.csv")).rejects.toMatchObject({
      report: { code: "result.outdated", next: "run the query again" },
    });
    expect(await writeOf(whole, "whole.csv")).toBe(9);
    expect(readdirSync(folder)).not.toContain("cut.csv");
    changing.close();
  });

  test("of many rows keeps their order", async () => {
    const { result } = await open("SELECT hash(i) AS h, i FROM range(400000) r(i) ORDER BY h");
    expect(await write(result, "many.csv", "csv")).toBe(400_000);
    const lines = readFileSync(join(folder, "many.csv"), "utf8").trimEnd().split("\r\n").slice(1);
    const hashes = lines.map((line) => BigInt(line.split(",")[0] ?? ""));
    expect(hashes.length).toBe(400_000);
    expect(hashes.every((hash, at) => at === 0 || hash >= (hashes[at - 1] as bigint))).toBe(true);
  });

  test("into a folder that is not there says so and leaves nothing", async () => {
    const { result } = await open("SELECT 1");
    await expect(write(result, "none/a.csv", "csv")).rejects.toMatchObject(code("query.write"));
    await expect(write(result, "none/a.parquet", "parquet")).rejects.toMatchObject(code("query.write"));
  });
});

describe("a check", () => {
  test.each([
    ["SELECT number FROM fact WHERE $from IS NULL OR name IN $guests", null],
    ["SELECT numbr FROM fact", [7, "numbr", "number"]],
    ["SELECT 'ü', f.numbr FROM fact f", [14, "numbr", "number"]],
    ["SELECT *\nFROM fct", [14, "fct", "fact"]],
    ["SELECT g.number FROM fact f", [7, "g", null]],
    ["SELECT cuont(*) FROM fact", [7, "cuont", "count"]],
    ["SELECT name frm fact", [12, "frm", "FROM"]],
    ["selct 1", [0, "selct", "SELECT"]],
    ["-- a comment\nDROP VIEW fact", [13, "DROP", null]],
    ["SELECT number FROM fact WHERE t > $form", [34, "$form", null]],
    ["SELECT nothing_like_it FROM fact", [7, "nothing_like_it", null]],
    ["SELECT 1 +", [10, "", null]],
    ["SELECT name, count(*) FROM fact WHERE t < $to", [7, "name", null]],
    ["SELECT name FROM fact WHERE t < $to GROUP BY nam", [45, "nam", "name"]],
    ["EXPLAIN SELECT number FROM fact WHERE t < $to", null],
  ] as const)("of %s finds what is wrong, where, and what may have been meant", async (sql, expected) => {
    const problem = await checkSql(reader, sql);
    if (expected === null) return expect(problem).toBeNull();
    const { position, length, suggestion } = problem ?? { position: null, length: 0, suggestion: null };
    expect([position, sql.slice(position ?? 0, (position ?? 0) + length), suggestion]).toEqual(expected);
  });
});
