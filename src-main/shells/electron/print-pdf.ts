// Prints a staged HTML report to a PDF file, in a hidden window that runs no script and sees nothing but the report.
import { rename, rm, writeFile } from "node:fs/promises";
import { BrowserWindow } from "electron";
import { failure } from "../../../src-shared/base/errors.ts";
import { findStaged } from "../loopback/staged.ts";
import { viewUrl } from "./address.ts";
import { stagedGone } from "./dialogs.ts";
import { CONFINED } from "./windows.ts";

/** Longest time for one report. */
const LIMIT_MS = 90_000;

/**
 * Writes the staged file `id` as PDF to `target`, which is replaced only by a whole file. Errors: `shell.staged_gone`,
 * `report.pdf`.
 */
export async function printPdf(staging: string, id: string, target: string): Promise<void> {
  const file = await findStaged(staging, id);
  if (!file) throw stagedGone();
  const window = new BrowserWindow({
    show: false,
    width: 794,
    height: 1123,
    webPreferences: { ...CONFINED, javascript: false },
  });
  const half = `${target}.part`;
  try {
    const bytes = await inTime(
      window.loadURL(viewUrl(id)).then(() =>
        window.webContents.printToPDF({
          pageSize: "A4",
          printBackground: true,
          preferCSSPageSize: true,
          generateTaggedPDF: true,
          generateDocumentOutline: true,
        }),
      ),
    );
    await writeFile(half, bytes);
    await rename(half, target);
  } catch (thrown) {
    await rm(half, { force: true });
    throw failure(
      "report.pdf",
      `the report could not be printed: ${thrown instanceof Error ? thrown.message : thrown}`,
      {
        where: { file: target },
        next: "write the report as .html and print it from a browser",
        exit: 5,
      },
    );
  } finally {
    window.destroy();
  }
}

function inTime<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`it was not done in ${LIMIT_MS / 1000} s`)), LIMIT_MS);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
