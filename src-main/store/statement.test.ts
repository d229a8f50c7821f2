import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runJson } from "./query-run.ts";
import { openReader, type Reader } from "./reader.ts";
import { computing } from "./testing/computing.ts";
import { captureRow, makeProject, removeFolder, temporaryFolder } from "./testing/project.ts";

let folder: string;
let reader: Reader;
beforeAll(async () => {
  folder = temporaryFolder();
  await makeProject(join(folder, "p"), [
    { capture: [captureRow(1)], fact: [{ capture_id: 1, scope: "host", name: "x" }] },
  ]);
  reader = await openReader(join(folder, "p"));
});
afterAll(() => {
  reader.close();
  removeFolder(folder);
});

const run = (sql: string, limit = 10) => runJson(reader, { sql, limit }, new AbortController().signal);
const out = () => join(folder, "out");

test.each([
  "COPY (SELECT 1) TO 'OUT'",
  "SELECT * FROM read_csv_auto('/etc/passwd')",
  "SELECT * FROM read_text('/etc/hostname')",
  "SELECT * FROM '/etc/passwd'",
  "ATTACH 'OUT'",
  "DETACH job_1",
  "INSTALL httpfs",
  "LOAD httpfs",
  "SET enable_external_access=true",
  "RESET lock_configuration",
  "EXPORT DATABASE 'OUT'",
  "IMPORT DATABASE 'OUT'",
  "DROP TABLE page",
  "DROP VIEW page",
  "DELETE FROM plim.guest",
  "INSERT INTO plim.guest (id) VALUES (1)",
  "UPDATE plim.guest SET id = 2",
  "CREATE TABLE t AS SELECT 1",
  "CREATE TEMP TABLE t (a INTEGER)",
  "CREATE MACRO m() AS 1",
  "SELECT * FROM glob('/etc/*')",
  "SELECT getenv('HOME')",
  "SELECT 1; DROP VIEW page",
  "SELECT 1; SELECT 2",
  "SELECT * FROM read_parquet('http://127.0.0.1:9/x')",
  "SELECT * FROM read_text('PROJECT/project.json')",
  "SELECT * FROM read_text('PROJECT/captures/../project.json')",
  "SELECT * FROM sniff_csv('/etc/passwd')",
  "SELECT * FROM query('DROP VIEW page')",
  "PRAGMA database_size",
  "PRAGMA memory_limit='1GB'",
  "CALL pragma_version()",
  "EXPLAIN ANALYZE CREATE TABLE t AS SELECT 1",
  "EXPLAIN ANALYZE DELETE FROM plim.guest",
  "EXPLAIN /* a */ ANALYZE -- b\n DROP VIEW page",
  "EXPLAIN PRAGMA database_size",
  "/* SELECT */ DROP VIEW page",
  "BEGIN",
  "CHECKPOINT",
  "VACUUM",
  "USE plim",
  "PREPARE x AS SELECT 1",
  "EXECUTE x",
  "",
  ";",
  "-- nothing",
])("refused: %s", async (sql) => {
  const told = sql.replaceAll("OUT", out()).replaceAll("PROJECT", join(folder, "p"));
  const error = await run(told).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ report: { exit: 2, code: expect.stringMatching(/^query\.(not_allowed|failed)$/) } });
  expect(existsSync(out())).toBe(false);
});

test.each([
  ["SELECT 40 + 2", [[42]]],
  ["/* a /* b */ c */ -- d\n SELECT 2;", [[2]]],
  ["FROM fact SELECT name", [["x"]]],
  ["(SELECT 1) UNION ALL (SELECT 1)", [[1], [1]]],
  ["WITH a AS (VALUES (3)) FROM a", [[3]]],
  ["SELECT * FROM query('SELECT 3')", [[3]]],
])("allowed: %s", async (sql, rows) => {
  expect((await run(sql)).rows).toEqual(rows);
});

test("EXPLAIN of a SELECT shows its plan", async () => {
  for (const sql of ["EXPLAIN SELECT 1", "EXPLAIN ANALYZE SELECT 1", "explain (format json) SELECT 1"])
    expect(JSON.stringify((await run(sql)).rows)).toMatch(/plan/);
});

test("nothing was changed by all that was refused", async () => {
  expect((await run("SELECT count(*) FROM fact")).rows).toEqual([[1]]);
  expect((await run("SELECT count(*) FROM plim.guest")).rows).toEqual([[0]]);
});

test("an error in the SQL tells its line and what would be right", async () => {
  await expect(run("SELECT\n\n nosuch FROM fact")).rejects.toMatchObject({
    report: { code: "query.failed", where: { line: 3 }, what: expect.stringContaining("nosuch") },
  });
  await expect(run("SELEC 1")).rejects.toMatchObject({ report: { what: expect.not.stringContaining("extract") } });
});

test("values are exact: numbers up to 2^53, text beyond, times in UTC, digests in hex, unknown is null", async () => {
  const { columns, rows } = await run(`SELECT 9007199254740992 AS a, 9007199254740993 AS b, -9007199254740993 AS c,
    (2::HUGEINT ** 100)::HUGEINT AS d, 5::HUGEINT AS e, 1.25 AS f, 0.1::DOUBLE AS g, NULL AS h, 255::UHUGEINT AS hash,
    255::UHUGEINT AS total, make_timestamp_ns(-1) AS i, DATE '2026-11-21' AS j, [1, NULL] AS k, {'x': 2} AS l,
    'nan'::DOUBLE AS m, true AS n, 'a'::ENUM('a', 'b') AS o, '\\xFF'::BLOB AS p, 1e300 AS q`);
  expect(rows).toEqual([
    [
      ...[2 ** 53, "9007199254740993", "-9007199254740993", String(2n ** 100n), 5, 1.25, 0.1, null],
      ...["000000000000000000000000000000ff", 255, "1969-12-31T23:59:59.999999999Z", "2026-11-21", [1, null]],
      ...[{ x: 2 }, "NaN", true, "a", "ff", 1e300],
    ],
  ]);
  expect(columns[16]).toEqual({ name: "o", type: "ENUM" });
});

test("the row cap cuts and says so, but not when the result ends there", async () => {
  expect(await run("FROM range(7)", 7)).toMatchObject({ truncated: false });
  const cut = await run("FROM range(100000000)", 3);
  expect(cut.rows).toEqual([[0], [1], [2]]);
  expect(cut.truncated).toBe(true);
});

const ENDLESS = "SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b";

test("a deadline and a cancel stop a query, and the reader goes on", async () => {
  const never = new AbortController().signal;
  await expect(runJson(reader, { sql: ENDLESS, deadlineMs: 50 }, never)).rejects.toMatchObject({
    report: { code: "query.deadline", exit: 4 },
  });
  // Rows that had been read by then are no answer either.
  const rows = { sql: "FROM range(1000000000000)", limit: 1e12, deadlineMs: 50 };
  await expect(runJson(reader, rows, never)).rejects.toMatchObject({ report: { code: "query.deadline" } });
  const abort = new AbortController();
  const running = runJson(reader, { sql: ENDLESS }, abort.signal);
  await computing();
  abort.abort();
  await expect(running).rejects.toMatchObject({
    report: { code: "job.cancelled", exit: 4 },
  });
  expect((await run("SELECT 1")).rows).toEqual([[1]]);
});

test("parameters are bound with their types", async () => {
  const params = [
    { type: "BIGINT", value: "9007199254740993" },
    { type: "DOUBLE", value: 2 },
    { type: "VARCHAR", value: null },
  ] as const;
  const sql = "SELECT typeof($1), $1 + 0, typeof($2), $3 IS NULL";
  const { rows } = await runJson(reader, { sql, params }, new AbortController().signal);
  expect(rows).toEqual([["BIGINT", "9007199254740993", "DOUBLE", true]]);
  await expect(run("SELECT $1")).rejects.toMatchObject({ report: { code: "query.failed", exit: 2 } });
});
