// The desktop shell against a stand-in for Electron: what it allows, what it refuses, what it does when it is told.
import { EventEmitter } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { CHANNELS, START_ARGUMENT } from "../../src-main/shells/electron/channels.ts";
import { EXTERNAL } from "../../src-main/shells/electron/external-addresses.ts";
import { MENU_COMMANDS } from "../../src-shared/protocol/desktop.ts";
import { encodeFrame } from "../../src-shared/protocol/frames.ts";
import { scratch } from "../program.ts";
import type { FakeContents } from "./fake-electron.ts";

vi.mock("electron", () => import("./fake-electron.ts"));
const fake = await import("./fake-electron.ts");
const { app, BrowserWindow, dialog, ipcMain, Menu, MessagePortMain, protocol, screen, session, shell } = fake;
const { startShell } = await import("../../src-main/shells/electron/shell.ts");

const page = "app://plimsoll/";
const id = "a".repeat(32);
let home: string;
let folder: string;
let stateFile: string;

/** Windows that are open. */
const open = () => BrowserWindow.getAllWindows();
const front = () => open().at(-1) as InstanceType<typeof BrowserWindow>;
/** Sends what a page's preload script sends. */
function send(
  channel: string,
  data: unknown[],
  contents: FakeContents = front().webContents,
  frame?: unknown,
): unknown {
  const event = { sender: contents, senderFrame: frame === undefined ? contents.mainFrame : frame };
  const listener = ipcMain.handlers.get(channel) ?? ipcMain.listeners.get(channel);
  return listener?.(event as never, ...(data as never[]));
}
const sentTo = (window = front()) => window.webContents.sent;
const turn = () => new Promise((resolve) => setImmediate(resolve));

beforeAll(async () => {
  home = scratch();
  process.env.PLIMSOLL_HOME = home;
  stateFile = join(home, "window.json");
  folder = join(scratch(), "electron");
  mkdirSync(join(folder, "..", "renderer"), { recursive: true });
  writeFileSync(join(folder, "..", "renderer", "index.html"), "<!doctype html><title>Plimsoll</title>");
  process.argv = ["/usr/bin/plimsoll", join(home, "first.plimsoll"), "captures", "--sample"];
  startShell(folder);
  app.emit("open-file", { preventDefault() {} }, "/data/early.plimsoll");
  expect(open()).toEqual([]);
  app.becomeReady();
  await turn();
  await turn();
});

beforeEach(() => {
  dialog.asked.length = 0;
  shell.opened.length = 0;
});

describe("the start", () => {
  it("sandboxes every process and declares its scheme before the program is ready", () => {
    expect(app.called("enableSandbox")).toHaveLength(1);
    expect(protocol.schemes).toEqual([
      {
        scheme: "app",
        privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
      },
    ]);
    expect(app.called("switch")).toContainEqual(["switch", "host-resolver-rules", "MAP * ~NOTFOUND"]);
    expect(app.paths.userData).toBe(join(home, "window"));
  });

  it("takes the one instance with what it was asked to open", () => {
    expect(app.called("lock")).toEqual([
      ["lock", { paths: [join(home, "first.plimsoll"), join(process.cwd(), "captures")], links: [], sample: true }],
    ]);
  });

  it("opens one window with the project, and the rest when the page listens", () => {
    expect(open()).toHaveLength(1);
    expect(front().loaded).toEqual([page]);
    const [argument = ""] = front().options.webPreferences.additionalArguments as string[];
    expect(JSON.parse(decodeURIComponent(argument.slice(START_ARGUMENT.length)))).toEqual({
      project: join(home, "first.plimsoll"),
      sample: true,
      platform: process.platform,
    });
    expect(sentTo()).toEqual([]);
    send(CHANNELS.listening, []);
    // What the system asked for before the program was ready is not forgotten.
    expect(sentTo()).toEqual([
      [CHANNELS.openPath, join(process.cwd(), "captures")],
      [CHANNELS.openPath, "/data/early.plimsoll"],
    ]);
  });

  it("ends at once when another instance runs, which is then told what to open", () => {
    app.lock = false;
    const made = BrowserWindow.made.length;
    startShell(folder);
    app.lock = true;
    expect(app.called("quit")).toHaveLength(1);
    expect(BrowserWindow.made).toHaveLength(made);
  });
});

describe("every window", () => {
  it("confines its page", async () => {
    await send(CHANNELS.openWindow, ["#/query"]);
    expect(open().length).toBeGreaterThan(1);
    for (const { options } of open())
      expect(options.webPreferences).toMatchObject({
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webviewTag: false,
        preload: join(folder, "preload.cjs"),
      });
    for (const { options } of open())
      for (const name of ["webSecurity", "allowRunningInsecureContent", "experimentalFeatures", "enableBlinkFeatures"])
        expect(options.webPreferences).not.toHaveProperty(name);
    expect(front().loaded).toEqual([`${page}#/query`]);
    front().close();
  });

  it("refuses web views, other pages, other windows and redirects", () => {
    const { webContents } = front();
    const refused = (event: string, details: object) => {
      let stopped = false;
      webContents.emit(event, { ...details, preventDefault: () => (stopped = true) }, {}, {});
      return stopped;
    };
    expect(refused("will-attach-webview", {})).toBe(true);
    expect(refused("will-navigate", { url: "https://example.org/" })).toBe(true);
    expect(refused("will-navigate", { url: `app://plimsoll/view/${id}` })).toBe(true);
    expect(refused("will-redirect", { url: page })).toBe(true);
    expect(refused("will-frame-navigate", { isMainFrame: false, url: "https://example.org/" })).toBe(true);
    expect(refused("will-frame-navigate", { isMainFrame: true, url: `app://plimsoll/view/${id}` })).toBe(true);
    expect(refused("will-frame-navigate", { isMainFrame: false, url: `app://plimsoll/view/${id}` })).toBe(false);
    expect(webContents.openHandler?.({ url: "https://example.org/" })).toEqual({ action: "deny" });
    expect(shell.opened).toEqual([]);
    expect(dialog.asked).toEqual([]);
  });

  it("opens an address of the fixed list in the browser, and only after asking", async () => {
    const { webContents } = front();
    dialog.button = 1;
    expect(webContents.openHandler?.({ url: EXTERNAL.ksm })).toEqual({ action: "deny" });
    await turn();
    expect(dialog.asked).toMatchObject([{ kind: "message", options: { detail: EXTERNAL.ksm } }]);
    expect(shell.opened).toEqual([]);
    dialog.button = 0;
    webContents.openHandler?.({ url: EXTERNAL.ksm });
    await turn();
    expect(shell.opened).toEqual([EXTERNAL.ksm]);
    for (const url of [`${EXTERNAL.ksm}?x`, "http://docs.kernel.org/admin-guide/mm/ksm.html", "file:///etc/passwd"])
      webContents.openHandler?.({ url });
    await turn();
    expect(shell.opened).toEqual([EXTERNAL.ksm]);
    expect(Object.values(EXTERNAL).every((url) => url.startsWith("https://"))).toBe(true);
  });

  it("is loaded again where it was when its process dies, but not twice in a row", async () => {
    const window = front();
    window.webContents.goInPage(`${page}#/query?project=%2Fdata%2Fweb.plimsoll`);
    window.webContents.emit("render-process-gone", {}, { reason: "crashed" });
    expect(window.loaded).toEqual([page, `${page}#/query?project=%2Fdata%2Fweb.plimsoll`]);
    expect(dialog.asked).toEqual([]);
    dialog.button = 0;
    window.webContents.emit("render-process-gone", {}, { reason: "oom" });
    expect(window.loaded).toHaveLength(2);
    await turn();
    expect(dialog.asked).toMatchObject([{ kind: "message", options: { type: "error" } }]);
    expect(window.loaded).toHaveLength(3);
  });

  it("holds back paths for a page that was loaded again until it listens again", () => {
    const before = sentTo().length;
    send(CHANNELS.listening, []);
    app.emit("open-file", { preventDefault() {} }, "/data/a.plimsoll");
    expect(sentTo().slice(before)).toEqual([[CHANNELS.openPath, "/data/a.plimsoll"]]);
    void front().loadURL(page);
    app.emit("open-file", { preventDefault() {} }, "/data/b.plimsoll");
    expect(sentTo().slice(before)).toHaveLength(1);
    send(CHANNELS.listening, []);
    expect(sentTo().slice(before)).toHaveLength(2);
  });

  it("opens where it was, and in the middle when that display is gone", () => {
    const window = front();
    window.bounds = { x: 2200, y: 100, width: 1600, height: 1000 };
    screen.displays.push(screen.display(2, 1920));
    window.close();
    app.emit("activate", {}, false);
    expect(front().options).toMatchObject({ x: 2200, y: 100, width: 1600, height: 1000 });
    front().close();
    screen.displays.pop();
    app.emit("activate", {}, false);
    expect(front().options).toMatchObject({ x: 240, y: 70, width: 1440, height: 900, minWidth: 1024, minHeight: 700 });
    send(CHANNELS.listening, []);
  });

  it("opens maximised when it was so, and shows itself only when there is something to see", () => {
    writeFileSync(stateFile, JSON.stringify({ x: 0, y: 0, width: 1200, height: 800, maximised: true }));
    for (const window of open()) window.destroy();
    app.emit("activate", {}, false);
    expect([front().maximised, front().calls]).toEqual([false, []]);
    front().emit("ready-to-show");
    expect([front().maximised, front().calls]).toEqual([true, ["show"]]);
    send(CHANNELS.listening, []);
  });
});

describe("the session of all windows", () => {
  const { defaultSession } = session;
  const contents = (url: string) => ({ getURL: () => url });
  const asked = (permission: string, url = page, isMainFrame = true): unknown => {
    let answer: unknown;
    defaultSession.request?.(contents(url), permission, (granted: boolean) => (answer = granted), { isMainFrame });
    return answer;
  };
  const checked = (permission: string, url = page, origin = "app://plimsoll", isMainFrame = true) =>
    defaultSession.check?.(contents(url), permission, origin, { isMainFrame });

  it.each([
    "media",
    "geolocation",
    "notifications",
    "clipboard-read",
    "midi",
    "fullscreen",
    "openExternal",
    "hid",
    "unknown",
  ])("denies %s, asked for or looked up", (permission) => {
    expect([asked(permission), checked(permission)]).toEqual([false, false]);
  });

  it("lets its own page put text on the clipboard, and nobody else", () => {
    const name = "clipboard-sanitized-write";
    expect([asked(name), checked(name)]).toEqual([true, true]);
    expect([asked(name, `app://plimsoll/view/${id}`), asked(name, page, false)]).toEqual([false, false]);
    expect([checked(name, page, "https://example.org"), checked(name, page, "app://plimsoll", false)]).toEqual([
      false,
      false,
    ]);
    expect(defaultSession.check?.(null, name, "app://plimsoll", { isMainFrame: true })).toBe(false);
  });

  it("denies devices, screens and downloads", () => {
    expect(defaultSession.device?.({ deviceType: "usb" })).toBe(false);
    let streams: unknown;
    defaultSession.display?.({}, (given: unknown) => (streams = given));
    expect(streams).toEqual({});
    let stopped = false;
    defaultSession.emit("will-download", { preventDefault: () => (stopped = true) });
    expect(stopped).toBe(true);
    expect(defaultSession.spelling).toBe(false);
  });

  it("lets nothing out to a network", () => {
    const cancelled = (url: string): boolean | undefined => {
      let answer: boolean | undefined;
      defaultSession.before?.({ url }, ({ cancel }) => (answer = cancel));
      return answer;
    };
    expect(cancelled("app://plimsoll/assets/x.js")).toBe(false);
    for (const url of ["https://example.org/", "http://127.0.0.1:1/", "file:///etc/passwd", "wss://example.org/"])
      expect(cancelled(url)).toBe(true);
  });
});

describe("the protocol handler", () => {
  it("serves the window", async () => {
    const response = await protocol.handlers.get("app")?.(new Request("app://plimsoll/"));
    expect(await response?.text()).toContain("<title>Plimsoll");
  });
});

describe("messages of pages", () => {
  const refusal = { ok: false, error: { code: "shell.refused" } };

  it("are refused from frames inside the page, other pages, and pages that are no window of ours", async () => {
    const { webContents } = front();
    const forged = (url: string) => ({ origin: "app://plimsoll", url });
    expect(await send(CHANNELS.pickPaths, ["files"], webContents, forged(page))).toMatchObject(refusal);
    expect(await send(CHANNELS.pickPaths, ["files"], webContents, null)).toMatchObject(refusal);
    const elsewhere = new fake.FakeContents();
    for (const url of ["https://example.org/", `app://plimsoll/view/${id}`, page]) {
      elsewhere.mainFrame = Object.assign(elsewhere.mainFrame, { origin: "app://plimsoll", url });
      expect(await send(CHANNELS.pickPaths, ["files"], elsewhere)).toMatchObject(refusal);
    }
    // The page itself, but with the origin of another one.
    const own = webContents.mainFrame;
    webContents.mainFrame = Object.assign(Object.create(own), { origin: "https://example.org", url: page });
    expect(await send(CHANNELS.pickPaths, ["files"], webContents)).toMatchObject(refusal);
    // A window of ours that shows a report instead of the page.
    webContents.mainFrame = Object.assign(Object.create(own), {
      origin: "app://plimsoll",
      url: `app://plimsoll/view/${id}`,
    });
    expect(await send(CHANNELS.pickPaths, ["files"], webContents)).toMatchObject(refusal);
    webContents.mainFrame = own;
    expect(dialog.asked).toEqual([]);
  });

  it.each([
    [CHANNELS.pickPaths, ["everything"]],
    [CHANNELS.pickPaths, []],
    [CHANNELS.pickPaths, ["files", "more"]],
    [CHANNELS.pickTarget, [7]],
    [CHANNELS.deliver, ["../../etc/passwd", "x"]],
    [CHANNELS.printPdf, [id.toUpperCase(), "/tmp/x.pdf"]],
    [CHANNELS.openWindow, [{ toString: "x" }]],
  ])("are refused on %s in another shape: %j", async (channel, data) => {
    expect(await send(channel, data)).toMatchObject(refusal);
    expect(dialog.asked).toEqual([]);
  });

  it("choose paths and targets in the system's dialogs", async () => {
    dialog.open = { canceled: false, filePaths: ["/data/a", "/data/b"] };
    expect(await send(CHANNELS.pickPaths, ["folder"])).toEqual({ ok: true, value: ["/data/a", "/data/b"] });
    dialog.open = { canceled: true, filePaths: [] };
    expect(await send(CHANNELS.pickPaths, ["project"])).toEqual({ ok: true, value: [] });
    dialog.save = { canceled: true, filePath: "" };
    expect(await send(CHANNELS.pickTarget, ["../../../answer.json"])).toEqual({ ok: true, value: null });
    expect(dialog.asked.at(-1)?.options).toMatchObject({ defaultPath: join(app.getPath("documents"), "answer.json") });
  });

  it("have a PDF written only where the user has said", async () => {
    expect(await send(CHANNELS.printPdf, [id, join(home, "x.pdf")])).toMatchObject({
      ok: false,
      error: { code: "shell.not_chosen" },
    });
    dialog.save = { canceled: false, filePath: join(home, "x.pdf") };
    await send(CHANNELS.pickTarget, ["x.pdf"]);
    expect(await send(CHANNELS.printPdf, [id, join(home, "x.pdf")])).toMatchObject({
      ok: false,
      error: { code: "shell.staged_gone" },
    });
  });

  it("set the theme of the frame, the background and the menu", () => {
    send(CHANNELS.setTheme, ["light"]);
    expect(fake.nativeTheme.themeSource).toBe("light");
    expect(front().calls.some((call) => call.startsWith("background"))).toBe(true);
    const view = Menu.shown.find(({ label }) => label === "View");
    const themes = view?.submenu?.find(({ label }) => label === "Theme")?.submenu ?? [];
    expect(themes.filter(({ checked }) => checked).map(({ label }) => label)).toEqual(["Light"]);
    send(CHANNELS.setTheme, ["pink"]);
    expect(fake.nativeTheme.themeSource).toBe("light");
  });

  it("open a way to the back end, which is cut when something else than a frame comes", async () => {
    send(CHANNELS.connect, []);
    const [port] = front().webContents.ports.splice(0);
    expect(port).toBeInstanceOf(MessagePortMain);
    expect(fake.utilityProcess.forked.at(-1)).toMatchObject({
      script: join(folder, "..", "main", "utility-process.js"),
      args: ["backend-process", expect.stringContaining('"staging"')],
    });
    const closed = new EventEmitter();
    port?.on("close", () => closed.emit("it"));
    port?.start();
    port?.postMessage(encodeFrame({ t: "hello", protocol: 1 }));
    port?.postMessage("no frame");
    await new Promise((resolve) => closed.once("it", resolve));
  });

  it("save a staged file under the name that the page gives it, cleaned, with the file's own ending", async () => {
    const { staging } = JSON.parse(fake.utilityProcess.forked.at(-1)?.args[1] ?? "") as { staging: string };
    const staged = "d".repeat(32);
    mkdirSync(join(staging, staged));
    writeFileSync(join(staging, staged, "host-report.html"), "<p>report");
    const target = join(home, "saved.html");
    dialog.save = { canceled: false, filePath: target };
    expect(await send(CHANNELS.deliver, [staged, "../How many\u0000 fit.exe"])).toEqual({ ok: true, value: null });
    expect(dialog.asked.at(-1)?.options).toMatchObject({
      defaultPath: join(app.getPath("documents"), "_How many fit.exe.html"),
      filters: [{ name: "HTML", extensions: ["html"] }],
    });
    expect(readFileSync(target, "utf8")).toBe("<p>report");
  });
});

describe("the menu", () => {
  const click = (label: string, window: unknown = front()) => {
    const find = (items: (typeof Menu)["shown"]): (typeof Menu)["shown"][number] | undefined =>
      items.map((item) => (item.label === label && item.click ? item : find(item.submenu ?? []))).find((item) => item);
    find(Menu.shown)?.click?.({}, window);
  };

  it("gives its commands to the window in front", () => {
    click("Open folder…");
    expect(sentTo().at(-1)).toEqual([CHANNELS.command, MENU_COMMANDS.openFolder, null]);
  });

  it("lists a project as soon as a window shows it, for the system too", () => {
    const project = join(home, "shown.plimsoll");
    mkdirSync(project);
    front().webContents.goInPage(`${page}#/whatif?project=${encodeURIComponent(project)}`);
    expect(app.called("recent")).toEqual([["recent", project]]);
    click("shown");
    expect(sentTo().at(-1)).toEqual([CHANNELS.command, MENU_COMMANDS.openRecent, project]);
  });

  it("does not tell the system of a project that is not there", () => {
    front().webContents.goInPage(`${page}#/whatif?project=%2Fnowhere.plimsoll`);
    expect(app.called("recent")).toHaveLength(1);
  });

  it("shows keys that the page acts on without taking them away", () => {
    const edit = Menu.shown.find(({ label }) => label === "Edit");
    expect(edit?.submenu?.[0]).toMatchObject({ label: "Undo", accelerator: "CmdOrCtrl+Z", registerAccelerator: false });
  });

  it("opens a window for a command when there is none, and gives it the command when it listens", () => {
    for (const window of open()) window.destroy();
    click("Open files…", undefined);
    expect(open()).toHaveLength(1);
    expect(sentTo()).toEqual([]);
    send(CHANNELS.listening, []);
    expect(sentTo()).toEqual([[CHANNELS.command, MENU_COMMANDS.openFiles, null]]);
  });
});

describe("what the system asks to open", () => {
  it("goes to the window in front on a second start, which comes to the front", () => {
    const opening = { paths: ["/data/c.plimsoll"], links: [], sample: false };
    app.emit("second-instance", {}, [], "/", opening);
    expect(sentTo().at(-1)).toEqual([CHANNELS.openPath, "/data/c.plimsoll"]);
    expect(front().calls.at(-1)).toBe("focus");
  });

  it("is ignored from a second start that tells something else", () => {
    const before = sentTo().length;
    for (const data of [null, "/data/x", { paths: "/data/x" }, { paths: ["/a"], links: [], sample: false, more: 1 }])
      app.emit("second-instance", {}, [], "/", data);
    expect(sentTo()).toHaveLength(before);
  });

  it("is opened from a link only when the user says so", async () => {
    const link = { preventDefault() {} };
    const before = sentTo().length;
    dialog.button = 1;
    app.emit("open-url", link, "plimsoll://open?path=%2Fdata%2Fd.plimsoll");
    await turn();
    expect(dialog.asked).toMatchObject([{ kind: "message", options: { detail: "/data/d.plimsoll", defaultId: 1 } }]);
    expect(sentTo()).toHaveLength(before);
    dialog.button = 0;
    app.emit("open-url", link, "plimsoll://open?path=%2Fdata%2Fd.plimsoll");
    await turn();
    expect(sentTo().at(-1)).toEqual([CHANNELS.openPath, "/data/d.plimsoll"]);
    app.emit("open-url", link, "plimsoll://open?path=%2F%2Fserver%2Fshare");
    await turn();
    expect(dialog.asked).toHaveLength(2);
  });
});

describe("the end", () => {
  it("waits for the back end once, then lets the program go", async () => {
    const quits = app.called("quit").length;
    let stopped = 0;
    app.emit("will-quit", { preventDefault: () => stopped++ });
    for (const child of fake.utilityProcess.started) child.emit("exit", 0);
    await vi.waitFor(() => expect(app.called("quit")).toHaveLength(quits + 1), { timeout: 10_000 });
    app.emit("will-quit", { preventDefault: () => stopped++ });
    expect(stopped).toBe(1);
  });
});
