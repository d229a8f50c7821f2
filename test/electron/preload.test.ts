// What the preload script gives to a page: one object of named functions, data instead of events, nothing of Electron.
import { describe, expect, it, vi } from "vitest";
import { CHANNELS, startArgument } from "../../src-main/shells/electron/channels.ts";
import type { DesktopBridge } from "../../src-shared/protocol/desktop.ts";

vi.mock("electron", () => import("./fake-electron.ts"));
const { contextBridge, ipcRenderer } = await import("./fake-electron.ts");
process.argv.push(startArgument({ project: "/data/größe «x».plimsoll", sample: false, platform: "linux" }));
await import("../../src-main/shells/electron/preload.ts");
const bridge = contextBridge.exposed.get("plimsoll") as unknown as DesktopBridge;

/** A port as a page's process has it. */
const pagePort = () => ({
  onmessage: null as ((event: { data: unknown }) => void) | null,
  onclose: null as (() => void) | null,
  sent: [] as unknown[],
  closed: false,
  postMessage(message: unknown) {
    this.sent.push(message);
  },
  close() {
    this.closed = true;
  },
});

describe("the one object of a page", () => {
  it("is all there is, and holds functions only", () => {
    expect([...contextBridge.exposed.keys()]).toEqual(["plimsoll"]);
    expect(Object.keys(bridge).sort()).toEqual([
      "connect",
      "deliver",
      "disconnect",
      "onCommand",
      "onOpenPath",
      "openWindow",
      "pathOf",
      "pickPaths",
      "pickTarget",
      "printPdf",
      "send",
      "setTheme",
      "start",
    ]);
    expect(Object.values(bridge).every((value) => typeof value === "function")).toBe(true);
  });

  it("tells what the program was started with, in any script", () => {
    expect(bridge.start()).toEqual({ project: "/data/größe «x».plimsoll", sample: false, platform: "linux" });
  });

  it("gives callbacks the data of a message and never its event", () => {
    const commands: unknown[][] = [];
    const paths: unknown[][] = [];
    const stop = bridge.onCommand((...data) => commands.push(data));
    bridge.onOpenPath((...data) => paths.push(data));
    expect(ipcRenderer.sent).toEqual([[CHANNELS.listening]]);
    const event = { sender: ipcRenderer, ports: [] };
    ipcRenderer.emit(CHANNELS.command, event, "view.theme", "dark");
    ipcRenderer.emit(CHANNELS.openPath, event, "/data/a");
    expect([commands, paths]).toEqual([[["view.theme", "dark"]], [["/data/a"]]]);
    stop();
    ipcRenderer.emit(CHANNELS.command, event, "view.theme", "light");
    expect(commands).toHaveLength(1);
  });

  it("asks the shell on fixed channels with what it was given, and nothing else", async () => {
    await bridge.pickPaths("files");
    await bridge.pickTarget("answer.json");
    await bridge.deliver("a", "b");
    await bridge.printPdf("a", "/b.pdf");
    await bridge.openWindow("#/query");
    expect(ipcRenderer.invoked).toEqual([
      [CHANNELS.pickPaths, "files"],
      [CHANNELS.pickTarget, "answer.json"],
      [CHANNELS.deliver, "a", "b"],
      [CHANNELS.printPdf, "a", "/b.pdf"],
      [CHANNELS.openWindow, "#/query"],
    ]);
    expect(bridge.pathOf({ path: "/data/dropped" })).toBe("/data/dropped");
  });

  it("carries frames both ways over the port that the shell sends, and tells when it is closed", () => {
    const frames: Uint8Array[] = [];
    const states: boolean[] = [];
    bridge.connect(
      (frame) => frames.push(frame),
      (open) => states.push(open),
    );
    expect(ipcRenderer.sent.at(-1)).toEqual([CHANNELS.connect]);
    const port = pagePort();
    ipcRenderer.emit(CHANNELS.port, { ports: [port] });
    bridge.send(Uint8Array.of(1, 2));
    port.onmessage?.({ data: Uint8Array.of(3) });
    port.onmessage?.({ data: "no frame" });
    expect([port.sent, frames, states]).toEqual([[Uint8Array.of(1, 2)], [Uint8Array.of(3)], [true]]);
    port.onclose?.();
    expect(states).toEqual([true, false]);
    bridge.send(Uint8Array.of(4));
    expect(port.sent).toHaveLength(1);
  });

  it("closes its port without telling, when the page itself wants that", () => {
    const states: boolean[] = [];
    bridge.connect(
      () => {},
      (open) => states.push(open),
    );
    const port = pagePort();
    ipcRenderer.emit(CHANNELS.port, { ports: [port] });
    bridge.disconnect();
    port.onclose?.();
    expect([port.closed, states]).toEqual([true, [true]]);
  });
});
