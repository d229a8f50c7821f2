// Duplicates through a whole import job: the same faults as data and as text, an excerpt, and look-alikes.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writePerfText } from "../bench/generate.ts";
import type { CatalogueEntry } from "../store/contract.ts";
import { runJob } from "./pipeline.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "plimsoll-test-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

let job = 0;
async function importPaths(paths: readonly string[], catalogue: readonly CatalogueEntry[] = []) {
  const fileName = `${++job}.duckdb`;
  return runJob(
    {
      paths,
      file: join(folder, fileName),
      fileName,
      firstCaptureId: 1 + catalogue.length,
      options: { pageHash: "xxh128" },
      chunkBytes: null,
      catalogue,
      shifts: [],
      folder,
      version: "test",
    },
    new AbortController().signal,
    () => {},
  );
}

/** A recording as text, and the same with its times cut to microseconds, as perf script prints by default. */
function recording(name: string, lines: number, seed = 1): { ns: string; us: string; text: string } {
  const path = join(folder, `${name}.txt`);
  writePerfText(path, lines, seed);
  const text = readFileSync(path, "utf8");
  const us = join(folder, `${name}-us.txt`);
  writeFileSync(us, text.replace(/(\d+\.\d{6})\d{3}:/g, "$1:"));
  return { ns: path, us, text };
}

describe("the same recording twice", () => {
  it("is counted once, and the one with finer times is kept", async () => {
    const { ns, us } = recording("faults", 300);
    const { captures, duplicates } = await importPaths([us, ns]);
    const fine = captures.find((c) => c.name === "faults.txt");
    const coarse = captures.find((c) => c.name === "faults-us.txt");
    expect(coarse?.duplicate_of).toBe(fine?.id);
    expect(fine?.duplicate_of).toBeNull();
    expect(duplicates).toEqual([[coarse?.id, fine?.id]]);
  });

  it("is noticed when the second copy comes in a later import", async () => {
    const { ns, us } = recording("faults", 300);
    const first = await importPaths([ns]);
    const second = await importPaths([us], first.catalogue);
    expect(second.captures[0]?.duplicate_of).toBe(first.captures[0]?.id);
  });

  it("is noticed when the whole comes after its excerpt, which is then hidden", async () => {
    const { ns, text } = recording("faults", 300);
    const excerpt = join(folder, "head.txt");
    writeFileSync(excerpt, text.split("\n").slice(0, 40).join("\n").concat("\n"));
    const first = await importPaths([excerpt]);
    const second = await importPaths([ns], first.catalogue);
    expect(second.duplicates).toEqual([[first.captures[0]?.id, second.captures[0]?.id]]);
  });

  it("is not loaded at all when its content is the same to the byte", async () => {
    const { ns } = recording("faults", 100);
    const first = await importPaths([ns]);
    const second = await importPaths([ns], first.catalogue);
    expect(second.written).toBe(false);
    expect(second.problems.map((p) => p.code)).toEqual(["capture.duplicate"]);
  });
});

describe("another recording", () => {
  it("is kept although it has as many events in the same span", async () => {
    const { ns, text } = recording("faults", 300);
    const other = join(folder, "other.txt");
    writeFileSync(other, text.replace(/page-faults:( +[0-9a-f]+)000 /, "page-faults:$1777 "));
    const { captures } = await importPaths([ns, other]);
    expect(captures.map((c) => c.duplicate_of)).toEqual([null, null]);
  });
});
