// What the desktop shell gives the window's page: one object of named functions. Callbacks get data, never events.
import type { ErrorReport } from "../base/errors.ts";

/** An answer of the shell; errors of its own kind would lose their report on the way. */
export type DesktopAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ErrorReport };

/** What the start of the program asked a window for. */
export interface DesktopStart {
  /** A project or captures to open. */
  readonly project: string | null;
  readonly sample: boolean;
  /** The operating system, as Node names it. */
  readonly platform: string;
}

/** `window.plimsoll` in the desktop shell; src-renderer/app/electron-shell.ts makes the window's Shell of it. */
export interface DesktopBridge {
  start(): DesktopStart;
  /** Opens the way for frames to the back end, once for a page. */
  connect(onFrame: (frame: Uint8Array) => void, onOpen: (open: boolean) => void): void;
  send(frame: Uint8Array): void;
  disconnect(): void;
  pickPaths(what: "files" | "folder" | "project"): Promise<DesktopAnswer<readonly string[]>>;
  pickTarget(suggestedName: string): Promise<DesktopAnswer<string | null>>;
  /** Path of a dropped file or folder; empty for a file that only the page made. */
  pathOf(file: object): string;
  /** Saves a staged file where the user says. */
  deliver(id: string, name: string): Promise<DesktopAnswer<null>>;
  /** Prints a staged HTML file to `target`, which the user has chosen with `pickTarget`. */
  printPdf(id: string, target: string): Promise<DesktopAnswer<null>>;
  openWindow(hash: string): Promise<DesktopAnswer<null>>;
  onCommand(listen: (id: string, argument: string | null) => void): () => void;
  onOpenPath(listen: (path: string) => void): () => void;
  setTheme(theme: "system" | "dark" | "light"): void;
}

/** Commands of the native menu: ids that the window's registry of commands knows. */
export const MENU_COMMANDS = {
  openFolder: "project.openFolder",
  openFiles: "project.openFiles",
  openProject: "project.openProject",
  /** Argument: the project's path. */
  openRecent: "project.openRecent",
  openSample: "project.openSample",
  /** Closes the project, not the window. */
  closeProject: "project.close",
  undo: "edit.undo",
  redo: "edit.redo",
  palette: "view.palette",
  /** Argument: system, dark or light. */
  theme: "view.theme",
  keys: "help.keys",
  recipe: "help.recipe",
  licences: "help.licences",
} as const;
export type MenuCommand = (typeof MENU_COMMANDS)[keyof typeof MENU_COMMANDS];
