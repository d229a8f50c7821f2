// What the loopback server does for the window it is for: pages, sessions, sockets, files both ways, and the headers of all.
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import {
  exchange,
  openWindow,
  PAGE,
  type Running,
  raw,
  requestText,
  SCRIPT,
  type Signed,
  signIn,
  socketOf,
  start,
  stillServes,
  tokenOf,
} from "./harness.ts";

let server: Running;
let session: Signed;
const id = "0123456789abcdef0123456789abcdef";

beforeAll(async () => {
  server = await start();
  session = await signIn(server);
});

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(server.origin + path, { headers: { ...session.headers, ...headers } });

function stage(name: string, contents: string | Buffer, of = id): void {
  mkdirSync(join(server.staging, of), { recursive: true });
  writeFileSync(join(server.staging, of, name), contents);
}

describe("the window's files", () => {
  test("the page is never kept, its files are kept for ever", async () => {
    const page = await get("/");
    expect(await page.text()).toBe(PAGE);
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(page.headers.get("cache-control")).toBe("no-store");
    const script = await get("/assets/app-1a2b3c4d.js");
    expect(await script.text()).toBe(SCRIPT);
    expect(script.headers.get("cache-control")).toBe("private, max-age=31536000, immutable");
  });

  test.each([
    ["/assets/app-1a2b3c4d.js", "text/javascript; charset=utf-8"],
    ["/assets/app-1a2b3c4d.css", "text/css; charset=utf-8"],
    ["/assets/inter-1a2b3c4d.woff2", "font/woff2"],
  ])("%s is %s", async (path, type) => {
    expect((await get(path)).headers.get("content-type")).toBe(type);
  });

  test("a long file is packed for whoever takes that, and for nobody else", async () => {
    const ask = (accepted: string) =>
      raw(server.port, requestText("GET", "/assets/app-1a2b3c4d.js", server.host, [accepted, "Connection: close"]));
    const packed = await ask("Accept-Encoding: br, gzip");
    expect(packed.text).toMatch(/\r\nContent-Encoding: gzip\r\n/);
    expect(packed.text).toMatch(/\r\nVary: Accept-Encoding\r\n/);
    const body = Buffer.from(packed.text.slice(packed.text.indexOf("\r\n\r\n") + 4), "latin1");
    expect(gunzipSync(body).toString()).toBe(SCRIPT);
    const plain = await ask("Accept-Encoding: br");
    expect(plain.text).not.toContain("Content-Encoding");
    expect(plain.text.endsWith(SCRIPT)).toBe(true);
  });

  test("HEAD tells the same as GET, without the body", async () => {
    stage("rows.csv", "a,b\n");
    for (const path of ["/", "/assets/app-1a2b3c4d.js", `/file/${id}`]) {
      const head = await fetch(server.origin + path, { method: "HEAD", headers: { cookie: session.cookie } });
      expect(head.status).toBe(200);
      expect(await head.text()).toBe("");
    }
  });
});

describe("sessions", () => {
  test("the cookie is out of reach of scripts and other sites, and its name tells servers apart", async () => {
    const response = await exchange(server, tokenOf(server.loopback.address()));
    expect(response.headers.get("set-cookie")).toMatch(
      new RegExp(`^plimsoll-${server.port}=[A-Za-z0-9_-]{43}; HttpOnly; SameSite=Strict; Path=/$`),
    );
  });

  test("an address carries its project and the sample behind the token, where no server sees them", () => {
    const address = new URL(server.loopback.address({ project: "/a b/ü&c.plimsoll", sample: true }));
    const parts = new URLSearchParams(address.hash.slice(1));
    expect([address.origin, address.pathname, address.search]).toEqual([server.origin, "/", ""]);
    expect(parts.get("project")).toBe("/a b/ü&c.plimsoll");
    expect(parts.get("sample")).toBe("1");
    expect(parts.get("t")).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  test("every address has a token of its own", () => {
    const tokens = Array.from({ length: 100 }, () => tokenOf(server.loopback.address()));
    expect(new Set(tokens).size).toBe(100);
  });

  test("a window asks whether its session goes on", async () => {
    expect((await get("/session")).status).toBe(204);
    expect((await get("/session", { "x-plimsoll-key": "A".repeat(43) })).status).toBe(401);
  });

  test("a window invites another one", async () => {
    const response = await fetch(`${server.origin}/invite`, { method: "POST", headers: session.headers });
    expect(response.status).toBe(201);
    const { url } = (await response.json()) as { url: string };
    const window = openWindow(server, await signIn(server, url));
    expect((await window.request("recipe", {})).script).toBe("echo recorded");
    await window.close();
  });

  test("a second window of one browser takes nothing from the first", async () => {
    const first = await signIn(server);
    const second = await signIn(server, server.loopback.address(), first);
    // One jar: whatever the second exchange has set is what the first window shows from now on.
    const jar = { cookie: second.cookie };
    for (const { key } of [first, second]) {
      const headers = { ...jar, "x-plimsoll-key": key, origin: server.origin };
      expect((await fetch(`${server.origin}/session`, { headers })).status).toBe(204);
      const path = `/upload/${"c".repeat(32)}/${key.slice(0, 8)}-${Math.random()}`;
      expect((await fetch(server.origin + path, { method: "PUT", headers, body: "x" })).status).toBe(201);
      const window = openWindow(server, { ...jar, key });
      expect((await window.request("recipe", {})).script).toBe("echo recorded");
      await window.close();
    }
  });

  test("two windows and two servers work side by side", async () => {
    const other = await start();
    const windows = [
      openWindow(server, session),
      openWindow(server, await signIn(server)),
      openWindow(other, await signIn(other)),
    ];
    const scripts = await Promise.all(windows.map((window) => window.request("recipe", {})));
    expect(scripts.map(({ script }) => script)).toEqual(["echo recorded", "echo recorded", "echo recorded"]);
    await windows[0]?.close();
    expect((await windows[1]?.request("recipe", {}))?.script).toBe("echo recorded");
    await Promise.all(windows.map((window) => window.close()));
  });

  test("the number of windows is told when one comes and when one goes", async () => {
    const fresh = await start();
    const counts: number[] = [];
    fresh.loopback.windows.onCount((count) => counts.push(count));
    const window = openWindow(fresh, await signIn(fresh));
    await window.request("recipe", {});
    await window.close();
    await expect.poll(() => counts).toEqual([1, 0]);
  });
});

describe("files", () => {
  test("a staged file comes whole, as a download under its exact name", async () => {
    const bytes = Buffer.alloc(300_000, "plimsoll");
    stage('Größe "1" 100%\'(x).csv', bytes, "1".repeat(32));
    const response = await get(`/file/${"1".repeat(32)}`);
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
    expect(response.headers.get("content-type")).toBe("application/octet-stream");
    expect(response.headers.get("content-length")).toBe("300000");
    expect(response.headers.get("content-disposition")).toBe(
      "attachment; filename=\"Gr__e _1_ 100_'(x).csv\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%221%22%20100%25%27%28x%29.csv",
    );
  });

  test("a staged file comes under the name that the window gives it, cleaned, with its own ending", async () => {
    stage("host-report.html", "<p>", "4".repeat(32));
    const disposition = async (query: string) =>
      (await get(`/file/${"4".repeat(32)}?${query}`)).headers.get("content-disposition");
    expect(await disposition("name=Fits+100%25+%C3%BC.html")).toBe(
      "attachment; filename=\"Fits 100_ _.html\"; filename*=UTF-8''Fits%20100%25%20%C3%BC.html",
    );
    expect(await disposition("name=..%2F..%2Fetc%2Fpasswd")).toMatch(/filename="_\.\._etc_passwd\.html"/);
    expect(await disposition("name=a%0D%0AX-Evil%3A+1.exe")).toMatch(/filename="aX-Evil_ 1\.exe\.html"/);
    for (const query of ["name=", "other=x", "name=%ED%A0%80", "%"])
      expect(await disposition(query)).toMatch(/^attachment; filename="/);
    expect((await get(`/view/${"4".repeat(32)}?name=x.html`)).status).toBe(404);
  });

  test("an empty staged file comes as an empty download", async () => {
    stage("empty.csv", "", "2".repeat(32));
    const response = await get(`/file/${"2".repeat(32)}`);
    expect([response.status, await response.text()]).toEqual([200, ""]);
  });

  test("a report comes for its frame", async () => {
    stage("report.html", "<p>report", "3".repeat(32));
    const response = await get(`/view/${"3".repeat(32)}`);
    expect(await response.text()).toBe("<p>report");
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(response.headers.get("content-disposition")).toBeNull();
  });

  test("an upload arrives whole, for this user only, and its reply tells where", async () => {
    const body = Buffer.alloc(2_000_000, "perf");
    const path = `/upload/${id}/host%201/a%2525/perf.data`;
    const response = await fetch(server.origin + path, { method: "PUT", headers: session.headers, body });
    expect(response.status).toBe(201);
    const root = join(server.staging, `upload-${id}`);
    const file = join(root, "host 1", "a%25", "perf.data");
    expect(await response.json()).toEqual({ root, path: file });
    expect(readFileSync(file).equals(body)).toBe(true);
    if (process.platform === "win32") return;
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(root).mode & 0o777).toBe(0o700);
  });

  test("a client that asks first is told to go on", async () => {
    const lines = [
      `Origin: ${server.origin}`,
      `Cookie: ${session.cookie}`,
      `X-Plimsoll-Key: ${session.key}`,
      "Content-Length: 3",
      "Expect: 100-continue",
      "Connection: close",
    ];
    const { text } = await raw(server.port, requestText("PUT", `/upload/${id}/asked`, server.host, lines, "abc"));
    expect(text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 201 Created\r\n/);
  });
});

const COMMON = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-resource-policy": "same-origin",
};
const NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";
const WINDOW =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'; font-src 'self'; connect-src 'self'; worker-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const REPORT =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

describe("headers", () => {
  beforeAll(() => {
    stage("rows.csv", "a,b\n", "8".repeat(32));
    stage("report.html", "<p>", "9".repeat(32));
  });

  const headersOf = (text: string): Record<string, string> =>
    Object.fromEntries(
      (text.split("\r\n\r\n")[0] ?? "")
        .split("\r\n")
        .slice(1)
        .map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 2)]),
    );

  const signed = (): string[] => [`Cookie: ${session.cookie}`, `X-Plimsoll-Key: ${session.key}`];
  const changing = (): string[] => [...signed(), `Origin: ${server.origin}`, "Content-Length: 0"];
  test.each([
    ["the page", "GET", "/", [], 200, WINDOW],
    ["a script", "GET", "/assets/app-1a2b3c4d.js", [], 200, WINDOW],
    ["a report", "GET", `/view/${"9".repeat(32)}`, signed, 200, REPORT],
    ["a download", "GET", `/file/${"8".repeat(32)}`, signed, 200, NOTHING],
    ["a session that goes on", "GET", "/session", signed, 204, NOTHING],
    ["a refused session", "POST", "/session", changing, 415, NOTHING],
    ["an invitation", "POST", "/invite", changing, 201, NOTHING],
    ["an upload", "PUT", `/upload/${"8".repeat(32)}/x`, changing, 201, NOTHING],
    ["nothing", "GET", "/nothing", [], 404, NOTHING],
    ["no session", "GET", `/file/${id}`, [], 401, NOTHING],
    ["a wrong method", "DELETE", "/", [], 405, NOTHING],
    ["a foreign page", "GET", "/", ["Origin: null"], 403, NOTHING],
    ["a missing upgrade", "GET", "/socket", [], 426, NOTHING],
    ["a refused upgrade", "GET", "/socket", ["Connection: Upgrade", "Upgrade: websocket"], 403, NOTHING],
    ["broken HTTP", "GET", "/ HTTP/1.1\r\nbroken header\r\nX:", [], 400, NOTHING],
    ["long headers", "GET", "/", [`X: ${"a".repeat(9000)}`], 431, NOTHING],
  ] as const)("%s is answered with all of them", async (_, method, target, lines, status, policy) => {
    const given = [...(typeof lines === "function" ? lines() : lines)];
    if (!given.includes("Connection: Upgrade")) given.push("Connection: close");
    const response = await raw(server.port, requestText(method, target, server.host, given));
    expect(response.status).toBe(status);
    const headers = headersOf(response.text);
    expect(headers).toMatchObject(COMMON);
    expect(headers["content-security-policy"]).toBe(policy);
    expect(headers["permissions-policy"]).toMatch(/camera=\(\).*microphone=\(\).*usb=\(\)/);
    expect(headers["cache-control"]).toBe(
      target.startsWith("/assets/") ? "private, max-age=31536000, immutable" : "no-store",
    );
    for (const name of Object.keys(headers)) expect(name).not.toMatch(/^access-control|^server$|^x-powered-by$/);
  });
});

test("the address that is printed opens a window as a browser opens it", async () => {
  const address = server.loopback.address();
  const page = await fetch(address);
  const scriptPath = /src=([^ >]+)/.exec(await page.text())?.[1] ?? "";
  expect((await fetch(new URL(scriptPath, address))).status).toBe(200);
  const signed = await signIn(server, address);
  const socket = socketOf(server, signed);
  await new Promise((resolve) => socket.once("open", resolve));
  expect(socket.protocol).toBe("plimsoll");
  expect(socket.extensions).toBe("");
  socket.close();
});

test("a window that does not take its replies is not read from, until it takes them", async () => {
  const slow = await start({ pauseBytes: 2 ** 20 });
  const socket = socketOf(slow, await signIn(slow));
  await new Promise((resolve) => socket.once("open", resolve));
  await expect.poll(() => slow.links.length).toBe(1);
  const [link] = slow.links;
  const heard: Uint8Array[] = [];
  link?.onFrame((frame) => heard.push(frame));
  socket.pause();
  // More than both ends' system buffers hold.
  for (let i = 0; i < 8; i++) link?.send(new Uint8Array(4 * 2 ** 20));
  socket.send(new Uint8Array([1]));
  // What another window says later is heard.
  const quick = socketOf(slow, await signIn(slow));
  await new Promise((resolve) => quick.once("open", resolve));
  await expect.poll(() => slow.links.length).toBe(2);
  const heardOfQuick: Uint8Array[] = [];
  slow.links[1]?.onFrame((frame) => heardOfQuick.push(frame));
  quick.send(new Uint8Array([2]));
  await expect.poll(() => heardOfQuick.length).toBe(1);
  quick.close();
  expect(heard).toHaveLength(0);
  let taken = 0;
  socket.on("message", (data: Buffer) => {
    taken += data.length;
  });
  socket.resume();
  await expect.poll(() => heard.length, { timeout: 20_000 }).toBe(1);
  await expect.poll(() => taken, { timeout: 20_000 }).toBe(32 * 2 ** 20);
  socket.close();
});

test("closing the server says farewell to its windows and frees the port", async () => {
  const fleeting = await start();
  const socket = socketOf(fleeting, await signIn(fleeting));
  await new Promise((resolve) => socket.once("open", resolve));
  const farewell = new Promise((resolve) => socket.once("close", resolve));
  await fleeting.loopback.close();
  expect(await farewell).toBe(1001);
  expect(socket.readyState).toBe(WebSocket.CLOSED);
  await stillServes(await start({}, { port: fleeting.port }));
});

test("a port that is taken is refused with what to do", async () => {
  await expect(start({}, { port: server.port })).rejects.toMatchObject({
    report: { code: "window.port_in_use", exit: 2 },
  });
});
