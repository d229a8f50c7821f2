// The queries that the window offers to begin with, and the one it reads its catalogue with, against the project's views.
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runJson } from "../src-main/store/query-run.ts";
import { openReader, type Reader } from "../src-main/store/reader.ts";
import { checkSql } from "../src-main/store/sql-check.ts";
import { captureRow, guest, makeProject, removeFolder, temporaryFolder } from "../src-main/store/testing/project.ts";
import { buildCatalogue, CATALOGUE_SQL, type CatalogueRow } from "../src-renderer/editor/catalogue.ts";
import { SAMPLES, samplesFor } from "../src-renderer/pages/query/samples.ts";
import { tables } from "../src-shared/capture/tables.ts";

let folder: string;
let reader: Reader;
beforeAll(async () => {
  folder = temporaryFolder();
  await makeProject(
    join(folder, "p"),
    [
      {
        capture: [captureRow(1)],
        name: [{ id: 0, text: "kvm:kvm_exit" }],
        event_field: [{ capture_id: 1, event_id: 0, v: 1, name: "exit_reason", type: "u32" }],
        event: [{ capture_id: 1, seq: 0, event_id: 0, v1: 5 }],
      },
    ],
    { guests: [guest(1, "alpha")] },
  );
  reader = await openReader(join(folder, "p"));
});
afterAll(() => {
  reader.close();
  removeFolder(folder);
});

describe("sample queries", () => {
  test.each(SAMPLES.map(({ title, sql }) => [title, sql] as const))("%s can run", async (_title, sql) => {
    expect(await checkSql(reader, sql)).toBeNull();
  });

  test("are three that fit the tables with rows", () => {
    expect(samplesFor({ fault: 10, capture: 1, fact: 5 }).map(({ title }) => title)).toEqual([
      ...["Faults by region", "Settings of the host", "Captures and what they lost"],
    ]);
    expect(samplesFor({})).toEqual([]);
  });
});

test("the catalogue has every table with the meaning of every column, and the events of each tracepoint", async () => {
  const { rows } = await runJson(reader, { sql: CATALOGUE_SQL, limit: 10_000 }, new AbortController().signal);
  const catalogue = buildCatalogue(rows as unknown as readonly CatalogueRow[], { event: 1 }, 1);
  const names = catalogue.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining([...tables.map(({ name }) => name), "guest", "ev.kvm_exit"]));
  const plain = catalogue.filter(({ name }) => !name.startsWith("ev."));
  expect(
    plain.flatMap((table) => table.columns.filter((c) => c.meaning === null).map((c) => `${table.name}.${c.name}`)),
  ).toEqual([]);
  expect(catalogue.find(({ name }) => name === "ev.kvm_exit")?.columns.map(({ name }) => name)).toContain(
    "exit_reason",
  );
});
