// Paths that lead outside, methods that nobody has, ids that are guessed: each is refused, and the window still works.
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  folder,
  type Raw,
  type Running,
  raw,
  requestText,
  type Signed,
  signIn,
  start,
  stillServes,
} from "./harness.ts";

let server: Running;
let session: Signed;
const id = "0123456789abcdef0123456789abcdef";

beforeAll(async () => {
  server = await start({ sessions: 1000 });
  session = await signIn(server);
});

afterEach(() => stillServes(server));

const ask = (method: string, target: string, lines: readonly string[] = [], body = ""): Promise<Raw> =>
  raw(
    server.port,
    requestText(method, target, server.host, [`Cookie: ${session.cookie}`, "Connection: close", ...lines], body),
  );

const put = (target: string, body = "x"): Promise<Raw> =>
  ask(
    "PUT",
    target,
    [`Origin: ${server.origin}`, `X-Plimsoll-Key: ${session.key}`, `Content-Length: ${Buffer.byteLength(body)}`],
    body,
  );

describe("files of the window", () => {
  test.each([
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/assets/..%2f..%2fsecret.txt",
    "/assets/%2e%2e%2f%2e%2e%2fsecret.txt",
    "/%252e%252e%252fsecret.txt",
    "/..%5csecret.txt",
    "/..\\secret.txt",
    "/assets/%00",
    "/index.html%00.js",
    "/assets/app-1a2b3c4d.js/",
    "/assets//app-1a2b3c4d.js",
    "/./assets/app-1a2b3c4d.js",
    "/assets",
    "/assets/",
    "/ASSETS/app-1a2b3c4d.js",
    "/index.html",
    "/etc/passwd",
    "/%2fetc/passwd",
    "/c:/windows/win.ini",
    "/.env",
    "/health",
    "/__proto__",
    "/constructor",
    "/?",
  ])("finds nothing at %s", async (target) => {
    const { status, text } = await ask("GET", target);
    expect(status).toBe(404);
    expect(text).not.toContain("a secret");
  });

  test.each(["//evil.example/", "http://evil.example/", "evil.example:80", "*", "\\..\\secret.txt"])(
    "refuses the target %s",
    async (target) => {
      expect((await ask("GET", target)).status).toBe(400);
    },
  );

  test("refuses its own address as target, as it is sent to a proxy", async () => {
    expect((await ask("GET", `${server.origin}/`)).status).toBe(400);
  });

  test("does not serve a file that came after the start", async () => {
    const fresh = await start();
    expect((await fetch(`${fresh.origin}/assets/later.js`)).status).toBe(404);
  });
});

describe("methods", () => {
  test.each(["TRACE", "OPTIONS", "DELETE", "PATCH", "PROPFIND", "SEARCH", "PURGE", "LOCK"])(
    "refuses %s everywhere",
    async (method) => {
      for (const target of ["/", "/session", `/file/${id}`, `/upload/${id}/x`])
        expect((await ask(method, target, [`Origin: ${server.origin}`])).status).toBe(405);
    },
  );

  test("refuses a tunnel to another place", async () => {
    const { status, closed } = await raw(
      server.port,
      "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n",
    );
    expect(status).toBe(405);
    expect(closed).toBe(true);
  });

  test.each([
    ["HEAD", "/session"],
    ["HEAD", "/invite"],
    ["HEAD", `/upload/${id}/x`],
    ["GET", "/invite"],
    ["GET", `/upload/${id}/x`],
    ["POST", "/"],
    ["POST", "/assets/app-1a2b3c4d.js"],
    ["POST", `/file/${id}`],
    ["POST", "/socket"],
    ["PUT", "/session"],
    ["PUT", `/view/${id}`],
    ["PUT", "/"],
  ])("refuses %s %s, which takes other methods", async (method, target) => {
    const { status, text } = await ask(method, target, [`Origin: ${server.origin}`, "Content-Length: 0"]);
    expect(status).toBe(405);
    expect(text).toMatch(/\r\nAllow: [A-Z, ]+\r\n/);
  });

  test("refuses a method that does not exist, and one in small letters", async () => {
    expect((await ask("STEAL", "/")).status).toBe(400);
    expect((await ask("get", "/")).status).toBe(400);
  });
});

describe("staged files", () => {
  beforeAll(() => {
    mkdirSync(join(server.staging, id));
    writeFileSync(join(server.staging, id, "report.html"), "<p>report</p>");
    writeFileSync(join(server.staging, "loose.txt"), "a secret");
  });

  test.each([
    `/file/${"f".repeat(32)}`,
    `/file/${id.toUpperCase()}`,
    `/file/${id.slice(1)}`,
    `/file/${id}0`,
    `/file/${id}/report.html`,
    `/file/${id}/`,
    `/file/${id}%00`,
    `/file/${id}/../../loose.txt`,
    "/file/../loose.txt",
    "/file/..%2floose.txt",
    "/file/loose.txt",
    "/file/",
    `/file/upload-${id}`,
    `/file//${id}`,
    `/view/${"f".repeat(32)}`,
    `/view/..%2f${id}`,
  ])("finds nothing at %s", async (target) => {
    const { status, text } = await ask("GET", target);
    expect(status).toBe(404);
    expect(text).not.toContain("a secret");
  });

  test("follows no link out of the staging folder", async () => {
    const outside = folder();
    writeFileSync(join(outside, "secret.txt"), "a secret");
    symlinkSync(outside, join(server.staging, "1".repeat(32)));
    mkdirSync(join(server.staging, "2".repeat(32)));
    symlinkSync(join(outside, "secret.txt"), join(server.staging, "2".repeat(32), "report.html"));
    for (const digit of ["1", "2"])
      for (const kind of ["file", "view"]) expect((await ask("GET", `/${kind}/${digit.repeat(32)}`)).status).toBe(404);
  });

  test("shows nothing but HTML in the report's frame", async () => {
    mkdirSync(join(server.staging, "3".repeat(32)));
    writeFileSync(join(server.staging, "3".repeat(32), "rows.csv"), "a,b");
    expect((await ask("GET", `/view/${"3".repeat(32)}`)).status).toBe(404);
    expect((await ask("GET", `/file/${"3".repeat(32)}`)).status).toBe(200);
  });

  test("serves no folder of an upload", async () => {
    expect((await put(`/upload/${"4".repeat(32)}/x.html`)).status).toBe(201);
    expect((await ask("GET", `/file/${"4".repeat(32)}`)).status).toBe(404);
  });
});

describe("uploads", () => {
  const up = "5".repeat(32);
  test.each([
    ["up one folder", "../x"],
    ["up one folder, encoded", "%2e%2e/x"],
    ["a slash inside a name", "..%2fx"],
    ["a backslash", "..%5cx"],
    ["up from inside", "a/../../x"],
    ["itself", "./x"],
    ["an absolute path", "%2fetc%2fx"],
    ["an empty name", "a//x"],
    ["a slash at the end", "a/"],
    ["NUL", "x%00.dat"],
    ["a line end", "x%0d%0ay"],
    ["a device of Windows", "con"],
    ["a device with an ending", "a/NUL.txt"],
    ["a serial port", "com1"],
    ["bytes that are no text", "%ff%fe"],
    ["half an escape", "x%2"],
    ["a very long name", "x".repeat(256)],
    ["a very deep path", `${"d/".repeat(40)}x`],
  ])("refuses to write to %s", async (_, path) => {
    const { status } = await put(`/upload/${up}/${path}`);
    expect(status).toBe(400);
    expect(existsSync(join(server.staging, `upload-${up}`))).toBe(false);
    expect(existsSync(join(server.staging, "x"))).toBe(false);
  });

  test("decodes a name once, never twice", async () => {
    const { status } = await put(`/upload/${"6".repeat(32)}/%252e%252e%252fx`);
    expect(status).toBe(201);
    expect(readdirSync(join(server.staging, `upload-${"6".repeat(32)}`))).toEqual(["%2e%2e%2fx"]);
  });

  test("finds no upload without a path, or with another kind of id", async () => {
    for (const target of [
      `/upload/${up}`,
      `/upload/${up}/`,
      "/upload/../x",
      "/upload/abc/x",
      `/upload/${up.slice(1)}g/x`,
    ])
      expect((await put(target)).status).toBe(404);
  });

  test("writes over nothing, and never makes a folder out of a file", async () => {
    const root = `/upload/${"7".repeat(32)}`;
    expect((await put(`${root}/a`, "first")).status).toBe(201);
    expect((await put(`${root}/a`, "second")).status).toBe(409);
    expect((await put(`${root}/a/b`)).status).toBe(409);
    expect((await put(`${root}/d/e`)).status).toBe(201);
    expect((await put(`${root}/d`)).status).toBe(409);
    expect(readFileSync(join(server.staging, `upload-${"7".repeat(32)}`, "a"), "utf8")).toBe("first");
  });
});
