// The program's windows: sandboxed, showing the one page; where they stand, what they are told, what happens when they die.
import { BrowserWindow, dialog, nativeTheme, screen, type WebContents } from "electron";
import type { DesktopStart, MenuCommand } from "../../../src-shared/protocol/desktop.ts";
import { isPage, pageUrl, projectOf } from "./address.ts";
import { CHANNELS, startArgument } from "./channels.ts";
import { LEAST, placeWindow, readWindowState, writeWindowState } from "./window-state.ts";

/** What a page may do in its process: as little as Electron allows. Used for every window there is. */
export const CONFINED = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webviewTag: false,
  spellcheck: false,
  navigateOnDragDrop: false,
} as const;

export interface WindowsOptions {
  /** The preload script. */
  readonly preload: string;
  /** Where bounds are kept. */
  readonly stateFile: string;
  /** The page shows this project now. */
  readonly onProject: (path: string) => void;
}

export interface Windows {
  open(start: Omit<DesktopStart, "platform">, hash?: string): BrowserWindow;
  /** The window of a page, when it is one of ours that shows the page. */
  of(contents: WebContents): BrowserWindow | null;
  all(): readonly BrowserWindow[];
  /** The one in front, or any. */
  front(): BrowserWindow | null;
  /** Gives the page a path to open, as soon as it listens. */
  openPath(window: BrowserWindow, path: string): void;
  /** Gives the page a command of the menu, as soon as it listens. */
  command(window: BrowserWindow, id: MenuCommand, argument: string | null): void;
  /** The page listens from now on. */
  listening(window: BrowserWindow): void;
}

type Message = readonly [channel: string, ...data: (string | null)[]];
/** Messages of each window that wait for its page to listen; null: it listens. */
type Waiting = Map<BrowserWindow, Message[] | null>;

/** A second crash within this time is not answered by another reload. */
const RELOAD_AGAIN_MS = 60_000;
/** Step by which a further window lies beside the one in front. */
const CASCADE_PX = 24;

const background = (): string => (nativeTheme.shouldUseDarkColors ? "#10161f" : "#f4f6f9");

export function createWindows(options: WindowsOptions): Windows {
  const waiting: Waiting = new Map();
  const send = (window: BrowserWindow, message: Message): void => {
    const messages = waiting.get(window);
    if (messages) messages.push(message);
    else window.webContents.send(...message);
  };

  const windows: Windows = {
    open(start, hash = "") {
      const window = new BrowserWindow({
        ...boundsOfNew(options.stateFile, windows.front()),
        minWidth: LEAST.width,
        minHeight: LEAST.height,
        show: false,
        title: "Plimsoll",
        backgroundColor: background(),
        // The page's top bar is the title bar there; elsewhere the frame holds the menu.
        ...(process.platform === "darwin" ? { titleBarStyle: "hiddenInset" as const } : {}),
        webPreferences: {
          ...CONFINED,
          preload: options.preload,
          additionalArguments: [startArgument({ ...start, platform: process.platform })],
        },
      });
      waiting.set(window, []);
      watchWindow(window, options, waiting);
      void window.loadURL(pageUrl(hash));
      return window;
    },
    of: (contents) => windows.all().find((window) => window.webContents === contents) ?? null,
    all: () => [...waiting.keys()],
    front: () => windows.all().find((window) => window.isFocused()) ?? windows.all().at(-1) ?? null,
    openPath: (window, path) => send(window, [CHANNELS.openPath, path]),
    command: (window, id, argument) => send(window, [CHANNELS.command, id, argument]),
    listening(window) {
      for (const message of waiting.get(window) ?? []) window.webContents.send(...message);
      waiting.set(window, null);
    },
  };
  return windows;
}

function boundsOfNew(stateFile: string, front: BrowserWindow | null) {
  if (front) {
    const { x, y, width, height } = front.getNormalBounds();
    return { x: x + CASCADE_PX, y: y + CASCADE_PX, width, height };
  }
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter((display) => display.id !== primary.id);
  const { x, y, width, height } = placeWindow(
    readWindowState(stateFile),
    [primary, ...others].map((display) => display.workArea),
  );
  return { x, y, width, height };
}

function watchWindow(window: BrowserWindow, options: WindowsOptions, waiting: Waiting): void {
  const { webContents } = window;
  const first = waiting.size === 1;
  let project: string | null = null;
  const follow = (): void => {
    const shown = projectOf(webContents.getURL());
    if (shown === null || shown === project) return;
    project = shown;
    options.onProject(shown);
  };
  window.once("ready-to-show", () => {
    if (first && readWindowState(options.stateFile)?.maximised) window.maximize();
    window.show();
  });
  window.on("close", () =>
    writeWindowState(options.stateFile, { ...window.getNormalBounds(), maximised: window.isMaximized() }),
  );
  window.on("closed", () => waiting.delete(window));
  webContents.on("did-navigate-in-page", follow);
  webContents.on("did-navigate", follow);
  webContents.on("did-start-navigation", ({ isMainFrame, isSameDocument }) => {
    // A new page, after a reload: it has yet to listen.
    if (isMainFrame && !isSameDocument) waiting.set(window, waiting.get(window) ?? []);
  });
  reloadOnce(window);
}

/** A page whose process has died is loaded again where it was, its place being in its address; not twice in a row. */
function reloadOnce(window: BrowserWindow): void {
  let last = Number.NEGATIVE_INFINITY;
  window.webContents.on("render-process-gone", (_event, { reason }) => {
    if (reason === "clean-exit" || window.isDestroyed()) return;
    const again = performance.now() - last < RELOAD_AGAIN_MS;
    last = performance.now();
    if (!again) return reload(window);
    void dialog
      .showMessageBox(window, {
        type: "error",
        message: "The window stopped twice",
        detail: `Its process ended (${reason}). Projects and running jobs are not affected.`,
        buttons: ["Load again", "Close window"],
        defaultId: 0,
        cancelId: 1,
        noLink: true,
      })
      .then(({ response }) => {
        if (window.isDestroyed()) return;
        if (response === 0) reload(window);
        else window.close();
      });
  });
}

function reload(window: BrowserWindow): void {
  const url = window.webContents.getURL();
  void window.loadURL(isPage(url) ? url : pageUrl());
}

/** Follows the theme that a page shows. */
export function showTheme(theme: "system" | "dark" | "light"): void {
  nativeTheme.themeSource = theme;
  for (const window of BrowserWindow.getAllWindows()) window.setBackgroundColor(background());
}
