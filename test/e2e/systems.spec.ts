// Systems beside each other and the attribution to mechanisms on the What-if page, held against the command line.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CompareReply } from "../../src-shared/protocol/compare-replies.ts";
import type { DensityReply } from "../../src-shared/protocol/replies.ts";
import { cli, expect, test } from "./fixture.ts";

const ask = <T>(project: string, flags: readonly string[]): T => {
  const file = join(mkdtempSync(join(tmpdir(), "plimsoll-systems-")), "scenario.json");
  writeFileSync(file, cli(["scenario", project]));
  return JSON.parse(cli(["density", project, file, ...flags, "--json"])) as T;
};

test("five systems are compared on the captured demand, and stay with the project", async ({ page, open, project }) => {
  await open(page, "whatif", project);
  const panel = page.getByRole("region", { name: "Five systems on this trace" });
  await panel.getByRole("button", { name: "Compare systems" }).click();
  const table = panel.getByRole("grid", { name: "Systems beside each other" });
  await expect(table).toBeVisible({ timeout: 60_000 });
  const told = ask<CompareReply>(project, ["--compare", "systems"]);
  for (const { title, n } of told.rows) {
    const row = table.getByRole("row", { name: new RegExp(`^${title.replace(/[().*/]/g, "\\$&")}`) });
    await expect(row).toContainText(n ? String(n.p50) : "no number");
  }
  const blind = panel.getByRole("region", { name: "What the captures do not tell" });
  for (const { title } of told.rows.filter(({ n }) => n === null)) await expect(blind).toContainText(title);
  await page.reload();
  await expect(table).toBeVisible();
  await expect(panel).toContainText(told.digest);
  await expect(panel.getByRole("button", { name: "Compare systems" })).toHaveAttribute("aria-disabled", "true");
});

test("the mechanisms under the hand join the comparison and leave it again", async ({ page, open, project }) => {
  await open(page, "whatif", project);
  const panel = page.getByRole("region", { name: "Five systems on this trace" });
  await panel.getByRole("button", { name: /Add current mechanisms/ }).click();
  await panel.getByRole("button", { name: "Compare systems" }).click();
  const own = panel.getByRole("row", { name: /KSM \(deduplication\) \+ Balloon/ });
  await expect(own).toBeVisible({ timeout: 60_000 });
  await panel.getByRole("button", { name: /^Take KSM/ }).click();
  await expect(panel.getByText("of an earlier scenario")).toBeVisible();
});

test("which mechanism deserves what adds up as on the command line", async ({ page, open, project }) => {
  await open(page, "whatif", project);
  await page.getByRole("button", { name: /^Run exact/ }).click();
  await expect(page.getByText(/Exact:/).first()).toBeVisible({ timeout: 60_000 });
  await page.keyboard.press("y");
  const why = page.getByRole("complementary", { name: "Why believe the answer" });
  await why.getByRole("button", { name: "Attribute" }).click();
  const { shapley } = ask<DensityReply>(project, ["--shapley"]);
  const rows = why.getByRole("table").filter({ hasText: "Guests of N*" });
  await expect(rows).toBeVisible({ timeout: 60_000 });
  for (const { n } of shapley!.players) await expect(rows).toContainText(n.mean.toFixed(2).replace(/\.?0+$/, ""));
  await expect(why).toContainText(shapley!.digest);
});
