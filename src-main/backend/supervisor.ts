// Keeps the back end process of a shell running, and carries the frames of its windows to it and back.
import { fileURLToPath } from "node:url";
import { encodeFrame } from "../../src-shared/protocol/frames.ts";
import type { FrameLink } from "../../src-shared/protocol/link.ts";
import type { ToWindow } from "../../src-shared/protocol/messages.ts";
import { startProcess } from "../jobs/start-process.ts";
import type { BackendArguments, FromProcess, ToProcess } from "./envelopes.ts";

/** What the supervisor needs of a process; the desktop shell's own kind fits as it is. */
export interface BackendProcess {
  readonly pid: number | undefined;
  postMessage(message: unknown): void;
  on(event: "message", listen: (message: unknown) => void): unknown;
  on(event: "exit", listen: () => void): unknown;
  kill(): unknown;
}

export interface SupervisorOptions {
  /** Folder for files that windows fetch from the shell; null: there is none. */
  readonly staging: string | null;
  /** The bundle of backend/process.ts; beside the running program when left out. */
  readonly entry?: string;
  readonly spawn?: (entry: string, args: readonly string[]) => BackendProcess;
}

export interface Supervisor {
  /** The window's end of a new link to the back end, which is started for the first one. */
  connect(): FrameLink;
  /** Process id of the back end; null while there is none. */
  pid(): number | null;
  /** Ends the links and the back end. */
  close(): Promise<void>;
}

/** So many deaths in such a time, and it is not started again until a window asks. */
const MOST_DEATHS = 5;
const DEATHS_WITHIN_MS = 60_000;

/** How long the back end may take to end in good order. */
const GRACE_MS = 3_000;

function spawnByNode(entry: string, args: readonly string[]): BackendProcess {
  const child = startProcess(entry, { args });
  return {
    pid: child.pid,
    postMessage(message) {
      if (child.connected) child.send(message as object);
    },
    on(event: "message" | "exit", listen: (message?: unknown) => void) {
      child.on(event, listen);
      // One that cannot be started tells only this.
      if (event === "exit") child.on("error", () => child.exitCode === null && child.pid === undefined && listen());
    },
    kill: () => child.kill("SIGKILL"),
  };
}

interface Window {
  readonly link: FrameLink;
  take(frame: Uint8Array): void;
  ended(): void;
}

export function startSupervisor(options: SupervisorOptions): Supervisor {
  const { staging, spawn = spawnByNode } = options;
  const entry = options.entry ?? fileURLToPath(new URL("./backend-process.js", import.meta.url));
  const windows = new Map<number, Window>();
  let nextWindow = 1;
  let child: BackendProcess | null = null;
  let running: readonly string[] = [];
  let interrupted: readonly string[] = [];
  let deaths: number[] = [];
  let closing = false;
  let onEnded: (() => void) | null = null;

  const post = (message: ToProcess): void => child?.postMessage(message);
  const tell = (state: "lost" | "ready" | "gone"): void => {
    const message: ToWindow = { t: "backend", state, interrupted: [...interrupted] };
    for (const window of [...windows.values()]) window.take(encodeFrame(message));
  };

  function start(): void {
    const again = deaths.length > 0;
    const args: BackendArguments = { staging, interrupted };
    const own = spawn(entry, [JSON.stringify(args)]);
    let ready = false;
    let over = false;
    child = own;
    own.on("message", (message) => {
      if (child !== own) return;
      if (!ready) {
        ready = true;
        if (again) tell("ready");
        interrupted = [];
      }
      take(message as FromProcess);
    });
    own.on("exit", () => {
      if (over) return;
      over = true;
      if (child === own) died();
    });
    for (const window of windows.keys()) post({ window, open: true });
  }

  function take(message: FromProcess): void {
    if ("jobs" in message) {
      running = message.jobs;
      return;
    }
    const window = windows.get(message.window);
    if (!window) return;
    if ("frame" in message) window.take(message.frame);
    else {
      windows.delete(message.window);
      window.ended();
    }
  }

  function died(): void {
    child = null;
    onEnded?.();
    if (closing) return;
    interrupted = [...interrupted, ...running];
    running = [];
    const now = performance.now();
    deaths = [...deaths.filter((at) => now - at < DEATHS_WITHIN_MS), now];
    const gone = deaths.length >= MOST_DEATHS;
    tell(gone ? "gone" : "lost");
    if (!gone && windows.size > 0) start();
  }

  return {
    connect() {
      const id = nextWindow++;
      const window = createWindow(
        (frame) => post({ window: id, frame }),
        () => {
          if (windows.delete(id)) post({ window: id, close: true });
        },
      );
      if (closing) {
        window.ended();
        return window.link;
      }
      windows.set(id, window);
      if (child) post({ window: id, open: true });
      else start();
      return window.link;
    },
    pid: () => child?.pid ?? null,
    async close() {
      closing = true;
      for (const window of windows.values()) window.ended();
      windows.clear();
      const own = child;
      if (!own) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => own.kill(), GRACE_MS);
        onEnded = () => {
          clearTimeout(timer);
          resolve();
        };
        own.postMessage({ end: true } satisfies ToProcess);
      });
    },
  };
}

/** A window's end of a link; `send` and `close` reach the back end as long as the link is open. */
function createWindow(send: (frame: Uint8Array) => void, close: () => void): Window {
  let onFrame: (frame: Uint8Array) => void = () => {};
  let onOpen: (open: boolean) => void = () => {};
  let open = true;
  const ended = (): void => {
    if (!open) return;
    open = false;
    onOpen(false);
  };
  return {
    take: (frame) => open && onFrame(frame),
    ended,
    link: {
      send: (frame) => open && send(frame),
      onFrame(listen) {
        onFrame = listen;
      },
      onOpen(listen) {
        onOpen = listen;
        queueMicrotask(() => listen(open));
      },
      close() {
        close();
        ended();
      },
    },
  };
}
