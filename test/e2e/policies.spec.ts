// The Policies page in a real browser: a template is opened, changed, run, looked at epoch by epoch and compared.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import type { PolicyReply } from "../../src-shared/protocol/policy-replies.ts";
import { cli, expect, test } from "./fixture.ts";
import { quick } from "./hands.ts";

/** Writes a text in the place of what the editor holds. */
async function write(page: Page, text: string): Promise<void> {
  await page.locator(".codeeditor .monaco-editor").first().click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(text);
}

const epochs = (page: Page) => page.getByRole("grid", { name: "Epochs" });
const compared = (page: Page) => page.getByRole("grid", { name: "Policies on the same demand" });

/** Every guest's balloon takes a page more with each epoch. */
const GROWING = `import type { Policy } from "plimsoll";
const policy: Policy<number> = (obs, state) => ({
  actions: obs.guests.map((g) => ({ kind: "setBalloon", id: g.id, pages: obs.epoch })),
  state: (state ?? 0) + 1,
});
export default policy;
`;

test("a template is opened by mouse, has no mistakes, and its run is the command line's", async ({
  page,
  open,
  project,
}) => {
  await open(page, "start", project);
  await page
    .getByRole("link", { name: "Policies" })
    .or(page.getByRole("button", { name: "Policies" }))
    .first()
    .click();
  await page.getByRole("button", { name: /^Ballooning by MOM's rules/ }).click();
  await page.getByRole("tab", { name: /^Problems/ }).click();
  await expect(page.getByText("The compiler finds nothing wrong")).toBeVisible({ timeout: 30_000 });
  await page.getByRole("tab", { name: /^Epochs/ }).click();
  await page.getByRole("button", { name: /^Run/ }).click();
  await expect(compared(page)).toBeVisible({ timeout: 60_000 });
  const told = JSON.parse(
    cli(["policy", "run", project, "--built-in", "mom", "--beside", "nothing,mom", "--json", "--rows"]),
  ) as PolicyReply;
  await expect(compared(page).locator("tbody tr")).toHaveCount(3);
  await expect(epochs(page)).toHaveAttribute("aria-rowcount", String(told.rows!.data.length + 1));
  const row = await compared(page).locator("tbody tr").first().locator("td").allInnerTexts();
  expect(quick.digits(row.at(-1)!)).toBe(String(told.result!.actions));
});

test("a policy is written, run, stepped through and saved with the keyboard", async ({ page, open, project }) => {
  await open(page, "query", project);
  await page.keyboard.press("g");
  await page.keyboard.press("p");
  await page.getByRole("button", { name: /^New policy/ }).press("Enter");
  await write(page, GROWING);
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(compared(page)).toBeVisible({ timeout: 60_000 });
  const file = join(project, "growing.ts");
  writeFileSync(file, GROWING);
  const told = JSON.parse(cli(["policy", "run", project, file, "--json", "--rows"])) as PolicyReply;
  const first = told.actions![0]!;
  await page.getByRole("tab", { name: /^Actions/ }).click();
  const cells = page.getByRole("grid", { name: "Actions" }).locator("tbody tr").first().locator("td");
  if (told.actions!.length > 0) await expect(cells.first()).toHaveText(String(first.epoch));
  await expect(cells.last()).toHaveText(first.reason ?? "as asked");
  const slider = page.getByRole("slider", { name: "Epoch" });
  await slider.focus();
  await page.keyboard.press("Home");
  await expect(slider).toHaveValue("1");
  await page.keyboard.press(".");
  await page.keyboard.press(".");
  await page.keyboard.press(",");
  await expect(slider).toHaveValue("2");
  await page.keyboard.press("ControlOrMeta+s");
  await page.getByRole("dialog").getByLabel("Name").fill("growing");
  await page.keyboard.press("Enter");
  const saved = join(project, "policies", "growing.ts");
  await expect.poll(() => existsSync(saved) && readFileSync(saved, "utf8")).toBe(GROWING);
  await page.reload();
  await expect(page.getByRole("button", { name: /^Policy growing/ })).toBeVisible();
  await page.getByRole("button", { name: "More of this policy" }).click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await expect.poll(() => existsSync(saved)).toBe(false);
  await page.getByRole("button", { name: "Undo", exact: true }).last().click();
  await expect.poll(() => existsSync(saved)).toBe(true);
});

test("a mistake is marked and listed, and a press leads to its line", async ({ page, open, project }) => {
  await open(page, "policies?detail=built:nothing", project);
  await write(page, GROWING.replace('"setBalloon"', '"setBaloon"'));
  await page.getByRole("tab", { name: /^Problems/ }).click();
  const problems = page.getByRole("list", { name: "Problems" });
  await expect(problems).toContainText("setBalloon", { timeout: 30_000 });
  await expect(page.locator(".squiggly-error").first()).toBeVisible();
  await problems.getByRole("button").first().click();
  await expect(page.locator(".codeeditor .monaco-editor.focused")).toBeVisible();
});

test("a script that never ends is stopped, and the page says where and why", async ({ page, open, project }) => {
  await open(page, "policies?detail=built:nothing", project);
  const hostile = "export default (obs, state) => { if (obs.epoch > 2) for (;;); return { actions: [], state }; };\n";
  await write(page, hostile);
  await page.keyboard.press("ControlOrMeta+Enter");
  // The view of epoch 3 is seen in epoch 4.
  await expect(page.getByRole("alert").filter({ hasText: "stopped at epoch 4" })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole("alert").filter({ hasText: "policy.steps" })).toBeVisible();
  await expect(page.getByRole("list", { name: "Problems" })).toContainText("stopped at epoch 4");
  await page.getByRole("tab", { name: /^Epochs/ }).click();
  await expect(epochs(page).locator("tbody tr.on")).toContainText("stopped");
});

test("policies are compared with intervals from five replications on, and a run is cancelled by key", async ({
  page,
  open,
  project,
}) => {
  await open(page, "policies?detail=built:mom", project);
  await page.getByRole("button", { name: "Options" }).click();
  await page.getByRole("textbox", { name: "Replications" }).fill("5");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^Compare with/ }).click();
  await page.getByRole("checkbox", { name: "Ballooning by MOM's rules" }).click({ force: true });
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^Run/ }).click();
  await expect(compared(page)).toContainText(" to ", { timeout: 120_000 });
  await expect(compared(page).locator("tbody tr")).toHaveCount(2);
  await page.getByRole("button", { name: "Options" }).click();
  await page.getByRole("textbox", { name: "Replications" }).fill("1000");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^Run/ }).click();
  await expect(page.getByRole("progressbar", { name: "Epochs run" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByText("The run was cancelled.")).toBeVisible({ timeout: 30_000 });
});
