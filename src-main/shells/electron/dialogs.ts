// The system's dialogs for choosing what to open and where to write.
import { copyFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { app, type BrowserWindow, dialog, type OpenDialogOptions } from "electron";
import { failure } from "../../../src-shared/base/errors.ts";
import { deliveredName, findStaged } from "../loopback/staged.ts";

const OPEN: Readonly<Record<"files" | "folder" | "project", OpenDialogOptions>> = {
  files: { title: "Open files", properties: ["openFile", "multiSelections", "showHiddenFiles"] },
  folder: { title: "Open folder", properties: ["openDirectory", "multiSelections"] },
  // A project is a folder; macOS shows one of a known type as a file.
  project: {
    title: "Open project",
    properties: ["openDirectory", "treatPackageAsDirectory"],
    filters: [{ name: "Plimsoll project", extensions: ["plimsoll"] }],
  },
};

/** Paths of what was chosen; empty when the user gave up. */
export async function pickPaths(window: BrowserWindow, what: keyof typeof OPEN): Promise<readonly string[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, OPEN[what]);
  return canceled ? [] : filePaths;
}

/** Where to write a file of this name; null when the user gave up. */
export async function pickTarget(window: BrowserWindow, suggestedName: string): Promise<string | null> {
  // Only a name: where the dialog opens is for the user to say.
  const name = basename(suggestedName.replaceAll("\\", "/")) || "plimsoll";
  const ending = /\.([A-Za-z0-9]{1,10})$/.exec(name)?.[1];
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: "Save",
    defaultPath: join(app.getPath("documents"), name),
    properties: ["createDirectory", "showOverwriteConfirmation"],
    ...(ending ? { filters: [{ name: ending.toUpperCase(), extensions: [ending] }] } : {}),
  });
  return canceled || !filePath ? null : filePath;
}

/** Saves a staged file where the user says; nothing when they give up. Error: `shell.staged_gone`. */
export async function deliver(window: BrowserWindow, staging: string, id: string, name: string): Promise<void> {
  const file = await findStaged(staging, id);
  if (!file) throw stagedGone();
  const target = await pickTarget(window, deliveredName(name, file.name));
  if (target !== null) await copyFile(file.path, target);
}

export const stagedGone = () =>
  failure("shell.staged_gone", "the file was removed before it could be saved", { next: "make it again", exit: 5 });
