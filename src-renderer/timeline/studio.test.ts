// The drawing worker's state without a worker: what it asks for, draws, and tells.
import { describe, expect, it } from "vitest";
import type { LaneTile } from "./cache.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import { createStudio } from "./studio.ts";
import type { Surface } from "./surface.ts";
import { AXIS, ticksOf } from "./ticks.ts";
import { bucketMs, keyOf, type TileName } from "./tiles.ts";
import type { Measure, Track } from "./track.ts";

/** 512 buckets of the top level: the whole project is one tile. */
const TOP = 24;
const LENGTH = 512 * bucketMs(TOP);
const measure = (lane: number, look: Measure["look"] = "area", kind: Measure["kind"] = "gauge"): Measure => ({
  id: `m${lane}`,
  kind,
  parts: [{ terms: [{ lanes: [lane], factor: 1 }] }],
  needs: "first",
  look,
  ink: "--m-anon",
});
const track = (id: string, measures: readonly Measure[], more: Partial<Track> = {}): Track => ({
  id,
  measures,
  heat: null,
  scale: { from: "zero", binary: false },
  losses: [],
  ...more,
});

/** A reading of `value` in every bucket, or in one. */
function tile(value: number, only?: number): LaneTile {
  const own = (empty: number): Float32Array => {
    const list = new Float32Array(512).fill(only === undefined ? value : empty);
    if (only !== undefined) list[only] = value;
    return list;
  };
  const count = new Float32Array(512).fill(only === undefined ? 1 : 0);
  if (only !== undefined) count[only] = 1;
  return { count, min: own(Number.NaN), max: own(Number.NaN), sum: own(0), before: null };
}

function makeStudio(tracks: readonly Track[], heights: Readonly<Record<string, number>> = {}) {
  const told: FromWorker[] = [];
  const makeSurface = (width: number, height: number): Surface => ({
    ...{ pixels: new Uint32Array(width * height), width, height },
  });
  const studio = createStudio((message) => told.push(message), makeSurface);
  const papers = new Map<string, Surface>();
  const shown: string[] = [];
  let turn = 0;
  const send = (message: Exclude<ToWorker, { readonly is: "canvas" }>): void => studio.take(message);
  send({ is: "base", starts: new Float64Array(63), lengthMs: LENGTH - 1e-6, lanes: [] });
  send({ is: "tracks", tracks });
  send({
    is: "inks",
    inks: { "--bg-1": 0x000000, "--c-grid": 0x000000, "--m-anon": 0xff0000, "--m-hatch": 0x00ff00, "--err": 0x0000ff },
    startWallMs: null,
  });
  // Every lane has a band of its own.
  const place = (at: number) => ({ sheet: "rows" as const, top: at * 100 });
  send({ is: "seen", lanes: tracks.map(({ id }, at) => ({ id, ...place(at), height: heights[id] ?? 20 })) });
  for (const [at, { id }] of tracks.entries())
    studio.addPaper(
      at,
      { ...place(at), height: 100 },
      {
        clear: () => {},
        put(picture) {
          papers.set(id, picture);
          shown.push(id);
        },
      },
    );
  return {
    send,
    papers,
    /** Lanes that were shown anew since this was asked last. */
    shown: () => shown.splice(0),
    /** Shows a view and draws; gives what was painted. */
    look(fromMs: number, toMs: number, width = 100) {
      send({ is: "view", view: { fromMs, toMs }, cursorMs: fromMs, width, ratio: 1, turn: ++turn });
      return this.paint();
    },
    paint() {
      studio.paint(() => 0);
      return told.findLast((one) => one.is === "painted") as Extract<FromWorker, { is: "painted" }>;
    },
    idle: () => !studio.paint(() => 0),
    last: <K extends FromWorker["is"]>(is: K) =>
      told.findLast((one) => one.is === is) as Extract<FromWorker, { is: K }>,
    give: (name: Omit<TileName, "form">, one: LaneTile) =>
      send({ is: "tiles", names: [{ form: "lane", ...name }], tiles: [one] }),
  };
}

const reds = ({ pixels, width, height }: Surface, x: number): number[] =>
  Array.from({ length: height }, (_, y) => (pixels[y * width + x] as number) & 0xff);
const greens = ({ pixels }: Surface): number => pixels.reduce((sum, pixel) => sum + Number((pixel & 0xff00) !== 0), 0);

describe("drawing the lanes that are seen", () => {
  it("asks for the coarse picture of all lanes first, then for the fine one, and for nothing twice", () => {
    const studio = makeStudio([track("a", [measure(1)]), track("b", [measure(2)])]);
    studio.look(0, LENGTH / 8);
    const wanted = studio.last("want").tiles;
    expect(wanted.slice(0, 2).map(({ lane, level }) => [lane, level])).toEqual([
      [1, TOP],
      [2, TOP],
    ]);
    expect(wanted.slice(2).every(({ level }) => level < TOP)).toBe(true);
    expect(new Set(wanted.map(keyOf)).size).toBe(wanted.length);
    for (const name of wanted) studio.give(name, tile(5));
    expect(studio.paint().waiting).toBe(0);
    expect(studio.last("want").tiles).toEqual([]);
  });

  it("draws what it has while finer tiles are on their way, in the same places", () => {
    const studio = makeStudio([track("a", [measure(1, "stack")])]);
    studio.look(0, LENGTH / 8);
    studio.give({ lane: 1, level: TOP, index: 0 }, tile(5));
    const coarse = studio.paint();
    expect(coarse.waiting).toBeGreaterThan(0);
    const before = reds(studio.papers.get("a") as Surface, 50);
    expect(Math.max(...before)).toBeGreaterThan(100);
    for (const name of studio.last("want").tiles) studio.give(name, tile(5));
    const fine = studio.paint();
    expect(fine.lanes[0]?.range).toEqual(coarse.lanes[0]?.range);
    expect(reds(studio.papers.get("a") as Surface, 50)).toEqual(before);
  });

  it("draws nothing and hatches nothing while nothing is known", () => {
    const studio = makeStudio([track("a", [measure(1)])]);
    const painted = studio.look(0, LENGTH);
    expect(painted.lanes[0]).toMatchObject({ waiting: true, extent: null });
    expect(greens(studio.papers.get("a") as Surface)).toBe(0);
  });

  it("hatches where nothing was recorded, and not where the value is 0", () => {
    const studio = makeStudio([track("a", [measure(1)])]);
    studio.look(0, LENGTH);
    // One reading in the middle: nothing is known before it.
    studio.give({ lane: 1, level: TOP, index: 0 }, tile(0, 256));
    studio.paint();
    const { pixels, width, height } = studio.papers.get("a") as Surface;
    const hatched = (from: number, until: number): number => {
      let sum = 0;
      for (let y = 0; y < height; y++)
        for (let x = from; x < until; x++) sum += Number(((pixels[y * width + x] as number) & 0xff00) !== 0);
      return sum;
    };
    expect(hatched(0, 49)).toBeGreaterThan(50);
    expect(hatched(52, 100)).toBe(0);
  });

  it("marks lost spans over whatever is drawn, a moment too", () => {
    const studio = makeStudio([track("a", [measure(1, "bars", "count")], { losses: [LENGTH / 2, LENGTH / 2] })]);
    studio.look(0, LENGTH);
    studio.give({ lane: 1, level: TOP, index: 0 }, tile(1));
    studio.paint();
    const { pixels, width } = studio.papers.get("a") as Surface;
    // The ink of errors is blue here.
    expect(((pixels[5 * width + 50] as number) >>> 16) & 0xff).toBeGreaterThan(100);
    expect(((pixels[5 * width + 30] as number) >>> 16) & 0xff).toBe(0);
  });

  it("tells the values under the cursor, and that there are none where nothing was recorded", () => {
    const studio = makeStudio([track("a", [measure(1)])]);
    studio.look(0, LENGTH);
    studio.give({ lane: 1, level: TOP, index: 0 }, tile(7, 256));
    studio.paint();
    studio.send({ is: "cursor", ms: LENGTH * 0.75 });
    expect(studio.last("values").lanes).toEqual([{ id: "a", values: [["m1", 7]] }]);
    studio.send({ is: "cursor", ms: LENGTH * 0.25 });
    expect(studio.last("values").lanes[0]?.values).toEqual([["m1", Number.NaN]]);
  });

  it("keeps one lane's error in that lane, and asks again when it is told to", () => {
    const studio = makeStudio([track("a", [measure(1)]), track("b", [measure(2)])]);
    studio.look(0, LENGTH);
    for (const name of studio.last("want").tiles) {
      if (name.lane === 1)
        studio.send({ is: "failed", name, error: { code: "store.io", what: "the disk failed" } as never });
      else studio.give(name, tile(3));
    }
    const [a, b] = studio.paint().lanes;
    expect(a?.error?.code).toBe("store.io");
    expect(b).toMatchObject({ error: null, waiting: false });
    expect(studio.last("want").tiles).toEqual([]);
    studio.send({ is: "retry", id: "a" });
    expect(studio.paint().lanes[0]?.error).toBeNull();
    expect(studio.last("want").tiles.every(({ lane }) => lane === 1)).toBe(true);
  });

  it("gives lanes of one group one range", () => {
    const scale = { from: "zero", binary: false, group: "faults" } as const;
    const studio = makeStudio([track("a", [measure(1)], { scale }), track("b", [measure(2)], { scale })]);
    studio.look(0, LENGTH);
    studio.give({ lane: 1, level: TOP, index: 0 }, tile(5));
    studio.give({ lane: 2, level: TOP, index: 0 }, tile(50));
    const [a, b] = studio.paint().lanes;
    expect(a?.range).toEqual(b?.range);
    expect(a?.range.to).toBe(50);
  });

  it("adds up the parts of a quantity: what is not known of a further one counts as nothing", () => {
    const sum: Measure = {
      ...measure(1),
      id: "sum",
      parts: [
        {
          terms: [
            { lanes: [1], factor: 1 },
            { lanes: [2], factor: -1 },
          ],
          constant: 10,
        },
        { terms: [{ lanes: [3], factor: 2 }] },
      ],
    };
    const studio = makeStudio([track("a", [sum])]);
    studio.look(0, LENGTH);
    studio.give({ lane: 1, level: TOP, index: 0 }, tile(100));
    studio.give({ lane: 2, level: TOP, index: 0 }, tile(30));
    studio.give({ lane: 3, level: TOP, index: 0 }, tile(4, 256));
    studio.paint();
    const at = (share: number): number => {
      studio.send({ is: "cursor", ms: LENGTH * share });
      return studio.last("values").lanes[0]?.values[0]?.[1] ?? Number.NaN;
    };
    expect(at(0.25)).toBe(80);
    expect(at(0.75)).toBe(88);
  });

  it("draws an overview over the whole project, whatever part is seen", () => {
    const studio = makeStudio([track("o", [measure(1)], { overview: true })]);
    studio.give({ lane: 1, level: TOP, index: 0 }, tile(7, 256));
    studio.look(0, LENGTH / 1000);
    expect(studio.last("want")?.tiles ?? []).toEqual([]);
    const { pixels, width, height } = studio.papers.get("o") as Surface;
    const column = (x: number): number =>
      Array.from({ length: height }, (_, y) => (pixels[y * width + x] as number) & 0xff).reduce((a, b) => a + b, 0);
    expect(column(20)).toBe(0);
    expect(column(80)).toBeGreaterThan(0);
  });

  it("gives the numbers behind a lane: one row for each time at which something was read", () => {
    const studio = makeStudio([track("a", [measure(1)])]);
    studio.look(0, LENGTH);
    studio.give({ lane: 1, level: TOP, index: 0 }, tile(7, 256));
    studio.paint();
    studio.send({ is: "rows", ask: 3, id: "a", view: { fromMs: 0, toMs: LENGTH }, most: 512 });
    expect(studio.last("rows")).toMatchObject({ ask: 3, measures: ["m1"], rows: [{ ms: LENGTH / 2, values: [7] }] });
  });

  it("does nothing when nothing has changed, and forgets a canvas that is gone", () => {
    const studio = makeStudio([track("a", [measure(1)])]);
    studio.look(0, LENGTH);
    expect(studio.idle()).toBe(true);
    studio.send({ is: "gone", token: 0 });
    studio.papers.clear();
    studio.look(0, LENGTH / 2);
    expect(studio.papers.size).toBe(0);
  });

  it("draws those lanes anew whose tiles have come, all of them when the view has moved, the overview only when it changes", () => {
    const studio = makeStudio([
      track("a", [measure(1)]),
      track("b", [measure(2)]),
      track("o", [measure(1)], { overview: true }),
    ]);
    studio.look(0, LENGTH);
    for (const lane of [1, 2]) studio.give({ lane, level: TOP, index: 0 }, tile(5));
    studio.paint();
    studio.shown();
    studio.give({ lane: 2, level: TOP, index: 0 }, tile(5, 256));
    studio.paint();
    expect(studio.shown()).toEqual(["b"]);
    studio.look(0, LENGTH / 2);
    expect(studio.shown()).toEqual(["a", "b"]);
    studio.look(0, LENGTH / 2, 50);
    expect(studio.shown()).toEqual(["a", "b", "o"]);
  });

  it("tells the values at the cursor with the frame", () => {
    const studio = makeStudio([track("a", [measure(1)])]);
    studio.give({ lane: 1, level: TOP, index: 0 }, tile(7));
    expect(studio.look(0, LENGTH)).toMatchObject({ ms: 0, values: [{ id: "a", values: [["m1", 7]] }] });
  });

  it("draws the marks of the axis up from the bottom, the written ones higher, and flags of events", () => {
    const flags = {
      ms: Float64Array.from([LENGTH / 2]),
      tone: Uint8Array.from([3]),
      letters: Uint16Array.from([4]),
    };
    const studio = makeStudio([AXIS, track("events", [], { flags })], { axis: 7, events: 42 });
    studio.look(0, LENGTH, 400);
    const axis = studio.papers.get("axis") as Surface;
    const rowOf = (y: number): number =>
      axis.pixels.subarray(y * axis.width, (y + 1) * axis.width).reduce((sum, one) => sum + Number(one !== 0), 0);
    const ticks = ticksOf({ fromMs: 0, toMs: LENGTH }, 400, null).filter(({ ms }) => ms < LENGTH);
    expect(rowOf(6)).toBe(ticks.length);
    expect(rowOf(0)).toBe(ticks.filter(({ text }) => text !== null).length);
    const { pixels, width } = studio.papers.get("events") as Surface;
    // The pole goes down to the bottom, in the ink of errors.
    expect((pixels[41 * width + 200] as number) & 0xffffff).toBe(0xff0000);
    expect((pixels[41 * width + 199] as number) & 0xffffff).toBe(0);
  });
});
