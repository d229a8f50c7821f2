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

/** Every guest's balloon takes a page more with each epoch; in one line, which the editor does not indent. */
const GROWING =
  'export default (obs) => ({ actions: obs.guests.map((g) => ({ kind: "setBalloon", id: g.id, pages: obs.epoch })), state: null });';

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
  await page.getByRole("tab", { name: /^Epochs/ }).click();
  await slider.focus();
  await page.keyboard.press("End");
  await expect(epochs(page).locator("tr.on td").first()).toBeInViewport();
  await expect(epochs(page).locator("tr.on td").first()).toHaveText(await slider.inputValue());
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
  await write(page, `const n: number = "text"; ${GROWING}`);
  await page.getByRole("tab", { name: /^Problems/ }).click();
  const problems = page.getByRole("list", { name: "Problems" });
  await expect(problems).toContainText("not assignable to type 'number'", { timeout: 30_000 });
  await expect(page.locator(".squiggly-error").first()).toBeVisible();
  await problems.getByRole("button").first().click();
  await expect(page.locator(".codeeditor .monaco-editor.focused")).toBeVisible();
});

test("a script that never ends is stopped, and the page says where and why", async ({ page, open, project }) => {
  await open(page, "policies?detail=built:nothing", project);
  const hostile = "export default (obs, state) => { if (obs.epoch > 2) for (;;); return { actions: [], state }; };";
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
  await page.getByRole("checkbox", { name: "SmarTmem" }).click({ force: true });
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^Run/ }).click();
  await expect(compared(page)).toContainText(" to ", { timeout: 120_000 });
  await expect(compared(page).locator("tbody tr")).toHaveCount(3);
  await expect(compared(page)).toContainText("SmarTmem");
  await page.getByRole("button", { name: "Options" }).click();
  await page.getByRole("textbox", { name: "Replications" }).fill("1000");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^Run/ }).click();
  await expect(page.getByRole("progressbar", { name: "Epochs run" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByText("The run was cancelled.")).toBeVisible({ timeout: 30_000 });
});

test("the editor completes, explains and marks from the API's own types while it is written", async ({
  page,
  open,
  project,
}) => {
  await open(page, "policies?detail=built:nothing", project);
  const shown = page.locator(".codeeditor .monaco-editor").first();
  const list = page.locator(".suggest-widget.visible");
  await write(page, 'import type { Policy } from "plimsoll";\nconst p: Policy<null> = (seen) => {\nseen.host');
  await page.keyboard.type(".fre");
  await expect(list).toContainText("freePct", { timeout: 60_000 });
  await page.keyboard.type("eP");
  await expect(list.locator(".monaco-list-row")).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(shown).toContainText("seen.host.freePct");
  await expect(page.getByText("'}' expected").or(page.locator(".squiggly-error")).first()).toBeVisible();
  await page.keyboard.type(";\nMath.max(");
  await expect(page.locator(".parameter-hints-widget")).toContainText("max(...values: number[]): number");
  await page.keyboard.press("Escape");
  await page.keyboard.type('1, 2);\nreturn { actions: [{ kind: "');
  await expect(list).toContainText("setBalloon");
  await page.keyboard.press("Escape");
  await write(page, `rng();\n${GROWING}`);
  await page.keyboard.press("ControlOrMeta+Home");
  const lines = await shown.locator(".view-lines").boundingBox();
  // The editor explains where the mouse rests after it has moved.
  await expect(async () => {
    await page.mouse.move(lines!.x + 60, lines!.y + 60);
    await page.mouse.move(lines!.x + 8, lines!.y + 20, { steps: 5 });
    await expect(page.locator(".monaco-hover", { hasText: "the same on every run of a seed" })).toBeVisible({
      timeout: 3000,
    });
  }).toPass({ timeout: 40_000 });
});

test("a break condition is chosen, found, stepped through by keys, and is there again after a reload", async ({
  page,
  open,
  project,
}) => {
  await open(page, "policies?detail=built:nothing", project);
  await write(page, GROWING);
  const field = page.getByRole("textbox", { name: "Break condition" });
  await page.getByRole("button", { name: "Choose a condition" }).click();
  await page.getByRole("combobox", { name: "What is looked at" }).selectOption({ label: "Epoch" });
  await page.getByRole("combobox", { name: "Comparison" }).selectOption({ label: "above" });
  await page.getByRole("textbox", { name: /^Epoch/ }).fill("100");
  await page.getByRole("button", { name: "Add to the condition" }).click();
  await expect(field).toHaveValue("epoch > 100");
  await field.fill("epoch > 100 && asked[0].pages % 50 === 0");
  await field.press("Enter");
  // Asked for as many pages as the epoch that is seen, the one before: 100 in epoch 101, 150 in epoch 151.
  const call = (epoch: number) => page.getByRole("region", { name: `Call in epoch ${epoch}` });
  await expect(call(101)).toBeVisible({ timeout: 60_000 });
  await expect(call(101).getByRole("grid", { name: "Asked and granted" })).toContainText("400");
  await page.getByRole("tab", { name: /^Call/ }).focus();
  await page.keyboard.press("b");
  await expect(call(151)).toBeVisible();
  await page.keyboard.press(".");
  await expect(call(152)).toBeVisible();
  await page.keyboard.press("Shift+B");
  await expect(call(151)).toBeVisible();
  const file = join(project, "growing.ts");
  writeFileSync(file, GROWING);
  const told = cli(["policy", "run", project, file, "--break", "epoch > 100 && asked[0].pages % 50 === 0"]);
  expect(told).toContain("met in epoch 101, and in");
  await field.fill("obs.host.fre < 5");
  await expect(page.getByText(/Property 'fre' does not exist/)).toBeVisible({ timeout: 30_000 });
  await field.fill("obs.guests[1e6].id > 0");
  await field.press("Enter");
  await expect(page.getByText(/stopped in epoch 2: TypeError/)).toBeVisible({ timeout: 30_000 });
  await page.reload();
  await expect(field).toHaveValue("obs.guests[1e6].id > 0");
});
