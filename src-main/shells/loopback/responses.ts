// How the server answers: headers by kind of response, JSON bodies, refusals with and without a response to write to.
import { createReadStream } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { pipeline } from "node:stream/promises";
import { dataHeaders, type Headers, pageHeaders, reportHeaders } from "../headers.ts";
import type { Asset } from "./assets.ts";
import { attachment, type Staged } from "./staged.ts";

function begin(response: ServerResponse, status: number, headers: Headers, type: string, bytes: number): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.setHeader("Content-Type", type);
  response.setHeader("Content-Length", bytes);
}

export function sendJson(response: ServerResponse, status: number, body: object): void {
  // What is left of a refused body is not read, so nothing more can come on this connection.
  if (status >= 400) response.setHeader("Connection", "close");
  const bytes = Buffer.from(JSON.stringify(body));
  begin(response, status, dataHeaders, "application/json; charset=utf-8", bytes.length);
  response.end(bytes);
}

export function sendNothing(response: ServerResponse): void {
  response.writeHead(204, dataHeaders).end();
}

export const refuse = (response: ServerResponse, status: number, why: string): void =>
  sendJson(response, status, { error: why });

/** Refuses a method of a path that is there. */
export function refuseMethod(response: ServerResponse, allowed: string): void {
  response.setHeader("Allow", allowed);
  refuse(response, 405, "no such method here");
}

/** A file of the window. */
export async function sendAsset(request: IncomingMessage, response: ServerResponse, asset: Asset): Promise<void> {
  const packed = /(^|[\s,])gzip($|[\s,])/.test(String(request.headers["accept-encoding"] ?? ""));
  const { bytes, encoding } = await asset.bytes(packed);
  begin(response, 200, pageHeaders(asset.immutable), asset.type, bytes.length);
  response.setHeader("Vary", "Accept-Encoding");
  if (encoding) response.setHeader("Content-Encoding", encoding);
  response.end(bytes);
}

/** A staged file as a download. */
export function sendDownload(response: ServerResponse, file: Staged): Promise<void> {
  begin(response, 200, dataHeaders, "application/octet-stream", file.bytes);
  response.setHeader("Content-Disposition", attachment(file.name));
  return sendFile(response, file);
}

/** A staged report, to be shown in a frame. */
export function sendReport(response: ServerResponse, file: Staged): Promise<void> {
  begin(response, 200, reportHeaders, "text/html; charset=utf-8", file.bytes);
  return sendFile(response, file);
}

async function sendFile(response: ServerResponse, { path, bytes }: Staged): Promise<void> {
  if (response.req.method === "HEAD" || bytes === 0) response.end();
  else await pipeline(createReadStream(path, { end: bytes - 1 }), response);
}

const WORDS: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  421: "Misdirected Request",
  431: "Request Header Fields Too Large",
  503: "Service Unavailable",
};

/** Refuses where there is no response to write to, and ends the connection. */
export function hangUp(socket: Duplex, status: number): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const headers = Object.entries({ ...dataHeaders, Connection: "close", "Content-Length": "0" });
  const lines = headers.map(([name, value]) => `${name}: ${value}`).join("\r\n");
  socket.end(`HTTP/1.1 ${status} ${WORDS[status] ?? "Refused"}\r\n${lines}\r\n\r\n`, () => socket.destroy());
}
