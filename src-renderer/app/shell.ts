// What a window asks of the shell around it: choosing, dropping and delivering files, menu commands, the system's theme.
import type { StagedFile } from "../../src-shared/protocol/window-replies.ts";

/** Progress of bringing dropped or chosen files to the back end, in bytes. */
export type UploadProgress = (done: number, total: number) => void;

export interface Shell {
  readonly kind: "electron" | "loopback";
  /** The system's own dialog; empty when the user gave up. Null: the window shows a dialog of its own over `browse`. */
  readonly pickPaths: ((what: "files" | "folder" | "project") => Promise<readonly string[]>) | null;
  /** The system's save dialog; null when the user gave up. Null: exports are staged and then delivered. */
  readonly pickTarget: ((suggestedName: string) => Promise<string | null>) | null;
  /** Paths on the back end's machine of what was dropped; a browser's files are brought there first. */
  dropped(transfer: DataTransfer, onProgress: UploadProgress, signal: AbortSignal): Promise<readonly string[]>;
  /** The same for files of a browser's own chooser; null where `pickPaths` is there. */
  readonly upload:
    | ((files: readonly File[], onProgress: UploadProgress, signal: AbortSignal) => Promise<readonly string[]>)
    | null;
  /** Gives a staged file to the user: a download. */
  deliver(file: StagedFile): Promise<void>;
  /** A staged HTML report as PDF, by the shell's own printing; null where the back end makes PDFs. */
  readonly printPdf: ((file: StagedFile, target: string) => Promise<void>) | null;
  /** Address under which a staged HTML file can be shown in a sandboxed frame. */
  viewUrl(file: StagedFile): string;
  /** Opens another window on the same back end. */
  openWindow(hash: string): Promise<void>;
  /** A command of the native menu, by its id; returns how to stop listening. */
  onCommand(listen: (id: string, argument: string | null) => void): () => void;
  /** A path that the system asks to open (double click, second start). */
  onOpenPath(listen: (path: string) => void): () => void;
  /** Tells the shell which theme the window shows, for its own frame. */
  setTheme(theme: "system" | "dark" | "light"): void;
  /** What the start of the program asked for: a project, or the sample. */
  readonly initial: { readonly project: string | null; readonly sample: boolean };
}
