// The model book against the code and the validation table: nothing that it names is missing, nothing that checks is left out.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { rows } from "../../src-shared/validation/registry.ts";
import { chapters } from "./model-book.ts";

const all = chapters();
const ids = rows.map(({ id }) => id);

describe("the model book", () => {
  it("cites every row of the validation table, and no other", () => {
    const cited = new Set(all.flatMap((chapter) => chapter.rows));
    expect(ids.filter((id) => !cited.has(id))).toEqual([]);
    expect([...cited].filter((id) => !ids.includes(id))).toEqual([]);
  });

  it("names files of the code that are there, in every chapter", () => {
    for (const { path, code } of all) {
      expect(code.length, path).toBeGreaterThan(0);
      expect(
        code.filter((file) => !existsSync(file)),
        path,
      ).toEqual([]);
    }
  });

  it("has a formula, a source, limits and rows in every chapter", () => {
    for (const { path, text, rows: checked } of all) {
      expect(text, path).toMatch(/\$\$[\s\S]+?\$\$/);
      expect(text, path).toMatch(/^\*\*Sources\.\*\* .{10}/m);
      expect(text, path).toMatch(/^\*\*Limits\.\*\* .{10}/m);
      expect(checked.length, path).toBeGreaterThan(0);
    }
  });

  it("has a chapter that names each mechanism and each published system", () => {
    const code = all.flatMap((chapter) => chapter.code);
    const folders = readdirSync("src-shared/model/mechanisms", { withFileTypes: true }).filter((one) =>
      one.isDirectory(),
    );
    for (const { name } of folders)
      expect(
        code.some((file) => file.startsWith(`src-shared/model/mechanisms/${name}/`)),
        name,
      ).toBe(true);
    const systems = readdirSync("src-shared/model/systems").filter(
      (name) => !/^(registry|system|.*\.test)\.ts$/.test(name),
    );
    for (const name of systems) expect(code).toContain(`src-shared/model/systems/${name}`);
  });

  it("is what links in the docs lead to", () => {
    const docs = ["README.md", ...readdirSync("docs").map((name) => `docs/${name}`)].filter((path) =>
      path.endsWith(".md"),
    );
    for (const path of docs) expect(readFileSync(path, "utf8"), path).not.toContain("docs/model.md");
  });
});
