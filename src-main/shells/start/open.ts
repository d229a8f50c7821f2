// `plimsoll open`: the desktop shell where its runtime is there or can be fetched, else the loopback shell in a browser.
import { existsSync } from "node:fs";
import type { CancelSignal } from "../../../src-shared/base/cancel.ts";
import { formatBytes } from "../../../src-shared/base/format.ts";
import type { OpenedReply } from "../../../src-shared/protocol/replies.ts";
import type { LoopbackShell } from "../loopback/shell.ts";
import { buildStaleWindow, DESKTOP_MAIN } from "./built-window.ts";
import { cacheFolder } from "./cache-folder.ts";
import { type DesktopEnd, runDesktop } from "./desktop.ts";
import { electronFolder, findRuntime } from "./electron-runtime.ts";
import {
  offerMore,
  printAddress,
  say,
  showShell,
  startShell,
  tunnelWords,
  untilStopped,
  type WindowStart,
} from "./serve.ts";
import { hasDisplay } from "./show-window.ts";
import { untilUnused } from "./until-unused.ts";

export async function openWindow(start: WindowStart, signal: CancelSignal | undefined): Promise<void> {
  const stopped = untilStopped(signal);
  const end = await openDesktop(start, signal as AbortSignal | undefined);
  if (end === null || signal?.aborted) return;
  say(`The desktop shell cannot be used: ${end.why}. The window opens in a browser.`);
  const shell = await startShell(start);
  try {
    if (start.json)
      printReply({ shell: "loopback", why: end.why, url: shell.address(start), port: shell.port, pid: process.pid });
    await openInBrowser(shell, start, stopped);
  } finally {
    await shell.close();
  }
}

const printReply = (reply: Omit<OpenedReply, "schema">): boolean =>
  process.stdout.write(`${JSON.stringify({ schema: "plimsoll.open/1", ...reply } satisfies OpenedReply)}\n`);

async function openDesktop(
  { project, sample, json }: WindowStart,
  signal: AbortSignal | undefined,
): Promise<DesktopEnd> {
  if (!hasDisplay(process.platform, process.env)) return { why: "there is no display" };
  const runtime = await findRuntime({
    folder: electronFolder(),
    platform: process.platform,
    env: process.env,
    cache: cacheFolder(),
    onProgress: fetchLine(),
    ...(signal ? { signal } : {}),
  });
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[2K");
  if ("why" in runtime) return runtime;
  await buildStaleWindow(true, process.env, () => say("Building the window"));
  if (!existsSync(DESKTOP_MAIN)) return { why: "it has not been built" };
  return runDesktop({
    program: runtime.program,
    main: DESKTOP_MAIN,
    paths: project === null ? [] : [project],
    sample,
    env: process.env,
    ...(signal ? { signal } : {}),
    onRunning(pid) {
      if (json) printReply({ shell: "desktop", why: null, url: null, port: null, pid });
    },
  });
}

/** Tells of fetching the runtime: a line that is rewritten on a terminal, one line elsewhere. */
function fetchLine(): (bytes: number) => void {
  let told = false;
  return (bytes) => {
    const text = "Fetching the runtime of the desktop shell, once";
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${text}: ${formatBytes(bytes)}`);
    else if (!told) say(text);
    told = true;
  };
}

async function openInBrowser(shell: LoopbackShell, start: WindowStart, stopped: Promise<void>): Promise<void> {
  const unused = untilUnused(shell);
  const shown = await Promise.race([showShell(shell, start), stopped]);
  if (shown === undefined) return;
  if (shown !== "none") {
    say("The program ends when its window is closed and nothing is running any more; Ctrl-C ends it at once.");
    await Promise.race([unused, stopped]);
    return;
  }
  if (!start.json) printAddress(shell, shell.address(start), false);
  const enter = start.json ? null : offerMore(shell, start);
  say(tunnelWords(shell.port));
  await stopped;
  enter?.close();
}
