// Opens an address outside of the program, and never before the user has said so.
import { type BrowserWindow, dialog, shell } from "electron";
import { isExternal } from "./external-addresses.ts";

/** Opens an address of the list in the user's browser, after asking; any other is ignored. */
export async function openExternal(url: string, window: BrowserWindow | null): Promise<void> {
  if (!isExternal(url)) return;
  const question = {
    type: "question" as const,
    message: "Open this address in your browser?",
    detail: url,
    buttons: ["Open", "Cancel"],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  };
  const { response } = await (window ? dialog.showMessageBox(window, question) : dialog.showMessageBox(question));
  if (response === 0) await shell.openExternal(url);
}
