// A loopback server with a small back end behind it, a window for it, and bytes sent to it as nobody should send them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect as connectSocket, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { WebSocket } from "ws";
import type { Limits } from "../../src-main/shells/loopback/limits.ts";
import { type Loopback, startLoopback } from "../../src-main/shells/loopback/server.ts";
import type { Session } from "../../src-main/shells/loopback/sessions.ts";
import { type Client, createClient } from "../../src-shared/protocol/client.ts";
import { type FrameLink, linkPair } from "../../src-shared/protocol/link.ts";
import { serveLink } from "../../src-shared/protocol/server.ts";
import type { Transport } from "../../src-shared/protocol/transport.ts";

const closings: (() => unknown)[] = [];

afterAll(async () => {
  for (const close of closings.splice(0).reverse()) await close();
});

export const closeAfterwards = (close: () => unknown): void => {
  closings.push(close);
};

/** A new folder that is removed after the tests of the file. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "plimsoll-loopback-"));
  closeAfterwards(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

export const PAGE = "<!doctype html><title>Plimsoll</title><script type=module src=/assets/app-1a2b3c4d.js></script>";
export const SCRIPT = `export const words = "${"a window's script, long enough to be packed. ".repeat(60)}";`;

/** A window as the build leaves it, with a file outside of it that nobody may get. */
export function builtWindow(): string {
  const outside = folder();
  writeFileSync(join(outside, "secret.txt"), "a secret");
  const renderer = join(outside, "renderer");
  mkdirSync(join(renderer, "assets"), { recursive: true });
  writeFileSync(join(renderer, "index.html"), PAGE);
  writeFileSync(join(renderer, "assets", "app-1a2b3c4d.js"), SCRIPT);
  writeFileSync(join(renderer, "assets", "app-1a2b3c4d.css"), "body{}");
  writeFileSync(join(renderer, "assets", "inter-1a2b3c4d.woff2"), "font");
  return renderer;
}

/** Answers `recipe`, slowly fails all else: enough to see that a window works. */
const smallBackend: Transport = {
  request: async (name) => {
    if (name !== "recipe") throw new Error(`the small back end knows no ${name}`);
    return { schema: "plimsoll.recipe/1", script: "echo recorded" } as never;
  },
  subscribe: () => () => {},
  close: async () => {},
};

export interface Running {
  readonly loopback: Loopback;
  readonly port: number;
  readonly host: string;
  readonly origin: string;
  readonly staging: string;
  /** Lines that a person would see. */
  readonly log: readonly string[];
  /** The back end's ends of the windows that are open. */
  readonly links: readonly FrameLink[];
}

interface StartOptions {
  readonly port?: number;
  /** Another back end than the small one. */
  readonly connect?: ((staging: string) => FrameLink) | null;
  readonly renderer?: string;
}

export async function start(
  limits: Partial<Limits> = {},
  { port = 0, connect = null, renderer = builtWindow() }: StartOptions = {},
): Promise<Running> {
  const staging = folder();
  const log: string[] = [];
  const links: FrameLink[] = [];
  const loopback = await startLoopback({
    renderer,
    staging,
    port,
    limits,
    log: (line) => log.push(line),
    connect() {
      if (connect !== null) return connect(staging);
      const [window, backend] = linkPair();
      links.push(backend);
      serveLink(backend, smallBackend, { version: "test", createAbort: () => new AbortController() as never });
      return window;
    },
  });
  closeAfterwards(() => loopback.close());
  const host = `127.0.0.1:${loopback.port}`;
  return { loopback, port: loopback.port, host, origin: `http://${host}`, staging, log, links };
}

export const tokenOf = (address: string): string => new URLSearchParams(new URL(address).hash.slice(1)).get("t") ?? "";

/** Exchanges a token as the window does; `cookie` is what its browser has already. */
export const exchange = ({ origin }: Running, token: string, cookie: string | null = null): Promise<Response> =>
  fetch(`${origin}/session`, {
    method: "POST",
    headers: { origin, "content-type": "application/json", ...(cookie === null ? {} : { cookie }) },
    body: JSON.stringify({ token }),
  });

/** The headers by which a window is known. */
export interface Signed extends Session {
  readonly headers: Readonly<Record<string, string>>;
}

export async function signIn(
  server: Running,
  address = server.loopback.address(),
  browser: Signed | null = null,
): Promise<Signed> {
  const response = await exchange(server, tokenOf(address), browser?.cookie ?? null);
  if (response.status !== 200) throw new Error(`no session: ${response.status} ${await response.text()}`);
  const cookie = (response.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  const { key } = (await response.json()) as { key: string };
  return { cookie, key, headers: { cookie, "x-plimsoll-key": key, origin: server.origin } };
}

export const socketOf = (server: Running, { cookie, key }: Session): WebSocket =>
  new WebSocket(`ws://${server.host}/socket`, ["plimsoll", `key.${key}`], {
    headers: { cookie, origin: server.origin },
    perMessageDeflate: false,
  });

/** A link over a socket of Node, as the window's link over a socket of the browser. */
export function linkOver(socket: WebSocket): FrameLink {
  let onFrame: (frame: Uint8Array) => void = () => {};
  socket.on("message", (data: Buffer) => onFrame(new Uint8Array(data)));
  return {
    send: (frame) => socket.send(frame),
    onFrame(listen) {
      onFrame = listen;
    },
    onOpen(listen) {
      socket.on("open", () => listen(true));
      socket.on("close", () => listen(false));
    },
    close: () => socket.close(),
  };
}

export function openWindow(server: Running, session: Session): Client {
  return createClient(linkOver(socketOf(server, session)));
}

/** A person opens a window and asks for something: the page, its script, a session, a socket, an answer. */
export async function stillServes(server: Running): Promise<void> {
  const page = await fetch(`${server.origin}/`);
  expect(await page.text()).toBe(PAGE);
  const window = openWindow(server, await signIn(server));
  const { script } = await window.request("recipe", {});
  expect(script).toBe("echo recorded");
  await window.close();
}

/** What came back to raw bytes: the status of the first response (null: none), everything, whether the end was closed. */
export interface Raw {
  readonly status: number | null;
  readonly text: string;
  readonly closed: boolean;
}

/** Sends bytes as they are and reads until the server closes, or says nothing more for a while. */
export function raw(port: number, bytes: string | Buffer, { quietMs = 5000 } = {}): Promise<Raw> {
  return new Promise((resolve) => {
    const socket: Socket = connectSocket(port, "127.0.0.1");
    const chunks: Buffer[] = [];
    const end = (closed: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      const text = Buffer.concat(chunks).toString("latin1");
      const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
      resolve({ status: status ? Number(status) : null, text, closed });
    };
    let timer = setTimeout(() => end(false), quietMs);
    socket.on("data", (chunk) => {
      chunks.push(chunk);
      clearTimeout(timer);
      timer = setTimeout(() => end(false), quietMs);
    });
    socket.on("error", () => {});
    socket.on("close", () => end(true));
    socket.write(bytes);
  });
}

/** The text of a request: `lines` are headers beside Host, which comes first unless it is null. */
export function requestText(
  method: string,
  target: string,
  host: string | null,
  lines: readonly string[] = [],
  body = "",
): string {
  const head = [`${method} ${target} HTTP/1.1`, ...(host === null ? [] : [`Host: ${host}`]), ...lines];
  return `${head.join("\r\n")}\r\n\r\n${body}`;
}

/** Headers of a proper upgrade, by name; a test replaces or removes some. */
export function upgradeText(server: Running, session: Session, change: Record<string, string | null> = {}): string {
  const headers: Record<string, string | null> = {
    Host: server.host,
    Origin: server.origin,
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    "Sec-WebSocket-Protocol": `plimsoll, key.${session.key}`,
    Cookie: session.cookie,
    ...change,
  };
  const lines = Object.entries(headers).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]));
  return `GET /socket HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`;
}
