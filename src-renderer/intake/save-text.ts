// Gives a text that the window has made to the user as a file: staged by the back end, then handed out by the shell.
import { toReport } from "../../src-shared/base/errors.ts";
import type { App } from "../app/app.tsx";

/** The shell's own way of giving a file: a download, or the system's save dialog. What goes wrong is told in a toast. */
export async function saveText(
  { client, shell, toasts }: Pick<App, "client" | "shell" | "toasts">,
  name: string,
  text: string,
): Promise<void> {
  try {
    const { file } = await client.request("stageText", { name: fitting(name), text });
    await shell.deliver(file);
  } catch (thrown) {
    toasts.fail(toReport(thrown));
  }
}

const MOST_NAME = 120;

/** A long name loses its middle, never its ending. */
const fitting = (name: string): string =>
  name.length <= MOST_NAME ? name : `${name.slice(0, MOST_NAME / 2)}${name.slice(-MOST_NAME / 2)}`;
