// The expected behaviour is that of the package's README and of its own tests (duckdb-async 1.4, test/basic.test.ts).
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Database, OPEN_READONLY, OPEN_READWRITE } from "./database.ts";
import { removeFolder, temporaryFolder } from "./testing/project.ts";

let folder: string;
let db: Database;
beforeEach(async () => {
  folder = temporaryFolder();
  db = await Database.create(":memory:");
});
afterEach(async () => {
  await db.close();
  removeFolder(folder);
});

test("all gives rows as objects, BIGINT as bigint and INTEGER as number", async () => {
  expect(await db.all("select * from range(1,4)")).toEqual([{ range: 1n }, { range: 2n }, { range: 3n }]);
  expect(await db.all("select 42 as a")).toEqual([{ a: 42 }]);
  expect(await db.all("SELECT * from range(?,?)", 1, 3)).toEqual([{ range: 1n }, { range: 2n }]);
});

test("an error has the database's message and the package's code", async () => {
  await expect(db.all("select * from bogusTable")).rejects.toMatchObject({
    message: expect.stringContaining("Table with name bogusTable does not exist!"),
    code: "DUCKDB_NODEJS_ERROR",
  });
  await expect(Database.create(":memory:", OPEN_READONLY)).rejects.toMatchObject({
    message: expect.stringContaining("Cannot launch in-memory database in read-only mode!"),
  });
});

test("exec runs all statements of a text, run one with values", async () => {
  await db.exec(
    "CREATE TABLE foo (txt text, num int, flt double, blb blob); INSERT INTO foo VALUES ('a', 1, 0.5, NULL)",
  );
  await db.run("INSERT INTO foo VALUES (?, ?, ?, ?)", "b", 2, 1.5, new Uint8Array([1, 255]));
  expect(await db.all("SELECT txt, num, flt FROM foo ORDER BY num")).toEqual([
    { txt: "a", num: 1, flt: 0.5 },
    { txt: "b", num: 2, flt: 1.5 },
  ]);
  expect(await db.all("SELECT count(*) AS n FROM foo WHERE blb = '\\x01\\xFF'::BLOB")).toEqual([{ n: 1n }]);
});

test("a prepared statement runs with its values or with others until it is finalized", async () => {
  const statement = await db.prepare("SELECT * from range(?,?)", 0, 1);
  expect(await statement.all()).toEqual([{ range: 0n }]);
  expect(await statement.all(1, 3)).toEqual([{ range: 1n }, { range: 2n }]);
  await statement.finalize();
  const create = await db.prepare("CREATE TABLE foo (num int)");
  await (await create.run()).finalize();
  expect(await db.all("SELECT * FROM foo")).toEqual([]);
});

test("a date is bound as a moment and comes back as one", async () => {
  const moment = new Date("2026-11-21T10:15:35.123Z");
  expect(await db.all("SELECT ?::TIMESTAMP AS t", moment)).toEqual([{ t: moment }]);
});

test("a file opened for reading only cannot be changed", async () => {
  const file = join(folder, "x.db");
  const writer = await Database.create(file, OPEN_READWRITE);
  await writer.exec("CREATE TABLE foo (num int)");
  await writer.close();
  const reader = await Database.create(file, OPEN_READONLY);
  await expect(reader.run("INSERT INTO foo VALUES (1)")).rejects.toMatchObject({ code: "DUCKDB_NODEJS_ERROR" });
  await reader.close();
  const options = await Database.create(file, { access_mode: "READ_WRITE", max_memory: "512MB", threads: "2" });
  await options.run("INSERT INTO foo VALUES (1)");
  expect(await options.all("SELECT num FROM foo")).toEqual([{ num: 1 }]);
  await options.close();
});

test("a closed database refuses further work", async () => {
  const other = await Database.create(":memory:");
  await other.close();
  await expect(other.all("SELECT 1")).rejects.toMatchObject({ code: "DUCKDB_NODEJS_ERROR" });
});
