// What several end-to-end tests do with their hands: dropping files, reading numbers off the screen.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";

export interface HeldFile {
  readonly name: string;
  readonly base64: string;
}

/** The files of a folder with their content. */
export const filesBelow = (folder: string): HeldFile[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => ({ name, base64: readFileSync(join(folder, name)).toString("base64") }));

/** Drops files on the window as a browser does. */
export async function dropFiles(page: Page, files: readonly HeldFile[]): Promise<void> {
  const transfer = await page.evaluateHandle((held) => {
    const data = new DataTransfer();
    for (const { name, base64 } of held) {
      const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
      data.items.add(new File([bytes], name));
    }
    return data;
  }, files as HeldFile[]);
  for (const type of ["dragenter", "dragover", "drop"])
    await page.dispatchEvent("#page", type, { dataTransfer: transfer });
}

export const quick = {
  /** Digits alone, without the thin spaces between groups. */
  digits: (text: string): string => text.replaceAll(/[\s\u2009\u202f]/g, ""),
  /** A whole number as the window writes it. */
  grouped: (value: number): string => String(value).replaceAll(/\B(?=(\d{3})+$)/g, "\u2009"),
  firstNumber: (text: string): number => Number(/\d[\d\u2009\u202f]*/.exec(text)?.[0].replaceAll(/\D/g, "")),
};
