import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { rowsOf } from "../analysis/sql.ts";
import { imported } from "../analysis/testing/project.ts";
import { parseCopyTime } from "./text/stamp.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "plimsoll-copy-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, text: string): void {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
}

async function valuesOf(series: string) {
  const query = await imported([folder]);
  try {
    const sql = `SELECT t::VARCHAR AS t, value FROM counter WHERE name = '${series}' ORDER BY counter.t, value`;
    return (await rowsOf(query, sql)).map((row) => [row.t, Number(row.value)]);
  } finally {
    await query.close();
  }
}

it("reads the clocks of a stamp, in ns or in seconds", () => {
  expect(parseCopyTime("wall_ns=1795255510845173453 uptime=3530.00 2733.34 kernel=6.18\n")).toEqual({
    wallNs: 1795255510845173453n,
    monoNs: null,
    bootNs: 3530_000_000_000n,
  });
  expect(parseCopyTime("wall_s=1795254653 uptime=51.68 40.47\n")?.wallNs).toBe(1795254653_000_000_000n);
  expect(parseCopyTime("mono_ns=5\n")).toEqual({ wallNs: null, monoNs: 5n, bootNs: null });
  expect(parseCopyTime("Dear Sir,\n")).toBeNull();
});

describe("a folder with a STAMP", () => {
  it("gives its time to the files in it and below; equal files of two moments are two", async () => {
    for (const [at, current] of [
      ["1-start", 4096],
      ["2-later", 4096],
    ] as const) {
      put(`${at}/STAMP.txt`, `wall_s=${at[0]}\n`);
      put(`${at}/sys/fs/cgroup/vm/memory.current`, `${current}\n`);
    }
    expect(await valuesOf("memory.current")).toEqual([
      ["1000000000", 4096],
      ["2000000000", 4096],
    ]);
  });
  it("does not change what a file's own stamps say; a letter of that name is no stamp", async () => {
    put("STAMP", "wall_ns=5\n");
    put("a.txt", "# stamp wall_ns=7 mono_ns=1\nMemTotal: 8 kB\nMemFree: 4 kB\n");
    put("letters/STAMP", "Dear Sir,\n");
    put("letters/b.txt", "MemTotal: 12 kB\nMemFree: 4 kB\n");
    expect(await valuesOf("meminfo.MemTotal")).toEqual([
      ["5", 12288],
      ["7", 8192],
    ]);
  });
});
