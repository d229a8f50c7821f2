import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ColumnMap } from "../../src-shared/capture/column-map.ts";
import { handleDetect } from "../backend/handlers/detect.ts";
import { createJob } from "../jobs/job.ts";
import { createProject } from "../store/project.ts";
import { mergedColumns, readColumnMaps } from "./column-maps.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "plimsoll-columns-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const MAP: ColumnMap = {
  header: ["when", "box", "where"],
  table: "fault",
  columns: { when: { is: "t", unit: "s" }, box: { is: "guest" }, where: { is: "gfn", unit: "hex" } },
};
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const read = (value: unknown) => readColumnMaps(file("map.json", JSON.stringify(value)));

describe("a file of column maps", () => {
  it("is read as it stands", () => {
    expect(read([MAP])).toEqual([MAP]);
  });
  it("with a mistake is refused with its place and what is wrong", () => {
    const codes = (value: unknown) => {
      try {
        read(value);
        return null;
      } catch (thrown) {
        const { report } = thrown as { report: { code: string; what: string; exit: number } };
        return [report.code, report.exit, report.what];
      }
    };
    expect(codes([{ ...MAP, colums: {} }])?.slice(0, 2)).toEqual(["columns.bad_value", 2]);
    expect(codes([{ ...MAP, columns: { whom: { is: "guest" } } }])?.[2]).toContain("whom is no column of its header");
    expect(codes([{ ...MAP, columns: { when: { is: "t" } } }])?.[2]).toContain("page faults need a column gpa");
    expect(codes([{ ...MAP, table: "counter" }])?.[2]).toContain("statistics need columns name and value");
    expect(codes([{ ...MAP, table: "event" }])?.[2]).toContain("events need a column event");
    expect(() => readColumnMaps(file("no.json", "{"))).toThrow("cannot be read");
  });
  it("replaces the map for its header and leaves the others", () => {
    const other = { ...MAP, header: ["a", "b", "c"] };
    const newer = { ...MAP, delimiter: ";" as const };
    expect(mergedColumns([MAP, other], [newer])).toEqual([other, newer]);
    expect(mergedColumns([MAP], [{ ...MAP, headless: true }])).toHaveLength(2);
  });
});

it("a project's own maps count when files are looked at for it; without them the columns are told", async () => {
  const project = createProject(join(folder, "p.plimsoll"));
  project.update((manifest) => ({ ...manifest, columns: [MAP] }));
  project.close();
  const table = file("odd.csv", "when,box,where\n1.5,a,10\n2,b,ff\n");
  const look = async (of: string | null) =>
    (await handleDetect({ paths: [table], project: of }, createJob("Look"))).files[0];
  expect(await look(project.path)).toMatchObject({ format: "delimited" });
  expect(await look(null)).toMatchObject({ format: null, why: expect.stringContaining("not known: when, box, where") });
});
