// The back end of all windows: a utility process kept running by the supervisor, and a port to it for each page.
import { basename } from "node:path";
import { MessageChannelMain, type MessagePortMain, type WebContents } from "electron";
import { MOST_FRAME_BYTES } from "../../../src-shared/protocol/frames.ts";
import type { FrameLink } from "../../../src-shared/protocol/link.ts";
import type { BackendProcess } from "../../backend/supervisor.ts";
import { CHANNELS } from "./channels.ts";
import { endHard, startUtility } from "./utility.ts";
import { isEntry, type OverPort } from "./utility-messages.ts";

/** A way to start the back end for the supervisor; bundles are in `folder`. */
export const spawnUtility =
  (folder: string) =>
  (path: string, args: readonly string[]): BackendProcess => {
    const entry = basename(path, ".js");
    if (!isEntry(entry)) throw new Error(`there is no process ${entry}`);
    const { process: child, port } = startUtility(folder, entry, { args });
    let ended = false;
    port.start();
    port.on("message", ({ data }) => {
      if ("end" in (data as OverPort)) port.close();
    });
    child.on("exit", () => {
      ended = true;
    });
    return {
      get pid() {
        return child.pid;
      },
      postMessage(message) {
        if (!ended) port.postMessage({ m: message } satisfies OverPort);
      },
      on(event: "message" | "exit", listen: (message?: unknown) => void) {
        if (event === "exit") child.on("exit", () => listen());
        else
          port.on("message", ({ data }) => {
            if ("m" in (data as OverPort)) listen((data as { m: unknown }).m);
          });
      },
      kill: () => endHard(child),
    };
  };

/** Joins a page to the back end: it gets one end of a new port, the other carries frames of `link`. */
export function joinPage(page: WebContents, link: FrameLink): void {
  const { port1, port2 } = new MessageChannelMain();
  joinPort(port1, link);
  page.postMessage(CHANNELS.port, null, [port2]);
}

/** Frames go between a port and a link until either is closed; what is no frame closes both. */
export function joinPort(port: MessagePortMain, link: FrameLink): void {
  const end = (): void => {
    link.close();
    port.close();
  };
  link.onFrame((frame) => port.postMessage(frame));
  link.onOpen((open) => {
    if (!open) port.close();
  });
  port.on("message", ({ data }) => {
    if (data instanceof Uint8Array && data.byteLength <= MOST_FRAME_BYTES) link.send(data);
    else end();
  });
  port.on("close", () => link.close());
  port.start();
}
