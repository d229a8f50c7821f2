// Nothing that the program started outlives the shell it was started for, however that ends.
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserPlaces, findBrowser } from "../../src-main/report/browser.ts";
import { bundle, bundleFolder } from "../../src-main/store/testing/bundle.ts";
import { descendants, isRunning, until } from "./processes.ts";

const built = bundleFolder(`orphans-${process.pid}`);
const folder = mkdtempSync(join(tmpdir(), "plimsoll-orphans-"));
const samples = join(import.meta.dirname, "..", "..", "samples", "three-vms");
const few = join(folder, "few");

beforeAll(async () => {
  mkdirSync(few);
  cpSync(join(samples, "ksm.csv"), join(few, "ksm.csv"));
  await bundle(built, {
    shell: "test/transport/shell.ts",
    print: "test/transport/print.ts",
    "backend-process": "src-main/backend/process.ts",
    "import-process": "src-main/import/process.ts",
    "query-process": "src-main/store/query-process.ts",
    "parquet-process": "src-main/store/parquet-process.ts",
    "analysis-process": "src-main/analysis/process.ts",
    "engine-worker": "src-main/jobs/engine-worker.ts",
  });
});
afterAll(() => {
  for (const path of [built, folder]) rmSync(path, { recursive: true, force: true });
});

/** A shell whose back end has an import, a query and an export under way. */
async function busyShell(place: string): Promise<ChildProcess & { readonly pid: number }> {
  mkdirSync(place);
  const shell = spawn(process.execPath, [join(built, "shell.js"), place, few, samples], {
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, PLIMSOLL_HOME: join(place, "home") },
  });
  let said = "";
  shell.stdout?.on("data", (text: Buffer) => {
    said += text;
  });
  await until(() => said.includes("busy") || shell.exitCode !== null);
  return shell as ChildProcess & { readonly pid: number };
}

describe.skipIf(process.platform !== "linux")("the processes of a shell", () => {
  it("end when it is killed, and leave no half of an import or of a file", async () => {
    const place = join(folder, "killed");
    const shell = await busyShell(place);
    // Back end, query, import, Parquet and the query of that.
    await until(() => descendants(shell.pid).length >= 5);
    const all = descendants(shell.pid);
    process.kill(shell.pid, "SIGKILL");
    await until(() => !all.some(isRunning));
    expect(readdirSync(place)).not.toContain("out.parquet");
    expect(readdirSync(place).filter((name) => name.startsWith("."))).toEqual([]);
    const captures = join(place, "written.plimsoll", "captures");
    expect(existsSync(captures) ? readdirSync(captures) : []).toEqual([]);
    expect(readdirSync(join(place, "read.plimsoll", "captures"))).toEqual(["0001.duckdb"]);
  });

  it("end when the back end alone is told to, in good order", async () => {
    const place = join(folder, "told");
    const shell = await busyShell(place);
    const backend = descendants(shell.pid)[0] as number;
    const below = descendants(backend);
    process.kill(backend, "SIGTERM");
    await until(() => ![backend, ...below].some(isRunning));
    // The next one, which the shell has started in its place, ends with the shell.
    await until(() => descendants(shell.pid).some((pid) => pid !== backend));
    const rest = descendants(shell.pid);
    process.kill(shell.pid, "SIGKILL");
    await until(() => !rest.some(isRunning));
  });
});

describe.skipIf(process.platform !== "linux")("the browser of a PDF", () => {
  const temporary = join(folder, "t");
  const script = join(folder, "browser");
  beforeAll(() => {
    mkdirSync(temporary);
    // Writes down that it runs, with another process below it.
    writeFileSync(script, '#!/bin/sh\nsleep 1000 &\necho > "$TMPDIR/runs"\nsleep 1000\n', { mode: 0o755 });
  });

  const foldersLeft = (): string[] => readdirSync(temporary).filter((name) => name.startsWith("plimsoll-pdf-"));
  const print = (...args: string[]): ChildProcess & { readonly pid: number } =>
    spawn(process.execPath, [join(built, "print.js"), join(temporary, "x.pdf"), ...args], {
      stdio: "ignore",
      env: { ...process.env, TMPDIR: temporary },
    }) as ChildProcess & { readonly pid: number };

  /** Kills the program when `busy`, with at least so many processes below it, and waits for their end. */
  async function killWhen(printing: ChildProcess & { readonly pid: number }, busy: () => boolean, least: number) {
    let below: readonly number[] = [];
    await until(() => {
      below = busy() ? descendants(printing.pid) : [];
      return below.length >= least || printing.exitCode !== null;
    });
    expect(printing.exitCode).toBe(null);
    process.kill(printing.pid, "SIGKILL");
    await until(() => !below.some(isRunning));
  }

  const holds = (name: string) => (): boolean => foldersLeft().some((left) => existsSync(join(temporary, left, name)));

  it("ends with all that it started when its program is killed", async () => {
    // The leash and what it waits with, the browser and the one below it.
    await killWhen(print(script), holds("runs"), 4);
  });

  it.skipIf(findBrowser(browserPlaces(process.platform, process.env)) === null)(
    "is a Chromium that ends too, in the middle of its work",
    async () => killWhen(print(), holds("profile"), 6),
  );

  it("leaves a folder then, which the next PDF takes away", async () => {
    const left = foldersLeft();
    expect(left.length).toBeGreaterThan(0);
    const old = Date.now() / 1000 - 3600;
    for (const name of left) utimesSync(join(temporary, name), old, old);
    const printing = print("/bin/true");
    await until(() => printing.exitCode !== null);
    expect(readdirSync(temporary)).toEqual([]);
  });
});
