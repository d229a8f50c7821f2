import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drawHeat, HEAT_ROWS, type HeatPiece, heatMost, heatScale, heatStep, rowsReached } from "./heat.ts";
import type { Surface } from "./surface.ts";

const inks = Object.fromEntries(Array.from({ length: 9 }, (_, step) => [`--q-${step}`, step + 1]));
/** Colour of the step at a pixel; the inks have it in their blue. */
const stepAt = ({ pixels, width }: Surface, x: number, y: number): number =>
  ((pixels[y * width + x] as number) >>> 16) - 0xff00 - 1;

function pieceOf(cells: readonly (readonly [bucket: number, row: number, count: number])[]): HeatPiece {
  const count = new Uint32Array(128 * HEAT_ROWS);
  for (const [bucket, row, n] of cells) count[bucket * HEAT_ROWS + row] = n;
  return { tile: { count }, startMs: 0, bucketMs: 1, first: 0, until: 128 };
}
const frame = { view: { fromMs: 0, toMs: 4 }, width: 4, ratio: 1 };
const surface = (): Surface => ({ pixels: new Uint32Array(16), width: 4, height: 4 });

describe("addresses over time", () => {
  it("stand with high addresses on top, each in its time", () => {
    const picture = surface();
    drawHeat(
      picture,
      { lane: 1, rows: 4, holes: [] },
      4,
      [
        pieceOf([
          [1, 0, 1],
          [3, 3, 1],
        ]),
      ],
      frame,
      heatScale(1000, 1000),
      inks,
    );
    expect(stepAt(picture, 1, 3)).toBeGreaterThan(0);
    expect(stepAt(picture, 3, 0)).toBeGreaterThan(0);
    expect(stepAt(picture, 0, 0)).toBe(0);
  });

  it("of rows that share a pixel show the busiest", () => {
    const picture = surface();
    const scale = heatScale(1000, 100_000);
    drawHeat(
      picture,
      { lane: 1, rows: 8, holes: [] },
      8,
      [
        pieceOf([
          [0, 0, 1],
          [0, 1, 100],
        ]),
      ],
      frame,
      scale,
      inks,
    );
    expect(stepAt(picture, 0, 3)).toBe(8);
  });

  it("leave a hole in memory undrawn, unless something happened in it", () => {
    const picture = surface();
    drawHeat(
      picture,
      { lane: 1, rows: 4, holes: [1, 2] },
      4,
      [pieceOf([[2, 1, 5]])],
      frame,
      heatScale(1000, 5000),
      inks,
    );
    expect(picture.pixels[2 * 4 + 0]).toBe(0);
    expect(stepAt(picture, 2, 2)).toBeGreaterThan(0);
  });

  it("are coloured by whole decades, and evenly where the range is under 20 to 1", () => {
    expect(heatScale(10, 9000)).toEqual({ least: 10, most: 10_000, log: true });
    expect(heatScale(3, 9)).toEqual({ least: 0, most: 10, log: false });
    expect(heatScale(1, 0)).toMatchObject({ log: false });
  });

  it("never colour something as nothing, nor less as more", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
        fc.double({ min: 1, max: 1e3, noNaN: true }),
        (rate, more) => {
          const scale = heatScale(1e-3, 1e6);
          expect(heatStep(rate, scale)).toBeGreaterThanOrEqual(1);
          expect(heatStep(rate * more, scale)).toBeGreaterThanOrEqual(heatStep(rate, scale));
          expect(heatStep(0, scale)).toBe(0);
        },
      ),
    );
  });

  it("reach as high as anything happened, where it is not known how much memory there is", () => {
    expect(rowsReached([pieceOf([[0, 3, 1]])])).toBe(8);
    expect(rowsReached([pieceOf([[5, 100, 1]])])).toBe(128);
    expect(rowsReached([])).toBe(8);
  });

  it("find the busiest cell that is seen, not one beside the view", () => {
    expect(
      heatMost(
        [
          pieceOf([
            [1, 7, 3],
            [90, 7, 50],
          ]),
        ],
        frame,
      ),
    ).toBe(3000);
  });
});
