import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bounded, closedUp, freePlace, neighbour, type Place, type Placed, placed, settle, stepped } from "./layout.ts";
import { COLUMNS } from "./schema.ts";

const at = (id: string, x: number, y: number, w: number, h: number): Placed => ({ id, x, y, w, h });
const places = (panels: readonly Placed[]): Record<string, readonly [number, number]> =>
  Object.fromEntries(panels.map(({ id, x, y }) => [id, [x, y]]));

const overlaps = (a: Place, b: Place): boolean =>
  Math.max(a.x, b.x) < Math.min(a.x + a.w, b.x + b.w) && Math.max(a.y, b.y) < Math.min(a.y + a.h, b.y + b.h);
const anyOverlap = (panels: readonly Placed[]): boolean =>
  panels.some((a, i) => panels.some((b, k) => k > i && overlaps(a, b)));
const inBounds = (panels: readonly Placed[]): boolean =>
  panels.every(({ x, y, w, h }) => x >= 0 && y >= 0 && w >= 1 && h >= 1 && x + w <= COLUMNS);

const place = fc
  .record({
    x: fc.integer({ min: -3, max: 15 }),
    y: fc.integer({ min: -3, max: 30 }),
    w: fc.integer({ min: 0, max: 14 }),
    h: fc.integer({ min: 0, max: 8 }),
  })
  .map(bounded);
const panels = fc.array(place, { maxLength: 24 }).map((all) => all.map((one, i) => ({ id: `p${i}`, ...one })));

describe("panels in the grid", () => {
  test("never overlap and never leave it, whatever is moved or sized where", () => {
    fc.assert(
      fc.property(
        panels,
        fc.nat(),
        fc.record({ x: fc.integer(), y: fc.integer(), w: fc.integer(), h: fc.integer() }),
        (all, nth, to) => {
          const settled = settle(all);
          const id = settled[nth % Math.max(1, settled.length)]?.id ?? "none";
          for (const after of [settled, placed(settled, id, to), closedUp(settled)]) {
            expect(anyOverlap(after)).toBe(false);
            expect(inBounds(after)).toBe(true);
            expect(after.map((one) => one.id)).toEqual(all.map((one) => one.id));
          }
        },
      ),
    );
  });

  test("stay where they are when nothing is in their way, and a second settling changes nothing", () => {
    fc.assert(
      fc.property(panels, (all) => {
        const settled = settle(all);
        expect(settle(settled)).toEqual(settled);
        const closed = closedUp(settled);
        expect(closedUp(closed)).toEqual(closed);
      }),
    );
  });

  test("make way downwards only: a moved panel gets the place that it was put to, and none goes up or aside", () => {
    fc.assert(
      fc.property(panels, fc.nat(), place, (all, nth, to) => {
        fc.pre(all.length > 0);
        const before = settle(all);
        const id = before[nth % before.length]!.id;
        const after = placed(before, id, to);
        expect(after.find((one) => one.id === id)).toEqual({ id, ...to });
        for (const [i, one] of after.entries()) {
          if (one.id === id) continue;
          const old = before[i]!;
          expect([one.x, one.w, one.h]).toEqual([old.x, old.w, old.h]);
          expect(one.y).toBeGreaterThanOrEqual(old.y);
        }
      }),
    );
  });

  test("that are pushed push those below them", () => {
    const before = [at("a", 0, 0, 6, 2), at("b", 0, 2, 6, 2), at("c", 6, 0, 6, 2), at("d", 0, 4, 12, 1)];
    expect(places(placed(before, "c", { x: 0, y: 1 }))).toEqual({ a: [0, 3], b: [0, 5], c: [0, 1], d: [0, 7] });
  });

  test("close up into free rows in the order in which they stand", () => {
    expect(places(closedUp([at("a", 0, 3, 6, 2), at("b", 3, 9, 6, 1), at("c", 9, 4, 3, 1)]))).toEqual({
      a: [0, 0],
      b: [3, 2],
      c: [9, 0],
    });
  });

  test("go into the first gap that holds them, else below", () => {
    const all = [at("a", 0, 0, 4, 2), at("b", 8, 0, 4, 2)];
    expect(freePlace(all, { w: 4, h: 2 })).toEqual({ x: 4, y: 0, w: 4, h: 2 });
    expect(freePlace(all, { w: 5, h: 2 })).toEqual({ x: 0, y: 2, w: 5, h: 2 });
    expect(freePlace([], { w: 5, h: 2 })).toEqual({ x: 0, y: 0, w: 5, h: 2 });
  });

  test("step by one cell within the grid, and grow no further than its edge", () => {
    expect(stepped({ x: 0, y: 0, w: 3, h: 2 }, "left", "move")).toEqual({ x: 0, y: 0, w: 3, h: 2 });
    expect(stepped({ x: 8, y: 1, w: 3, h: 2 }, "right", "move")).toEqual({ x: 9, y: 1, w: 3, h: 2 });
    expect(stepped({ x: 9, y: 1, w: 3, h: 2 }, "right", "size")).toEqual({ x: 9, y: 1, w: 3, h: 2 });
    expect(stepped({ x: 9, y: 1, w: 1, h: 1 }, "left", "size")).toEqual({ x: 9, y: 1, w: 1, h: 1 });
    expect(stepped({ x: 9, y: 1, w: 1, h: 1 }, "down", "size")).toEqual({ x: 9, y: 1, w: 1, h: 2 });
  });

  test("are reached by arrows as they are seen", () => {
    const all = [at("a", 0, 0, 6, 2), at("b", 6, 0, 6, 2), at("c", 0, 2, 4, 2), at("d", 4, 2, 8, 2)];
    expect(neighbour(all, "a", "right")).toBe("b");
    expect(neighbour(all, "a", "down")).toBe("c");
    expect(neighbour(all, "d", "up")).toBe("b");
    expect(neighbour(all, "b", "right")).toBeNull();
  });
});
