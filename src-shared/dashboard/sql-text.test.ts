import { describe, expect, test } from "vitest";
import { drawnColumns } from "./columns.ts";
import { followsGuests, followsSpan, parametersIn, withValues } from "./sql-text.ts";

describe("parameters of a panel's SQL", () => {
  test("are those behind $, not what stands in strings, names or comments", () => {
    const sql = "SELECT '$a', \"$b\", $Top -- $c\n/* $d */ FROM x WHERE t BETWEEN $from AND $to AND y = $$ $e $$";
    expect([...parametersIn(sql)].sort()).toEqual(["from", "to", "top"]);
    expect([followsSpan(sql), followsGuests(sql), followsGuests("guest IN $guests")]).toEqual([true, false, true]);
  });

  test("become values for the Query page, and those of the selection stay", () => {
    expect(withValues("SELECT '$kind' WHERE kind = $kind AND n < $Top AND t > $from", { kind: "it's", top: 5 })).toBe(
      "SELECT '$kind' WHERE kind = 'it''s' AND n < 5 AND t > $from",
    );
  });
});

describe("what is drawn of a result by itself", () => {
  const heads = (...columns: readonly (readonly [string, string])[]) => columns.map(([name, type]) => ({ name, type }));

  test("is over its time, a line for each of its words", () => {
    const columns = heads(["guest", "VARCHAR"], ["t", "BIGINT"], ["faults", "BIGINT"]);
    expect(drawnColumns(columns, {})).toEqual({ x: 1, y: [2], by: 0 });
  });

  test("is over its first words without a time, each column of numbers in a colour", () => {
    const columns = heads(["reason", "VARCHAR"], ["exits", "BIGINT"], ["stall_ns", "DOUBLE"]);
    expect(drawnColumns(columns, {})).toEqual({ x: 0, y: [1, 2], by: null });
  });

  test("is what its author named", () => {
    const columns = heads(["a", "BIGINT"], ["b", "BIGINT"], ["c", "VARCHAR"]);
    expect(drawnColumns(columns, { x: "a", y: ["b"] })).toEqual({ x: 0, y: [1], by: null });
    expect(drawnColumns(columns, { y: ["b"], by: "c" })).toEqual({ x: 0, y: [1], by: 2 });
    expect(() => drawnColumns(columns, { x: "d" })).toThrow('no column "d"');
  });

  test("is nothing without numbers beside it", () => {
    expect(drawnColumns(heads(["a", "VARCHAR"]), {})).toBeNull();
    expect(drawnColumns(heads(["t", "BIGINT"], ["u", "TIMESTAMP"]), {})).toBeNull();
  });
});
