// Answers app://plimsoll/: the window's files from a list made at the start, staged files by their id, nothing else.
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { contentTypeOf, dataHeaders, type Headers, pageHeaders, reportHeaders } from "../headers.ts";
import type { Asset } from "../loopback/assets.ts";
import { attachment, findStaged } from "../loopback/staged.ts";
import { ORIGIN } from "./address.ts";

export interface Served {
  /** The window's files by their path in the address. */
  readonly assets: ReadonlyMap<string, Asset>;
  readonly staging: string;
}

const refuse = (status: number): Response => new Response(null, { status, headers: dataHeaders });

/** The answer to a request of the scheme. */
export async function answerRequest(
  { method, url }: Pick<Request, "method" | "url">,
  served: Served,
): Promise<Response> {
  // Taken from the text: a URL object would resolve dots before they are seen.
  const [, path] = /^app:\/\/plimsoll(\/[^?#]*)/.exec(url) ?? [];
  if (path === undefined) return refuse(404);
  if (method !== "GET") return refuse(405);
  const asset = served.assets.get(path);
  if (asset) {
    const { bytes } = await asset.bytes(false);
    return new Response(new Uint8Array(bytes), {
      headers: { ...pageHeaders(asset.immutable), "Content-Type": asset.type },
    });
  }
  const [, kind, id] = /^\/(view|file)\/([0-9a-f]{32})$/.exec(path) ?? [];
  return id ? answerStaged(served.staging, id, kind === "view") : refuse(404);
}

async function answerStaged(staging: string, id: string, shown: boolean): Promise<Response> {
  const file = await findStaged(staging, id);
  if (!file) return refuse(404);
  const type = contentTypeOf(file.name);
  if (shown && !type.startsWith("text/html")) return refuse(404);
  const headers: Headers = shown
    ? { ...reportHeaders, "Content-Type": type }
    : { ...dataHeaders, "Content-Type": "application/octet-stream", "Content-Disposition": attachment(file.name) };
  const body = Readable.toWeb(createReadStream(file.path)) as unknown as ReadableStream;
  return new Response(body, { headers: { ...headers, "Content-Length": String(file.bytes) } });
}

/** What Chromium is told of the scheme before anything is loaded from it. */
export const PRIVILEGES = {
  standard: true,
  secure: true,
  supportFetchAPI: true,
  stream: true,
  codeCache: true,
} as const;

/** Whether a page of this program may load an address: its own, and pictures that a report carries inside itself. */
export const isLoadable = (url: string): boolean => url.startsWith(`${ORIGIN}/`) || url.startsWith("data:");
