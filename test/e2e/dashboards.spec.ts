// Dashboards in a real browser: begun, brushed, arranged by mouse and by keys, edited, saved, shared, put into a report.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import type { Dashboard } from "../../src-shared/dashboard/schema.ts";
import type { QueryReply } from "../../src-shared/protocol/replies.ts";
import { cli, expect, test } from "./fixture.ts";
import { quick } from "./hands.ts";

const panelAt = (page: Page, id: string): Locator => page.locator(`[data-panel="${id}"]`);

/** Nothing is on its way any more, and nothing has failed. */
async function settled(page: Page): Promise<void> {
  await expect(page.locator("[data-panel]").first()).toBeVisible();
  await expect(page.locator('[data-panel][data-state="loading"]')).toHaveCount(0);
  await expect(page.locator('[data-panel][data-state="error"]')).toHaveCount(0);
}

async function begin(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: new RegExp(`^${name}`) }).click();
  await expect(page.getByRole("button", { name: "Choose a dashboard" })).toContainText(name);
  await settled(page);
}

const fileOf = (project: string, name: string): string => join(project, "dashboards", `${name}.json`);
const read = (project: string, name: string): Dashboard => JSON.parse(readFileSync(fileOf(project, name), "utf8"));
const placeOf = (dashboard: Dashboard, id: string): readonly number[] => {
  const panel = dashboard.panels.find((one) => one.id === id);
  return panel ? [panel.x, panel.y, panel.w, panel.h] : [];
};

/** Drags from the middle of one thing by so many px. */
async function drag(page: Page, what: Locator, dx: number, dy: number): Promise<void> {
  const box = await what.boundingBox();
  if (!box) throw new Error("it is not on the page");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + dx / 2, y + dy / 2);
  await page.mouse.move(x + dx, y + dy);
  await page.mouse.up();
}

const countFaults = (project: string): number =>
  Number(
    (JSON.parse(cli(["query", project, "select count(*) from fault where guest is not null", "--json"])) as QueryReply)
      .rows[0]?.[0],
  );

test("a template becomes a file of the project, and what it counts is what a query counts", async ({
  page,
  open,
  project,
}) => {
  await open(page, "dashboards", project);
  await begin(page, "One guest");
  expect(read(project, "One guest").title).toBe("One guest");
  await page.getByRole("button", { name: "Choose a dashboard" }).click();
  await page.getByRole("menuitemradio", { name: /^Page faults/ }).click();
  await settled(page);
  const number = panelAt(page, "page-faults-of-guests").locator(".numlink");
  await expect.poll(async () => quick.digits(await number.innerText())).toBe(String(countFaults(project)));
  await number.click();
  await expect(page.locator("#drawer")).toContainText("FROM fault");
  await expect(page.getByRole("button", { name: "Edit a copy" })).toBeVisible();
});

test("a brush in one chart selects the span for every panel, and Esc shows everything again", async ({
  page,
  open,
  project,
}) => {
  await open(page, "dashboards?detail=built:faults", project);
  await settled(page);
  const number = panelAt(page, "page-faults-of-guests").locator(".numlink");
  const all = quick.digits(await number.innerText());
  const plot = panelAt(page, "page-faults-by-guest").locator("[data-brush]");
  const width = (await plot.boundingBox())?.width ?? 0;
  await drag(page, plot, width * 0.3, 0);
  await expect(page).toHaveURL(/from=\d/);
  await settled(page);
  await expect.poll(async () => Number(quick.digits(await number.innerText()))).toBeLessThan(Number(all));
  await expect(page.locator(".pheadscope .chip")).toContainText(" to ");
  await page.keyboard.press("Escape");
  await expect.poll(async () => quick.digits(await number.innerText())).toBe(all);
});

test("the crosshair stands at one time in all charts, with their values", async ({ page, open, project }) => {
  await open(page, "dashboards?detail=built:ksm", project);
  await settled(page);
  await panelAt(page, "pages-that-ksm-looked-at").locator("[data-brush]").hover();
  await expect(page.locator(".db-cross:visible")).toHaveCount(await page.locator("[data-brush]").count());
  await expect(panelAt(page, "merged-pages-by-guest").locator(".db-hover")).toContainText("alpha");
  await page.mouse.move(5, 5);
  await expect(page.locator(".db-cross:visible")).toHaveCount(0);
});

test("panels are moved and sized by the mouse, pushed down, undone, and kept in the file", async ({
  page,
  open,
  project,
}) => {
  await open(page, "dashboards", project);
  await begin(page, "Dedup");
  const before = read(project, "Dedup");
  const [x = 0, y = 0, w = 0, h = 0] = placeOf(before, "pages-that-ksm-looked-at");
  const panel = panelAt(page, "pages-that-ksm-looked-at");
  await drag(page, panel.locator(".db-grip"), 0, 100);
  const save = page.getByRole("button", { name: "Save", exact: true });
  await save.click();
  await expect.poll(() => placeOf(read(project, "Dedup"), "pages-that-ksm-looked-at")).toEqual([x, y + 1, w, h]);
  await drag(page, panel.locator(".db-edge.right"), -230, 0);
  await page.keyboard.press("ControlOrMeta+s");
  await expect.poll(() => placeOf(read(project, "Dedup"), "pages-that-ksm-looked-at")[2]).toBeLessThan(w);
  const after = read(project, "Dedup");
  for (const one of after.panels)
    for (const other of after.panels)
      if (one.id !== other.id)
        expect(
          one.x + one.w <= other.x ||
            other.x + other.w <= one.x ||
            one.y + one.h <= other.y ||
            other.y + other.h <= one.y,
          `${one.id} and ${other.id}`,
        ).toBe(true);
  for (let step = 0; step < 4; step++) await page.keyboard.press("ControlOrMeta+z");
  await expect.poll(() => placeOf(read(project, "Dedup"), "pages-that-ksm-looked-at")).toEqual([x, y, w, h]);
});

test("everything works by keys: going, moving, sizing, removing with undo, table, full page", async ({
  page,
  open,
  project,
}) => {
  await open(page, "guests", project);
  await page.keyboard.press("g");
  await page.keyboard.press("d");
  await page.getByRole("button", { name: /^Dedup/ }).focus();
  await page.keyboard.press("Enter");
  await settled(page);
  const first = read(project, "Dedup").panels[0]?.id ?? "";
  await panelAt(page, first).focus();
  await page.keyboard.press("ArrowDown");
  const here = panelAt(page, "pages-that-ksm-looked-at");
  await expect(here).toBeFocused();
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Alt+Shift+ArrowLeft");
  await expect(page.locator(".sr[aria-live=polite]").first()).toContainText("columns wide");
  await expect(here).toBeFocused();
  await page.keyboard.press("ControlOrMeta+s");
  await expect.poll(() => placeOf(read(project, "Dedup"), "pages-that-ksm-looked-at").slice(1, 3)).toEqual([2, 6]);
  await page.keyboard.press("t");
  await expect(here.getByRole("grid")).toBeVisible();
  await page.keyboard.press("t");
  await page.keyboard.press("Shift+Enter");
  await expect(page.locator("[data-panel]")).toHaveCount(1);
  await page.keyboard.press("Shift+Enter");
  await expect(page.locator("[data-panel]")).not.toHaveCount(1);
  await panelAt(page, "pages-that-ksm-looked-at").focus();
  await page.keyboard.press("Delete");
  await expect(panelAt(page, "pages-that-ksm-looked-at")).toHaveCount(0);
  await page.getByRole("button", { name: "Undo", exact: true }).last().click();
  await expect(panelAt(page, "pages-that-ksm-looked-at")).toHaveCount(1);
});

test("a panel of SQL is written with a live preview, and a mistake keeps the query", async ({
  page,
  open,
  project,
}) => {
  await open(page, "dashboards", project);
  await begin(page, "Dedup");
  await page.getByRole("button", { name: "Add chart" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Table", { exact: true }).click();
  await dialog.getByLabel("Title", { exact: true }).fill("Faults by kind");
  await dialog.getByText("SQL", { exact: true }).click();
  await dialog.locator(".monaco-editor").first().click();
  await page.keyboard.insertText(
    "select kind, count(*) as faults from fault where t between $from and $to group by all",
  );
  await expect(dialog.locator('[data-panel="preview"][data-state="ready"]')).toBeVisible();
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  const panel = panelAt(page, "faults-by-kind");
  await expect(panel.getByRole("grid")).toContainText("faults");
  await panel.focus();
  await page.keyboard.press("Enter");
  await dialog.locator(".monaco-editor").first().click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText("select kindd from fault");
  await dialog.getByRole("button", { name: "Apply" }).click();
  await expect(panel).toHaveAttribute("data-state", "error");
  await panel.getByRole("button", { name: "Edit" }).click();
  await expect(dialog.locator(".view-lines").first()).toContainText("select kindd from fault");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
});

test("lanes are found and chosen, for each guest at once", async ({ page, open, project }) => {
  await open(page, "dashboards", project);
  await begin(page, "Dedup");
  await page.getByRole("button", { name: "Add chart" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Title", { exact: true }).fill("Resident");
  await dialog.getByLabel("Find a lane").fill("smaps_rollup.Rss");
  await dialog.getByText("smaps_rollup.Rss of each guest").click();
  await expect(dialog.locator('[data-panel="preview"]')).toContainText("charlie");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(panelAt(page, "resident")).toHaveAttribute("data-state", "ready");
  await page.keyboard.press("ControlOrMeta+s");
  await expect
    .poll(() => read(project, "Dedup").panels.find(({ id }) => id === "resident"))
    .toMatchObject({
      source: { lanes: ["gauge/smaps_rollup.Rss of *"] },
    });
});

test("a parameter of the dashboard changes what its panels ask", async ({ page, open, project }) => {
  await open(page, "dashboards", project);
  await begin(page, "One guest");
  const faults = panelAt(page, "page-faults").locator(".numlink");
  const shown = async (): Promise<string> => quick.digits(await faults.innerText());
  const counted = (guest: string): string =>
    String(
      (
        JSON.parse(
          cli(["query", project, `select count(*) from fault where guest = '${guest}'`, "--json"]),
        ) as QueryReply
      ).rows[0]?.[0],
    );
  await expect.poll(shown).toBe(counted("alpha"));
  await page.getByRole("combobox", { name: "Guest" }).selectOption("charlie");
  await expect.poll(shown).toBe(counted("charlie"));
});

test("changes that are not saved outlast a reload, and a dashboard is shared as a file and opened again", async ({
  page,
  open,
  project,
}) => {
  await open(page, "dashboards", project);
  await begin(page, "Dedup");
  await panelAt(page, "how-to-read-it").focus();
  await page.keyboard.press("Delete");
  await page.reload();
  await settled(page);
  await expect(panelAt(page, "how-to-read-it")).toHaveCount(0);
  await expect(page.getByRole("img", { name: "not saved" })).toBeVisible();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Share as file" }).click(),
  ]);
  const shared = readFileSync(await download.path(), "utf8");
  expect((JSON.parse(shared) as Dashboard).panels.some(({ id }) => id === "how-to-read-it")).toBe(false);
  const file = join(project, "Night shift.json");
  writeFileSync(file, shared);
  await page.locator('input[aria-label="Dashboard file"]').setInputFiles(file);
  await expect.poll(() => existsSync(fileOf(project, "Night shift"))).toBe(true);
  await expect(page.getByRole("button", { name: "Choose a dashboard" })).toContainText("Night shift");
});

test("a file that cannot be read says what is wrong with it, and keeps it", async ({ page, open, project }) => {
  await open(page, "dashboards", project);
  await begin(page, "Dedup");
  writeFileSync(fileOf(project, "Dedup"), readFileSync(fileOf(project, "Dedup"), "utf8").replace('"w": ', '"w": 1'));
  await page.reload();
  await expect(page.getByRole("alert")).toContainText("panels");
  await expect(page.getByRole("alert")).toContainText("dashboard.bad_value");
});

test("a dashboard becomes a section of the report", async ({ page, open, project }) => {
  await open(page, "dashboards?detail=built:ksm", project);
  await settled(page);
  await page.getByRole("button", { name: "More of this dashboard" }).click();
  await page.getByRole("menuitem", { name: "Put into the report" }).click();
  await expect(page.getByRole("checkbox", { name: "KSM" })).toBeChecked();
  const paper = page.frameLocator("iframe").last();
  await expect(paper.locator("#dashboard-1 h2")).toHaveText("KSM", { timeout: 60_000 });
  await expect(paper.locator("#dashboard-1 svg").first()).toBeAttached();
});
