// The Query page in a real browser: writing, running, looking at and taking away what a query gives.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import type { QueryReply } from "../../src-shared/protocol/replies.ts";
import { cli, expect, test } from "./fixture.ts";
import { quick } from "./hands.ts";

/** Writes a text in the place of what the editor holds. */
async function write(page: Page, sql: string): Promise<void> {
  await page.locator(".codeeditor .monaco-editor").first().click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(sql);
}

async function run(page: Page, sql: string): Promise<void> {
  await write(page, sql);
  await page.keyboard.press("ControlOrMeta+Enter");
}

const status = (page: Page) => page.locator(".qstatus");
/** The cells of a row by its number, without the number itself. */
const cells = async (page: Page, row: number): Promise<string[]> =>
  (await page.locator(`.qrow[data-row="${row - 1}"] [role=gridcell]`).allInnerTexts()).map(quick.digits);

test("a sample runs with one key, and its rows are the command line's", async ({ page, open, project }) => {
  await open(page, "query", project);
  await page.getByRole("button", { name: /Page contents by guest/ }).click();
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(page.getByRole("grid")).toBeVisible();
  const sql =
    "select guest, count(*), count(*) filter (zero), count(*) - count(distinct hash) from page group by 1 order by 1";
  const told = JSON.parse(cli(["query", project, sql, "--json"])) as QueryReply;
  for (const [at, row] of told.rows.entries()) expect(await cells(page, at + 1)).toEqual(row.map(String));
  await expect(status(page)).toContainText(`${told.row_count} rows in`);
});

test("a million rows are scrolled from end to end, sorted, and only those that are seen are on the page", async ({
  page,
  open,
}) => {
  await open(page, "query");
  await run(page, "select i as n, (i * 7919) % 1000003 as v from range(1000000) r(i)");
  await expect(status(page)).toContainText("rows in");
  expect(quick.digits(await status(page).innerText())).toMatch(/^1000000rowsin/);
  const grid = page.getByRole("grid");
  await grid.evaluate((box) => box.scrollTo(0, box.scrollHeight));
  await expect.poll(() => cells(page, 1_000_000)).toEqual(["999999", String((999_999 * 7919) % 1_000_003)]);
  expect(await page.getByRole("gridcell").count()).toBeLessThan(500);
  await page.getByRole("columnheader", { name: "v" }).getByRole("button").click();
  // 7919 has an inverse modulo the prime 1000003, so each v is there once; 1000002 is the greatest there can be.
  await expect.poll(async () => (await cells(page, 1))[1]).toBe("1000002");
  await grid.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ControlOrMeta+End");
  await expect.poll(async () => (await cells(page, 1_000_000))[1]).toBe("0");
});

test("what is wrong is marked while it is written, and the name that was meant is put in its place", async ({
  page,
  open,
}) => {
  await open(page, "query");
  await write(page, "select stall_nss from fault");
  const problem = page.locator(".sqlproblem");
  await expect(problem).toContainText('"stall_nss" not found');
  await expect(page.locator(".squiggly-error")).toBeVisible();
  await problem.getByRole("button", { name: "stall_ns", exact: true }).click();
  await expect(page.locator(".view-lines").first()).toContainText("select stall_ns from fault");
  await expect(problem).toBeHidden();
});

test("completion offers the columns of the table with their unit and meaning", async ({ page, open }) => {
  await open(page, "query");
  await write(page, "select  from fault");
  for (let i = 0; i < " from fault".length; i++) await page.keyboard.press("ArrowLeft");
  await page.keyboard.type("stall");
  const offered = page.locator(".suggest-widget .monaco-list-row.focused");
  await expect(offered).toContainText("stall_ns");
  await expect(offered).toContainText("fault, ns");
  await page.keyboard.press("Enter");
  await expect(page.locator(".view-lines").first()).toContainText("select stall_ns from fault");
});

test("a query that would not end is cancelled with Esc, and the next one runs", async ({ page, open }) => {
  await open(page, "query");
  await run(page, "select sum(a.range * b.range) from range(10000000) a, range(10000000) b");
  await expect(page.getByRole("button", { name: "Cancel" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(status(page)).toHaveText("cancelled");
  await run(page, "select 42 as answer");
  await expect.poll(() => cells(page, 1)).toEqual(["42"]);
});

test("a result is drawn, and its rows are exported as CSV with units in the head", async ({ page, open }) => {
  await open(page, "query");
  await run(page, "select i as t, i * 2 as stall_ns from range(3) r(i)");
  await page.getByRole("tab", { name: "Chart" }).click();
  await expect(page.getByRole("img", { name: /^stall_ns over t, 3 rows/ })).toBeVisible();
  await page.getByRole("button", { name: "Export" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: /^CSV/ }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/-result\.csv$/);
  expect(readFileSync(await download.path(), "utf8")).toBe("t (ns),stall_ns (ns)\r\n0,0\r\n1,2\r\n2,4\r\n");
});

test("$from, $to and $guests follow the selection of the window", async ({ page, open, project }) => {
  await open(page, "query?from=20000&to=80000&guest=alpha", project);
  const sql = "select ($to - $from) / 1e9 as seconds, len($guests) as guests, $guests[1] as first";
  await run(page, sql);
  await expect.poll(() => cells(page, 1)).toEqual(["60", "1", "alpha"]);
  await page.locator(".qchips").getByRole("button", { name: "Clear the guests" }).click();
  await page.getByRole("button", { name: "Run again" }).click();
  await expect.poll(async () => (await cells(page, 1))[1]).toBe("3");
});

test("a query is saved as a file that people can read, and its removal can be undone", async ({
  page,
  open,
  project,
}) => {
  const file = join(project, "queries", "Slow faults.sql");
  await open(page, "query", project);
  await write(page, "select count(*) from fault");
  await page.keyboard.press("ControlOrMeta+s");
  await page.getByRole("textbox", { name: "Name" }).fill("Slow faults");
  await page.keyboard.press("Enter");
  await expect.poll(() => existsSync(file) && readFileSync(file, "utf8")).toBe("select count(*) from fault");
  await page.getByRole("treeitem", { name: "Slow faults" }).focus();
  await page.keyboard.press("Delete");
  await expect.poll(() => existsSync(file)).toBe(false);
  await page.getByRole("button", { name: "Undo", exact: true }).last().click();
  await expect.poll(() => existsSync(file)).toBe(true);
});

test("texts are still there after a reload, and a closed one comes back", async ({ page, open, project }) => {
  await open(page, "query", project);
  await write(page, "select 'kept'");
  await page.getByRole("tab", { name: /Untitled 1/ }).focus();
  await page.reload();
  await expect(page.locator(".view-lines").first()).toContainText("select 'kept'");
  await page.getByRole("tab", { name: /Untitled 1/ }).focus();
  await page.keyboard.press("Delete");
  await expect(page.getByRole("tab", { name: /Untitled 2/ })).toBeVisible();
  await page.getByRole("button", { name: "Undo", exact: true }).last().click();
  await expect(page.locator(".view-lines").first()).toContainText("select 'kept'");
});
