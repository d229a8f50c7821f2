import { describe, expect, test } from "vitest";
import type { Parameter } from "../../../src-shared/dashboard/schema.ts";
import { newRow, parametersOf, problemOf, rowOf } from "./parameter-rows.ts";

const parameter = (choices: Parameter["choices"]): Parameter => ({
  ...{ name: "guest", type: "text", default: "a" },
  ...(choices === undefined ? {} : { choices }),
});

describe("parameters in their dialog", () => {
  test("stay as they are where nothing was typed, also choices that hold a comma", () => {
    const all = [parameter(["a, b", "c"]), parameter({ sql: "SELECT 1, 2" }), parameter(undefined)];
    for (const one of all) expect(parametersOf([rowOf(one)])).toEqual([one]);
  });

  test("get choices from a list parted by commas or from a query", () => {
    const row = { ...rowOf(parameter(["a, b", "c"])), choices: "x,  y ," };
    expect(parametersOf([row])).toEqual([parameter(["x", "y"])]);
    expect(parametersOf([{ ...row, choices: " SELECT name FROM guest " }])).toEqual([
      parameter({ sql: "SELECT name FROM guest" }),
    ]);
    expect(parametersOf([{ ...rowOf(parameter(["1", "2"])), type: "number", standard: "2" }])).toEqual([
      { name: "guest", type: "number", default: 2, choices: [1, 2] },
    ]);
  });

  test("cannot be called alike", () => {
    expect(problemOf([newRow(1), newRow(2)])).toBeNull();
    expect(problemOf([newRow(1), newRow(1)])).toBe("two parameters are called value1");
  });
});
