// Images shared at load time: from the first touch on, over different images, by simulation and by density.
import { expect, test } from "vitest";
import { simulate } from "../model/engine/simulate.ts";
import { compareLayouts } from "../model/mechanisms/layout/compare.ts";
import { publishedImages } from "../model/mechanisms/layout/published-sizes.ts";
import { shuffled } from "../model/mechanisms/layout/shuffle.ts";
import { answerDensity } from "./answer.ts";
import { engineInput } from "./engine-input.ts";
import { laidOut } from "./image-guests.ts";
import { parseScenario } from "./scenario.ts";

const PAGE = 4096;
const small = publishedImages(["helloworld", "ftp", "dns", "dhcp", "proxy"], { private_pages: 7 });
const sets = { "s.json": small };
const guests = small.images.map(({ name }) => ({ kind: "image", sizes: "s.json", image: name }));
const scenario = (layout: object, more: object = {}) =>
  laidOut(
    parseScenario(
      {
        ...{ host: { memory_bytes: 16_384 * PAGE }, guests, horizon_s: 3 },
        mechanisms: [{ id: "images" }, { id: "layout", ...layout }],
        ...more,
      },
      null,
    ),
    sets,
  );
/** Frames of the run after each epoch. */
function frames(layout: object, more: object = {}): number[] {
  const { rows, invariants } = simulate(engineInput(scenario(layout, more), null, {}), { rows: true });
  expect(Object.values(invariants)).toEqual(Array(12).fill(0));
  const at = (name: string): number => rows!.columns.indexOf(name);
  return rows!.data.map((row) => row[at("fast.total")]! - row[at("fast.free")]!);
}
const resultOf = (id: string) => compareLayouts(small, { cap: 256 }).find((result) => result.id === id)!;

test("saves from the first touch what the layout makes equal in different images, and nothing under the default one", () => {
  for (const layout of ["default", "aligned", "spacer"] as const) {
    const { frames: different, pages, load_time_saved } = resultOf(layout);
    expect(frames({ layout })).toEqual(Array(3).fill(different + 5 * 7));
    expect(pages - different).toBe(load_time_saved);
  }
});

test("a density counts the same frames: the same number of guests fits as runs without a kill", async () => {
  for (const layout of ["aligned", "spacer"] as const) {
    const memory_bytes = 900 * PAGE;
    const { n } = await answerDensity(scenario({ layout }, { host: { memory_bytes } }), null, {
      engineVersion: "test",
    });
    const kills = (count: number): number => {
      const input = engineInput(scenario({ layout }, { host: { memory_bytes } }), null, {});
      const { summary } = simulate(input, { guests: count });
      return summary.oom_kills + summary.refused_starts;
    };
    expect(n.p50).toBeGreaterThan(5);
    expect(kills(n.p50)).toBe(0);
    expect(kills(n.p50 + 1)).toBeGreaterThan(0);
  }
});

test("random addresses need pages of jumps for each image, whatever the order of its libraries", () => {
  const { frames: different } = resultOf("aligned-aslr");
  for (const layout of [{ layout: "aligned-aslr" }, { layout: "aligned", aslr: 1 }, { layout: "aligned", aslr: 2 }])
    expect(frames(layout)[0]).toBe(different + 5 * 7);
  expect(frames({ layout: "aligned-aslr", aslr: 0 })).toEqual(frames({ layout: "aligned" }));
  expect(() => scenario({ layout: "spacer", aslr: 2 })).toThrow(/aslr is 2/);
});

test("mode 2 gives each image an order of its own by the seed, its application last", () => {
  const one = shuffled(small, 1);
  expect(shuffled(small, 1)).toEqual(one);
  expect(shuffled(small, 2)).not.toEqual(one);
  for (const [i, { libraries }] of one.images.entries()) {
    expect([...libraries].sort()).toEqual([...small.images[i]!.libraries].sort());
    expect(libraries.at(-1)).toBe(small.images[i]!.name);
  }
  expect(one.images[0]!.libraries.slice(0, 5)).not.toEqual(one.images[1]!.libraries.slice(0, 5));
});

test("pages written down may be mapped from one copy, too, but not be written", () => {
  const written = (writes: unknown[]) => ({
    guests: [
      {
        kind: "pages",
        pages: [["a", 3], { same: "lib", count: 20 }, { unique: 4 }],
        mapped_pages: 13,
        count: 3,
        writes,
      },
    ],
  });
  // 3 pages and the first 10 of lib stand once; the other 10, which are equal, and 4 stand in each guest.
  expect(frames({}, written([]))).toEqual([13 + 3 * 14, 13 + 3 * 14, 13 + 3 * 14]);
  expect(() => frames({}, written([[2, 12, "!"]]))).toThrow(/writes page 12/);
});

test("images without dead code share with themselves only, and are refused where their sizes are not known", () => {
  expect(() => scenario({ layout: "dce" })).toThrow(/without dead code/);
  const images = small.images.map((image) => ({ ...image, dce: { text: 5000, rodata: 100 } }));
  const given = parseScenario(
    {
      host: { memory_bytes: 2 ** 26 },
      guests: [...guests, ...guests],
      mechanisms: [{ id: "images" }, { id: "layout", layout: "dce" }],
    },
    null,
  );
  const input = engineInput(laidOut(given, { "s.json": { ...small, images } }), null, {});
  // Two guests of each of 5 images: 2 + 1 pages once for an image, 7 for each guest.
  expect(simulate(input).summary.frames_used.last).toBe(5 * 3 + 10 * 7);
});
