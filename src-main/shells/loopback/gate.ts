// The first look at every request: is it for this server, and from a page of this server? Before any route is known.
import type { IncomingMessage } from "node:http";

/** Why a request is turned away: a status, and words for whoever debugs it. */
export interface Refusal {
  readonly status: number;
  readonly why: string;
}

const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT"]);

/**
 * Null when the request may go on. `host` is `127.0.0.1:PORT` and nothing else, so that no name that leads here can be
 * used (DNS rebinding); a foreign `Origin` or `Sec-Fetch-Site` tells another page, whatever it asks for. Requests that
 * change something, and the upgrade to a socket, must name the origin.
 */
export function judge(request: IncomingMessage, host: string, upgrade: boolean): Refusal | null {
  const { method = "", url = "" } = request;
  const hosts = all(request, "host");
  if (hosts.length !== 1 || hosts[0] !== host) return { status: 421, why: `this server is ${host} and nothing else` };
  if (!METHODS.has(method)) return { status: 405, why: "no such method here" };
  if (!url.startsWith("/") || url.startsWith("//")) return { status: 400, why: "the target must be a path" };
  const changes = upgrade || (method !== "GET" && method !== "HEAD");
  const origins = all(request, "origin");
  if (origins.length > 1 || (origins.length === 1 && origins[0] !== `http://${host}`))
    return { status: 403, why: "the request comes from another origin" };
  if (changes && origins.length === 0) return { status: 403, why: "the request names no origin" };
  const sites = all(request, "sec-fetch-site");
  const fine = (site: string): boolean => site === "same-origin" || (site === "none" && !changes);
  if (!sites.every(fine)) return { status: 403, why: "the request comes from another site" };
  return null;
}

/** All values of a header as they came; Node itself keeps only the first of most. */
function all({ rawHeaders }: IncomingMessage, name: string): string[] {
  return rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === name);
}
