// The loopback server: the built window for a browser on this machine, a socket to the back end, files both ways.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { failure } from "../../../src-shared/base/errors.ts";
import type { FrameLink } from "../../../src-shared/protocol/link.ts";
import { listAssets } from "./assets.ts";
import { judge } from "./gate.ts";
import { LIMITS, type Limits } from "./limits.ts";
import { hangUp, refuse } from "./responses.ts";
import { answer, type Here } from "./routes.ts";
import { createSessions } from "./sessions.ts";
import { createUploads } from "./uploads.ts";
import { createWindows, SOCKET_PROTOCOL, type Windows } from "./windows.ts";

export interface LoopbackOptions {
  /** Folder of the built window. */
  readonly renderer: string;
  /** Private folder that the back end and this server share. */
  readonly staging: string;
  /** A connection to the back end for one window: this server's end. */
  readonly connect: () => FrameLink;
  /** 0: any that is free. */
  readonly port: number;
  readonly limits?: Partial<Limits>;
  /** Told what a person should know of: a token that was shown a second time, or by somebody else. */
  readonly log?: (line: string) => void;
}

/** What a window opens with. */
export interface Opening {
  readonly project?: string | null;
  readonly sample?: boolean;
}

export interface Loopback {
  readonly port: number;
  /** A new address for one window. `launched`: it will stand among the arguments of a process of this user. */
  address(opening?: Opening, launched?: boolean): string;
  readonly windows: Pick<Windows, "count" | "onCount">;
  close(): Promise<void>;
}

/** Time for answers under way when the server closes. */
const FAREWELL_MS = 300;

/** Starts to listen. Errors: `window.not_built`, `window.port_in_use`. */
export async function startLoopback(options: LoopbackOptions): Promise<Loopback> {
  const limits = { ...LIMITS, ...options.limits };
  const assets = listAssets(options.renderer);
  const server = createLimitedServer(limits);
  const strangers = keepStrangersFew(server, limits.strangers);
  const port = await listen(server, options.port);
  const host = `127.0.0.1:${port}`;
  const sessions = createSessions(port, limits.sessions);
  const windows = createWindows(options.connect, limits);
  const address: Loopback["address"] = (opening = {}, launched = false) =>
    `http://${host}/#${fragment(sessions.invite(launched), opening)}`;
  serve(server, windows, {
    host,
    assets,
    sessions,
    uploads: createUploads(options.staging, limits),
    staging: options.staging,
    limits,
    invite: () => address(),
    welcome: (socket) => {
      strangers.delete(socket);
    },
    log: fewLines(options.log ?? (() => {})),
  });
  return {
    port,
    windows,
    address,
    close: () =>
      new Promise((resolve) => {
        windows.close();
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), FAREWELL_MS).unref();
      }),
  };
}

function createLimitedServer(limits: Limits): Server {
  const server = createServer({
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headerMs,
    // Uploads take as long as they take; a connection that is idle ends by `timeout`.
    requestTimeout: 0,
    connectionsCheckingInterval: Math.min(1000, limits.headerMs),
    keepAliveTimeout: 5000,
    requireHostHeader: false,
    noDelay: true,
  });
  server.timeout = limits.idleMs;
  server.maxConnections = limits.connections;
  server.maxHeadersCount = 0;
  return server;
}

/** Connections that have shown no session: when there are too many the oldest ends, so that a new one always gets in. */
function keepStrangersFew(server: Server, most: number): Set<Socket> {
  const strangers = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    strangers.add(socket);
    socket.once("close", () => strangers.delete(socket));
    const [oldest] = strangers;
    if (strangers.size > most) oldest?.destroy();
  });
  return strangers;
}

/** Returns the port. */
function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        failure("window.port_in_use", `port ${port} cannot be used: ${error.code ?? error.message}`, {
          next: "give another --port, or leave it out for any that is free",
          exit: 2,
        }),
      ),
    );
    server.listen({ host: "127.0.0.1", port, exclusive: true }, () => resolve((server.address() as AddressInfo).port));
  });
}

function fragment(token: string, { project, sample }: Opening): string {
  const parts = new URLSearchParams({ t: token });
  if (project) parts.set("project", project);
  if (sample) parts.set("sample", "1");
  return parts.toString();
}

/** At most 20 lines: whoever tries tokens must not fill a terminal. */
function fewLines(log: (line: string) => void): (line: string) => void {
  let left = 20;
  return (line) => {
    if (left-- > 0) log(line);
  };
}

function serve(server: Server, windows: Windows, here: Here): void {
  const take = (request: IncomingMessage, response: ServerResponse): void => {
    response.on("error", () => {});
    answer(request, response, here).catch(() => {
      if (response.headersSent) response.destroy();
      else refuse(response, 500, "this request failed");
    });
  };
  server.on("request", take);
  server.on("checkContinue", take);
  server.on("upgrade", (request, socket, head) => upgrade(request, socket, head, windows, here));
  server.on("connect", (_request, socket) => hangUp(socket, 405));
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    if (error.code === "HPE_HEADER_OVERFLOW") hangUp(socket, 431);
    else hangUp(socket, error.code === "ERR_HTTP_REQUEST_TIMEOUT" ? 408 : 400);
  });
}

function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, windows: Windows, here: Here): void {
  socket.on("error", () => {});
  const refusal = judge(request, here.host, true);
  const status = refusal?.status ?? refusalOfSocket(request, windows, here);
  if (status !== null) {
    hangUp(socket, status);
    return;
  }
  here.welcome(request.socket);
  windows.accept(request, socket, head);
}

/** Status with which a socket is refused to a request of this server's own origin; null: it is not. */
function refusalOfSocket(request: IncomingMessage, windows: Windows, { sessions, limits }: Here): number | null {
  if (request.url !== "/socket") return 404;
  if (request.method !== "GET") return 405;
  const key = socketKey(request.headers["sec-websocket-protocol"]);
  if (key === null) return 400;
  if (!sessions.hasKey(request.headers.cookie, key)) return 401;
  return windows.count >= limits.windows ? 503 : null;
}

/** The key in `plimsoll, key.KEY`, the only protocols that a socket may name: a page can set no other header of it. */
function socketKey(header: string | undefined): string | null {
  const [first, second = "", ...others] = (header ?? "").split(",").map((part) => part.trim());
  if (first !== SOCKET_PROTOCOL || !second.startsWith("key.") || others.length > 0) return null;
  return second.slice("key.".length);
}
