// Runs the built program as a process, as a user would, and gives folders that vanish with the test.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

const folders: string[] = [];

/** A new folder that is removed after the tests of the file. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-test-"));
  folders.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A scenario as a file. */
export function scenarioFile(scenario: unknown): string {
  const path = join(scratch(), "scenario.json");
  writeFileSync(path, JSON.stringify(scenario));
  return path;
}

export interface RunOptions {
  readonly env?: Record<string, string>;
  /** Makes the program the leader of its own process group, so that all of it can be killed at once. */
  readonly detached?: boolean;
  readonly onStart?: (child: ChildProcess) => void;
}

/** Runs `plimsoll ARGS` to its end. */
export function plimsoll(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const child = spawn(process.execPath, ["bin/plimsoll.mjs", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    detached: options.detached ?? false,
    env: { ...process.env, PLIMSOLL_NO_BUILD: "1", ...options.env },
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on("data", (d: Buffer) => out.push(d));
  child.stderr.on("data", (d: Buffer) => err.push(d));
  options.onStart?.(child);
  return new Promise((resolve) => {
    child.on("close", (code, signal) =>
      resolve({ code, signal, out: Buffer.concat(out).toString("utf8"), err: Buffer.concat(err).toString("utf8") }),
    );
  });
}

/** Runs a command with --json that must succeed and gives its reply. */
export async function reply(args: readonly string[], options: RunOptions = {}): Promise<Record<string, never>> {
  const outcome = await plimsoll([...args, "--json"], options);
  if (outcome.code !== 0) throw new Error(`plimsoll ${args.join(" ")}: exit ${outcome.code}\n${outcome.err}`);
  return JSON.parse(outcome.out) as Record<string, never>;
}

/** The error object on the last line of stderr. */
export function errorOf(outcome: Outcome): Record<string, unknown> {
  return JSON.parse(outcome.err.trim().split("\n").at(-1) ?? "null") as Record<string, unknown>;
}
