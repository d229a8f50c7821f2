// What happens when things end: the back end killed in the middle of an import and of a query, two windows, reload.
import { cpSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { writeImage } from "../../src-main/bench/generate.ts";
import { cli, expect, SAMPLE, test } from "./fixture.ts";

/** Process ids whose parent is `parent` and whose command line holds `part`. */
const childrenOf = (parent: number, part: string): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "latin1");
        const ppid = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
        return ppid === parent && readFileSync(`/proc/${name}/cmdline`, "latin1").includes(part);
      } catch {
        return false;
      }
    })
    .map(Number);

const backEndOf = (server: { readonly process: { readonly pid?: number } }): number => {
  const [pid] = childrenOf(server.process.pid ?? 0, "backend-process");
  if (pid === undefined) throw new Error("the back end's process was not found");
  return pid;
};

test.describe("on Linux, where processes can be found", () => {
  test.skip(process.platform !== "linux", "needs /proc");

  test("the back end killed in the middle of a query is started again, and the query can be run once more", async ({
    page,
    open,
    server,
  }) => {
    const endless = "select count(*) from range(10000000000) a, range(1000) b where a.range + b.range = 7";
    await open(page, `query?detail=${encodeURIComponent(`sql:${endless}`)}`);
    await page.locator(".monaco-editor").first().waitFor();
    await page.getByRole("button", { name: /^Run/ }).click();
    await expect(page.getByRole("button", { name: /^Cancel/ })).toBeVisible();
    await expect(page.getByRole("progressbar", { name: "The query runs" })).toBeVisible();
    process.kill(backEndOf(server), "SIGKILL");
    await expect(page.getByText(/back end stopped/i).first()).toBeVisible();
    await expect(page.getByRole("button", { name: /^Run/ })).toBeVisible();
    await open(page, `query?detail=${encodeURIComponent("sql:select count(*) as faults from fault")}`);
    await page.getByRole("button", { name: /^Run/ }).click();
    await expect(page.getByText(/1 row in/).first()).toBeVisible();
  });

  test("the back end killed in the middle of an import leaves the project as it was, and says what was interrupted", async ({
    page,
    open,
    server,
    project,
  }) => {
    const captures = join(server.folder, "many");
    mkdirSync(captures, { recursive: true });
    writeImage(join(captures, "guest.raw"), 200_000);
    const before = cli(["info", project, "--json"], server.folder);

    await open(page, "import", project);
    await page.getByRole("button", { name: "Add files" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Path", { exact: true }).fill(captures);
    await page.keyboard.press("Enter");
    await dialog.getByText("guest.raw").click();
    await dialog.getByRole("button", { name: "Open file" }).click();
    await page
      .getByRole("dialog", { name: "Import guest.raw" })
      .getByRole("button", { name: /^(Import|Add)/ })
      .click();
    await expect
      .poll(() => childrenOf(backEndOf(server), "import-process").length, { timeout: 30_000, intervals: [50] })
      .toBe(1);
    // Rows are being written: the import's own file has a temporary name until it is whole.
    const begun = (): boolean => readdirSync(join(project, "captures")).some((name) => !/^\d+\.duckdb$/.test(name));
    await expect.poll(begun, { timeout: 20_000, intervals: [20] }).toBe(true);
    process.kill(backEndOf(server), "SIGKILL");

    await expect(page.getByText(/back end stopped/i).first()).toBeVisible();
    await expect(page.getByText(/interrupted/i).first()).toBeVisible();
    await expect
      .poll(() => readdirSync(join(project, "captures")).filter((name) => !/^\d+\.duckdb$/.test(name)), {
        timeout: 20_000,
      })
      .toEqual([]);
    expect(cli(["info", project, "--json"], server.folder)).toBe(before);
    await expect(page.getByText("page-faults.perf.data.zst").first()).toBeVisible();
  });
});

test("two windows on one project: what one saves and maps the other shows", async ({
  page,
  context,
  open,
  project,
  server,
}) => {
  const other = await context.newPage();
  await open(page, "query", project);
  await open(other, "query", project);
  await page
    .getByRole("button", { name: /^New/ })
    .or(page.getByLabel(/new query/i))
    .first()
    .click();
  await page.locator(".monaco-editor").first().click();
  await page.keyboard.type("select 42 as answer");
  await page.keyboard.press("Control+s");
  await page.getByRole("dialog").getByRole("textbox").fill("the answer");
  await page.keyboard.press("Enter");
  await expect(other.getByText("the answer").first()).toBeVisible();

  const captures = join(server.folder, "later");
  mkdirSync(captures, { recursive: true });
  cpSync(join(SAMPLE, "../ksm-session/r1-base"), captures, { recursive: true });
  await open(other, "import", project);
  const rows = await other.locator("#status").innerText();
  cli(["import", captures, "-p", project], server.folder);
  await open(page, "import", project);
  await expect.poll(() => other.locator("#status").innerText(), { timeout: 30_000 }).not.toBe(rows);
  await other.close();
});

test("reload and back keep page, project and selection", async ({ page, open }) => {
  await open(page, "guests");
  // On its name: the middle of the row is a number once it has come, and a number opens its source.
  await page.getByRole("grid", { name: "Guests", exact: true }).getByText("bravo", { exact: true }).click();
  await expect(page).toHaveURL(/guest=bravo/);
  await page.keyboard.press("g");
  await page.keyboard.press("w");
  await expect(page.locator("#page h1")).toHaveText("What-if");
  await page.reload();
  await expect(page.locator("#page h1")).toHaveText("What-if");
  await page.goBack();
  await expect(page.locator("#page h1")).toHaveText("Guests");
  await expect(page).toHaveURL(/guest=bravo/);
});

test("no page asks anybody but its own server, which listens on the loopback address alone", async ({
  page,
  open,
  server,
}) => {
  // The watched page of the fixture fails on any request that leaves the loopback origin; this visits every page for it.
  for (const route of ["start", "import", "guests", "whatif", "query", "reports"]) await open(page, route);
  // Ports of the server's process, from the kernel's own table; all sockets in state 0A listen.
  test.skip(process.platform !== "linux", "needs /proc");
  const sockets = new Set(
    readdirSync(`/proc/${server.process.pid}/fd`).flatMap((fd) => {
      const target = readlinkSync(`/proc/${server.process.pid}/fd/${fd}`);
      return /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? [];
    }),
  );
  const listening = ["tcp", "tcp6"]
    .flatMap((table) => readFileSync(`/proc/${server.process.pid}/net/${table}`, "latin1").split("\n"))
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === "0A" && sockets.has(fields[9] ?? ""))
    .map((fields) => fields[1]?.split(":")[0]);
  expect(listening).toEqual(["0100007F"]);
});
