import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Box, place, type Side } from "./place.ts";

const view = { width: 1000, height: 700 };
const button: Box = { left: 100, top: 40, width: 80, height: 26 };

describe("placing what floats", () => {
  it("stands below its button, left edges in line", () => {
    expect(place(button, { width: 200, height: 300 }, view)).toMatchObject({ left: 100, top: 70, side: "below" });
  });

  it("goes above when there is no room below", () => {
    const low = { ...button, top: 600 };
    expect(place(low, { width: 200, height: 300 }, view)).toMatchObject({ left: 100, top: 296, side: "above" });
  });

  it("is shifted so that it does not leave the window at the right", () => {
    const right = { ...button, left: 950, width: 40 };
    expect(place(right, { width: 200, height: 100 }, view).left).toBe(792);
    expect(place(right, { width: 200, height: 100 }, view, { align: "end" }).left).toBe(790);
  });

  it("a long list is limited to the room there is, and scrolls", () => {
    const placed = place(button, { width: 200, height: 2000 }, view);
    expect(placed).toMatchObject({ side: "below", top: 70, maxHeight: 622 });
  });

  it("whatever its size and place, it is inside of the window", () => {
    const box = fc.record({
      left: fc.nat(900),
      top: fc.nat(660),
      width: fc.integer({ min: 1, max: 100 }),
      height: fc.integer({ min: 1, max: 40 }),
    });
    const size = fc.record({ width: fc.integer({ min: 1, max: 3000 }), height: fc.integer({ min: 1, max: 3000 }) });
    const side = fc.constantFrom<Side>("below", "above", "right", "left");
    fc.assert(
      fc.property(box, size, side, fc.constantFrom("start", "center", "end"), (anchor, wanted, prefer, align) => {
        const placed = place(anchor, wanted, view, { prefer, align });
        const [width, height] = [Math.min(wanted.width, placed.maxWidth), Math.min(wanted.height, placed.maxHeight)];
        expect(placed.left).toBeGreaterThanOrEqual(0);
        expect(placed.top).toBeGreaterThanOrEqual(0);
        expect(placed.left + width).toBeLessThanOrEqual(view.width);
        expect(placed.top + height).toBeLessThanOrEqual(view.height);
      }),
    );
  });

  it("covers its anchor only when the window leaves no other room", () => {
    const placed = place(button, { width: 100, height: 100 }, view, { prefer: "right" });
    expect(placed.left).toBeGreaterThanOrEqual(button.left + button.width);
  });
});
