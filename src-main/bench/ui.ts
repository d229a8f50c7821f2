// What a person waits for in the window: first paint, quick answers, rows, cancel, and the renderer's memory. In Chromium.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright";
import { failure } from "../../src-shared/base/errors.ts";
import { makeHostProject } from "./host-project.ts";
import { measure, type Result } from "./measure.ts";
import { promised } from "./promise.ts";
import { addressOf, type Bed, openBed } from "./ui-bed.ts";
import { measureDashboard } from "./ui-dashboard.ts";
import { measureTimeline } from "./ui-timeline.ts";

interface Ui {
  readonly folder: string;
  readonly program: readonly string[];
  /** Rows of the project of a busy host; null: twenty million. */
  readonly records: number | null;
}

/** The window with the sample project. */
interface SampleBed extends Bed {
  readonly project: string;
}

const LARGE_ROWS = 20_000_000;
const REPEATS = 9;
const ROWS = 1_000_000;
const PAUSE_MS = 2500;

// Scripts that run in the page, as text: this module itself knows no page.
const FIRST_PAINT = `performance.getEntriesByName("first-contentful-paint")[0].startTime
  - performance.getEntriesByType("navigation")[0].responseStart`;

const WATCH_ANSWER = `(() => {
  performance.clearMarks();
  const sentence = () => document.querySelector(".wi-sentence").innerText;
  const before = sentence();
  document.querySelector("#page").addEventListener("input", () => performance.mark("moved"), { once: true, capture: true });
  const seen = new MutationObserver(() => {
    if (sentence() === before || !document.querySelector(".wi-res:not([aria-busy=true])")) return;
    performance.mark("answered");
    seen.disconnect();
  });
  seen.observe(document.querySelector("#page"), { subtree: true, childList: true, characterData: true, attributes: true });
})()`;

const ANSWER_TIME = `performance.getEntriesByName("answered")[0].startTime - performance.getEntriesByName("moved")[0].startTime`;

/** Scrolls the grid to a share of its height and waits until rows with words stand there. */
const jumpTo = (share: number): string => `(async () => {
  const box = document.querySelector("[role=grid]");
  const began = performance.now();
  const scrolled = [box, ...box.querySelectorAll("*")].find((one) => one.scrollHeight > one.clientHeight + 1000) ?? box;
  const had = new Set([...box.querySelectorAll("[role=row]")].map((row) => row.textContent));
  scrolled.scrollTop = scrolled.scrollHeight * ${share};
  const fresh = () => [...box.querySelectorAll("[role=row]")].filter(({ textContent }) => /row \\d/.test(textContent) && !had.has(textContent));
  while (fresh().length < 5) await new Promise(requestAnimationFrame);
  return performance.now() - began;
})()`;

const CANCEL = `(async () => {
  const cancel = () => [...document.querySelectorAll(".phead .btn")].find(({ textContent }) => /^Cancel/.test(textContent));
  const began = performance.now();
  cancel().click();
  while (cancel()) await new Promise(requestAnimationFrame);
  return performance.now() - began;
})()`;

/** Measures the window on the sample project, and on a busy host of `records` rows. Errors: `bench.no_driver`, `bench.failed`. */
export async function measureWindow({ folder, program, records }: Ui): Promise<Result[]> {
  const project = join(folder, "sample.plimsoll");
  const captures = fileURLToPath(new URL("../../samples/three-vms", import.meta.url));
  const prepared = await measure([...program, "import", captures, "-p", project, "--json"]);
  if (prepared.exitCode !== 0)
    throw failure("bench.failed", "the sample could not be imported", { next: "check the free space", exit: 5 });
  const bed: SampleBed = { ...(await openBed(program, folder)), project };
  try {
    return [
      ...(await firstPaint(bed)),
      await quickAnswer(bed),
      ...(await manyRows(bed)),
      await cancelQuery(bed),
      await memory(bed),
      ...(await onLargeProject(bed, await largeProject(folder, records))),
    ];
  } finally {
    await bed.close();
  }
}

/** The pages that draw a large project alone. Errors as above. */
export async function measureLarge({ folder, program, records }: Ui): Promise<Result[]> {
  const large = await largeProject(folder, records);
  const bed = await openBed(program, folder);
  try {
    return await onLargeProject(bed, large);
  } finally {
    await bed.close();
  }
}

const onLargeProject = async (bed: Bed, project: string): Promise<Result[]> => [
  ...(await measureTimeline(bed, project)),
  ...(await measureDashboard(bed, project)),
];

async function largeProject(folder: string, records: number | null): Promise<string> {
  const project = join(folder, "host.plimsoll");
  await makeHostProject(project, records ?? LARGE_ROWS);
  return project;
}

/** Chunks that must not be there before they are used, by the names that their code gives away. */
const HEAVY = /monaco|echarts/i;

async function firstPaint({ page, origin, server }: Bed): Promise<Result[]> {
  const times: number[] = [];
  const heavy = new Set<string>();
  page.on("request", (request) => HEAVY.test(request.url()) && heavy.add(request.url()));
  for (let at = 0; at < REPEATS; at++) {
    await page.goto("about:blank");
    await page.goto(`${origin}/#/start`);
    await page.locator("h1").first().waitFor();
    times.push(await page.evaluate<number>(FIRST_PAINT));
  }
  const queries = descendants(server.pid ?? 0).filter((line) => line.includes("query-process"));
  return [
    promised("ui.first_paint", "first paint of Start after the server answers, warm", "ms", times, 1000),
    promised(
      "ui.heavy_before",
      "chunks of Monaco and ECharts, and query processes, before Start is painted",
      "of them",
      [heavy.size + queries.length],
      0,
    ),
  ];
}

/** Command lines of all processes below one; empty where the system does not tell. */
function descendants(root: number): string[] {
  if (!existsSync("/proc/self/stat")) return [];
  const found: string[] = [];
  const below = (parent: number): void => {
    for (const name of readdirSync("/proc").filter((one) => /^\d+$/.test(one))) {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "latin1");
        if (Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) !== parent) continue;
        found.push(readFileSync(`/proc/${name}/cmdline`, "latin1"));
        below(Number(name));
      } catch {
        // ended while we looked
      }
    }
  };
  below(root);
  return found;
}

const at = (bed: SampleBed, page: string, detail?: string): string => addressOf(bed, page, bed.project, detail);

/** From the key that changes a number to the new answer on the screen. */
async function quickAnswer(bed: SampleBed): Promise<Result> {
  const { page } = bed;
  await page.goto(at(bed, "whatif"));
  await page.locator(".wi-sentence").waitFor({ timeout: 60_000 });
  const memory = page.getByLabel("Memory, GiB");
  const times: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    // The rows of the comparison are answered in the pauses of a hand; they are not part of what is waited for.
    await page.waitForTimeout(PAUSE_MS);
    await page.evaluate(WATCH_ANSWER);
    await memory.fill(String(repeat % 2 === 0 ? 12 : 20));
    await untilAnswered(page);
    times.push(await page.evaluate<number>(ANSWER_TIME));
  }
  return promised("ui.quick_answer", "quick answer after a control has moved", "ms", times, 300);
}

/** Asks again and again: the page's policy lets no script wait inside it for words from outside. */
async function untilAnswered(page: Page): Promise<void> {
  const end = performance.now() + 60_000;
  while (!(await page.evaluate<boolean>("performance.getEntriesByName('answered').length > 0"))) {
    if (performance.now() > end) throw failure("bench.failed", "no answer came within a minute", { exit: 5 });
    await page.waitForTimeout(20);
  }
}

async function run(bed: SampleBed, sql: string): Promise<void> {
  await bed.page.goto("about:blank");
  await bed.page.goto(at(bed, "query", `sql:${sql}`));
  await bed.page.locator(".monaco-editor").first().waitFor();
  await bed.page.getByRole("button", { name: /^Run/ }).click();
}

/** Jumps through a million rows: how long until the rows of a place are there, and how many the page holds. */
async function manyRows(bed: SampleBed): Promise<Result[]> {
  const { page } = bed;
  await run(bed, `select range as n, range * 3 as triple, 'row ' || range as words from range(${ROWS})`);
  const grid = page.getByRole("grid");
  await grid.waitFor({ timeout: 60_000 });
  const times: number[] = [];
  const held: number[] = [];
  for (let step = 1; step <= REPEATS; step++) {
    const row = Math.floor((ROWS * step) / (REPEATS + 1));
    const took = await page.evaluate<number>(jumpTo(row / ROWS));
    times.push(took);
    held.push(await grid.getByRole("row").count());
  }
  return [
    promised("ui.rows", `rows of a far place of ${ROWS} on the screen`, "ms", times, 300),
    promised("ui.rows_shown", `rows of ${ROWS} in the page`, "rows", held, 500),
  ];
}

async function cancelQuery(bed: SampleBed): Promise<Result> {
  const { page } = bed;
  const times: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    await run(bed, "select count(*) from range(10000000000) a, range(1000) b where a.range + b.range = 7");
    const cancel = page.getByRole("button", { name: /^Cancel/ });
    await cancel.waitFor();
    await page.waitForTimeout(400);
    times.push(await page.evaluate<number>(CANCEL));
  }
  return promised("ui.cancel", "a running query has ended after Cancel", "ms", times, 200);
}

/** Resident memory of the largest renderer after all pages were shown. */
async function memory(bed: SampleBed): Promise<Result> {
  const { page, browser } = bed;
  for (const name of ["import", "guests", "whatif", "query", "reports"]) {
    await page.goto(at(bed, name));
    await page.waitForTimeout(1500);
  }
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const sizes = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => residentBytes(id));
  return promised(
    "ui.memory",
    "resident memory of the renderer after all pages were shown",
    "MB",
    [Math.max(...sizes) / 1e6],
    400,
  );
}

function residentBytes(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? Number.NaN) * 1024;
  } catch {
    return Number.NaN;
  }
}
