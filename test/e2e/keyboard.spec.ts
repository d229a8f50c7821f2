// The main job without a pointer: every step by keys, and at each step the focus can be seen.
import type { Page } from "@playwright/test";
import { expect, test } from "./fixture.ts";

interface Focus {
  readonly name: string;
  readonly seen: boolean;
}

/** What has the focus: its accessible words, and whether a ring or an edge shows it. */
const focus = (page: Page): Promise<Focus> =>
  page.evaluate(() => {
    const element = document.activeElement as HTMLElement;
    // Behind the last element of the page Tab comes back by the page itself.
    if (element === document.body) return { name: "", seen: true };
    const name = element.getAttribute("aria-label") ?? element.innerText ?? element.tagName;
    let seen = element.tagName === "IFRAME";
    for (let at: HTMLElement | null = element, up = 0; at && up < 4; at = at.parentElement, up++) {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(at);
      seen ||= (outlineStyle !== "none" && Number.parseFloat(outlineWidth) > 0) || boxShadow !== "none";
    }
    return { name: name.trim().replace(/\s+/g, " "), seen };
  });

/** Presses Tab until something of this name has the focus; everything on the way must show that it has it. */
async function tabTo(page: Page, wanted: RegExp, most = 80): Promise<void> {
  for (let presses = 0; presses < most; presses++) {
    const { name, seen } = await focus(page);
    if (presses > 0) expect(seen, `the focus can be seen on "${name}"`).toBe(true);
    if (wanted.test(name)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`nothing called ${wanted} was reached by ${most} tabs`);
}

test("from the sample to a report with the keyboard alone", async ({ page, open }) => {
  test.setTimeout(180_000);
  await open(page, "start", null);

  await page.keyboard.press("Control+k");
  await page.keyboard.type("sample project");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/#\/(import|whatif|guests)\?.*project=/, { timeout: 60_000 });
  await expect(page.locator("#status")).toContainText("3 guests", { timeout: 60_000 });

  await page.keyboard.press("g");
  await page.keyboard.press("w");
  const sentence = page.locator(".wi-sentence");
  await expect(sentence).toContainText("guests fit", { timeout: 60_000 });
  const before = await sentence.innerText();
  await tabTo(page, /^Memory, GiB/);
  await page.keyboard.press("Shift+ArrowDown");
  await expect(sentence).not.toHaveText(before, { timeout: 30_000 });
  await page.keyboard.press("Control+z");
  await expect(sentence).toHaveText(before, { timeout: 30_000 });

  await page.keyboard.press("Escape");
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toContainText(/Run exact/i);
  await page.keyboard.press("Escape");

  await page.keyboard.press("g");
  await page.keyboard.press("q");
  await page.locator(".monaco-editor").first().waitFor();
  await tabTo(page, /SQL of/);
  await page.keyboard.type("select guest, count(*) as faults from fault where guest is not null group by guest");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText(/3 rows in/).first()).toBeVisible();

  await page.keyboard.press("F6");
  await page.keyboard.press("g");
  await page.keyboard.press("r");
  await expect(page.frameLocator("iframe").locator("body")).toContainText("guests fit", { timeout: 120_000 });
  await tabTo(page, /^Export HTML/, 120);
  const download = page.waitForEvent("download");
  await page.keyboard.press("Enter");
  expect((await download).suggestedFilename()).toMatch(/\.html$/);
});

test("F6 comes to the page that is open, in the rail too, whichever page it was left on", async ({
  page,
  open,
  project,
}) => {
  await open(page, "import", project);
  const rail = page.locator("#rail");
  const reach = async (): Promise<void> => {
    for (let tries = 0; tries < 6 && (await rail.locator(":focus").count()) === 0; tries++)
      await page.keyboard.press("F6");
  };
  await reach();
  await expect(rail.locator(":focus")).toHaveAccessibleName("Import");
  await page.keyboard.press("F6");
  await page.keyboard.press("g");
  await page.keyboard.press("q");
  await expect(page.getByRole("heading", { name: "Query" })).toBeVisible();
  await reach();
  await expect(rail.locator(":focus")).toHaveAccessibleName("Query");
});
