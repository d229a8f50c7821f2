import { afterEach, describe, expect, it, vi } from "vitest";
import { connectElectron } from "./electron-shell.ts";

const refusal = {
  code: "shell.refused",
  what: "no",
  where: { file: null, offset: null, line: null },
  expected: null,
  next: null,
  exit: 5,
};

/** A page with a bridge whose functions do as `own` says. */
function pageWith(own: Record<string, unknown>, focus: unknown = null, hash = "") {
  const bridge = { start: () => ({ project: "/p", sample: false, platform: "linux" }), ...own };
  class Field {}
  vi.stubGlobal("HTMLTextAreaElement", Field);
  vi.stubGlobal("HTMLInputElement", class {});
  vi.stubGlobal("HTMLElement", class {});
  const done: string[] = [];
  const root = { dataset: {} as Record<string, string> };
  vi.stubGlobal("document", {
    documentElement: root,
    activeElement: focus === "field" ? new Field() : focus,
    execCommand: (name: string) => done.push(name) > 0,
  });
  vi.stubGlobal("window", { plimsoll: bridge, location: { href: `app://plimsoll/${hash}`, hash } });
  return { ...connectElectron(), done, root };
}
afterEach(() => vi.unstubAllGlobals());

describe("the shell of a desktop window", () => {
  it("knows what the program was started with and where reports are shown", () => {
    const { shell } = pageWith({});
    expect([shell.kind, shell.initial, shell.upload]).toEqual(["electron", { project: "/p", sample: false }, null]);
    expect(shell.viewUrl({ id: "a".repeat(32), name: "x.html", bytes: 1 })).toBe(
      `app://plimsoll/view/${"a".repeat(32)}`,
    );
  });

  it("opens what the program was started with once: loaded again after a crash, it stays where its address says", () => {
    for (const hash of ["#/whatif?project=%2Fother", "#/query?project=%2Fsample&detail=x", "#/start"])
      for (const sample of [true, false]) {
        const { shell } = pageWith({ start: () => ({ project: "/p", sample, platform: "linux" }) }, null, hash);
        expect(shell.initial).toEqual({ project: null, sample: false });
      }
  });

  it("leaves room for the buttons of a macOS window, which has no other title bar", () => {
    const start = (platform: string) => () => ({ project: null, sample: false, platform });
    expect(pageWith({ start: start("darwin") }).root.dataset).toEqual({ frame: "inset" });
    expect(pageWith({ start: start("win32") }).root.dataset).toEqual({ frame: "system" });
  });

  it("gives what the dialogs gave, and the shell's refusals as errors with their report", async () => {
    const { shell } = pageWith({
      pickPaths: async (what: string) => ({ ok: true, value: [`/${what}`] }),
      pickTarget: async () => ({ ok: false, error: refusal }),
    });
    expect(await shell.pickPaths?.("folder")).toEqual(["/folder"]);
    await expect(shell.pickTarget?.("x")).rejects.toMatchObject({ report: refusal });
  });

  it("takes the real paths of what is dropped, and leaves out what has none", async () => {
    const { shell } = pageWith({ pathOf: (file: { path: string }) => file.path });
    const transfer = { files: [{ path: "/data/a" }, { path: "" }, { path: "/data/b" }] } as unknown as DataTransfer;
    expect(await shell.dropped(transfer, () => {}, new AbortController().signal)).toEqual(["/data/a", "/data/b"]);
  });

  it("undoes in the text field that has the focus, and in the window where none has", () => {
    const listen = (focus: unknown) => {
      const heard: string[] = [];
      let send: (id: string, argument: string | null) => void = () => {};
      const { shell, done } = pageWith({ onCommand: (listener: typeof send) => (send = listener) }, focus);
      shell.onCommand((id) => heard.push(id));
      send("edit.undo", null);
      send("view.theme", "dark");
      return { heard, done };
    };
    expect(listen("field")).toEqual({ heard: ["view.theme"], done: ["undo"] });
    expect(listen(null)).toEqual({ heard: ["edit.undo", "view.theme"], done: [] });
  });

  it("carries frames over the bridge once somebody listens", () => {
    const sent: Uint8Array[] = [];
    let arrive: (frame: Uint8Array) => void = () => {};
    const { link } = pageWith({
      connect: (onFrame: typeof arrive, onOpen: (open: boolean) => void) => {
        arrive = onFrame;
        onOpen(true);
      },
      send: (frame: Uint8Array) => sent.push(frame),
    });
    const got: unknown[] = [];
    link.onOpen((open) => got.push(open));
    link.onFrame((frame) => got.push(frame));
    link.send(Uint8Array.of(1));
    arrive(Uint8Array.of(2));
    expect([sent, got]).toEqual([[Uint8Array.of(1)], [true, Uint8Array.of(2)]]);
  });
});
