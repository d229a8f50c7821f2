// What must never happen: bad input, damage, kills and full disks end in a clear error and lose nothing.
import { type ChildProcess, spawnSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writePerfData } from "../src-main/bench/generate.ts";
import { errorOf, plimsoll, reply, scratch } from "./program.ts";

/** Windows has neither process groups nor an interrupt for another process, and its files have no permission bits. */
const windows = process.platform === "win32";
const STACK = /\n\s+at .*:\d+:\d+/;
const file = (name: string, content: string | Uint8Array): string => {
  const path = join(scratch(), name);
  writeFileSync(path, content);
  return path;
};
const newProject = (): string => join(scratch(), "p.plimsoll");
const faults = async (project: string): Promise<number> =>
  Number((await reply(["query", project, "SELECT count(*) FROM fault"])).rows[0]?.[0]);

describe("bad input", () => {
  const inputs: readonly (readonly [string, () => string, string])[] = [
    ["an empty file", () => file("a.data", ""), "format.empty"],
    ["a letter", () => file("a.txt", "hello\nthis is a letter\n"), "format.unrecognised"],
    ["a magic and nothing else", () => file("a.data", "PERFILE2"), ""],
    ["an empty folder", () => scratch(), "import.nothing_found"],
    ["a path where nothing is", () => join(scratch(), "nothing"), "import.not_found"],
    [
      "a format that is not read",
      () => file("a.qcow2", new Uint8Array([0x51, 0x46, 0x49, 0xfb, ...Array(2000).fill(0)])),
      "format.refused",
    ],
  ];
  it.each(inputs)("%s is refused with a code and leaves no project", async (_, make, code) => {
    const project = newProject();
    const outcome = await plimsoll(["import", make(), "-p", project, "--json"]);
    expect(outcome.code).toBe(3);
    expect(outcome.out).toBe("");
    expect(outcome.err).not.toMatch(STACK);
    const error = errorOf(outcome);
    expect(error).toMatchObject({ schema: "plimsoll.error/1" });
    if (code) expect(error.code).toBe(code);
    expect(existsSync(project)).toBe(false);
  });

  it.skipIf(windows || process.getuid?.() === 0)("a file that may not be read is refused", async () => {
    const path = file("secret.data", "PERFILE2");
    chmodSync(path, 0);
    const outcome = await plimsoll(["import", path, "-p", newProject(), "--json"]);
    expect([outcome.code, errorOf(outcome).code]).toEqual([3, "import.unreadable"]);
  });

  it("does not make a project of a folder that holds something else", async () => {
    const folder = scratch();
    writeFileSync(join(folder, "letter.txt"), "do not touch");
    const outcome = await plimsoll(["import", "samples/three-vms/ksm.csv", "-p", folder, "--json"]);
    expect([outcome.code, errorOf(outcome).code]).toEqual([3, "project.folder_taken"]);
    expect(readdirSync(folder)).toEqual(["letter.txt"]);
  });

  it("names an unknown command, flag and scenario key", async () => {
    expect((await plimsoll(["no-such-command"])).code).toBe(2);
    expect((await plimsoll(["info", "x", "--no-such-flag"])).code).toBe(2);
    const scenario = file("s.json", JSON.stringify({ hots: {}, host: { memory_bytes: 1e9 }, guests: [] }));
    const outcome = await plimsoll(["density", scenario, "--json"]);
    expect(outcome.code).toBe(2);
    expect(JSON.stringify(errorOf(outcome))).toMatch(/hots.*host/);
  });
});

describe("a damaged recording", () => {
  it("cut anywhere keeps exactly the records before the cut", async () => {
    const whole = join(scratch(), "whole.perf.data");
    writePerfData(whole, 400);
    const bytes = readFileSync(whole);
    const dataAt = 256 + 64 * 64;
    for (const cut of [dataAt + 64 * 100, dataAt + 64 * 100 + 1, dataAt + 64 * 250 - 1, bytes.length - 7]) {
      const project = newProject();
      const imported = await reply(["import", file("cut.perf.data", bytes.subarray(0, cut)), "-p", project]);
      expect(imported.captures).toMatchObject([
        { status: "truncated", events: { "page-faults": Math.floor((cut - dataAt) / 64) } },
      ]);
      const rows = (await reply(["query", project, "SELECT count(*), max(seq) FROM fault"])).rows;
      expect(rows[0]?.[0]).toBe(Math.floor((cut - dataAt) / 64));
    }
  });
});

describe("a project", () => {
  const half = (project: string): string | undefined => {
    const captures = join(project, "captures");
    const name = existsSync(captures) ? readdirSync(captures).find((one) => one.startsWith(".")) : undefined;
    return name && join(captures, name);
  };
  const halfBytes = (project: string): number => statSync(half(project) ?? "", { throwIfNoEntry: false })?.size ?? 0;
  /** Tells once when something has come, as long as a program runs. */
  const once = (child: ChildProcess, seen: () => boolean, tell: () => void): void => {
    const timer = setInterval(() => {
      if (!seen()) return;
      clearInterval(timer);
      tell();
    }, 5);
    child.once("exit", () => clearInterval(timer));
  };

  it.skipIf(windows)("opens after its import was killed at any moment, and imports again", async () => {
    const recording = join(scratch(), "big.perf.data");
    writePerfData(recording, 600_000);
    let hits = 0;
    const moments: readonly ((project: string) => boolean)[] = [
      () => true,
      (project) => existsSync(project),
      (project) => half(project) !== undefined,
      (project) => halfBytes(project) > 1_000_000,
      (project) => existsSync(join(project, "captures", "0001.duckdb")),
    ];
    for (const moment of moments) {
      const project = newProject();
      const outcome = await plimsoll(["import", recording, "-p", project], {
        detached: true,
        onStart: (child) =>
          once(
            child,
            () => moment(project),
            () => child.pid && killGroup(child.pid),
          ),
      });
      if (outcome.signal === "SIGKILL") hits++;
      if (existsSync(project)) {
        for (const capture of (await reply(["info", project])).captures as { status: string }[])
          expect(capture.status).toBe("whole");
      }
      if (outcome.signal !== "SIGKILL") continue;
      const again = await reply(["import", recording, "-p", project]);
      expect(again.captures).toMatchObject([{ status: "whole" }]);
      expect(await faults(project)).toBe(600_000);
      expect(readdirSync(join(project, "captures")).filter((name) => name.startsWith("."))).toEqual([]);
    }
    expect(hits).toBeGreaterThan(3);
  });

  it.skipIf(windows)("keeps nothing of an import that was interrupted, and says so with exit code 4", async () => {
    const recording = join(scratch(), "big.perf.data");
    writePerfData(recording, 3_000_000);
    const project = newProject();
    await reply(["import", "samples/three-vms/ksm.csv", "-p", project]);
    const outcome = await plimsoll(["import", recording, "-p", project, "--json"], {
      onStart: (child) =>
        once(
          child,
          () => half(project) !== undefined,
          () => child.kill("SIGINT"),
        ),
    });
    expect([outcome.code, errorOf(outcome).code]).toEqual([4, "job.cancelled"]);
    expect((await reply(["info", project])).captures).toMatchObject([{ name: "ksm.csv" }]);
    expect(readdirSync(join(project, "captures"))).toEqual(["0001.duckdb"]);
  });

  it("has one writer at a time", async () => {
    const recording = join(scratch(), "big.perf.data");
    writePerfData(recording, 1_500_000);
    const project = newProject();
    let second: ReturnType<typeof plimsoll> | null = null;
    const first = plimsoll(["import", recording, "-p", project, "--json"], {
      onStart: (child) =>
        once(
          child,
          () => existsSync(join(project, "project.lock")),
          () => {
            second = plimsoll(["import", "samples/three-vms/ksm.csv", "-p", project, "--json"]);
          },
        ),
    });
    expect((await first).code).toBe(0);
    const other = await (second as ReturnType<typeof plimsoll> | null);
    expect([other?.code, other && errorOf(other).code]).toEqual([3, "project.in_use"]);
    expect(await faults(project)).toBe(1_500_000);
  });

  it("says which file is missing when one was taken away", async () => {
    const project = newProject();
    await reply(["import", "samples/three-vms/ksm.csv", "-p", project]);
    rmSync(join(project, "captures", "0001.duckdb"));
    const outcome = await plimsoll(["info", project, "--json"]);
    expect([outcome.code, errorOf(outcome).code]).toEqual([3, "project.damaged"]);
  });
});

describe("a full disk", () => {
  it("ends an import with a clear error and leaves no half project", async ({ skip }) => {
    const folder = scratch();
    const mounted =
      process.platform === "linux" &&
      spawnSync("mount", ["-t", "tmpfs", "-o", "size=3m", "tmpfs", folder]).status === 0;
    if (!mounted) skip("a small disk can be mounted by root on Linux only");
    try {
      const recording = join(scratch(), "big.perf.data");
      writePerfData(recording, 1_000_000);
      const project = join(folder, "p.plimsoll");
      const outcome = await plimsoll(["import", recording, "-p", project, "--json"]);
      expect(outcome.code).toBe(3);
      expect(errorOf(outcome).code).toBe("store.disk_full");
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      spawnSync("umount", [folder]);
    }
  });
});

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // it has ended already
  }
}
