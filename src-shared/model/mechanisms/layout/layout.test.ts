// Layouts against the published rows (reference/systems.md S15 to S23) and relations that hold for any set of images.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareLayouts, type LayoutResult } from "./compare.ts";
import { type LayoutId, layOut } from "./layouts.ts";
import { publishedCommon, publishedImages, publishedPrograms, publishedSubset } from "./published-sizes.ts";
import type { ImageSet } from "./sizes.ts";
import { placeSpacer } from "./spacer.ts";

const of = (set: ImageSet, id: LayoutId): LayoutResult => {
  const found = compareLayouts(set, { cap: 256 }).find((layout) => layout.id === id);
  if (!found) throw new Error(`no layout ${id}`);
  return found;
};
const commonOnly = (): ImageSet => ({
  libraries: publishedCommon,
  images: [{ name: "all", libraries: publishedCommon.map((l) => l.name), instances: 1, private_pages: 0 }],
});

describe("the published sizes", () => {
  test("32 common libraries: 275 pages aligned with 73 680 bytes of padding, 258 packed, 276 as the aligner does it", () => {
    expect(of(commonOnly(), "aligned")).toMatchObject({ pages: 275, padding_bytes: 73_680 });
    expect(of(commonOnly(), "default").pages).toBe(258);
    expect(of(commonOnly(), "spacer").pages).toBe(276);
  });

  test("32 common and 3 further libraries from 0x10e000 end one page behind the published 0x223000", () => {
    const libraries = [...publishedCommon, ...publishedSubset];
    const set = {
      libraries,
      images: [{ name: "all", libraries: libraries.map((l) => l.name), instances: 1, private_pages: 0 }],
    };
    expect(0x10e000 + of(set, "aligned").pages * 4096).toBe(0x224000);
  });

  test("ten images: 3861 pages by default, 4034 aligned in 1368 frames, a gain of 2.82", () => {
    const set = publishedImages(publishedPrograms);
    expect(of(set, "default")).toMatchObject({ pages: 3861, frames: 3861, ratio: 1 });
    expect(of(set, "aligned")).toMatchObject({ pages: 4034, frames: 1368 });
    expect(of(set, "aligned").ratio).toBeCloseTo(2.82, 2);
  });

  test("nine images 3040 to 805, five small ones 1304 to 290; tables for random addresses make 1084 of the 805", () => {
    const nine = publishedImages(publishedPrograms.slice(0, 9));
    expect([of(nine, "default").frames, of(nine, "aligned").frames]).toEqual([3040, 805]);
    const five = publishedImages(publishedPrograms.slice(0, 5));
    expect([of(five, "default").frames, of(five, "aligned").frames]).toEqual([1304, 290]);
    // The published table has 31 libraries with a page of jumps each.
    const random = publishedImages(publishedPrograms.slice(0, 9), { ind: 4072 });
    const without = {
      ...random,
      libraries: random.libraries.map((l) => (l.name === "uksglist" ? { ...l, ind: 0 } : l)),
    };
    expect(of(without, "aligned-aslr").frames).toBe(1084);
  });

  test("ten instances of each image need no frame more, scanner on, in either layout", () => {
    const ten = publishedImages(publishedPrograms, { instances: 10 });
    expect(of(ten, "default")).toMatchObject({ pages: 38_610, frames: 3861 });
    expect(of(ten, "default").ksm.frames).toBe(3861);
    expect(of(ten, "aligned").frames).toBe(1368);
    expect(of(ten, "aligned").load_time_saved).toBe(40_340 - 1368);
  });

  test("a gain of 3.0 over the nine images means 35 private pages a guest, to the nearest", () => {
    const nine = (private_pages: number): number =>
      of(publishedImages(publishedPrograms.slice(0, 9), { private_pages }), "aligned").ratio;
    expect(nine(34)).toBeGreaterThan(3);
    expect(nine(35)).toBeLessThan(3);
  });
});

describe("the published aligner", () => {
  const library = (name: string, text: number, rodata = 0) => ({ name, text, rodata });
  const image = (name: string, ...libraries: string[]) => ({ name, libraries, instances: 1, private_pages: 0 });
  const set: ImageSet = {
    libraries: [
      library("c", 5000, 100),
      library("s1", 4096),
      library("s2", 10),
      library("a", 1, 4096),
      library("b", 1),
      library("d", 1),
    ],
    images: [image("one", "c", "s1", "s2", "a"), image("two", "c", "s2", "b"), image("three", "c", "s1", "d")],
  };

  test("gives a library of some images one address only where those before it are the same", () => {
    const { text } = placeSpacer(set, { start: 0 });
    const at = (i: number, name: string) => text[i]!.find((placed) => placed.library === name)?.address;
    expect([at(0, "c"), at(1, "c"), at(2, "c")]).toEqual([0, 0, 0]);
    expect([at(0, "s1"), at(2, "s1")]).toEqual([8192, 8192]);
    expect([at(0, "s2"), at(1, "s2")]).toEqual([12_288, 8192]);
    // Rodata begin a page behind 16 384 and take two pages at most; libraries of one image lie behind them, or before.
    expect([at(0, "a"), at(1, "b"), at(2, "d")]).toEqual([28_672, 28_672, 28_672]);
    const before = placeSpacer(set, { start: 0, customLoader: false }).text[0]!;
    expect(before.find((placed) => placed.library === "a")?.address).toBe(16_384);
  });

  test("with slots for all images gives every library one address", () => {
    const { text } = placeSpacer(set, { start: 0, slots: "global" });
    const at = (i: number, name: string) => text[i]!.find((placed) => placed.library === name)?.address;
    expect([at(0, "s1"), at(2, "s1"), at(0, "s2"), at(1, "s2")]).toEqual([8192, 8192, 12_288, 12_288]);
  });

  test("packs rodata: a page is shared only when everything in it is the same", () => {
    const [one, two, three] = layOut(set, "spacer")!;
    const rodata = (runs: typeof one) => runs!.filter(({ key }) => key.startsWith("rodata")).map(({ key }) => key);
    // Images two and three hold 100 bytes of the common library and nothing else; image one goes on with its own.
    expect(rodata(two)).toEqual(rodata(three));
    expect(rodata(one).length).toBe(2);
    expect(rodata(one)[0]).not.toBe(rodata(two)[0]);
  });
});

const world = fc
  .record({
    libraries: fc.array(fc.record({ text: fc.nat(60_000), rodata: fc.nat(9000), ind: fc.nat(9000) }), {
      minLength: 1,
      maxLength: 8,
    }),
    images: fc.array(
      fc.record({
        pick: fc.array(fc.nat(7), { maxLength: 8 }),
        instances: fc.integer({ min: 1, max: 300 }),
        private_pages: fc.nat(50),
      }),
      { minLength: 1, maxLength: 5 },
    ),
  })
  .map(
    ({ libraries, images }): ImageSet => ({
      libraries: libraries.map((l, i) => ({ ...l, name: `l${i}` })),
      images: images.map(({ pick, ...image }, i) => ({
        ...image,
        name: `i${i}`,
        libraries: [...new Set(pick.map((at) => `l${at % libraries.length}`))],
      })),
    }),
  );

describe("in any set of images", () => {
  test("frames are at most pages, and more instances of an image need none more", () => {
    fc.assert(
      fc.property(world, (set) => {
        const more = { ...set, images: set.images.map((image) => ({ ...image, instances: image.instances + 3 })) };
        for (const layout of compareLayouts(set, { cap: 256 })) {
          expect(layout.frames).toBeLessThanOrEqual(layout.pages);
          expect(layout.ksm.frames).toBeGreaterThanOrEqual(layout.frames);
          expect(of(more, layout.id).frames).toBe(layout.frames);
          expect(layout.load_time_saved).toBe(layout.pages - layout.frames);
        }
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  test("random addresses never need fewer frames, and private pages bring the gain towards 1", () => {
    fc.assert(
      fc.property(world, (set) => {
        expect(of(set, "aligned-aslr").frames).toBeGreaterThanOrEqual(of(set, "aligned").frames);
        const more = {
          ...set,
          images: set.images.map((image) => ({ ...image, private_pages: image.private_pages + 10 })),
        };
        for (const { id, ratio } of compareLayouts(set, { cap: 256 }))
          expect(Math.abs(of(more, id).ratio - 1)).toBeLessThanOrEqual(Math.abs(ratio - 1) + 1e-12);
      }),
      { seed: 2, numRuns: 100 },
    );
  });

  test("the aligner's pages are whole pages of text for each library and packed rodata", () => {
    fc.assert(
      fc.property(world, (set) => {
        const sizes = new Map(set.libraries.map((l) => [l.name, l]));
        for (const [i, runs] of layOut(set, "spacer")!.entries()) {
          const own = set.images[i]!.libraries.map((name) => sizes.get(name)!);
          const text = own.reduce((sum, l) => sum + Math.ceil(l.text / 4096), 0);
          const pages = runs.reduce((sum, run) => sum + run.pages, 0);
          expect(pages).toBe(text + Math.ceil(own.reduce((sum, l) => sum + l.rodata, 0) / 4096));
        }
      }),
      { seed: 3, numRuns: 100 },
    );
  });
});
