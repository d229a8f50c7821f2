// Names of what crosses between a window's preload script and the main process, and the argument that carries its start.
import type { DesktopStart } from "../../../src-shared/protocol/desktop.ts";

export const CHANNELS = {
  /** To main: asks for a port to the back end; the answer comes by `port`. */
  connect: "plimsoll:connect",
  port: "plimsoll:port",
  pickPaths: "plimsoll:pick-paths",
  pickTarget: "plimsoll:pick-target",
  deliver: "plimsoll:deliver",
  printPdf: "plimsoll:print-pdf",
  openWindow: "plimsoll:open-window",
  setTheme: "plimsoll:set-theme",
  /** To main: the page listens for paths from now on. */
  listening: "plimsoll:listening",
  /** To the page. */
  command: "plimsoll:command",
  openPath: "plimsoll:open-path",
} as const;

export const START_ARGUMENT = "--plimsoll-start=";

/** What a page's process is told of its start, as one argument that every system passes on unchanged. */
export const startArgument = (start: DesktopStart): string =>
  START_ARGUMENT + encodeURIComponent(JSON.stringify(start));
