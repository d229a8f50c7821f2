// `plimsoll serve`: the loopback shell until it is stopped, its address, and a browser on it where one can be shown.
import { hostname, userInfo } from "node:os";
import { createInterface } from "node:readline";
import type { CancelSignal } from "../../../src-shared/base/cancel.ts";
import type { ServeReply } from "../../../src-shared/protocol/replies.ts";
import { type LoopbackShell, startLoopbackShell } from "../loopback/shell.ts";
import { buildStaleWindow, RENDERER } from "./built-window.ts";
import { cacheFolder, cacheSubfolder } from "./cache-folder.ts";
import { type Shown, showWindow } from "./show-window.ts";

/** What a window is to open with, and how the program talks. */
export interface WindowStart {
  /** Absolute path. */
  readonly project: string | null;
  readonly sample: boolean;
  readonly port: number | null;
  readonly json: boolean;
}

export const say = (line: string): boolean => process.stderr.write(`${line}\n`);

/** A loopback shell of this program; what of it is stale is built first. */
export async function startShell({ port }: WindowStart): Promise<LoopbackShell> {
  await buildStaleWindow(false, process.env, () => say("Building the window"));
  return startLoopbackShell({ renderer: RENDERER, port, cache: cacheFolder(), log: say });
}

/** Shows a window of the shell to the person at this machine. */
export const showShell = (shell: LoopbackShell, start: WindowStart): Promise<Shown> =>
  showWindow(shell.address(start, true), {
    platform: process.platform,
    env: process.env,
    profile: cacheSubfolder(cacheFolder(), "browser"),
  });

/** How a person at another machine comes to the window. */
export const tunnelWords = (port: number): string =>
  `From another machine: ssh -N -L ${port}:127.0.0.1:${port} ${userInfo().username}@${hostname()}\nand open the address there.`;

export async function serveWindow(
  start: WindowStart & { readonly open: boolean },
  signal: CancelSignal | undefined,
): Promise<void> {
  const stopped = untilStopped(signal);
  const shell = await startShell(start);
  try {
    const url = shell.address(start);
    printAddress(shell, url, start.json);
    const enter = start.json ? null : offerMore(shell, start);
    if (start.open) await Promise.race([show(shell, start), stopped]);
    else say(tunnelWords(shell.port));
    await stopped;
    enter?.close();
  } finally {
    await shell.close();
  }
}

async function show(shell: LoopbackShell, start: WindowStart): Promise<void> {
  const shown = await showShell(shell, start);
  say(shown === "none" ? tunnelWords(shell.port) : "A window has been opened as well.");
}

export function printAddress(shell: LoopbackShell, url: string, json: boolean): void {
  const reply: ServeReply = { schema: "plimsoll.serve/1", url, port: shell.port, pid: process.pid };
  process.stdout.write(json ? `${JSON.stringify(reply)}\n` : `${url}\n`);
}

/** Each address opens one window: at a terminal, Enter gives another. */
export function offerMore(shell: LoopbackShell, start: WindowStart): { close(): void } {
  const terminal = process.stdin.isTTY === true;
  say(`This address opens one window. ${terminal ? "Enter gives another; " : ""}Ctrl-C ends.`);
  if (!terminal) return { close: () => {} };
  const lines = createInterface({ input: process.stdin });
  lines.on("line", () => printAddress(shell, shell.address(start), false));
  return lines;
}

/** Resolves when the program is asked to end: by Ctrl-C, or because its terminal is gone. */
export function untilStopped(signal: CancelSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    signal?.addEventListener("abort", () => resolve(), { once: true });
    process.once("SIGHUP", () => resolve());
  });
}
