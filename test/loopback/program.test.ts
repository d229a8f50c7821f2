// `plimsoll serve` and `plimsoll open` as processes, as a person or a script starts them.
import type { ChildProcess } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Client, createClient } from "../../src-shared/protocol/client.ts";
import { errorOf, type Outcome, plimsoll, reply, scratch } from "../program.ts";
import { closeAfterwards, exchange, linkOver, type Running, signIn, socketOf, tokenOf } from "./harness.ts";

interface Started {
  readonly ended: Promise<Outcome>;
  readonly child: ChildProcess;
  /** What it has printed so far. */
  readonly out: () => string;
  readonly err: () => string;
  /** Its temporary folder: nothing may be left there. */
  readonly temporary: string;
}

/** Starts the program with a home and a temporary folder of its own, without display, and ends it with the test. */
function startProgram(args: readonly string[], env: Record<string, string> = {}): Started {
  const temporary = scratch();
  let child: ChildProcess | null = null;
  let out = "";
  let err = "";
  const ended = plimsoll(args, {
    env: {
      PLIMSOLL_HOME: scratch(),
      PLIMSOLL_NO_ELECTRON: "1",
      DISPLAY: "",
      WAYLAND_DISPLAY: "",
      TMPDIR: temporary,
      ...env,
    },
    onStart(started) {
      child = started;
      started.stdout?.on("data", (data) => {
        out += data;
      });
      started.stderr?.on("data", (data) => {
        err += data;
      });
    },
  });
  const running = child as unknown as ChildProcess;
  closeAfterwards(async () => {
    running.kill("SIGKILL");
    await ended;
  });
  return { ended, child: running, out: () => out, err: () => err, temporary };
}

const within = { timeout: 60_000 };

async function address(started: Started): Promise<string> {
  await expect.poll(started.out, within).toContain("\n");
  const [line = ""] = started.out().split("\n");
  return line.startsWith("{") ? (JSON.parse(line) as { url: string }).url : line;
}

/** The server of an address, as the other tests know servers. */
function serverOf(url: string): Running {
  const { host, origin, port } = new URL(url);
  return { host, origin, port: Number(port), staging: "", log: [], links: [] } as unknown as Running;
}

async function windowOf(url: string): Promise<Client> {
  const server = serverOf(url);
  return createClient(linkOver(socketOf(server, await signIn(server, url))));
}

describe("serve", () => {
  test("prints exactly one JSON object, whose address opens a window on the back end", async () => {
    const started = startProgram(["serve", "--no-open", "--json"]);
    const url = await address(started);
    expect(JSON.parse(started.out())).toEqual({
      schema: "plimsoll.serve/1",
      url,
      port: Number(new URL(url).port),
      pid: started.child.pid,
    });
    const window = await windowOf(url);
    const { script } = await window.request("recipe", {});
    expect(script).toBe((await reply(["recipe"])).script);
    await window.close();
    started.child.kill("SIGINT");
    expect(await started.ended).toMatchObject({ code: 0, signal: null });
    expect(started.out().trim().split("\n")).toHaveLength(1);
  });

  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "ends in good order by %s and leaves nothing behind",
    async (signal) => {
      const started = startProgram(["serve"]);
      const window = await windowOf(await address(started));
      await window.request("home", {});
      expect(readdirSync(started.temporary).filter((name) => name.startsWith("plimsoll-staging-"))).toHaveLength(1);
      started.child.kill(signal);
      expect(await started.ended).toMatchObject({ code: 0, signal: null });
      expect(readdirSync(started.temporary)).toEqual([]);
    },
  );

  test("prints the address alone on stdout, and how to come to it from another machine on stderr", async () => {
    const started = startProgram(["serve", "--no-open"]);
    const url = await address(started);
    const { port } = new URL(url);
    await expect.poll(started.err, within).toMatch(new RegExp(`ssh -N -L ${port}:127\\.0\\.0\\.1:${port} \\S+@\\S+`));
    started.child.kill("SIGINT");
    expect((await started.ended).out).toBe(`${url}\n`);
  });

  test("takes the port of the last time again, and the one that is given", async () => {
    const home = scratch();
    const portOf = async (args: readonly string[]): Promise<string> => {
      const started = startProgram(["serve", "--no-open", ...args], { PLIMSOLL_HOME: home });
      const { port } = new URL(await address(started));
      started.child.kill("SIGINT");
      await started.ended;
      return port;
    };
    const first = await portOf([]);
    expect(await portOf([])).toBe(first);
    const other = await portOf(["--port", "0"]);
    expect(await portOf(["--port", other])).toBe(other);
    expect(await portOf([])).toBe(first);
  });

  test("two at a time have ports of their own, and a given port that is taken is an error", async () => {
    const home = scratch();
    const first = startProgram(["serve", "--no-open"], { PLIMSOLL_HOME: home });
    const { port } = new URL(await address(first));
    const second = startProgram(["serve", "--no-open"], { PLIMSOLL_HOME: home });
    expect(new URL(await address(second)).port).not.toBe(port);
    const refused = await plimsoll(["serve", "--no-open", "--port", port, "--json"], { env: { PLIMSOLL_HOME: home } });
    expect(refused).toMatchObject({ code: 2, out: "" });
    expect(errorOf(refused)).toMatchObject({ schema: "plimsoll.error/1", code: "window.port_in_use" });
  });

  test("hands the project to the window, behind the #, as an absolute path", async () => {
    const project = join(scratch(), "a b.plimsoll");
    await reply(["import", "samples/three-vms/alpha.xml", "-p", project]);
    const started = startProgram(["serve", "--no-open", project]);
    const url = new URL(await address(started));
    expect(new URLSearchParams(url.hash.slice(1)).get("project")).toBe(project);
    expect(url.search).toBe("");
  });

  test("refuses a project that is not there, and a port that is none", async () => {
    const missing = await plimsoll(["serve", "--no-open", "--json", join(scratch(), "nothing")]);
    expect(missing).toMatchObject({ code: 3, out: "" });
    expect(errorOf(missing)).toMatchObject({ code: "project.not_found" });
    for (const port of ["80", "65536", "-1", "x", "4e3"])
      expect((await plimsoll(["serve", "--no-open", `--port=${port}`])).code).toBe(2);
  });

  test("tells the person when an address is used a second time", async () => {
    const started = startProgram(["serve", "--no-open"]);
    const url = await address(started);
    const server = serverOf(url);
    expect((await exchange(server, tokenOf(url))).status).toBe(200);
    expect((await exchange(server, tokenOf(url))).status).toBe(401);
    await expect.poll(started.err, within).toContain("refused: an address that has opened a window already");
  });
});

/** A program that notes its arguments in place of a browser, and stays like one. */
function fakeBrowser(): { readonly path: string; readonly args: () => string[] } {
  const path = join(scratch(), "chromium");
  writeFileSync(path, `#!/bin/sh\nprintf '%s\\n' "$@" > "$0.new" && mv "$0.new" "$0.args"\n`);
  chmodSync(path, 0o755);
  return {
    path,
    args: () => (existsSync(`${path}.args`) ? readFileSync(`${path}.args`, "utf8").trimEnd().split("\n") : []),
  };
}

const appOf = (args: readonly string[]): string => args.find((arg) => arg.startsWith("--app="))?.slice(6) ?? "";

describe.skipIf(process.platform === "win32")("with a display", () => {
  test("serve opens a window with an address of its own, and the printed one still works", async () => {
    const { path, args } = fakeBrowser();
    const started = startProgram(["serve"], { DISPLAY: ":99", PLIMSOLL_CHROMIUM: path });
    const printed = await address(started);
    await expect.poll(args, within).not.toEqual([]);
    const launched = appOf(args());
    expect(new URL(launched).origin).toBe(new URL(printed).origin);
    expect(tokenOf(launched)).not.toBe(tokenOf(printed));
    for (const url of [launched, printed]) {
      const window = await windowOf(url);
      await window.request("recipe", {});
      await window.close();
    }
  });

  test("open says in one line why it is not the desktop shell, and ends when its window is closed", async () => {
    const { path, args } = fakeBrowser();
    const started = startProgram(["open", "--sample"], { DISPLAY: ":99", PLIMSOLL_CHROMIUM: path });
    await expect.poll(args, within).not.toEqual([]);
    const [line] = started.err().split("\n");
    expect(line).toBe("The desktop shell cannot be used: PLIMSOLL_NO_ELECTRON is set. The window opens in a browser.");
    const url = appOf(args());
    expect(new URLSearchParams(new URL(url).hash.slice(1)).get("sample")).toBe("1");
    const window = await windowOf(url);
    await window.request("recipe", {});
    await window.close();
    expect(await started.ended).toMatchObject({ code: 0, out: "" });
    expect(readdirSync(started.temporary)).toEqual([]);
  });

  test("open uses the desktop shell when its runtime is there, and the browser when that does not come up", async () => {
    const { path, args } = fakeBrowser();
    const runtime = scratch();
    const electron = join(runtime, "electron");
    const env = {
      DISPLAY: ":99",
      PLIMSOLL_CHROMIUM: path,
      PLIMSOLL_NO_ELECTRON: "",
      ELECTRON_OVERRIDE_DIST_PATH: runtime,
    };
    writeFileSync(electron, `#!/bin/sh\nprintf '%s\\n' "$@" > "$0.args"\n`);
    chmodSync(electron, 0o755);
    const desktop = startProgram(["open", "--json"], env);
    expect(await desktop.ended).toMatchObject({ code: 0 });
    expect(JSON.parse(desktop.out())).toMatchObject({
      schema: "plimsoll.open/1",
      shell: "desktop",
      why: null,
      url: null,
    });
    expect(readFileSync(`${electron}.args`, "utf8")).toContain(join("out", "electron", "main.js"));
    expect(args()).toEqual([]);
    writeFileSync(electron, "#!/bin/sh\necho 'Missing X server or $DISPLAY' >&2\nexit 1\n");
    const browser = startProgram(["open", "--json"], env);
    await expect.poll(args, within).not.toEqual([]);
    expect(JSON.parse(browser.out())).toMatchObject({
      shell: "loopback",
      why: "its runtime ended with exit code 1: Missing X server or $DISPLAY",
      pid: browser.child.pid,
    });
    browser.child.kill("SIGINT");
    expect((await browser.ended).code).toBe(0);
  });
});

test("open without a display prints the address and stays, as serve does", async () => {
  const started = startProgram(["open"], { PLIMSOLL_NO_ELECTRON: "" });
  const window = await windowOf(await address(started));
  await window.request("recipe", {});
  await window.close();
  expect(started.err()).toContain("The desktop shell cannot be used: there is no display.");
  started.child.kill("SIGTERM");
  expect((await started.ended).code).toBe(0);
});
