import { describe, expect, it } from "vitest";
import {
  type Arrangement,
  parseArrangement,
  plainArrangement,
  withHeight,
  withMoved,
  withOpen,
  withPinned,
  withShown,
  withStep,
} from "./arrangement.ts";
import { buildModel } from "./model.ts";
import { arrangedRows, foundRows, lanesOfGroup, offsetsOf, pinnedRows, type Row, seenRows } from "./rows.ts";
import { guests, indexOf, lanesReply, traces } from "./timeline.fixture.ts";

const model = buildModel({
  ...{ index: indexOf(), traces, heat: lanesReply.heat_lanes, losses: [], guests, targets: new Map(), events: true },
  still: new Set(),
});
const names = (rows: readonly Row[]): string[] =>
  rows.map((row) => (row.kind === "group" ? `[${row.group.title}]` : row.lane.title));
const HOST = "host/rack-17";
const ids = (a: Arrangement, group = HOST): string[] => lanesOfGroup(model, a, group).map(({ id }) => id);

describe("the rows of the page", () => {
  it("are events, the host, the open guest, and the closed group of guests without a trace", () => {
    expect(names(arrangedRows(model, plainArrangement))).toEqual([
      ...["Events", "[rack-17]", "Memory", "Pressure", "KSM sharing", "Swap in / out"],
      ...["[alpha]", "Resident set", "Balloon", "EPT faults", "Addresses touched"],
      "[1 guest not traced]",
    ]);
  });

  it("of an open group that shows no lane say whether a search finds any", () => {
    const bareOf = (lanes: typeof model.lanes, a: Arrangement) =>
      arrangedRows({ ...model, lanes }, a).flatMap((row) =>
        row.kind === "group" && row.bare ? [[row.group.title, row.bare]] : [],
      );
    expect(bareOf(model.lanes, plainArrangement)).toEqual([]);
    const removed = {
      ...plainArrangement,
      removed: lanesOfGroup(model, plainArrangement, "guest/alpha").map(({ id }) => id),
    };
    expect(bareOf(model.lanes, removed)).toEqual([["alpha", "more"]]);
    expect(
      bareOf(
        model.lanes.filter(({ group }) => group !== "guest/alpha"),
        plainArrangement,
      ),
    ).toEqual([["alpha", "nothing"]]);
  });

  it("of a closed group are only its head, of an opened one its lanes and groups", () => {
    const closed = withOpen(withOpen(plainArrangement, "guest/alpha", false), "untraced", true);
    expect(names(arrangedRows(model, closed)).slice(6)).toEqual(["[alpha]", "[1 guest not traced]", "[beta]"]);
    expect(names(arrangedRows(model, withOpen(closed, "guest/beta", true))).slice(-2)).toEqual([
      "Resident set",
      "Balloon",
    ]);
  });

  it("that are pinned stand at the top and nowhere else", () => {
    const pinned = withPinned(plainArrangement, `${HOST}/ksm`, true);
    expect(names(pinnedRows(model, pinned))).toEqual(["KSM sharing"]);
    expect(ids(pinned)).not.toContain(`${HOST}/ksm`);
    expect(ids(withPinned(pinned, `${HOST}/ksm`, false))).toContain(`${HOST}/ksm`);
  });

  it("found by words stand in their groups, what is shown already first", () => {
    expect(names(foundRows(model, plainArrangement, "swap"))).toEqual([
      ...[
        "[rack-17]",
        "Memory",
        "Swap in / out",
        "meminfo.SwapCached",
        "meminfo.SwapFree",
        "meminfo.SwapTotal",
        "meminfo.Zswap",
      ],
    ]);
    expect(names(foundRows(model, plainArrangement, "balloon.rss alpha"))).toEqual([
      "[alpha]",
      "Resident set",
      "domstats.balloon.rss",
    ]);
    expect(foundRows(model, plainArrangement, "no such lane")).toEqual([]);
  });
});

describe("arranging lanes", () => {
  it("adds a lane that is not shown by itself, hides one that is, and takes both back", () => {
    const extra = model.lanes.find(({ title }) => title === "vmstat.pgfault")!;
    const added = withShown(plainArrangement, extra.id, extra.standard, true);
    expect(ids(added)).toContain(extra.id);
    expect(withShown(added, extra.id, extra.standard, false)).toEqual(plainArrangement);
    const hidden = withShown(withPinned(plainArrangement, `${HOST}/swap`, true), `${HOST}/swap`, true, false);
    expect(ids(hidden)).not.toContain(`${HOST}/swap`);
    expect(hidden.pinned).toEqual([]);
    expect(withShown(hidden, `${HOST}/swap`, true, true)).toEqual(plainArrangement);
  });

  it("moves a lane before another or behind all, by hand or step by step", () => {
    const own = ids(plainArrangement);
    const moved = withMoved(plainArrangement, HOST, own, `${HOST}/swap`, `${HOST}/memory`);
    expect(ids(moved)[0]).toBe(`${HOST}/swap`);
    expect(ids(withMoved(plainArrangement, HOST, own, `${HOST}/memory`, null)).at(-1)).toBe(`${HOST}/memory`);
    expect(ids(withStep(plainArrangement, HOST, own, `${HOST}/memory`, 1))).toEqual([own[1], own[0], own[2], own[3]]);
    expect(ids(withStep(plainArrangement, HOST, own, `${HOST}/swap`, -1))).toEqual([own[0], own[1], own[3], own[2]]);
    expect(withStep(plainArrangement, HOST, own, `${HOST}/memory`, -1)).toBe(plainArrangement);
  });

  it("keeps heights within what can be used, and forgets them again", () => {
    expect(withHeight(plainArrangement, "x", 9999).heights).toEqual({ x: 400 });
    expect(withHeight(withHeight(plainArrangement, "x", 60), "x", null)).toEqual(plainArrangement);
  });

  it("comes back from what was stored; what is damaged is left out", () => {
    const a = withHeight(withPinned(withOpen(plainArrangement, "g", true), "l", true), "l", 77);
    expect(parseArrangement(JSON.parse(JSON.stringify(a)))).toEqual(a);
    expect(parseArrangement(null)).toEqual(plainArrangement);
    expect(
      parseArrangement({ open: { a: 1, b: true }, pinned: ["x", 3], heights: { y: "tall", z: 5 }, order: { g: 4 } }),
    ).toEqual({
      ...plainArrangement,
      open: { b: true },
      pinned: ["x"],
      heights: { z: 24 },
    });
  });
});

describe("the rows that are there", () => {
  it("are those that the window shows, and some beside them", () => {
    const rows = arrangedRows(model, plainArrangement);
    const offsets = offsetsOf(rows);
    expect(offsets.at(-1)).toBe(rows.reduce((sum, { height }) => sum + height + 1, 0));
    expect(seenRows(offsets, 0, 100, 0)).toEqual({ first: 0, until: 3 });
    const { first, until } = seenRows(offsets, 150, 60, 10);
    expect(offsets[first + 1]).toBeGreaterThanOrEqual(140);
    expect(offsets[until - 1]).toBeLessThanOrEqual(220);
    expect(seenRows([0], 0, 500, 100)).toEqual({ first: 0, until: 0 });
  });
});
