import { expect, test } from "vitest";
import { failure } from "../../src-shared/base/errors.ts";
import { cleanMessage, storeFailure } from "./store-errors.ts";

// Messages as DuckDB 1.5.5 and Node 20 give them.
test.each<[string, unknown, string, number]>([
  [
    "a full disk, told by the database",
    new Error('TransactionContext Error: Failed to commit: Could not write file "x": No space left on device'),
    "store.disk_full",
    3,
  ],
  [
    "a full disk, told by the system",
    Object.assign(new Error("ENOSPC: no space"), { code: "ENOSPC" }),
    "store.disk_full",
    3,
  ],
  ["a quota", Object.assign(new Error("EDQUOT: quota"), { code: "EDQUOT" }), "store.disk_full", 3],
  ["a failing disk", new Error('IO Error: Could not read from file "x": Input/output error'), "store.io", 3],
  ["a folder that may not be written", Object.assign(new Error("EACCES: denied"), { code: "EACCES" }), "store.io", 3],
  ["anything else is a fault of ours", new Error("Constraint Error: NOT NULL constraint failed"), "store.failed", 5],
])("%s", (_, thrown, code, exit) => {
  expect(storeFailure(thrown, "a.duckdb", "storing rows").report).toMatchObject({
    code,
    exit,
    where: { file: "a.duckdb" },
  });
});

test("an error that has a code already keeps it", () => {
  const own = failure("project.in_use", "x");
  expect(storeFailure(own, "a", "b")).toBe(own);
});

test("a message loses the excerpt of the SQL and its line breaks", () => {
  const message =
    'Catalog Error: Table with name x does not exist!\nDid you mean "y"?\n\nLINE 1: SELECT * FROM x\n        ^';
  expect(cleanMessage(new Error(message))).toBe('Catalog Error: Table with name x does not exist! Did you mean "y"?');
});
