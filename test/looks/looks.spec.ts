// Each page and state, in both themes and two sizes: nothing cut, nothing overlapping, enough contrast, no serious finding of axe.
// With PLIMSOLL_SCREENS set the pictures are written to docs/screens.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { cli, expect, ROOT, test } from "../e2e/fixture.ts";
import { auditPage } from "./audit.ts";
import { states } from "./states.ts";

const SCREENS = process.env.PLIMSOLL_SCREENS ? join(ROOT, "docs", "screens") : null;
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const looks = (["dark", "light"] as const).flatMap((theme) =>
  (
    [
      [1440, 900],
      [1024, 700],
    ] as const
  ).map(([width, height]) => ({ theme, width, height })),
);

/** Charts draw themselves anew a moment after their box or theme has changed. */
const SETTLE_MS = 350;

/** A screenshot as WebP, made by the browser itself from the PNG. */
async function compressed(page: Page, png: Buffer): Promise<Buffer> {
  const blank = await page.context().newPage();
  try {
    const base64 = await blank.evaluate(async (source) => {
      const bytes = Uint8Array.from(atob(source), (sign) => sign.charCodeAt(0));
      const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const canvas = new OffscreenCanvas(picture.width, picture.height);
      canvas.getContext("2d")?.drawImage(picture, 0, 0);
      const blob = await canvas.convertToBlob({ type: "image/webp", quality: 0.6 });
      const out = new Uint8Array(await blob.arrayBuffer());
      let text = "";
      for (const byte of out) text += String.fromCharCode(byte);
      return btoa(text);
    }, png.toString("base64"));
    return Buffer.from(base64, "base64");
  } finally {
    await blank.close();
  }
}

/** Serious findings of axe-core; it is run as the browser's own script, past the page's policy. */
async function axe(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    interface Result {
      readonly id: string;
      readonly impact: string;
      readonly nodes: readonly { readonly target: readonly string[] }[];
    }
    const { axe } = window as unknown as {
      axe: { run(root: Document, options: object): Promise<{ violations: Result[] }> };
    };
    const { violations } = await axe.run(document, { resultTypes: ["violations"], iframes: false });
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
  });
}

for (const state of states)
  test(`${state.name} looks right in both themes and sizes`, async ({ page, open, sample, server }) => {
    await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
    await state.show({
      page,
      sample,
      folder: server.folder,
      go: (route, project) => open(page, route, project),
      run: (args) => cli(args, server.folder),
    });
    await page.evaluate(() => document.fonts.ready);
    await page.mouse.move(0, 0);
    for (const { theme, width, height } of looks) {
      const look = `${theme} at ${width} × ${height}`;
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme: theme });
      await page.waitForTimeout(SETTLE_MS);
      if (SCREENS) {
        mkdirSync(SCREENS, { recursive: true });
        const file = join(SCREENS, `${state.name}-${theme}-${width}x${height}.webp`);
        writeFileSync(file, await compressed(page, await page.screenshot({ animations: "disabled" })));
      }
      expect.soft(await page.evaluate(auditPage), `what the audit finds in ${look}`).toEqual([]);
      if (width === 1440) expect.soft(await axe(page), `serious findings of axe in ${look}`).toEqual([]);
    }
  });
