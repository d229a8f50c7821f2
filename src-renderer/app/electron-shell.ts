// The desktop shell as a window sees it: the one object of its preload script becomes a Shell and a way for frames.
import "./electron-shell.css";
import { PlimsollError } from "../../src-shared/base/errors.ts";
import { type DesktopAnswer, type DesktopBridge, MENU_COMMANDS } from "../../src-shared/protocol/desktop.ts";
import type { FrameLink } from "../../src-shared/protocol/link.ts";
import type { Shell } from "./shell.ts";

declare global {
  interface Window {
    /** Only in the desktop shell. */
    readonly plimsoll?: DesktopBridge;
  }
}

/** Link and shell of a window of the desktop program. Throws outside of it. */
export function connectElectron(): { readonly link: FrameLink; readonly shell: Shell } {
  const bridge = window.plimsoll;
  if (!bridge) throw new Error("this page is not in the desktop shell");
  return { link: linkOver(bridge), shell: shellOver(bridge) };
}

function linkOver(bridge: DesktopBridge): FrameLink {
  let onFrame: (frame: Uint8Array) => void = () => {};
  return {
    send: (frame) => bridge.send(frame),
    onFrame(listen) {
      onFrame = listen;
    },
    onOpen: (listen) => bridge.connect((frame) => onFrame(frame), listen),
    close: () => bridge.disconnect(),
  };
}

function shellOver(bridge: DesktopBridge): Shell {
  const { project, sample, platform } = bridge.start();
  // A page that is loaded again has its place in its address; only the first one does what the program was started for.
  const first = window.location.hash === "";
  // Where the system draws no title bar of its own, the top bar stands in for it.
  document.documentElement.dataset.frame = platform === "darwin" ? "inset" : "system";
  return {
    kind: "electron",
    pickPaths: (what) => answered(bridge.pickPaths(what)),
    pickTarget: (suggestedName) => answered(bridge.pickTarget(suggestedName)),
    async dropped(transfer) {
      return [...transfer.files].map((file) => bridge.pathOf(file)).filter((path) => path !== "");
    },
    upload: null,
    deliver: ({ id, name }) => done(bridge.deliver(id, name)),
    printPdf: ({ id }, target) => done(bridge.printPdf(id, target)),
    viewUrl: ({ id }) => new URL(`/view/${id}`, window.location.href).href,
    openWindow: (hash) => done(bridge.openWindow(hash)),
    onCommand: (listen) => bridge.onCommand((id, argument) => editText(id) || listen(id, argument)),
    onOpenPath: (listen) => bridge.onOpenPath(listen),
    setTheme: (theme) => bridge.setTheme(theme),
    initial: first ? { project, sample } : { project: null, sample: false },
  };
}

async function answered<T>(asked: Promise<DesktopAnswer<T>>): Promise<T> {
  const answer = await asked;
  if (answer.ok) return answer.value;
  throw new PlimsollError(answer.error);
}

async function done(asked: Promise<DesktopAnswer<null>>): Promise<void> {
  await answered(asked);
}

/** Undo of the menu belongs to the text field that has the focus, when one has. True: it was done there. */
function editText(id: string): boolean {
  if (id !== MENU_COMMANDS.undo && id !== MENU_COMMANDS.redo) return false;
  const field = document.activeElement;
  const writable =
    field instanceof HTMLTextAreaElement ||
    (field instanceof HTMLInputElement && field.type !== "range") ||
    (field instanceof HTMLElement && field.isContentEditable);
  return writable && document.execCommand(id === MENU_COMMANDS.undo ? "undo" : "redo");
}
