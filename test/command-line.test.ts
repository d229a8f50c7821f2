// The command line used in odd ways: what is said, where, and with which exit code.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Database } from "../src-main/store/database.ts";
import { literal } from "../src-main/store/ddl.ts";
import { errorOf, plimsoll, reply, scenarioFile, scratch } from "./program.ts";

let project = "";
const STATIC = { host: { memory_bytes: 2 ** 30 }, guests: [{ kind: "static", ram_bytes: 2 ** 26 }] };

beforeAll(async () => {
  project = join(scratch(), `an "odd" pröject, it's.plimsoll`);
  await reply(["import", "samples/three-vms/ksm.csv", "-p", project]);
});

describe("wrong usage", () => {
  it("without a command points to the list of commands", async () => {
    const { code, out, err } = await plimsoll([]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(/no command was given[\s\S]*plimsoll --help/);
  });

  it("of a command points to the help of that command", async () => {
    const outcome = await plimsoll(["size", scenarioFile(STATIC), "--json"]);
    expect(outcome.code).toBe(2);
    expect(errorOf(outcome).next).toContain("plimsoll size --help");
  });

  it("always comes with a next step", async () => {
    const answer = join(scratch(), "answer.json");
    writeFileSync(answer, "{}");
    const wrong = [
      ["no-such-command"],
      ["density"],
      ["density", project],
      ["density", join(project, "none.json")],
      ["density", answer, "--workers", "0"],
      ["size", answer, "--guests", "many"],
      ["query", project, "SELECT 1", "--limit", "-1"],
      ["query", project, ""],
      ["query", project, "SELECT 1", "--csv", "--json"],
      ["explain", project, answer, "n.p50"],
      ["bench", "nothing"],
      ["import", "samples/three-vms/ksm.csv", "-p", project, "--tsc-mhz", "fast"],
    ];
    for (const args of wrong) {
      const outcome = await plimsoll([...args, "--json"]);
      expect([args, outcome.code, outcome.out]).toEqual([args, 2, ""]);
      expect([args, errorOf(outcome).next]).toEqual([args, expect.stringMatching(/./)]);
    }
  });

  it("with a project that is not there is told, also where only an answer is read", async () => {
    const answer = join(scratch(), "answer.json");
    const { out } = await plimsoll(["density", scenarioFile(STATIC), "--json"]);
    writeFileSync(answer, out);
    for (const args of [
      ["info", "none"],
      ["explain", "none", answer, "n.p50"],
      ["query", "none", "SELECT 1", "--parquet", join(scratch(), "x.parquet")],
    ]) {
      const outcome = await plimsoll([...args, "--json"]);
      expect([outcome.code, errorOf(outcome).code]).toEqual([3, "project.not_found"]);
    }
    expect((await plimsoll(["explain", project, answer, "n.p50"])).code).toBe(0);
  });
});

describe("a query", () => {
  it("that was cut says so, and its CSV stays clean", async () => {
    const cut = await plimsoll(["query", project, "SELECT i FROM range(3) r(i) ORDER BY i", "--csv", "--limit", "1"]);
    expect([cut.code, cut.out]).toEqual([0, "i\n0\n"]);
    expect(cut.err).toMatch(/cut after 1 row; --limit shows more/);
    const whole = await plimsoll(["query", project, "SELECT i FROM range(3) r(i) ORDER BY i", "--csv"]);
    expect([whole.out, whole.err]).toEqual(["i\n0\n1\n2\n", ""]);
  });

  it("sends no control character of a name to the terminal", async () => {
    const { out } = await plimsoll(["query", project, "SELECT 'a' || chr(27) || '[2J' || chr(13) || 'b' AS name"]);
    expect(out).toBe("name\n-------\na\ufffd[2J\ufffdb\n");
  });

  it("goes whole into a Parquet file, whatever the limit, and leaves nothing beside it", async () => {
    const folder = scratch();
    const file = join(folder, "rows of 'ksm'.parquet");
    const sql = "SELECT i, i % 7 = 0 AS seventh, 'n' || i AS name FROM range(200000) r(i)";
    const told = await reply(["query", project, sql, "--parquet", file, "--limit", "5"]);
    expect(told).toMatchObject({ schema: "plimsoll.query/1", rows: [], row_count: 200_000, truncated: false });
    const db = await Database.create(":memory:");
    // the sum of 0 to n - 1 is n (n - 1) / 2; every seventh number of 200 000, 0 included, is ceil(200 000 / 7)
    expect(
      await db.all(
        `SELECT sum(i)::BIGINT AS sum, count(*) FILTER (seventh) AS sevenths, min(name) AS least FROM read_parquet(${literal(file)})`,
      ),
    ).toEqual([{ sum: 19_999_900_000n, sevenths: 28_572n, least: "n0" }]);
    await db.close();
    expect(readdirSync(folder)).toEqual(["rows of 'ksm'.parquet"]);
  });

  it("that may not run writes no Parquet file", async () => {
    const folder = scratch();
    for (const sql of ["DROP VIEW fact", "SELECT * FROM read_csv('package.json')", "SELECT 1; SELECT 2"]) {
      const outcome = await plimsoll(["query", project, sql, "--parquet", join(folder, "x.parquet"), "--json"]);
      expect([sql, outcome.code, errorOf(outcome).code]).toEqual([sql, 2, "query.not_allowed"]);
    }
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("a report", () => {
  it("that cannot be written is refused with a code", async () => {
    const folder = scratch();
    for (const [out, code, exit] of [
      [join(folder, "none", "r.html"), "report.write", 3],
      [join(folder, "r.docx"), "report.ending", 2],
    ] as const) {
      const outcome = await plimsoll(["report", project, "--scenario", scenarioFile(STATIC), "-o", out, "--json"]);
      expect([outcome.code, errorOf(outcome).code]).toEqual([exit, code]);
    }
  });

  it("in JSON names its file under run only", async () => {
    const out = join(scratch(), "r.json");
    const args = ["report", project, "--scenario", scenarioFile(STATIC), "-o", out];
    expect((await reply(args)).run).toEqual({ out });
    expect(Object.keys(await reply([...args, "--no-run"]))).toEqual(["density"]);
  });
});

it("recipe prints a script, and the same in JSON", async () => {
  const { out } = await plimsoll(["recipe"]);
  expect(out).toMatch(/^#!\/bin\/sh\n/);
  expect(await reply(["recipe"])).toEqual({ schema: "plimsoll.recipe/1", script: out });
});

it("an import removes nothing from a project's folders that it did not make", async () => {
  const other = join(scratch(), "p.plimsoll");
  await reply(["import", "samples/three-vms/ksm.csv", "-p", other]);
  const letters = join(other, "captures", "letters");
  mkdirSync(letters);
  writeFileSync(join(letters, "letter.txt"), "do not touch");
  await reply(["import", "samples/three-vms/meminfo.head.txt", "-p", other]);
  expect(readFileSync(join(letters, "letter.txt"), "utf8")).toBe("do not touch");
});
