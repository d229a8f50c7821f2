import { describe, expect, it } from "vitest";
import { buildCatalogue, type CatalogueRow, tableNamed, typeWord } from "./catalogue.ts";
import { meaningOf, type SqlSources, suggestionsAt } from "./completion.ts";
import { contextAt } from "./sql-context.ts";

const rows: readonly CatalogueRow[] = [
  ["main", "fault", "capture", "INTEGER"],
  ["main", "fault", "t", "BIGINT"],
  ["main", "fault", "time", "TIMESTAMP_NS"],
  ["main", "fault", "guest", "VARCHAR"],
  ["main", "fault", "stall_ns", "BIGINT"],
  ["main", "fault", "kind", "ENUM('ept', 'npt')"],
  ["main", "guest", "name", "VARCHAR"],
  ["main", "guest", "ram_bytes", "BIGINT"],
  ["main", "page", "guest", "VARCHAR"],
  ["main", "page", "hash", "UHUGEINT"],
  ["ev", "kvm_exit", "order", "BIGINT"],
];
const sources: SqlSources = {
  catalogue: buildCatalogue(rows, { fault: 12_345, page: 0 }, 2),
  functions: [
    { name: "starts_with", signature: "starts_with(string, search_string)", description: "Whether it begins so." },
  ],
};
const at = (text: string) => {
  const context = contextAt(text.replace("|", ""), text.indexOf("|"));
  if (!context) throw new Error("no context");
  return context;
};
const labels = (text: string, kind?: string) =>
  suggestionsAt(at(text), sources)
    .filter((one) => kind === undefined || one.kind === kind)
    .map(({ label }) => label);

describe("the catalogue", () => {
  it("takes its columns from the project and their meaning and unit from the tables' declaration", () => {
    const fault = tableNamed(sources.catalogue, "FAULT");
    expect(fault?.rows).toBe(12_345);
    expect(fault?.columns.find(({ name }) => name === "stall_ns")).toMatchObject({ unit: "ns", type: "BIGINT" });
    expect(fault?.columns.find(({ name }) => name === "kind")?.words).toContain("ept");
    expect(fault?.columns.every(({ meaning }) => meaning !== null)).toBe(true);
    expect(tableNamed(sources.catalogue, "guest")).toMatchObject({ rows: 2 });
    expect(tableNamed(sources.catalogue, "ev.kvm_exit")?.rows).toBeNull();
  });

  it("says in a word what a column without a unit holds", () => {
    expect(["VARCHAR", "ENUM", "BOOLEAN", "TIMESTAMP_NS", "UHUGEINT", "SMALLINT"].map(typeWord)).toEqual([
      ...["text", "text", "yes or no", "time", "digest", "number"],
    ]);
  });
});

describe("completion", () => {
  it("offers tables behind FROM, those with rows before the others, with how many rows they have", () => {
    expect(labels("select * from |")).toEqual(["fault", "guest", "page", "ev.kvm_exit"]);
    const found = suggestionsAt(at("from |"), sources);
    expect(found.find(({ label }) => label === "fault")?.detail).toBe("12\u202f345 rows");
    expect((found.find(({ label }) => label === "page")?.rank ?? 0) > (found[0]?.rank ?? 9)).toBe(true);
  });

  it("offers the columns of the tables in reach with their unit and meaning", () => {
    const found = suggestionsAt(at("select sta| from fault"), sources);
    const stall = found.find(({ label }) => label === "stall_ns");
    expect(stall).toMatchObject({ kind: "column", detail: "fault, ns" });
    expect(stall?.doc).toMatch(/, in ns\.$/);
    expect(labels("select | from fault", "column")).not.toContain("hash");
    expect(found.find(({ label }) => label === "starts_with")).toMatchObject({
      insert: "starts_with($0)",
      kind: "function",
    });
  });

  it("leaves the letter of an alias alone, and offers what may follow a table", () => {
    expect(labels("select * from fault f|")).toEqual([]);
    expect(labels("select * from fault wh|")).toContain("where");
    expect(labels("select * from fault wh|")).not.toContain("between");
  });

  it("resolves aliases before a dot, and the schema of events", () => {
    expect(labels("select g.| from fault f join guest g")).toEqual(["name", "ram_bytes"]);
    expect(labels("select * from ev.|")).toEqual(["kvm_exit"]);
    expect(suggestionsAt(at("select e.| from ev.kvm_exit e"), sources)[0]).toMatchObject({
      label: "order",
      insert: '"order"',
    });
  });

  it("offers columns of all tables with rows while no table is named", () => {
    expect(labels("select |", "column")).toEqual([
      "capture",
      "t",
      "time",
      "guest",
      "stall_ns",
      "kind",
      "name",
      "ram_bytes",
      "order",
    ]);
    expect(
      suggestionsAt(at("select gue| from fault, page"), sources).find(({ label }) => label === "guest")?.detail,
    ).toBe("fault, page, text");
  });

  it("offers the parameters of the selection, names that the query gives, and keywords as they are being written", () => {
    expect(labels("where t > $|")).toEqual(["$from", "$to", "$guests"]);
    expect(labels("select count(*) as faults from fault order by |")).toContain("faults");
    expect(labels("select t from fault where t LI|", "keyword")).toContain("LIKE");
    expect(labels("select t from fault where t li|", "keyword")).toContain("like");
  });
});

describe("a word's meaning", () => {
  const meaning = (text: string, word: string) => meaningOf(word, at(text), sources);
  it("is that of the column, the table, the function or the parameter", () => {
    expect(meaning("select |stall_ns from fault", "stall_ns")).toMatchObject({ head: "fault.stall_ns  BIGINT" });
    expect(meaning("select f.|ram_bytes from fault g, guest f", "ram_bytes")?.head).toBe("guest.ram_bytes  BIGINT");
    expect(meaning("select 1 from |fault", "fault")?.text).toMatch(/12\u202f345 rows/);
    expect(meaning("select |starts_with(a, b)", "starts_with")).toEqual({
      head: "starts_with(string, search_string)",
      text: "Whether it begins so.",
    });
    expect(meaning("where t > |$from", "$FROM")?.head).toBe("$from");
    expect(meaning("select |nothing", "nothing")).toBeNull();
  });
});
