import { describe, expect, it } from "vitest";
import { contextAt } from "./sql-context.ts";
import { scanSql, spelt } from "./sql-scan.ts";

/** The context at the `|` of a text. */
const at = (text: string) => contextAt(text.replace("|", ""), text.indexOf("|"));
const sources = (text: string) => at(text)?.sources.map(({ table, alias }) => `${table} ${alias}`);

describe("tokens of SQL", () => {
  it("cover every character that is no white space, in whatever is half written", () => {
    for (const sql of [
      "select 'it''s' -- x\n from \"a b\".c where t>=$from and x::INT // 2",
      "/* a",
      "select 'abc",
      '"a',
      "é→ü",
    ]) {
      const tokens = scanSql(sql);
      expect(tokens.map(({ text }) => text).join("")).toBe(
        tokens.map(({ from, until }) => sql.slice(from, until)).join(""),
      );
      let rest = sql;
      for (const { text } of tokens) rest = rest.replace(text, "");
      expect(rest.trim()).toBe("");
    }
  });

  it("keep texts, comments, parameters and operators whole", () => {
    expect(scanSql("a>='it''s'--x\n$from//1.5e3").map(({ kind, text }) => [kind, text])).toEqual([
      ["word", "a"],
      ["sign", ">="],
      ["text", "'it''s'"],
      ["comment", "--x"],
      ["parameter", "$from"],
      ["sign", "//"],
      ["number", "1.5e3"],
    ]);
  });

  it("quote only the names that need it", () => {
    expect(["fault", "order", "A", "a b", 'q"x', "t1"].map(spelt)).toEqual([
      "fault",
      '"order"',
      '"A"',
      '"a b"',
      '"q""x"',
      "t1",
    ]);
  });
});

describe("where a cursor stands", () => {
  it("expects a table behind FROM, JOIN and a comma between tables, and a value elsewhere", () => {
    const cases = {
      "select |": "value",
      "select a from |": "table",
      "select a from fa|": "table",
      "from fault, |": "table",
    };
    const more = {
      "from fault join |": "table",
      "from fault |": "join",
      "from fault f where |": "value",
      "from fault join page on |": "value",
      "select count(| from fault": "value",
      "select a from fault group by |": "value",
      "select * from (select | from page)": "value",
      "select * from (|": "value",
    };
    for (const [text, expects] of Object.entries({ ...cases, ...more }))
      expect([text, at(text)?.expects]).toEqual([text, expects]);
  });

  it("knows the word, what stands before its dot, and where it begins", () => {
    expect(at("select f.sta| from fault f")).toMatchObject({ word: "sta", from: 9, qualifier: "f" });
    expect(at("select f.| from fault f")).toMatchObject({ word: "", from: 9, qualifier: "f" });
    expect(at("select st|all from fault")).toMatchObject({ word: "st", from: 7, qualifier: null });
    expect(at("where t > $fr|")).toMatchObject({ word: "$fr", from: 10 });
    expect(at('select "a b".| from x "a b"')).toMatchObject({ qualifier: "a b" });
  });

  it("is nowhere inside of a comment or a text", () => {
    for (const text of ["select 'a|'", "select 'a|", "-- fa|", "/* a | */", "select 1 -- |"])
      expect([text, at(text)]).toEqual([text, null]);
    expect(at("select 'a'|")).not.toBeNull();
  });
});

describe("tables in reach", () => {
  it("have their aliases, with AS and without", () => {
    expect(sources("select | from fault f, page as p, guest")).toEqual(["fault f", "page p", "guest guest"]);
    expect(sources("select | from fault left join page using (x) where 1")).toEqual(["fault fault", "page page"]);
    expect(sources("select | from ev.kvm_exit e")).toEqual(["ev.kvm_exit e"]);
    expect(sources("select | from fault inner join page p on p.a = 1")).toEqual(["fault fault", "page p"]);
  });

  it("are those of the query around the cursor and of the queries around that one", () => {
    expect(sources("select * from fault where t in (select | from page)")).toEqual(["page page", "fault fault"]);
    expect(sources("select | from (select a from page) x")).toEqual([" x"]);
    expect(sources("select a from fault; select | from page")).toEqual(["page page"]);
  });

  it("know a function behind FROM by its alias alone, and commas between values are no tables", () => {
    expect(sources("select a, b, | from range(10) r")).toEqual([" r"]);
    expect(sources("select a, b from fault where x in (a, |)")).toEqual(["fault fault"]);
  });

  it("come with the names that the query gives", () => {
    expect(
      at("with busy as (select 1), calm as (select 2) select t as moment, n as faults from | order by 1"),
    ).toMatchObject({
      queries: ["busy", "calm"],
      names: ["moment", "faults"],
    });
  });
});
