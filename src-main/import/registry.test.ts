import { expect, test } from "vitest";
import { tables } from "../../src-shared/capture/tables.ts";
import { importers } from "./registry.ts";

test("formats have ids of their own, and fill tables that there are", () => {
  expect(new Set(importers.map((one) => one.id)).size).toBe(importers.length);
  const known = new Set<string>(tables.map((table) => table.name));
  expect(importers.flatMap((one) => one.tables.filter((table) => !known.has(table)))).toEqual([]);
});

test("every format says how its files are made, how exact it is, and what it does not read", () => {
  expect(importers.filter((one) => !one.notes).map((one) => one.id)).toEqual([]);
  for (const { notes } of importers)
    for (const text of Object.values(notes ?? {})) expect(text).toMatch(/^[^.].+[^.]$/s);
});
