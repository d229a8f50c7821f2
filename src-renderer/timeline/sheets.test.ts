// Sheets without a canvas: which picture is put where, and when.
import { describe, expect, it } from "vitest";
import type { SeenLane } from "./messages.ts";
import { createSheets } from "./sheets.ts";
import type { Surface } from "./surface.ts";

const lane = (id: string, top: number, height: number): SeenLane => ({ id, sheet: "rows", top, height });

function makeSheets(...bands: readonly number[]) {
  const done: string[] = [];
  const sheets = createSheets((width, height) => ({ pixels: new Uint32Array(width * height), width, height }));
  const names = new Map<Surface, string>();
  for (const [token, top] of bands.entries())
    sheets.add(
      token,
      { sheet: "rows", top, height: 100 },
      {
        clear: (width, height) => done.push(`${token} cleared ${width}x${height}`),
        put: (picture, at) => done.push(`${token} ${names.get(picture)} at ${at}`),
      },
    );
  return {
    sheets,
    /** Draws some lanes and shows them; tells what the canvases were told. */
    show(lanes: readonly SeenLane[], ratio = 1): readonly string[] {
      for (const one of lanes) {
        const surface = sheets.picture(one, 10, ratio)?.surface;
        if (surface) names.set(surface, one.id);
      }
      sheets.show(new Set(lanes.map(({ id }) => id)), 10, ratio);
      return done.splice(0);
    },
  };
}

describe("sheets of lanes", () => {
  const lanes = [lane("a", 0, 40), lane("b", 41, 80), lane("c", 122, 30)];

  it("put a lane on each canvas that has a part of it", () => {
    const { sheets, show } = makeSheets(0, 100);
    sheets.place(lanes);
    expect(show(lanes)).toEqual([
      "0 cleared 10x100",
      "0 a at 0",
      "0 b at 41",
      "1 cleared 10x100",
      "1 b at -59",
      "1 c at 22",
    ]);
  });

  it("put what was drawn anew, and nothing else while all stays where it is", () => {
    const { sheets, show } = makeSheets(0, 100);
    sheets.place(lanes);
    show(lanes);
    expect(show([lanes[2] as SeenLane])).toEqual(["1 c at 22"]);
    sheets.place(lanes.map((one) => ({ ...one })));
    expect(show([])).toEqual([]);
  });

  it("show all of a canvas anew where a lane has moved, without drawing the others", () => {
    const { sheets, show } = makeSheets(0, 100);
    sheets.place(lanes);
    show(lanes);
    sheets.place([lane("a", 0, 40), lane("b", 41, 50), lane("c", 92, 30)]);
    expect(sheets.picture(lane("a", 0, 40), 10, 1)?.isNew).toBe(false);
    expect(show([lane("b", 41, 50)])).toEqual([
      ...["0 cleared 10x100", "0 a at 0", "0 b at 41", "0 c at 92"],
      ...["1 cleared 10x100", "1 c at -8"],
    ]);
  });

  it("have no picture of a lane that no canvas shows, or that is only told", () => {
    const { sheets } = makeSheets(0);
    expect(sheets.picture(lane("far", 300, 40), 10, 1)).toBeNull();
    expect(sheets.picture(lane("told", 0, 0), 10, 1)).toBeNull();
    sheets.remove(0);
    expect(sheets.picture(lane("a", 0, 40), 10, 1)).toBeNull();
  });

  it("count in the pixels of the screen", () => {
    const { sheets, show } = makeSheets(0, 100);
    sheets.place(lanes);
    expect(show(lanes, 1.5)).toContain("1 c at 33");
    expect(show([], 1.5)).toEqual([]);
  });
});
