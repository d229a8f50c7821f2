import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dataHeaders, pageHeaders, reportHeaders } from "../headers.ts";
import { listAssets } from "../loopback/assets.ts";
import { answerRequest, isLoadable, type Served } from "./protocol.ts";

const report = "a".repeat(32);
const table = "b".repeat(32);
const linked = "c".repeat(32);
let folder: string;
let served: Served;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "plimsoll-protocol-"));
  const renderer = join(folder, "renderer");
  const staging = join(folder, "staging");
  mkdirSync(join(renderer, "assets"), { recursive: true });
  writeFileSync(join(renderer, "index.html"), "<!doctype html><title>Plimsoll</title>");
  writeFileSync(join(renderer, "assets", "index-1a2b.js"), "export {};");
  for (const id of [report, table, linked]) mkdirSync(join(staging, id), { recursive: true });
  writeFileSync(join(staging, report, "week 12.html"), "<!doctype html><p>33 guests fit");
  writeFileSync(join(staging, table, "rows.csv"), "a,b\n1,2\n");
  writeFileSync(join(folder, "secret"), "not for pages");
  symlinkSync(join(folder, "secret"), join(staging, linked, "secret.html"));
  served = { assets: listAssets(renderer), staging };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const get = (path: string, method = "GET") => answerRequest({ method, url: `app://plimsoll${path}` }, served);
const headersOf = (response: Response) => Object.fromEntries(response.headers);
const lower = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

describe("app://plimsoll", () => {
  it("serves the page with the same policy as a browser gets over the loopback shell", async () => {
    const response = await get("/");
    expect(await response.text()).toContain("<title>Plimsoll");
    expect(headersOf(response)).toEqual({ ...lower(pageHeaders(false)), "content-type": "text/html; charset=utf-8" });
    expect(response.headers.get("content-security-policy")).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(response.headers.get("content-security-policy")).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline/);
  });

  it("serves a hashed file for ever, with its type", async () => {
    const response = await get("/assets/index-1a2b.js");
    expect(response.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(response.headers.get("cache-control")).toContain("immutable");
  });

  it("shows a staged report as a page without script or origin", async () => {
    const response = await get(`/view/${report}`);
    expect(await response.text()).toContain("33 guests fit");
    expect(headersOf(response)).toMatchObject(lower(reportHeaders));
    expect(response.headers.get("content-security-policy")).toMatch(/^sandbox;/);
  });

  it("gives a staged file as a download with its name", async () => {
    const response = await get(`/file/${table}`);
    expect(await response.text()).toBe("a,b\n1,2\n");
    expect(headersOf(response)).toMatchObject({
      ...lower(dataHeaders),
      "content-disposition": expect.stringContaining('filename="rows.csv"'),
      "content-length": "8",
    });
  });

  it.each([
    ["a file outside by dots", "/../secret"],
    ["a file outside by encoded dots", "/..%2fsecret"],
    ["a file outside by encoded dots of both kinds", "/%2e%2e/%2e%2e%5csecret"],
    ["a file outside through an id", `/view/${report}/../../secret`],
    ["a staged folder", `/view/${"d".repeat(32)}`],
    ["a link in a staged folder", `/view/${linked}`],
    ["a table as a page", `/view/${table}`],
    ["an id in capitals", `/file/${report.toUpperCase()}`],
    ["a folder of the window", "/assets/"],
    ["a file that is not of the window", "/secret"],
  ])("refuses %s", async (_, path) => {
    const response = await get(path);
    expect([response.status, await response.text()]).toEqual([404, ""]);
  });

  it("refuses other hosts and other methods", async () => {
    expect((await answerRequest({ method: "GET", url: "app://other/" }, served)).status).toBe(404);
    expect((await answerRequest({ method: "GET", url: "app://plimsollx/" }, served)).status).toBe(404);
    expect((await get("/", "POST")).status).toBe(405);
  });
});

describe("what a page may load", () => {
  it("is of this program, or carried inside a report", () => {
    const loadable = ["app://plimsoll/", "app://plimsoll/assets/x.js", "data:image/png;base64,AAAA"];
    const others = [
      "https://example.org/",
      "http://127.0.0.1/",
      "file:///etc/passwd",
      "ws://x/",
      "app://plimsollx/",
      "ftp://x/",
    ];
    expect(loadable.map(isLoadable)).toEqual([true, true, true]);
    expect(others.map(isLoadable)).toEqual(others.map(() => false));
  });
});
