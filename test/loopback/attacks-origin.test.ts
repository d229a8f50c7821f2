// Requests that come by another name or from another page: each is refused, and the window still works.
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  type Raw,
  type Running,
  raw,
  requestText,
  type Signed,
  signIn,
  start,
  stillServes,
  upgradeText,
} from "./harness.ts";

let server: Running;
let session: Signed;

beforeAll(async () => {
  server = await start({ sessions: 1000 });
  session = await signIn(server);
});

afterEach(() => stillServes(server));

const get = (host: string | null, lines: readonly string[] = []): Promise<Raw> =>
  raw(server.port, requestText("GET", "/", host, ["Connection: close", ...lines]));

describe("only the exact address is answered", () => {
  test.each([
    ["the name localhost", () => `localhost:${server.port}`],
    ["the address of IPv6", () => `[::1]:${server.port}`],
    ["another port", () => "127.0.0.1:80"],
    ["no port", () => "127.0.0.1"],
    ["a name that a stranger lets lead here", () => `plimsoll.example.com:${server.port}`],
    ["a name that holds the address", () => `127.0.0.1.nip.io:${server.port}`],
    ["a dot at the end", () => `127.0.0.1.:${server.port}`],
    ["another address of this machine", () => `127.0.0.2:${server.port}`],
    ["the address written as one number", () => `2130706433:${server.port}`],
    ["the address written short", () => `127.1:${server.port}`],
    ["a user before the address", () => `user@${server.host}`],
    ["an empty name", () => ""],
    ["a space inside", () => `127.0.0.1 :${server.port}`],
  ])("refuses %s as Host", async (_, host) => {
    expect((await get(host())).status).toBe(421);
  });

  test("refuses a request without Host", async () => {
    expect((await get(null)).status).toBe(421);
  });

  test("refuses a request of HTTP/1.0 without Host", async () => {
    expect((await raw(server.port, "GET / HTTP/1.0\r\n\r\n")).status).toBe(421);
  });

  test("refuses two Hosts, whichever comes first", async () => {
    expect((await get(server.host, ["Host: evil.example"])).status).toBe(421);
    expect((await get("evil.example", [`Host: ${server.host}`])).status).toBe(421);
    expect((await get(server.host, [`Host: ${server.host}`])).status).toBe(421);
  });

  test("refuses a second Host behind very many headers", async () => {
    const many = Array.from({ length: 1500 }, () => "a:");
    const { status } = await get("evil.example", [...many, `Host: ${server.host}`]);
    expect(status).toBe(421);
  });

  test("listens on 127.0.0.1 alone", async () => {
    await expect(fetch(`http://[::1]:${server.port}/`)).rejects.toThrow();
    await expect(fetch(`http://127.0.0.2:${server.port}/`)).rejects.toThrow();
  });
});

const FOREIGN = [
  ["another site", () => "https://evil.example"],
  ["another port", () => "http://127.0.0.1:1"],
  ["localhost", () => `http://localhost:${server.port}`],
  ["https", () => `https://${server.host}`],
  ["no origin that may be told", () => "null"],
  ["nothing", () => ""],
  ["a path behind it", () => `${server.origin}/`],
  ["a list", () => `${server.origin}, https://evil.example`],
  ["its name in capitals", () => server.origin.toUpperCase()],
] as const;

describe("only this page may ask", () => {
  test.each(FOREIGN)("refuses to read with Origin: %s", async (_, origin) => {
    expect((await get(server.host, [`Origin: ${origin()}`])).status).toBe(403);
  });

  test.each(FOREIGN)("refuses a socket with Origin: %s", async (_, origin) => {
    const { status, text } = await raw(server.port, upgradeText(server, session, { Origin: origin() }));
    expect(status).toBe(403);
    expect(text).not.toContain("101 Switching");
  });

  test.each(FOREIGN)("refuses an upload with Origin: %s", async (_, origin) => {
    const lines = [`Origin: ${origin()}`, `Cookie: ${session.cookie}`, `X-Plimsoll-Key: ${session.key}`];
    const target = `/upload/${"a".repeat(32)}/x.dat`;
    const { status } = await raw(
      server.port,
      requestText("PUT", target, server.host, [...lines, "Content-Length: 1"], "x"),
    );
    expect(status).toBe(403);
  });

  test("refuses socket, upload, session and invitation without an Origin", async () => {
    expect((await raw(server.port, upgradeText(server, session, { Origin: null }))).status).toBe(403);
    const lines = [`Cookie: ${session.cookie}`, `X-Plimsoll-Key: ${session.key}`, "Content-Length: 0"];
    for (const [method, target] of [
      ["PUT", `/upload/${"a".repeat(32)}/x.dat`],
      ["POST", "/session"],
      ["POST", "/invite"],
    ] as const)
      expect((await raw(server.port, requestText(method, target, server.host, lines))).status).toBe(403);
  });

  test("refuses two Origins, even when one is right", async () => {
    expect((await get(server.host, [`Origin: ${server.origin}`, "Origin: https://evil.example"])).status).toBe(403);
  });

  test.each(["cross-site", "same-site", "something-new", ""])("refuses Sec-Fetch-Site: %s", async (site) => {
    expect((await get(server.host, [`Sec-Fetch-Site: ${site}`])).status).toBe(403);
    const text = upgradeText(server, session, { "Sec-Fetch-Site": site });
    expect((await raw(server.port, text)).status).toBe(403);
  });

  test("takes an address that was typed, but no socket by it", async () => {
    expect((await get(server.host, ["Sec-Fetch-Site: none"])).status).toBe(200);
    expect((await raw(server.port, upgradeText(server, session, { "Sec-Fetch-Site": "none" }))).status).toBe(403);
  });

  test("refuses a form that another page sends to /session", async () => {
    const body = "token=abc";
    const lines = [
      "Origin: https://evil.example",
      "Sec-Fetch-Site: cross-site",
      "Content-Type: application/x-www-form-urlencoded",
      `Content-Length: ${body.length}`,
    ];
    const { status, text } = await raw(server.port, requestText("POST", "/session", server.host, lines, body));
    expect(status).toBe(403);
    expect(text.toLowerCase()).not.toContain("set-cookie");
  });

  test.each(["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"])(
    "refuses a token that comes as %s, as forms of any page can send it",
    async (type) => {
      const response = await fetch(`${server.origin}/session`, {
        method: "POST",
        headers: { origin: server.origin, "content-type": type },
        body: JSON.stringify({ token: "x" }),
      });
      expect(response.status).toBe(415);
    },
  );

  test("never allows another origin, not even when asked beforehand", async () => {
    const lines = ["Origin: https://evil.example", "Access-Control-Request-Method: PUT"];
    const { status, text } = await raw(server.port, requestText("OPTIONS", "/session", server.host, lines));
    expect(status).toBe(405);
    expect(text.toLowerCase()).not.toContain("access-control");
  });
});
