// The loopback shell as a window sees it: files by upload and download, more windows by invitation.
import { failure } from "../../src-shared/base/errors.ts";
import type { FrameLink } from "../../src-shared/protocol/link.ts";
import { filesOfChooser, filesOfDrop } from "./dropped-files.ts";
import { showClosed } from "./loopback-closed.ts";
import { createLoopbackLink, type Socket } from "./loopback-link.ts";
import { isKnown, type Start, startSession } from "./loopback-session.ts";
import { uploadFiles } from "./loopback-upload.ts";
import type { Shell } from "./shell.ts";

/** Link and shell of a window in a browser. Without a session it shows why and never resolves. */
export async function connectLoopback(): Promise<{ readonly link: FrameLink; readonly shell: Shell }> {
  const around = { fetch: window.fetch.bind(window), location, history, storage: storageOf(window) };
  const session = await startSession(around);
  if ("refused" in session) {
    showClosed(document.getElementById("root") ?? document.body, session.refused);
    return new Promise(() => {});
  }
  const { key, start } = session;
  const link = createLoopbackLink({
    createSocket: () => new WebSocket(`ws://${location.host}/socket`, ["plimsoll", `key.${key}`]) as unknown as Socket,
    isKnown: () => isKnown(around, key),
    later: (work, ms) => setTimeout(work, ms),
  });
  return { link, shell: createShell(key, start) };
}

/** Characters of a name that are sent: a request line may not be as long as a title. */
const MOST_NAME = 200;

/** Null where the browser keeps nothing for this page. */
function storageOf(window: Window): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

function createShell(key: string, start: Start): Shell {
  return {
    kind: "loopback",
    pickPaths: null,
    pickTarget: null,
    dropped: async (transfer, onProgress, signal) => uploadFiles(await filesOfDrop(transfer), key, onProgress, signal),
    upload: (files, onProgress, signal) => uploadFiles(filesOfChooser(files), key, onProgress, signal),
    async deliver({ id, name }) {
      const link = document.createElement("a");
      // The server gives the file this name, cleaned; a download attribute would be ignored beside it.
      link.href = `/file/${id}?${new URLSearchParams({ name: Array.from(name).slice(0, MOST_NAME).join("") })}`;
      link.download = name;
      link.click();
    },
    printPdf: null,
    viewUrl: ({ id }) => `/view/${id}`,
    openWindow: (hash) => openWindow(hash, key),
    onCommand: () => () => {},
    onOpenPath: () => () => {},
    setTheme: () => {},
    initial: { project: start.project, sample: start.sample },
  };
}

/** Another window gets a token of its own; what this one can see it could tell the other anyway. */
async function openWindow(hash: string, key: string): Promise<void> {
  const response = await fetch("/invite", { method: "POST", headers: { "x-plimsoll-key": key } });
  const { url } = (await response.json()) as { readonly url?: string };
  if (!response.ok || url === undefined)
    throw failure("window.refused", "the back end gave no address for another window", {
      next: "load this page again",
    });
  window.open(`${url}&place=${encodeURIComponent(hash)}`, "_blank", "noopener");
}
