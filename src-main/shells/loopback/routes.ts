// What the server answers to a request that is for it: the window's files, sessions, uploads, staged files.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Asset } from "./assets.ts";
import { judge } from "./gate.ts";
import type { Limits } from "./limits.ts";
import { refuse, refuseMethod, sendAsset, sendDownload, sendJson, sendNothing, sendReport } from "./responses.ts";
import { isSameUser } from "./same-user.ts";
import type { Exchange, Sessions } from "./sessions.ts";
import { deliveredName, findStaged } from "./staged.ts";
import type { Uploads } from "./uploads.ts";

/** All that answering takes. */
export interface Here {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  readonly assets: ReadonlyMap<string, Asset>;
  readonly sessions: Sessions;
  readonly uploads: Uploads;
  readonly staging: string;
  readonly limits: Limits;
  /** A new address for one window. */
  readonly invite: () => string;
  /** A connection has shown a session. */
  readonly welcome: (socket: Socket) => void;
  readonly log: (line: string) => void;
}

export async function answer(request: IncomingMessage, response: ServerResponse, here: Here): Promise<void> {
  const refusal = judge(request, here.host, false);
  if (refusal) return refuse(response, refusal.status, refusal.why);
  const { method = "", url = "" } = request;
  const reads = method === "GET" || method === "HEAD";
  const asset = here.assets.get(url);
  if (asset) return reads ? sendAsset(request, response, asset) : refuseMethod(response, "GET, HEAD");
  if (url === "/session") return answerSession(request, response, here);
  if (url === "/socket") return reads ? refuse(response, 426, "a WebSocket is wanted") : refuseMethod(response, "GET");
  if (url === "/invite") {
    if (method !== "POST") return refuseMethod(response, "POST");
    if (!showsKey(request, here)) return refuse(response, 401, "no session");
    return sendJson(response, 201, { url: here.invite() });
  }
  const [, kind, id, path, query] = /^\/(upload|file|view)\/([0-9a-f]{32})(?:\/(.+)|\?(.+))?$/.exec(url) ?? [];
  if (kind === "upload" && id && path) {
    if (method !== "PUT") return refuseMethod(response, "PUT");
    if (!showsKey(request, here)) return refuse(response, 401, "no session");
    return takeUpload(request, response, id, path, here);
  }
  if (id && !path && (kind === "file" || (kind === "view" && !query))) {
    if (!reads) return refuseMethod(response, "GET, HEAD");
    if (!showsCookie(request, here)) return refuse(response, 401, "no session");
    return kind === "file" ? sendFile(response, id, query, here) : sendView(response, id, here);
  }
  refuse(response, 404, "nothing here");
}

/** A session by its cookie alone: for what a browser asks for by itself, and for nobody who does not know a staged id. */
function showsCookie(request: IncomingMessage, { sessions, welcome }: Here): boolean {
  const shown = sessions.hasCookie(request.headers.cookie);
  if (shown) welcome(request.socket);
  return shown;
}

/** A session by cookie and key: for what only the window's own code asks for. */
function showsKey(request: IncomingMessage, { sessions, welcome }: Here): boolean {
  const key = request.headers["x-plimsoll-key"];
  const shown = sessions.hasKey(request.headers.cookie, typeof key === "string" ? key : "");
  if (shown) welcome(request.socket);
  return shown;
}

/** Why a token was not taken, for the log. A token that nobody ever had is not worth a line. */
const REFUSED: Readonly<Record<Exclude<Exchange, object>, string | null>> = {
  used: "refused: an address that has opened a window already; each address opens one",
  other_user: "refused: another user of this machine used the address that was given to the browser",
  unknown: null,
};

/** POST exchanges a token for a session, GET tells whether there is one. */
async function answerSession(request: IncomingMessage, response: ServerResponse, here: Here): Promise<void> {
  const { sessions, limits } = here;
  if (request.method === "GET")
    return showsKey(request, here) ? sendNothing(response) : refuse(response, 401, "no session");
  if (request.method !== "POST") return refuseMethod(response, "GET, POST");
  // No form can send this type, and no other origin without asking first.
  if (request.headers["content-type"] !== "application/json") return refuse(response, 415, "JSON is wanted");
  if (Number(request.headers["content-length"] ?? 0) > limits.bodyBytes) return refuse(response, 413, "too long");
  if (request.headers.expect !== undefined) response.writeContinue();
  const body = await readBody(request, limits);
  if (body === null) return refuse(response, 413, "too long");
  const exchange = sessions.exchange(tokenOf(body), request.headers.cookie, () => isSameUser(request.socket));
  if (typeof exchange === "string") {
    const line = REFUSED[exchange];
    if (line !== null) here.log(line);
    return sendJson(response, 401, { error: exchange });
  }
  here.welcome(request.socket);
  response.setHeader("Set-Cookie", `${sessions.cookieName}=${exchange.cookie}; HttpOnly; SameSite=Strict; Path=/`);
  sendJson(response, 200, { key: exchange.key });
}

/** A short body as text; null when it is longer than allowed. The connection ends when it does not come in time. */
async function readBody(request: IncomingMessage, { bodyBytes, headerMs }: Limits): Promise<string | null> {
  const late = setTimeout(() => request.destroy(), headerMs);
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > bodyBytes) return null;
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString("utf8");
  } finally {
    clearTimeout(late);
  }
}

function tokenOf(body: string): string {
  try {
    const { token } = JSON.parse(body) as { token?: unknown };
    return typeof token === "string" ? token : "";
  } catch {
    return "";
  }
}

async function takeUpload(
  request: IncomingMessage,
  response: ServerResponse,
  id: string,
  path: string,
  { uploads }: Here,
): Promise<void> {
  const { status, body } = await uploads.take(request, id, path, () => {
    if (request.headers.expect !== undefined) response.writeContinue();
  });
  if (!response.destroyed) sendJson(response, status, body);
}

/** A staged file as a download, called as the window says: `?name=…`. */
async function sendFile(response: ServerResponse, id: string, query: string | undefined, here: Here): Promise<void> {
  const file = await findStaged(here.staging, id);
  if (file === null) return refuse(response, 404, "nothing here");
  const wanted = new URLSearchParams(query).get("name") ?? "";
  return sendDownload(response, { ...file, name: deliveredName(wanted, file.name) });
}

async function sendView(response: ServerResponse, id: string, here: Here): Promise<void> {
  const file = await findStaged(here.staging, id);
  return file?.name.endsWith(".html") ? sendReport(response, file) : refuse(response, 404, "nothing here");
}
