// The Timeline page in a real browser: what a hand and keys do with it, and that its numbers are those of the rows.
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { decodeFrame, encodeFrame } from "../../src-shared/protocol/frames.ts";
import { ToBackend, ToWindow } from "../../src-shared/protocol/messages.ts";
import type { QueryReply } from "../../src-shared/protocol/replies.ts";
import { cli, expect, SAMPLE, test } from "./fixture.ts";
import { quick } from "./hands.ts";

const root = (page: Page): Locator => page.locator("[data-timeline]");
const settled = (page: Page): Promise<void> =>
  page.locator('[data-timeline][data-settled="true"]').waitFor({ timeout: 60_000 });
const lane = (page: Page, id: string): Locator => page.locator(`[data-lane="${id}"]`);
const value = async (page: Page, id: string): Promise<string> =>
  quick.digits(await lane(page, id).locator(".timeline-value").innerText());

async function openTimeline(
  page: Page,
  open: (page: Page, route: string, project?: string | null) => Promise<void>,
  route: string,
  project?: string,
): Promise<void> {
  await open(page, route, project);
  await settled(page);
}

/** The plot of the lanes: where it begins and how wide it is. */
async function plotOf(page: Page): Promise<{ x: number; y: number; width: number }> {
  const box = (await lane(page, "host/caphost/memory").locator(".timeline-plot").boundingBox())!;
  return { x: box.x, y: box.y + box.height / 2, width: box.width };
}

/** Drags over the plot between two shares of its width. */
async function drag(page: Page, from: number, to: number): Promise<void> {
  const { x, y, width } = await plotOf(page);
  await page.mouse.move(x + width * from, y);
  await page.mouse.down();
  await page.mouse.move(x + (width * (from + to)) / 2, y + 4, { steps: 4 });
  await page.mouse.move(x + width * to, y, { steps: 4 });
  await page.mouse.up();
}

interface Address {
  readonly from: number | null;
  readonly to: number | null;
  readonly view: readonly [number, number] | null;
}
/** Selection and view as the address has them. */
function addressOf(page: Page): Address {
  const query = new URLSearchParams(page.url().split("?")[1] ?? "");
  const number = (name: string): number | null => (query.has(name) ? Number(query.get(name)) : null);
  const [, from, to] = /^view:([\d.]+)\.\.([\d.]+)$/.exec(query.get("detail") ?? "") ?? [];
  return { from: number("from"), to: number("to"), view: from ? [Number(from), Number(to)] : null };
}
const viewLength = (page: Page): number => {
  const { view } = addressOf(page);
  return view ? view[1] - view[0] : Number.POSITIVE_INFINITY;
};

const rowsOf = (project: string, sql: string): QueryReply["rows"] =>
  (JSON.parse(cli(["query", project, sql, "--json"])) as QueryReply).rows;
/** Project start as the views have it, for SQL that counts in ms from it. */
const START = "(SELECT min(first_t) FROM capture WHERE state = 'active' AND t_wall)";

/** How many colours a part of the window shows. */
async function coloursOf(page: Page, of: Locator): Promise<number> {
  const png = (await of.screenshot()).toString("base64");
  return page.evaluate(async (source) => {
    const bytes = Uint8Array.from(atob(source), (sign) => sign.charCodeAt(0));
    const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const context = canvas.getContext("2d")!;
    context.drawImage(picture, 0, 0);
    const { data } = context.getImageData(0, 0, picture.width, picture.height);
    return new Set(new Uint32Array(data.buffer)).size;
  }, png);
}

test("lanes are drawn, in both themes, and the busiest guest is open", async ({ page, open }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await openTimeline(page, open, "timeline");
  for (const id of ["memory", "pressure", "ksm", "swap"]) await expect(lane(page, `host/caphost/${id}`)).toBeVisible();
  const [[busiest]] = rowsOf(
    (await page.evaluate(() => new URLSearchParams(location.hash.split("?")[1]).get("project")))!,
    "SELECT guest FROM fault WHERE guest IS NOT NULL GROUP BY guest ORDER BY count(*) DESC LIMIT 1",
  ) as [[string]];
  await expect(page.locator(`[data-row="guest/${busiest}"]`)).toHaveAttribute("aria-expanded", "true");
  await expect(page.locator('.timeline-groupname[aria-expanded="true"]')).toHaveCount(2);
  const memory = lane(page, "host/caphost/memory").getByRole("img");
  expect(await coloursOf(page, memory)).toBeGreaterThan(6);
  const before = await memory.screenshot();
  await page.emulateMedia({ colorScheme: "light" });
  await expect.poll(async () => (await memory.screenshot()).equals(before)).toBe(false);
  expect(await memory.getAttribute("aria-label")).toMatch(
    /^Memory of caphost from .*: 7\.\d+\sGiB to [78](\.\d+)?\sGiB$/,
  );
});

test("the value beside a lane is the reading of the rows at the cursor", async ({ page, open, sample }) => {
  // The cursor stands in the middle: 65 s after the start.
  await openTimeline(page, open, "timeline?detail=view:60000..70000");
  const at = `t <= ${START} + 65000000000`;
  const [[rss]] = rowsOf(
    sample,
    `SELECT arg_max(value, t) / 1048576 FROM counter WHERE name = 'domstats.balloon.rss' AND guest = 'alpha' AND ${at}`,
  ) as [[number]];
  await expect.poll(() => value(page, "guest/alpha/resident")).toBe(rss.toFixed(1));
  const [[used]] = rowsOf(
    sample,
    `SELECT (arg_max(value, t) FILTER (name = 'meminfo.MemTotal') - arg_max(value, t) FILTER (name = 'meminfo.MemFree')) / 1073741824
     FROM counter WHERE name LIKE 'meminfo.Mem%' AND ${at}`,
  ) as [[number]];
  expect(await value(page, "host/caphost/memory")).toBe(used.toFixed(2));
});

test("dragging selects a span for every page, its handles change it, Esc gives it up, then clears it", async ({
  page,
  open,
}) => {
  await openTimeline(page, open, "timeline");
  await drag(page, 0.3, 0.6);
  const chosen = addressOf(page);
  expect(chosen.to! - chosen.from!).toBeGreaterThan(35_000);
  await expect(page.locator("#status")).toContainText(" to ");
  await expect(page.locator("#drawer")).toContainText("Events in the span");

  const handle = (await page.locator(".timeline-handle").last().boundingBox())!;
  await page.mouse.move(handle.x + 4, handle.y + 14);
  await page.mouse.down();
  await page.mouse.move(handle.x + 104, handle.y + 14, { steps: 5 });
  await page.mouse.up();
  expect(addressOf(page).from).toBe(chosen.from);
  expect(addressOf(page).to!).toBeGreaterThan(chosen.to!);

  const kept = addressOf(page);
  const { x, y, width } = await plotOf(page);
  await page.mouse.move(x + width * 0.1, y);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.2, y, { steps: 4 });
  await expect(page.locator(".timeline-pill")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.mouse.up();
  expect(addressOf(page)).toEqual(kept);

  await page.getByRole("button", { name: "Use in What-if" }).click();
  await expect(page).toHaveURL(/#\/whatif.*from=/);
  await page.goBack();
  await settled(page);
  await page.keyboard.press("Escape");
  await expect.poll(() => addressOf(page).from).toBeNull();
});

test("Ctrl and wheel zoom at the pointer, Shift and drag pan, the brush in the overview shows another part", async ({
  page,
  open,
}) => {
  await openTimeline(page, open, "timeline");
  const { x, y, width } = await plotOf(page);
  await page.mouse.move(x + width * 0.25, y);
  const axis = (): Promise<string> => page.locator(".timeline-now").innerText();
  await expect.poll(axis).toMatch(/^10:35/);
  const before = (await axis()).slice(0, 7);
  await page.keyboard.down("Control");
  for (let i = 0; i < 6; i++) await page.mouse.wheel(0, -200);
  await page.keyboard.up("Control");
  await expect.poll(() => viewLength(page)).toBeLessThan(40_000);
  // What was under the pointer still is.
  expect((await axis()).slice(0, 7)).toBe(before);
  await settled(page);

  const zoomed = addressOf(page).view!;
  await page.keyboard.down("Shift");
  await drag(page, 0.6, 0.4);
  await page.keyboard.up("Shift");
  await expect.poll(() => addressOf(page).view![0]).toBeGreaterThan(zoomed[0]);
  expect(viewLength(page)).toBeCloseTo(zoomed[1] - zoomed[0], 3);
  expect(addressOf(page).from).toBeNull();

  const brush = (await page.locator(".timeline-seen").boundingBox())!;
  await page.mouse.move(brush.x + brush.width / 2, brush.y + 5);
  await page.mouse.down();
  await page.mouse.move(brush.x + brush.width / 2 + 300, brush.y + 5, { steps: 6 });
  await page.mouse.up();
  await expect.poll(() => addressOf(page).view![0]).toBeGreaterThan(zoomed[0] + 20_000);

  // The wheel alone scrolls the lanes and leaves the time alone.
  const rested = page.url();
  await page.setViewportSize({ width: 1440, height: 500 });
  await page.mouse.move(x + width * 0.5, 300);
  await page.mouse.wheel(0, 200);
  await expect.poll(() => page.locator(".timeline-scroll").evaluate((box) => box.scrollTop)).toBeGreaterThan(100);
  expect(page.url()).toBe(rested);
});

test("everything by keys: zoom, pan, lanes, groups, events, the table, the span's fit", async ({ page, open }) => {
  await openTimeline(page, open, "timeline");
  await page.keyboard.press("w");
  await page.keyboard.press("w");
  await expect.poll(() => viewLength(page)).toBeLessThan(80_000);
  const near = addressOf(page).view!;
  await page.keyboard.press("Shift+d");
  await expect.poll(() => addressOf(page).view![0]).toBeGreaterThan(near[0] + 20_000);
  await page.keyboard.press("a");
  await page.keyboard.press("s");
  await page.keyboard.press("0");
  await expect.poll(() => addressOf(page).view).toBeNull();

  await page.locator('[data-row="events"]').focus();
  await page.keyboard.press("ArrowDown");
  await expect(page.locator('[data-row="host/caphost"]')).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await expect(lane(page, "host/caphost/memory")).toHaveCount(0);
  await page.keyboard.press("ArrowRight");
  await expect(lane(page, "host/caphost/memory")).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(page.locator('[data-row="host/caphost/memory"]')).toBeFocused();
  await page.keyboard.press("End");
  await expect(page.locator('[data-row="guest/charlie"]')).toBeFocused();
  await page.keyboard.press("Home");

  // From event to event, each explained.
  const title = page.locator(".drawerhead h2");
  await page.keyboard.press(".");
  await expect(title).not.toHaveText("Selection");
  const first = await title.innerText();
  await page.keyboard.press(".");
  await expect(title).not.toHaveText(first);
  await page.keyboard.press(",");
  await expect(title).toHaveText(first);

  await page.locator('[data-row="guest/alpha/resident"]').focus();
  await page.keyboard.press("t");
  const table = page.locator(".timeline-dock").getByRole("grid");
  await expect(table).toContainText("10:35");
  await page.keyboard.press("Escape");
  await expect(table).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(title).toHaveText("Selection");
});

test("the next fault of a lane is the next row", async ({ page, open, sample }) => {
  await openTimeline(page, open, "timeline?detail=view:60000..70000");
  await page.locator('[data-row="guest/alpha/faults"]').focus();
  await page.keyboard.press(".");
  const [[ms]] = rowsOf(
    sample,
    `SELECT (min(t) - ${START}) / 1e6 FROM fault WHERE guest = 'alpha' AND t > ${START} + 65000000000`,
  ) as [[number]];
  // The axis says the moment: seconds and tenths of it.
  const [[shown]] = rowsOf(
    sample,
    `SELECT strftime(make_timestamp((${START} + ${Math.round(ms * 1e6)}) // 1000), '%H:%M:%S.%g')`,
  ) as [[string]];
  await expect
    .poll(async () => shown.startsWith((await page.locator(".timeline-now").innerText()).slice(0, 10)))
    .toBe(true);
});

test("any lane is found, added, pinned and moved; all of it is undone step by step and remembered", async ({
  page,
  open,
  project,
}) => {
  await openTimeline(page, open, "timeline", project);
  await page.keyboard.press("/");
  await page.keyboard.type("vmstat.pgfault");
  await expect(lane(page, "lane/rate/vmstat.pgfault///caphost/")).toBeVisible();
  await page.keyboard.press("Enter");
  await page.getByRole("searchbox", { name: "Find a lane" }).fill("");
  const added = page.locator('[data-row="lane/rate/vmstat.pgfault///caphost/"]');
  await expect(added).toBeVisible();
  await added.focus();
  await page.keyboard.press("Alt+ArrowUp");
  await page.keyboard.press("p");
  await expect(page.getByRole("list", { name: "Pinned lanes" })).toContainText("vmstat.pgfault");
  await page.reload();
  await settled(page);
  await expect(page.getByRole("list", { name: "Pinned lanes" })).toContainText("vmstat.pgfault");
  await page.getByRole("list", { name: "Pinned lanes" }).locator("[data-row]").focus();
  await page.keyboard.press("p");
  await expect(page.getByRole("list", { name: "Pinned lanes" })).toHaveCount(0);
  await page.keyboard.press("Control+z");
  await expect(page.getByRole("list", { name: "Pinned lanes" })).toContainText("vmstat.pgfault");

  // A lane is dragged by its grip above another one.
  const order = () => page.getByRole("list", { name: "Lanes", exact: true }).locator(".timeline-name").allInnerTexts();
  const names = (await order()).map((text) => text.split(" of ")[0]);
  await lane(page, "host/caphost/swap").locator(".timeline-label").hover();
  const grip = (await lane(page, "host/caphost/swap").locator(".timeline-grip").boundingBox())!;
  const memory = (await lane(page, "host/caphost/memory").boundingBox())!;
  await page.mouse.move(grip.x + 12, grip.y + 8);
  await page.mouse.down();
  await page.mouse.move(memory.x + 20, memory.y + 20, { steps: 6 });
  await page.mouse.move(memory.x + 20, memory.y + 10, { steps: 2 });
  await page.mouse.up();
  await expect.poll(async () => (await order())[1]).toContain("Swap in / out");
  await page.keyboard.press("Control+z");
  await expect.poll(async () => (await order()).map((text) => text.split(" of ")[0])).toEqual(names);

  // Its lower edge makes a lane higher.
  const edge = (await lane(page, "host/caphost/ksm").locator(".timeline-edge").boundingBox())!;
  await page.mouse.move(edge.x + 40, edge.y + 2);
  await page.mouse.down();
  await page.mouse.move(edge.x + 40, edge.y + 52, { steps: 5 });
  await page.mouse.up();
  await expect.poll(async () => (await lane(page, "host/caphost/ksm").boundingBox())!.height).toBeGreaterThan(80);
});

test("a bookmark stands on the axis, keeps its words in the project, and goes and comes back by undo", async ({
  page,
  open,
  project,
}) => {
  await openTimeline(page, open, "timeline?from=51000&to=92000", project);
  await page.keyboard.press("m");
  const flag = page.locator(".timeline-notego");
  await expect(flag).toHaveCount(1);
  await flag.click();
  await page.getByLabel("Words of the bookmark").fill("the balloon of alpha");
  await page.keyboard.press("Enter");
  await expect(flag).toHaveAttribute("aria-label", /^the balloon of alpha, /);
  await page.reload();
  await settled(page);
  await expect(flag).toHaveAttribute("aria-label", /^the balloon of alpha, /);
  await page.keyboard.press("Escape");
  await flag.click();
  await page.getByRole("button", { name: "Select its span" }).click();
  await expect.poll(() => addressOf(page)).toMatchObject({ from: 51_000, to: 92_000 });
  await flag.click();
  await page.getByRole("button", { name: "Remove" }).click();
  await expect(flag).toHaveCount(0);
  await page.keyboard.press("Control+z");
  await expect(flag).toHaveAttribute("aria-label", /^the balloon of alpha, /);
});

test("two spans are compared by what their rows hold", async ({ page, open, sample }) => {
  await openTimeline(page, open, "timeline?from=6000&to=20000");
  await page.keyboard.press("c");
  await expect(page.locator(".timeline-dock")).toContainText("select span B");
  await drag(page, 0.5, 0.7);
  const { from, to } = addressOf(page);
  const row = page.locator(".timeline-dock tbody tr", { hasText: /^Page faults/ }).filter({ hasText: "alpha" });
  const counts = (a: number, b: number) =>
    Number(
      rowsOf(
        sample,
        `SELECT count(*) FROM fault WHERE guest = 'alpha' AND t BETWEEN ${START} + ${Math.round(a * 1e6)} AND ${START} + ${Math.round(b * 1e6)}`,
      )[0]?.[0],
    );
  const [inA, inB] = [counts(6000, 20_000), counts(from!, to!)];
  await expect(row.locator("td").nth(3)).toHaveText(quick.grouped(inA).replaceAll("\u2009", "\u202f"), {
    timeout: 30_000,
  });
  await expect(row.locator("td").nth(4)).toHaveText(quick.grouped(inB).replaceAll("\u2009", "\u202f"));
  await page.keyboard.press("Escape");
  await expect(page.locator(".timeline-dock")).toHaveCount(0);
  expect(addressOf(page).from).toBe(from);
});

test("the lane's rows open as SQL with the span, and give what the lane shows", async ({ page, open, sample }) => {
  await openTimeline(page, open, "timeline?from=6000&to=20000");
  await page.locator('[data-row="guest/alpha/faults"]').focus();
  await page.getByRole("button", { name: "Open as SQL" }).first().click();
  await page.locator(".monaco-editor").first().waitFor();
  await page.getByRole("button", { name: /^Run/ }).click();
  const [[n]] = rowsOf(
    sample,
    `SELECT count(*) FROM fault WHERE guest = 'alpha' AND t BETWEEN ${START} + 6000000000 AND ${START} + 20000000000`,
  ) as [[number]];
  await expect
    .poll(async () => quick.firstNumber(await page.locator(".qstatus").innerText()), { timeout: 30_000 })
    .toBe(n);
});

test("frames tell what they took, and a lane's drawing is one sentence for those who do not see it", async ({
  page,
  open,
}) => {
  await openTimeline(page, open, "timeline");
  const frame = page.evaluate(
    () =>
      new Promise<Record<string, number>>((done) => {
        document
          .querySelector("[data-timeline]")
          ?.addEventListener("timeline-frame", (event) => done((event as CustomEvent).detail), { once: true });
      }),
  );
  await page.keyboard.press("w");
  const told = await frame;
  for (const name of ["main_ms", "worker_ms", "lanes", "waiting"]) expect(told[name], name).toBeGreaterThanOrEqual(0);
  await page.locator('[data-row="guest/alpha/balloon"]').focus();
  await expect(root(page)).toHaveAttribute("data-state", "ready");
  for (const picture of await page.locator(".timeline-lane").getByRole("img").all())
    expect(await picture.getAttribute("aria-label")).toMatch(/ from .* to .*: /);
  // The values at the cursor are spoken, a moment after the cursor has come to rest.
  await page.keyboard.press(".");
  await expect(page.locator(".sr[aria-live=polite]")).toContainText(/actual .*MiB/);
});

type Reply = Extract<ToWindow, { readonly t: "reply" }>;

/** Lets `change` see the replies to one kind of request; null: none arrives. Tells how many the page has cancelled. */
async function changeReplies(
  page: Page,
  name: string,
  change: (reply: Reply) => ToWindow | null,
): Promise<() => number> {
  const asked = new Set<number>();
  let cancelled = 0;
  await page.routeWebSocket(/./, (window) => {
    const server = window.connectToServer();
    window.onMessage((frame) => {
      const sent = ToBackend.safeParse(decodeFrame(frame as Buffer)).data;
      if (sent?.t === "request" && sent.name === name) asked.add(sent.id);
      if (sent?.t === "cancel" && asked.has(sent.id)) cancelled++;
      server.send(frame);
    });
    server.onMessage((frame) => {
      const got = ToWindow.safeParse(decodeFrame(frame as Buffer)).data;
      const isOne = got?.t === "reply" && asked.has(got.id);
      const changed = isOne ? change(got) : null;
      if (!isOne || changed === got) window.send(frame);
      else if (changed) window.send(Buffer.from(encodeFrame(changed)));
    });
  });
  return () => cancelled;
}

test("while the lanes are made the page says so and can be told to stop, then to make them after all", async ({
  page,
  open,
  project,
}) => {
  let held = true;
  const cancelled = await changeReplies(page, "lanes", (reply) => (held ? null : reply));
  await open(page, "timeline", project);
  await expect(root(page)).toHaveAttribute("data-state", "loading");
  await expect(root(page)).toHaveAttribute("aria-busy", "true");
  await expect(page.getByRole("progressbar")).toBeVisible();
  await root(page).getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("heading", { name: "The timeline was not made" })).toBeVisible();
  await expect(root(page)).not.toHaveAttribute("aria-busy", "true");
  await expect.poll(cancelled).toBe(1);
  held = false;
  await page.getByRole("button", { name: "Make it" }).click();
  await settled(page);
  await expect(lane(page, "host/caphost/memory")).toBeVisible();
});

test("a lane whose tiles could not be read says so itself, the others are shown, and it is read again", async ({
  page,
  open,
}) => {
  let broken = true;
  await changeReplies(page, "tile2", (reply) => (broken ? { ...reply, payload: {} } : reply));
  await openTimeline(page, open, "timeline");
  const failed = page.locator(".timeline-lane", { has: page.getByRole("alert") });
  await expect(failed).not.toHaveCount(0);
  await expect(lane(page, "host/caphost/memory").getByRole("alert")).toHaveCount(0);
  broken = false;
  while ((await failed.count()) > 0) {
    const before = await failed.count();
    await failed.first().getByRole("button", { name: "Read again" }).click();
    await expect.poll(() => failed.count()).toBeLessThan(before);
  }
  await settled(page);
});

test("without a project, and in one without times, the page says what would give lanes", async ({
  page,
  open,
  server,
}) => {
  await open(page, "timeline", null);
  await expect(page.getByRole("heading", { name: "No project is open" })).toBeVisible();
  const still = join(server.folder, "still.plimsoll");
  cli(["import", join(SAMPLE, "alpha.xml"), "-p", still], server.folder);
  await open(page, "timeline", still);
  await expect(page.getByRole("heading", { name: "No capture with times" })).toBeVisible();
  await page.getByRole("button", { name: "How to record a host" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
});
