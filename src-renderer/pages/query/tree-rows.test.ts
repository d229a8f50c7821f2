import { describe, expect, it } from "vitest";
import { buildCatalogue, type CatalogueRow } from "../../editor/catalogue.ts";
import { columnNote, rowCount, treeRows } from "./tree-rows.ts";

const rows: readonly CatalogueRow[] = [
  ["main", "fault", "stall_ns", "BIGINT"],
  ["main", "fault", "kind", "ENUM('ept')"],
  ["main", "page", "hash", "UHUGEINT"],
  ["ev", "kvm_exit", "reason", "BIGINT"],
];
const catalogue = buildCatalogue(rows, { fault: 9_114_027, page: 0 }, 1);
const shown = (open: readonly string[], filter = "") =>
  treeRows(catalogue, new Set(open), filter).map((row) =>
    row.kind === "group" ? `[${row.title}]` : row.kind === "table" ? row.table.name : `  ${row.column.name}`,
  );

describe("the catalogue tree", () => {
  it("has tables with rows first, and the others in groups that are closed", () => {
    expect(shown([])).toEqual(["fault", "[Events by tracepoint]", "[Tables without rows]"]);
    expect(shown(["group:events", "table:fault"])).toEqual([
      ...["fault", "  stall_ns", "  kind", "[Events by tracepoint]", "ev.kvm_exit", "[Tables without rows]"],
    ]);
  });

  it("is opened by a filter to what it finds, in names of tables and of columns", () => {
    expect(shown([], "PAGE")).toEqual(["[Tables without rows]", "page"]);
    expect(shown([], "stall")).toEqual(["fault", "  stall_ns"]);
    expect(shown([], "exit")).toEqual(["[Events by tracepoint]", "ev.kvm_exit"]);
    expect(shown([], "nothing")).toEqual([]);
  });

  it("says how many rows there are in few characters, and what a column is measured in", () => {
    expect([24_012, 9_114_027, 31_240_000, 450_000_000].map(rowCount)).toEqual([
      ...["24\u202f012", "9.11\u202fM", "31.2\u202fM", "450\u202fM"],
    ]);
    expect(catalogue[0]?.columns.map(columnNote)).toEqual(["ns", "text"]);
  });
});
