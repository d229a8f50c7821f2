// One window a socket: frames go between it and a connection of the back end's supervisor, neither faster than the other.
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { FrameLink } from "../../../src-shared/protocol/link.ts";
import type { Limits } from "./limits.ts";

/** The name that both ends must know, among the protocols of a socket. */
export const SOCKET_PROTOCOL = "plimsoll";

export interface Windows {
  readonly count: number;
  /** Answers an upgrade that has passed all checks. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Calls `listen` whenever a window comes or goes. */
  onCount(listen: (count: number) => void): void;
  close(): void;
}

/** Close codes of RFC 6455. */
const GOING_AWAY = 1001;
const NOT_BINARY = 1003;
/** Time for a window to take the farewell. */
const FAREWELL_MS = 200;

export function createWindows(connect: () => FrameLink, limits: Limits): Windows {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: limits.frameBytes,
    maxFragments: limits.fragments,
    perMessageDeflate: false,
    handleProtocols: () => SOCKET_PROTOCOL,
  });
  const listeners = new Set<(count: number) => void>();
  const tell = (): void => {
    for (const listen of listeners) listen(server.clients.size);
  };
  return {
    get count() {
      return server.clients.size;
    },
    accept(request, socket, head) {
      server.handleUpgrade(request, socket, head, (window) => {
        window.on("close", tell);
        join(window, connect(), limits);
        tell();
      });
    },
    onCount(listen) {
      listeners.add(listen);
    },
    close() {
      for (const window of server.clients) dismiss(window, GOING_AWAY);
      server.close();
    },
  };
}

/** Closes a window's socket with a reason, and at once should it not answer. */
function dismiss(window: WebSocket, code: number): void {
  window.close(code);
  setTimeout(() => window.terminate(), FAREWELL_MS).unref();
}

function join(window: WebSocket, link: FrameLink, limits: Limits): void {
  // Requests are not read from a window that does not take its replies, so that they cannot pile up here.
  const ease = (): void => {
    const waiting = window.bufferedAmount;
    if (waiting > limits.waitingBytes) window.terminate();
    else if (waiting > limits.pauseBytes) window.pause();
    else if (window.isPaused && waiting < limits.pauseBytes / 2) window.resume();
  };
  link.onFrame((frame) => {
    if (window.readyState !== window.OPEN) return;
    window.send(frame, { binary: true }, ease);
    ease();
  });
  link.onOpen((open) => {
    if (!open) dismiss(window, GOING_AWAY);
  });
  window.on("message", (data: Buffer, isBinary: boolean) => {
    if (isBinary) link.send(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    else dismiss(window, NOT_BINARY);
  });
  // A frame that breaks the protocol closes this socket; the library has sent the reason already.
  window.on("error", () => {});
  const stopWatch = watch(window, limits);
  window.once("close", () => {
    stopWatch();
    link.close();
  });
}

/** Ends a window that has neither answered nor taken anything for two turns: its machine is gone or asleep. */
function watch(window: WebSocket, { pingMs }: Limits): () => void {
  let missed = 0;
  let waited = 0;
  const alive = (): void => {
    missed = 0;
  };
  window.on("pong", alive);
  window.on("message", alive);
  const timer = setInterval(() => {
    const waiting = window.bufferedAmount;
    if (waiting < waited) alive();
    waited = waiting;
    if (missed++ >= 2) window.terminate();
    else if (!window.isPaused) window.ping();
  }, pingMs);
  return () => clearInterval(timer);
}
