// Tokens, cookies and keys that are not right: each is refused, and the window still works.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  closeAfterwards,
  exchange,
  openWindow,
  type Running,
  raw,
  requestText,
  type Signed,
  signIn,
  start,
  stillServes,
  tokenOf,
  upgradeText,
} from "./harness.ts";

let server: Running;
let session: Signed;

beforeAll(async () => {
  server = await start({ sessions: 1000 });
  session = await signIn(server);
});

afterEach(() => stillServes(server));

const guess = "A".repeat(43);

describe("tokens", () => {
  test.each([
    ["a guessed one", () => guess],
    ["none", () => ""],
    ["one without its last character", () => tokenOf(server.loopback.address()).slice(0, -1)],
    ["one with something behind it", () => `${tokenOf(server.loopback.address())}A`],
    ["one with a line end behind it", () => `${tokenOf(server.loopback.address())}\n`],
    ["one in small letters", () => tokenOf(server.loopback.address()).toLowerCase().replaceAll("-", "a")],
    ["a name that objects have", () => "constructor"],
    ["the key of a session", () => session.key],
    ["the cookie of a session", () => session.cookie.split("=")[1] ?? ""],
  ])("refuses %s", async (_, token) => {
    const response = await exchange(server, token());
    expect(response.status).toBe(401);
    expect(response.headers.get("set-cookie")).toBeNull();
  });

  test("refuses a token the second time, and tells the person", async () => {
    const token = tokenOf(server.loopback.address());
    expect((await exchange(server, token)).status).toBe(200);
    const before = server.log.length;
    const again = await exchange(server, token);
    expect(again.status).toBe(401);
    expect(await again.json()).toEqual({ error: "used" });
    expect(server.log.slice(before)).toEqual([
      "refused: an address that has opened a window already; each address opens one",
    ]);
  });

  test("gives one session when a token is shown many times at once", async () => {
    const token = tokenOf(server.loopback.address());
    const statuses = await Promise.all(Array.from({ length: 12 }, async () => (await exchange(server, token)).status));
    expect(statuses.sort()).toEqual([200, ...Array.from({ length: 11 }, () => 401)]);
  });

  test("does not take a token from the query, where logs would keep it", async () => {
    const token = tokenOf(server.loopback.address());
    expect((await fetch(`${server.origin}/?t=${token}`)).status).toBe(404);
    expect((await fetch(`${server.origin}/session?t=${token}`)).status).toBe(404);
  });

  test.each([
    ["a number", "12"],
    ["an object", '{"token":{"length":43}}'],
    ["a list", '{"token":["a"]}'],
    ["no JSON", "{"],
    ["deep JSON", "[".repeat(1000)],
    ["a prototype", '{"__proto__":{"token":"x"}}'],
  ])("refuses %s where the token belongs", async (_, body) => {
    const headers = { origin: server.origin, "content-type": "application/json" };
    expect((await fetch(`${server.origin}/session`, { method: "POST", headers, body })).status).toBe(401);
  });

  test("refuses a token of 2 KiB before reading it", async () => {
    expect((await exchange(server, "A".repeat(2048))).status).toBe(413);
  });

  test("ends a body of unknown length when it is too long", async () => {
    const chunk = `1000\r\n${" ".repeat(4096)}\r\n`;
    const lines = [`Origin: ${server.origin}`, "Content-Type: application/json", "Transfer-Encoding: chunked"];
    const { status, closed } = await raw(
      server.port,
      requestText("POST", "/session", server.host, lines, chunk.repeat(4)),
    );
    expect(status).toBe(413);
    expect(closed).toBe(true);
  });
});

describe("cookies and keys", () => {
  const target = `/file/${"a".repeat(32)}`;
  test.each([
    ["none", () => null],
    ["an empty one", () => session.cookie.replace(/=.*/, "=")],
    ["a forged one", () => session.cookie.replace(/=.*/, `=${guess}`)],
    ["the right value under another server's name", () => session.cookie.replace(/^plimsoll-\d+/, "plimsoll-1")],
    ["a longer one", () => `${session.cookie}A`],
    ["the value in quotes", () => session.cookie.replace(/=(.*)/, '="$1"')],
  ])("refuses files, socket and invitations with this cookie: %s", async (_, cookie) => {
    const shown = cookie();
    const lines = shown === null ? [] : [`Cookie: ${shown}`];
    expect((await raw(server.port, requestText("GET", target, server.host, lines))).status).toBe(401);
    const invite = [...lines, `Origin: ${server.origin}`, `X-Plimsoll-Key: ${session.key}`, "Content-Length: 0"];
    expect((await raw(server.port, requestText("POST", "/invite", server.host, invite))).status).toBe(401);
    expect((await raw(server.port, upgradeText(server, session, { Cookie: shown }))).status).toBe(401);
  });

  test("refuses the cookie of another server of this machine", async () => {
    const other = await start();
    const foreign = await signIn(other);
    expect((await raw(server.port, upgradeText(server, foreign))).status).toBe(401);
    const renamed = { ...foreign, cookie: foreign.cookie.replace(/^plimsoll-\d+/, `plimsoll-${server.port}`) };
    expect((await raw(server.port, upgradeText(server, renamed))).status).toBe(401);
  });

  test("takes the cookie beside forged ones of the same name, as other servers of this address can set them", async () => {
    const forged = session.cookie.replace(/=.*/, `=${guess}`);
    const window = openWindow(server, { ...session, cookie: `${forged}; ${session.cookie}; ${forged}` });
    expect((await window.request("recipe", {})).script).toBe("echo recorded");
    await window.close();
  });

  test("refuses a cookie that another server of this address was shown, without the page's key", async () => {
    // Browsers send cookies of 127.0.0.1 to every port: this one reads what it gets.
    let stolen = "";
    const thief = createServer((request, response) => {
      stolen = request.headers.cookie ?? "";
      response.end();
    });
    await new Promise<void>((resolve) => thief.listen(0, "127.0.0.1", resolve));
    closeAfterwards(() => thief.close());
    await fetch(`http://127.0.0.1:${(thief.address() as AddressInfo).port}/`, { headers: { cookie: session.cookie } });
    expect(stolen).toBe(session.cookie);
    for (const key of ["", guess, stolen.split("=")[1] ?? ""]) {
      expect((await raw(server.port, upgradeText(server, { cookie: stolen, key }))).status).toBe(401);
      const headers = { cookie: stolen, origin: server.origin, "x-plimsoll-key": key };
      const put = await fetch(`${server.origin}/upload/${"b".repeat(32)}/x`, { method: "PUT", headers, body: "x" });
      expect(put.status).toBe(401);
      expect((await fetch(`${server.origin}/invite`, { method: "POST", headers })).status).toBe(401);
    }
  });

  test("refuses one session's cookie with another session's key", async () => {
    const second = await signIn(server);
    expect((await raw(server.port, upgradeText(server, { cookie: session.cookie, key: second.key }))).status).toBe(401);
  });

  test("ends the sessions with the server", async () => {
    const first = await start();
    const old = await signIn(first);
    await first.loopback.close();
    const second = await start({}, { port: first.port });
    expect((await raw(second.port, upgradeText(second, old))).status).toBe(401);
    await stillServes(second);
  });

  test("keeps no more sessions than its limit: the oldest ends", async () => {
    const small = await start({ sessions: 2 });
    const [first, second] = [await signIn(small), await signIn(small)];
    const third = await signIn(small);
    const ask = async ({ headers }: Signed) => (await fetch(`${small.origin}/session`, { headers })).status;
    expect([await ask(first), await ask(second), await ask(third)]).toEqual([401, 204, 204]);
    await stillServes(small);
  });
});
