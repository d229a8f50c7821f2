// The back end as a process of its own: serves the windows of the shell that started it, and ends with that shell.
import type { FrameLink } from "../../src-shared/protocol/link.ts";
import { serveLink } from "../../src-shared/protocol/server.ts";
import type { Transport } from "../../src-shared/protocol/transport.ts";
import { createBackend } from "./backend.ts";
import type { BackendArguments, FromProcess, ToProcess } from "./envelopes.ts";
import { version } from "./version.ts";

/** How long running work may take to clean up after itself. */
const LAST_WORDS_MS = 2_500;

interface Window {
  readonly link: FrameLink;
  take(frame: Uint8Array): void;
  ended(): void;
}

const post = (message: FromProcess): void => {
  if (process.connected) process.send?.(message);
};

const { staging, interrupted } = JSON.parse(process.argv[2] ?? "") as BackendArguments;
const backend = createBackend({ staging, interrupted });
const windows = new Map<number, Window>();

/** The back end's end of a window's link; `own` is closed with it. */
function openWindow(window: number, own: Transport): Window {
  let onFrame: (frame: Uint8Array) => void = () => {};
  let onOpen: (open: boolean) => void = () => {};
  return {
    take: (frame) => onFrame(frame),
    ended() {
      onOpen(false);
      void own.close();
    },
    link: {
      send: (frame) => post({ window, frame }),
      onFrame(listen) {
        onFrame = listen;
      },
      onOpen(listen) {
        onOpen = listen;
      },
      close() {
        windows.delete(window);
        void own.close();
        post({ window, close: true });
      },
    },
  };
}

function take(message: ToProcess): void {
  if ("end" in message) return void quit();
  const { window } = message;
  if ("open" in message) {
    const own = backend.window();
    const opened = openWindow(window, own);
    windows.set(window, opened);
    serveLink(opened.link, own, { version, createAbort: () => new AbortController() as never });
  } else if ("frame" in message) windows.get(window)?.take(message.frame);
  else {
    windows.get(window)?.ended();
    windows.delete(window);
  }
}

let quitting = false;
async function quit(): Promise<void> {
  if (quitting) return;
  quitting = true;
  setTimeout(() => process.exit(0), LAST_WORDS_MS);
  await backend.close();
  process.exit(0);
}

let told: string | null = null;
backend.subscribe("jobs", (jobs) => {
  const titles = jobs.filter(({ state }) => state === "running" || state === "waiting").map(({ title }) => title);
  const text = JSON.stringify(titles);
  if (text === told) return;
  told = text;
  post({ jobs: titles });
});

process.on("message", take);
process.on("disconnect", () => void quit());
// The shell may have ended before this was heard.
if (process.connected === false) void quit();
process.on("SIGTERM", () => void quit());
// The shell hears an interrupt from the terminal too, and decides.
process.on("SIGINT", () => {});
