import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { findDocument, MOST_DOCUMENT_BYTES, readDocuments, removeDocument, saveDocument } from "./documents.ts";
import { acquireLock } from "./lock.ts";
import { createProject } from "./project.ts";
import { removeFolder, temporaryFolder } from "./testing/project.ts";

/** Links need a privilege on Windows. */
const canLink = process.platform !== "win32";

const folder = temporaryFolder();
afterAll(() => removeFolder(folder));

let project = "";
let made = 0;
beforeEach(() => {
  project = join(folder, `${++made}.plimsoll`);
  createProject(project).close();
});

const names = (kind: "scenario" | "query" | "answer") => readDocuments(project, kind).map(({ name }) => name);
const code = (work: () => unknown): string => {
  try {
    work();
    return "nothing thrown";
  } catch (thrown) {
    return (thrown as { report?: { code: string } }).report?.code ?? String(thrown);
  }
};

describe("documents of a project", () => {
  it("are plain files that anybody can read: JSON for scenarios and answers, SQL for queries", () => {
    saveDocument(project, "scenario", "small host", '{"seed":1}\n');
    saveDocument(project, "query", "Fehler je Gast (ä)", "SELECT 1");
    saveDocument(project, "answer", "a", "{}");
    expect(readFileSync(join(project, "scenarios", "small host.json"), "utf8")).toBe('{"seed":1}\n');
    expect(readFileSync(join(project, "queries", "Fehler je Gast (ä).sql"), "utf8")).toBe("SELECT 1");
    expect(readdirSync(join(project, "answers"))).toEqual(["a.json"]);
    expect(readDocuments(project, "query")).toEqual([
      { name: "Fehler je Gast (ä)", text: "SELECT 1", modified_ms: expect.any(Number) },
    ]);
  });

  it("are replaced whole, removed by name, and removing twice is no error", () => {
    saveDocument(project, "query", "one", "SELECT 1");
    saveDocument(project, "query", "one", "SELECT 2");
    saveDocument(project, "query", "two", "SELECT 3");
    expect(readDocuments(project, "query").map(({ text }) => text)).toEqual(["SELECT 2", "SELECT 3"]);
    removeDocument(project, "query", "one");
    removeDocument(project, "query", "one");
    expect(names("query")).toEqual(["two"]);
  });

  it("can be written while an import has the project locked", () => {
    const lock = acquireLock(project);
    saveDocument(project, "query", "one", "SELECT 1");
    lock.release();
    expect(names("query")).toEqual(["one"]);
  });

  it("do without a folder that an older project lacks, and make it for the first one", () => {
    rmSync(join(project, "queries"), { recursive: true });
    expect(names("query")).toEqual([]);
    removeDocument(project, "query", "one");
    saveDocument(project, "query", "one", "SELECT 1");
    expect(names("query")).toEqual(["one"]);
  });

  it("leave no half-written file, also of a process that ended in the middle", () => {
    const left = join(project, "queries", ".999999999-1.tmp");
    writeFileSync(left, "SELE");
    saveDocument(project, "query", "one", "SELECT 1");
    expect(readdirSync(join(project, "queries"))).toEqual(["one.sql"]);
  });

  it("are only plain files with the ending of their kind, of a bearable size", () => {
    const queries = join(project, "queries");
    writeFileSync(join(queries, "notes.txt"), "x");
    writeFileSync(join(queries, ".hidden.sql"), "x");
    mkdirSync(join(queries, "folder.sql"));
    if (canLink) symlinkSync("/etc/passwd", join(queries, "linked.sql"));
    writeFileSync(join(queries, "huge.sql"), "");
    truncateSync(join(queries, "huge.sql"), MOST_DOCUMENT_BYTES + 1);
    saveDocument(project, "query", "good", "SELECT 1");
    expect(names("query")).toEqual(["good"]);
  });
});

describe("what is refused", () => {
  it("is a name that leads elsewhere or is none on some system", () => {
    for (const name of ["../evil", "a/b", "a\\b", ".hidden", "..", "CON", "nul", "com1", "LPT9.old"])
      expect([name, code(() => saveDocument(project, "query", name, "x"))]).toEqual([name, "document.bad_name"]);
    for (const name of ["../project", "..\\project"])
      for (const work of [removeDocument, findDocument])
        expect(code(() => work(project, "scenario", name))).toBe("document.bad_name");
  });

  it("is a scenario or an answer that is no JSON", () => {
    expect(code(() => saveDocument(project, "scenario", "a", "{"))).toBe("document.not_json");
    expect(code(() => saveDocument(project, "answer", "a", ""))).toBe("document.not_json");
    expect(names("scenario")).toEqual([]);
  });

  it("is more than a document holds", () => {
    const text = "ä".repeat(MOST_DOCUMENT_BYTES / 2 + 1);
    expect(code(() => saveDocument(project, "query", "a", text))).toBe("document.too_large");
  });

  it.skipIf(!canLink)("is a folder that leads out of the project", () => {
    const outside = join(folder, `outside-${made}`);
    mkdirSync(outside);
    rmSync(join(project, "queries"), { recursive: true });
    symlinkSync(outside, join(project, "queries"));
    expect(code(() => saveDocument(project, "query", "a", "x"))).toBe("document.outside");
    expect(code(() => readDocuments(project, "query"))).toBe("document.outside");
    expect(readdirSync(outside)).toEqual([]);
  });

  it("is a project that is not there", () => {
    const nowhere = join(folder, "none.plimsoll");
    expect(code(() => readDocuments(nowhere, "query"))).toBe("project.not_found");
    expect(code(() => saveDocument(nowhere, "query", "a", "x"))).toBe("project.not_found");
  });
});
