import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { area, box, column, fill, hatch, line, type Surface } from "./surface.ts";

const surfaceOf = (width: number, height: number, under = 0x000000): Surface => {
  const surface = { pixels: new Uint32Array(width * height), width, height };
  fill(surface, under);
  return surface;
};
/** Red of each pixel, 0 to 255. */
const reds = ({ pixels }: Surface): number[] => [...pixels].map((pixel) => pixel & 0xff);
const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
const RED = 0xff0000;

describe("pixels of a lane", () => {
  it("are opaque and have the colours that they are given", () => {
    const surface = surfaceOf(2, 1, 0x123456);
    // The memory of an ImageData: red first.
    expect([...new Uint8Array(surface.pixels.buffer)]).toEqual([0x12, 0x34, 0x56, 255, 0x12, 0x34, 0x56, 255]);
    column(surface, 1, 0, 1, 0xfedcba);
    expect([...new Uint8Array(surface.pixels.buffer)].slice(4)).toEqual([0xfe, 0xdc, 0xba, 255]);
  });

  it("hold as much of a bar as covers them: the whole is as high as the bar", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 20, noNaN: true }), fc.double({ min: 0, max: 20, noNaN: true }), (a, b) => {
        const surface = surfaceOf(1, 20);
        column(surface, 0, Math.min(a, b), Math.max(a, b), RED);
        expect(sum(reds(surface)) / 255).toBeCloseTo(Math.abs(a - b), 1);
      }),
    );
  });

  it("are mixed half and half by an alpha of a half", () => {
    const surface = surfaceOf(1, 1, 0x0000ff);
    column(surface, 0, 0, 1, RED, 0.5);
    const [red, green, blue] = new Uint8Array(surface.pixels.buffer);
    expect([red, blue].every((channel) => Math.abs((channel ?? 0) - 127) <= 1)).toBe(true);
    expect(green).toBe(0);
  });

  it("stay as they are outside of the picture and where a value is not known", () => {
    const surface = surfaceOf(3, 4);
    column(surface, 0, -10, 0, RED);
    box(surface, { from: -5, until: 0, top: 0, bottom: 4 }, RED);
    area(surface, new Float32Array([Number.NaN, 9, Number.NaN]), new Float32Array([4, 12, 4]), RED);
    line(surface, new Float32Array([Number.NaN, -50, Number.NaN]), { colour: RED, width: 1 });
    expect(sum(reds(surface))).toBe(0);
  });

  it("give a level line its thickness, wherever between pixels it lies", () => {
    for (const y of [5, 5.25, 5.5, 7.9]) {
      const surface = surfaceOf(10, 20);
      line(surface, new Float32Array(10).fill(y), { colour: RED, width: 1.5 });
      expect(sum(reds(surface)) / 255 / 10).toBeCloseTo(1.5, 1);
    }
  });

  it("join a step of a line without a gap", () => {
    const surface = surfaceOf(4, 20);
    line(surface, new Float32Array([3, 3, 16, 16]), { colour: RED, width: 1.5 });
    const rows = Array.from({ length: 20 }, (_, y) =>
      Math.max(...[0, 1, 2, 3].map((x) => reds(surface)[y * 4 + x] as number)),
    );
    for (let y = 3; y <= 16; y++) expect(rows[y], `row ${y}`).toBeGreaterThan(40);
  });

  it("are hatched with gaps, so that a hatch is no area", () => {
    const surface = surfaceOf(40, 40);
    hatch(surface, 0, 40, RED, 1);
    const marked = reds(surface).filter((red) => red > 20).length;
    expect(marked).toBeGreaterThan(200);
    expect(marked).toBeLessThan(800);
  });
});
