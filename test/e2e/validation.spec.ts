// The Validation page in a real browser: all rows run, filtered, one opened, run again with other inputs.
import type { Page } from "@playwright/test";
import type { ValidateReply, ValidationRow } from "../../src-shared/protocol/validation-replies.ts";
import { cli, expect, test } from "./fixture.ts";

const table = (page: Page) => page.getByRole("grid", { name: "Validation rows" });
const row = (page: Page, id: string) => table(page).getByRole("row", { name: new RegExp(`^${id} `) });

test("all rows are run, and the counts are the command line's", async ({ page, open }) => {
  await open(page, "validation", null);
  await expect(table(page)).toBeVisible({ timeout: 60_000 });
  const told = JSON.parse(cli(["validate", "--json", "--no-run"])) as ValidateReply;
  const rows = told.rows as ValidationRow[];
  const count = (...verdicts: string[]): number => rows.filter(({ verdict }) => verdicts.includes(verdict)).length;
  await expect(page.locator(".validation-count.pass b")).toHaveText(String(count("pass")));
  await expect(page.locator(".validation-count.bad b")).toHaveText(String(count("fail", "inconsistent")));
  await expect(page.locator(".validation-count.notRun b")).toHaveText(String(count("not_run")));
  await page.getByRole("combobox", { name: "Verdict" }).selectOption("notRun");
  await expect(table(page).locator("tbody tr")).toHaveCount(count("not_run"));
  await page.getByRole("combobox", { name: "System" }).selectOption("MEUNIK-like (reconstruction)");
  await page.getByRole("combobox", { name: "Verdict" }).selectOption("all");
  const own = rows.filter(({ system }) => system === "MEUNIK-like (reconstruction)").length;
  await expect(table(page).locator("tbody tr")).toHaveCount(own);
});

test("a row opens to its inputs, and is computed with others as the command line does", async ({ page, open }) => {
  await open(page, "validation", null);
  await expect(table(page)).toBeVisible({ timeout: 60_000 });
  await page.keyboard.press("/");
  await page.keyboard.type("RunD");
  await row(page, "S57").click();
  const drawer = page.locator("#drawer");
  await expect(drawer.getByRole("heading", { name: /^S57/ })).toBeVisible();
  await expect(page).toHaveURL(/detail=S57/);
  await drawer.getByLabel("guest_mb").fill("256");
  await drawer.getByRole("button", { name: "Run with these inputs" }).click();
  const told = JSON.parse(cli(["validate", "--row", "S57", "--inputs", '{"guest_mb":256}', "--json"])) as ValidateReply;
  await expect(drawer.getByRole("status").filter({ hasText: "Which is" })).toContainText(
    String(told.rows[0]!.ours).replace(/^(\d)(\d{3})$/, "$1\u202f$2"),
  );
  await drawer.getByLabel("guest_mb").fill("-1");
  await drawer.getByRole("button", { name: "Run with these inputs" }).click();
  await expect(drawer.getByRole("alert").filter({ hasText: "guest_mb cannot be -1" })).toBeVisible();
});

test("a run is cancelled and begun again by key", async ({ page, open }) => {
  await open(page, "validation", null);
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByText("The run was cancelled")).toBeVisible();
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(table(page)).toBeVisible({ timeout: 60_000 });
});
