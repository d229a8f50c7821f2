// The main job in the window: bring captures in, ask, compare, size, report. Numbers are held against the command line.
import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DensityReply, ImportReply, SizeReply } from "../../src-shared/protocol/replies.ts";
import { cli, expect, ROOT, SAMPLE, test } from "./fixture.ts";
import { dropFiles, filesBelow, quick } from "./hands.ts";

const json = <T>(args: readonly string[]): T => JSON.parse(cli([...args, "--json"])) as T;

/** The scenario that the window begins with, as a file for the command line. */
function capturedScenario(project: string, folder: string): string {
  const file = join(folder, "captured.json");
  const made = json<{ scenario?: unknown }>(["scenario", project]);
  writeFileSync(file, JSON.stringify(made.scenario ?? made));
  return file;
}

test("a folder of captures is chosen in the dialog and imported, and the totals are the command line's", async ({
  page,
  open,
  server,
}) => {
  const told = json<ImportReply>(["import", SAMPLE, "-p", join(server.folder, "told.plimsoll")]);
  const kept = told.captures.filter((capture) => capture.duplicate_of === null);
  const accepted = kept.reduce((sum, capture) => sum + capture.records.accepted, 0);

  // A folder whose name no other test's project has: else the window would ask into which project.
  const chosen = join(server.folder, "chosen-host");
  cpSync(SAMPLE, chosen, { recursive: true });
  await open(page, "start", null);
  await page.getByRole("button", { name: "Open folder" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Path", { exact: true }).fill(chosen);
  await page.keyboard.press("Enter");
  await expect(dialog.getByText("page-faults.perf.data.zst")).toBeVisible();
  await dialog.getByRole("button", { name: /^Open this folder/ }).click();

  await expect(page).toHaveURL(/#\/import/);
  const total = page.getByRole("region", { name: "Accepted" });
  await expect.poll(async () => quick.digits(await total.innerText()), { timeout: 60_000 }).toContain(String(accepted));
  await expect(page.getByText("alpha").first()).toBeVisible();
});

test("files that are dropped on the window are brought to the back end and imported", async ({ page, open }) => {
  await open(page, "start", null);
  await dropFiles(
    page,
    filesBelow(SAMPLE).filter((file) => /(meminfo|alpha\.xml|maps-alpha|ksm\.csv)/.test(file.name)),
  );
  await expect(page).toHaveURL(/#\/import/, { timeout: 60_000 });
  await expect(page.getByText("ksm.csv").first()).toBeVisible({ timeout: 60_000 });
});

test("What-if gives the command line's exact answer, follows a control within its quick mode, and undoes it", async ({
  page,
  open,
  project,
  server,
}) => {
  const file = capturedScenario(project, server.folder);
  const told = json<DensityReply>(["density", project, file]);

  await open(page, "whatif", project);
  const sentence = page.locator(".wi-sentence");
  await expect(sentence).toContainText("guests fit", { timeout: 60_000 });
  await page.getByRole("button", { name: /^Run exact/ }).click();
  await expect(sentence).toContainText(`${quick.grouped(told.n.p50)} guests fit`, { timeout: 120_000 });
  await expect(sentence).toContainText(`p5 ${quick.grouped(told.n.p5)}, p95 ${quick.grouped(told.n.p95)}`);

  const before = await sentence.innerText();
  const memory = page.getByLabel("Memory, GiB");
  const had = await memory.inputValue();
  await memory.fill("12");
  await expect(sentence).not.toHaveText(before);
  await expect(page.locator(".wi-res")).not.toHaveAttribute("aria-busy", "true");
  const half = quick.firstNumber(await sentence.innerText());
  expect(half).toBeLessThan(told.n.p50 * 0.62);
  expect(half).toBeGreaterThan(told.n.p50 * 0.38);
  await memory.blur();
  await page.keyboard.press("Control+z");
  await expect(memory).toHaveValue(had);
});

test("scenarios are compared on the same seed, and the sizes for N guests are the command line's", async ({
  page,
  open,
  project,
  server,
}) => {
  const file = capturedScenario(project, server.folder);
  const told = json<SizeReply>(["size", project, file, "--guests", "40"]);
  const answer = json<DensityReply>(["density", project, file]);

  await open(page, "whatif", project);
  const rows = page.getByRole("grid", { name: "Scenarios side by side" }).getByRole("row");
  await expect.poll(() => rows.count(), { timeout: 60_000 }).toBeGreaterThan(2);
  await page.getByRole("button", { name: /^Run exact/ }).click();
  // The row of the scenario under the hand: exact now, and the command line's answer.
  const total = answer.replications.outer * answer.replications.inner;
  const current = rows.filter({ hasText: quick.grouped(total) });
  await expect(current).toContainText(quick.grouped(answer.n.p50), { timeout: 60_000 });
  await expect(current).toContainText(`${quick.grouped(answer.n.p5)} to ${quick.grouped(answer.n.p95)}`);
  const size = page.getByRole("region", { name: /^Size/ });
  await size.getByLabel("Guests to size for").fill("40");
  const gib = (told.memory_bytes.p95 / 2 ** 30).toFixed(2);
  await expect(size).toContainText(gib, { timeout: 60_000 });
});

test("a report's numbers are the command line's, and one of them is what a hand computes", async ({
  page,
  open,
  project,
  server,
}) => {
  const file = capturedScenario(project, server.folder);
  const out = join(server.folder, "told.json");
  cli(["report", project, "--scenario", file, "-o", out]);
  const told = JSON.parse(readFileSync(out, "utf8")) as {
    density: DensityReply;
    derived: { host: { usable_bytes: number } };
  };

  await open(page, "reports", project);
  await expect(page.frameLocator("iframe").locator("h1, main").first()).toContainText("guests fit", {
    timeout: 120_000,
  });
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "JSON" }).click();
  const saved = await (await download).path();
  const mine = JSON.parse(readFileSync(saved, "utf8")) as typeof told;
  expect(mine.density).toEqual(told.density);
  expect(mine.derived).toEqual(told.derived);
  // By hand: what guests may use is the host's memory less a reserve of one sixteenth in whole pages.
  const meminfo = execFileSync("zstd", ["-dc", join(ROOT, "samples/three-vms/meminfo.txt.zst")], { encoding: "utf8" });
  const total = Number(/MemTotal:\s+(\d+) kB/.exec(meminfo)?.[1]) * 1024;
  expect(mine.derived.host.usable_bytes).toBe(total - Math.floor(total / 16 / 4096) * 4096);
});
