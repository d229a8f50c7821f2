// A dashboard of 24 charts on a large project: how long after a brush the brushed chart answers, and all of them.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { failure } from "../../src-shared/base/errors.ts";
import type { Result } from "./measure.ts";
import { promised } from "./promise.ts";
import { addressOf, type Bed } from "./ui-bed.ts";

const NAME = "bench";
const CHARTS = 24;
const REPEATS = 9;
const READY_MS = 120_000;

const STATISTICS = [
  ...[
    "meminfo.MemFree",
    "meminfo.Cached",
    "meminfo.AnonPages",
    "meminfo.SwapFree",
    "ksm.pages_sharing",
    "psi.some.avg10",
  ],
  ...["smaps_rollup.Rss of guest-01", "smaps_rollup.Rss of guest-02", "domstats.balloon.current of guest-03"],
].map((name) => `gauge/${name}`);
const RATES = ["vmstat.pgfault", "vmstat.pswpin", "vmstat.pswpout", "domstats.cpu.time of guest-01"].map(
  (name) => `rate/${name}`,
);
const buckets = (columns: string, from: string): string =>
  `SELECT t // 10000000000 * 10000000000 AS t, ${columns} FROM ${from} WHERE t BETWEEN $from AND $to GROUP BY ALL ORDER BY 1`;
const QUERIES = [
  "SELECT guest, count(*) AS faults FROM fault WHERE t BETWEEN $from AND $to GROUP BY guest ORDER BY guest",
  "SELECT reason, count(*) AS exits FROM vm_exit WHERE t BETWEEN $from AND $to GROUP BY reason ORDER BY exits DESC",
  "SELECT state, sum(ns) / 1e9 AS seconds FROM sched WHERE t BETWEEN $from AND $to GROUP BY state ORDER BY state",
  buckets("count(*) AS faults", "fault"),
  buckets("avg(stall_ns) AS stall_ns", "vm_exit"),
];

/** Charts of lanes first, as most are, then of queries; each once more until there are enough. */
function panels() {
  const sources = [...STATISTICS, ...RATES].map((lane) => ({ source: { lanes: [lane] }, title: lane }));
  const queries = QUERIES.map((sql, at) => ({ source: { sql }, title: `Query ${at + 1}` }));
  const all = [...sources, ...queries, ...sources].slice(0, CHARTS);
  return all.map(({ source, title }, at) => ({
    ...{ id: `p${at + 1}`, kind: "chart", title, source },
    ...{ x: (at % 3) * 4, y: 2 * Math.floor(at / 3), w: 4, h: 2 },
  }));
}

/** Notes when the mouse was let go, and of each panel when its state changed. */
const WATCH = `(() => {
  const seen = { up: 0, ready: {}, left: {} };
  window.__brush = seen;
  addEventListener("pointerup", () => { seen.up = performance.now(); }, { capture: true, once: true });
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      const id = target.dataset.panel;
      if (!id || seen.up === 0) continue;
      if (target.dataset.state === "loading") seen.left[id] = performance.now();
      else seen.ready[id] = performance.now();
    }
  }).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["data-state"] });
})()`;
/** ms from letting go to the first panel and to the last; null while any is not ready. */
const FOUND = `(() => {
  const { up, ready, left } = window.__brush;
  const all = [...document.querySelectorAll("[data-panel]")];
  const waits = all.some(({ dataset }) => dataset.state === "loading" || !(ready[dataset.panel] >= (left[dataset.panel] ?? 0)));
  return up === 0 || waits ? null : { own: ready.p1 - up, all: Math.max(...Object.values(ready)) - up };
})()`;

const READY = "[data-panel]:not([data-state=loading])";

async function allReady({ page }: Bed): Promise<void> {
  await page
    .locator(READY)
    .nth(CHARTS - 1)
    .waitFor({ timeout: READY_MS, state: "attached" });
}

/** Drags over a fifth of the first chart, somewhere else each time. */
async function brush({ page }: Bed, repeat: number): Promise<void> {
  const box = await page.locator('[data-panel="p1"] [data-brush]').boundingBox();
  if (!box) throw failure("bench.failed", "the first chart cannot be brushed", { exit: 5 });
  const from = box.x + box.width * (0.1 + 0.06 * repeat);
  const y = box.y + box.height / 2;
  await page.mouse.move(from, y);
  await page.mouse.down();
  await page.mouse.move(from + box.width * 0.1, y, { steps: 5 });
  await page.mouse.move(from + box.width * 0.2, y, { steps: 5 });
  await page.mouse.up();
}

export async function measureDashboard(bed: Bed, project: string): Promise<Result[]> {
  const { page } = bed;
  const folder = join(project, "dashboards");
  mkdirSync(folder, { recursive: true });
  const dashboard = { schema: "plimsoll.dashboard/1", title: "Bench", panels: panels() };
  writeFileSync(join(folder, `${NAME}.json`), JSON.stringify(dashboard));
  const [own, all]: [number[], number[]] = [[], []];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    await page.goto("about:blank");
    await page.goto(addressOf(bed, "dashboards", project, `saved:${NAME}`));
    await allReady(bed);
    await page.evaluate(WATCH);
    await brush(bed, repeat);
    const end = performance.now() + READY_MS;
    for (;;) {
      const found = await page.evaluate<{ own: number; all: number } | null>(FOUND);
      if (found) {
        own.push(found.own);
        all.push(found.all);
        break;
      }
      if (performance.now() > end)
        throw failure("bench.failed", "a chart of the dashboard does not answer", { exit: 5 });
      await page.waitForTimeout(20);
    }
  }
  return [
    promised("ui.brush", `the brushed chart of ${CHARTS} answers after the mouse is let go`, "ms", own, 200, "p95"),
    promised("ui.brush_all", `all ${CHARTS} charts of the dashboard answer`, "ms", all, 2000, "p95"),
  ];
}
