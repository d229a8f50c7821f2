// The Timeline page on a large project: what a frame costs while a hand pans and zooms, and how long tiles take.
import { failure } from "../../src-shared/base/errors.ts";
import { frameCosts, TRACED, type TraceEvent } from "./frame-costs.ts";
import type { Result } from "./measure.ts";
import { promised } from "./promise.ts";
import { addressOf, type Bed } from "./ui-bed.ts";
import { watchRequests } from "./wire-times.ts";

const SETTLED = "[data-timeline][data-settled=true]";
/** The first time pyramids are made. */
const FIRST_MS = 600_000;
const HOLD_MS = 1500;
/** Keys that are held repeat as those of a keyboard do. */
const REPEATS_AFTER_MS = 300;
const REPEATS_EVERY_MS = 33;
const NOTCHES = 12;
const NOTCH = 120;

async function hold({ page }: Bed, key: string): Promise<void> {
  const end = performance.now() + HOLD_MS;
  await page.keyboard.down(key);
  await page.waitForTimeout(REPEATS_AFTER_MS);
  while (performance.now() < end) {
    await page.waitForTimeout(REPEATS_EVERY_MS);
    await page.keyboard.down(key);
  }
  await page.keyboard.up(key);
}

/** Keys are held and the wheel is turned, into the depth and out again, all over the width. */
async function moveAbout(bed: Bed): Promise<void> {
  const { page } = bed;
  const box = await page.locator("[data-timeline]").boundingBox();
  if (!box) throw failure("bench.failed", "the timeline is not shown", { exit: 5 });
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.5);
  for (const key of ["w", "d", "w", "a", "d", "s"]) await hold(bed, key);
  await page.keyboard.down("Control");
  for (const turn of [-1, 1])
    for (let notch = 0; notch < NOTCHES; notch++) {
      await page.mouse.wheel(0, turn * NOTCH);
      await page.waitForTimeout(HOLD_MS / NOTCHES);
    }
  await page.keyboard.up("Control");
  await page.locator(SETTLED).waitFor({ timeout: FIRST_MS });
}

/** What Chromium traces while `work` is done. */
async function traced({ browser }: Bed, work: () => Promise<void>): Promise<TraceEvent[]> {
  const session = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  const complete = new Promise<void>((resolve) => {
    session.once("Tracing.tracingComplete", () => resolve());
  });
  await session.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: TRACED },
  });
  await work();
  await session.send("Tracing.end");
  await complete;
  await session.detach();
  return events;
}

/** Opens the page anew, without anything that it has read before. */
async function openTimeline(bed: Bed, project: string): Promise<void> {
  const { page } = bed;
  await page.goto("about:blank");
  await page.goto(addressOf(bed, "timeline", project));
  await page.locator(SETTLED).waitFor({ timeout: FIRST_MS });
}

export async function measureTimeline(bed: Bed, project: string): Promise<Result[]> {
  await openTimeline(bed, project);
  const { main, worker, tasks } = frameCosts(await traced(bed, () => moveAbout(bed)));
  // Once more for the tiles: whoever watches the socket makes the main thread itself copy out all that crosses it.
  await openTimeline(bed, project);
  const session = await bed.page.context().newCDPSession(bed.page);
  const times = await watchRequests(session);
  await moveAbout(bed);
  await session.detach();
  if (main.length === 0) throw failure("bench.failed", "no frame was painted", { exit: 5 });
  const tiles = [...(times.get("tile") ?? []), ...(times.get("tiles") ?? [])];
  const heat = times.get("tile2") ?? [];
  const frames = "CPU of a frame while panning and zooming";
  return [
    promised("ui.timeline_main", `${frames}, main thread`, "ms", main, 8, "p95"),
    ...(worker.length > 0 ? [promised("ui.timeline_worker", `${frames}, worker`, "ms", worker, 16, "p95")] : []),
    promised("ui.timeline_task", "CPU of a task of the main thread meanwhile", "ms", tasks, 50, "worst"),
    promised("ui.timeline_tiles", "tiles of lanes, from the question to the reply", "ms", tiles, 100, "p95"),
    ...(heat.length > 0
      ? [promised("ui.timeline_heat", "a tile of addresses, from the question to the reply", "ms", heat, 100, "p95")]
      : []),
  ];
}
