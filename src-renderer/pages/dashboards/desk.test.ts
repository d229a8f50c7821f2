import { describe, expect, test } from "vitest";
import { TILE_BUCKETS } from "../../../src-shared/dashboard/tiles.ts";
import type { TileReply, TilesReply } from "../../../src-shared/protocol/column-replies.ts";
import { type DraftPanel, draftOf, emptyDraft, missing, panelOf } from "./draft-panel.ts";
import { keptTiles } from "./kept-tiles.ts";
import { choicesOf } from "./lane-chooser.tsx";
import { detailOf, keyOf, parseDetail } from "./place.ts";
import { createRecent } from "./recent.ts";

describe("the address of a dashboard", () => {
  test("names a saved one or one that the program makes, and the panel that fills the page", () => {
    for (const detail of ["saved:Night: 2", "built:ksm", "panel:faults saved:Night"]) {
      const shown = parseDetail(detail);
      expect(shown && detailOf(shown)).toBe(detail);
    }
    expect(parseDetail("panel:a built:ksm")).toEqual({ place: { kind: "built", id: "ksm" }, panel: "a" });
    expect(keyOf({ kind: "saved", name: "x" })).toBe("saved:x");
    expect([parseDetail(null), parseDetail("ksm"), parseDetail("saved:")]).toEqual([null, null, null]);
  });
});

describe("what was used last", () => {
  test("is kept, and the oldest goes first", () => {
    const recent = createRecent<number>(2);
    recent.set("a", 1);
    recent.set("b", 2);
    expect(recent.get("a")).toBe(1);
    recent.set("c", 3);
    expect([recent.get("a"), recent.get("b"), recent.get("c")]).toEqual([1, undefined, 3]);
  });
});

describe("tiles", () => {
  const reply = (lanes: readonly number[]): TilesReply => {
    const values = Float32Array.from(
      { length: lanes.length * TILE_BUCKETS },
      (_, at) => lanes[Math.floor(at / TILE_BUCKETS)] ?? 0,
    );
    const before = Float64Array.from(lanes, (lane) => (lane === 7 ? Number.NaN : lane));
    return { count: values, min: values, max: values, sum: values, before };
  };

  test("that were read before are not asked for again", async () => {
    const asked: (readonly number[])[] = [];
    const kept = createRecent<TileReply>(10);
    const ask = async (lanes: readonly number[]) => {
      asked.push(lanes);
      return reply(lanes);
    };
    await keptTiles({ lanes: [7, 3], level: 4, index: 0 }, "r1", kept, ask);
    const both = await keptTiles({ lanes: [3, 5], level: 4, index: 0 }, "r1", kept, ask);
    await keptTiles({ lanes: [3], level: 4, index: 0 }, "r2", kept, ask);
    expect(asked).toEqual([[7, 3], [5], [3]]);
    expect([both.count[0], both.count[TILE_BUCKETS], [...both.before]]).toEqual([3, 5, [3, 5]]);
    const again = await keptTiles({ lanes: [7], level: 4, index: 0 }, "r1", kept, ask);
    expect(Number.isNaN(again.before[0])).toBe(true);
  });
});

describe("a panel that is being edited", () => {
  const place = { x: 0, y: 0, w: 6, h: 2 };
  const draft = (change: Partial<DraftPanel>): DraftPanel => ({ ...emptyDraft, title: "T", ...change });

  test("becomes the same panel again when nothing was changed", () => {
    const panels = [
      panelOf(draft({ lanes: ["fault/*"], measure: "value_per_s", spanAll: true, sub: "grey" }), place),
      panelOf(draft({ kind: "number", from: "sql", sql: "SELECT 1", number: { show: "max", better: "down" } }), place),
      panelOf(draft({ kind: "table", from: "answer", field: "binding" }), place),
      panelOf(draft({ kind: "text", text: "# Words" }), place),
    ];
    for (const panel of panels) expect(panelOf(draftOf(panel), place)).toEqual(panel);
  });

  test("keeps what was written when its kind or source changes, and takes a field that its kind can show", () => {
    const answer = draft({ from: "answer", field: "waterfall", sql: "SELECT 1" });
    expect(panelOf({ ...answer, kind: "number" }, place)).toMatchObject({ source: { answer: "last", field: "n" } });
    expect(panelOf({ ...answer, from: "sql" }, place)).toMatchObject({ source: { sql: "SELECT 1" } });
  });

  test("says what is missing", () => {
    expect(missing(draft({ title: " " }))).toContain("title");
    expect(missing(draft({ from: "sql" }))).toContain("SELECT");
    expect(missing(draft({}))).toContain("lane");
    expect(missing(draft({ lanes: ["fault/*"] }))).toBeNull();
  });
});

test("lanes of each guest are offered together before those of single guests", () => {
  const lane = (guest: string | null, key: string) => {
    const title = guest === null ? key : `${key} of ${guest}`;
    return {
      id: 0,
      family: "gauge",
      key,
      guest,
      title,
      kind: "gauge" as const,
      unit: "bytes",
      counts: null,
      scope: "guest",
      subject: null,
    };
  };
  const lanes = {
    ...{ lanes: [lane("alpha", "Rss"), lane("beta", "Rss"), lane("alpha", "Only")], heat_lanes: [], losses: [] },
    ...{ level_start_ms: new Float64Array(63), length_ms: 1 },
  };
  expect(choicesOf(lanes, ["alpha", "beta"]).map(({ name }) => name)).toEqual([
    "gauge/Rss of *",
    "gauge/Rss of alpha",
    "gauge/Rss of beta",
    "gauge/Only of alpha",
  ]);
});
