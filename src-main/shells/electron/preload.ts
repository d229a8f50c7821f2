// The preload script of every window: gives the page one object of named functions and nothing of Electron itself.
import { contextBridge, type IpcRendererEvent, ipcRenderer, webUtils } from "electron";
import type { DesktopBridge, DesktopStart } from "../../../src-shared/protocol/desktop.ts";
import { CHANNELS, START_ARGUMENT } from "./channels.ts";

/** A message port as pages have it. */
interface PagePort {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: (() => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}

const given = process.argv.find((argument) => argument.startsWith(START_ARGUMENT)) ?? "";
const start: DesktopStart = JSON.parse(decodeURIComponent(given.slice(START_ARGUMENT.length)));

let port: PagePort | null = null;

/** Listens on a channel and passes on what came with the message, without the event. */
function listenTo(channel: string, listen: (...data: unknown[]) => void): () => void {
  const listener = (_event: IpcRendererEvent, ...data: unknown[]): void => listen(...data);
  ipcRenderer.on(channel, listener);
  return () => {
    ipcRenderer.removeListener(channel, listener);
  };
}

const bridge: DesktopBridge = {
  start: () => start,
  connect(onFrame, onOpen) {
    ipcRenderer.once(CHANNELS.port, (event) => {
      const opened = event.ports[0] as unknown as PagePort;
      port = opened;
      opened.onmessage = ({ data }) => {
        if (data instanceof Uint8Array) onFrame(data);
      };
      opened.onclose = () => {
        if (port !== opened) return;
        port = null;
        onOpen(false);
      };
      onOpen(true);
    });
    ipcRenderer.send(CHANNELS.connect);
  },
  send: (frame) => port?.postMessage(frame),
  disconnect() {
    port?.close();
    port = null;
  },
  pickPaths: (what) => ipcRenderer.invoke(CHANNELS.pickPaths, what),
  pickTarget: (suggestedName) => ipcRenderer.invoke(CHANNELS.pickTarget, suggestedName),
  pathOf: (file) => webUtils.getPathForFile(file as Parameters<typeof webUtils.getPathForFile>[0]),
  deliver: (id, name) => ipcRenderer.invoke(CHANNELS.deliver, id, name),
  printPdf: (id, target) => ipcRenderer.invoke(CHANNELS.printPdf, id, target),
  openWindow: (hash) => ipcRenderer.invoke(CHANNELS.openWindow, hash),
  onCommand: (listen) => listenTo(CHANNELS.command, (id, argument) => listen(String(id), argument as string | null)),
  onOpenPath(listen) {
    const stop = listenTo(CHANNELS.openPath, (path) => listen(String(path)));
    ipcRenderer.send(CHANNELS.listening);
    return stop;
  },
  setTheme: (theme) => ipcRenderer.send(CHANNELS.setTheme, theme),
};

contextBridge.exposeInMainWorld("plimsoll", bridge);
