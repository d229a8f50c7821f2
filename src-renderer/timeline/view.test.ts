import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  eased,
  fitted,
  LEAST_VIEW_MS,
  lengthOf,
  msAt,
  panned,
  pxOf,
  showing,
  type View,
  whole,
  within,
  zoomed,
} from "./view.ts";

const LENGTH = 3_600_000;
const views = fc
  .tuple(fc.double({ min: 0, max: LENGTH, noNaN: true }), fc.double({ min: 0.01, max: LENGTH, noNaN: true }))
  .map(([from, length]): View => within({ fromMs: from, toMs: from + length }, LENGTH));
const isInside = ({ fromMs, toMs }: View): boolean => fromMs >= -1e-9 && toMs <= LENGTH + 1e-6 && toMs > fromMs;

describe("the part of time that is seen", () => {
  it("keeps what is under the pointer where it is when it is zoomed inside of the project", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.02, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (factor, share) => {
          const view = { fromMs: 1_000_000, toMs: 2_000_000 };
          const ms = view.fromMs + share * lengthOf(view);
          const next = zoomed(view, factor, ms, LENGTH);
          expect(pxOf(ms, next, 1000)).toBeCloseTo(share * 1000, 6);
          expect(lengthOf(next)).toBeCloseTo(lengthOf(view) * factor, 6);
        },
      ),
    );
  });

  it("never leaves the project and is never shorter than a thousand ns, whatever is done with it", () => {
    fc.assert(
      fc.property(
        views,
        fc.double({ min: 1e-12, max: 1e6, noNaN: true }),
        fc.double({ min: -1e7, max: 1e7, noNaN: true }),
        (view, factor, ms) => {
          for (const next of [
            zoomed(view, factor, ms, LENGTH),
            panned(view, ms, LENGTH),
            showing(view, Math.abs(ms) % LENGTH, LENGTH),
          ])
            expect(isInside(next)).toBe(true);
          expect(lengthOf(zoomed(view, 1e-15, ms, LENGTH))).toBeGreaterThanOrEqual(LEAST_VIEW_MS * 0.999);
        },
      ),
    );
  });

  it("panned keeps its length, at the end of the project too", () => {
    expect(panned({ fromMs: 100, toMs: 300 }, 1e9, 1000)).toEqual({ fromMs: 800, toMs: 1000 });
    expect(panned({ fromMs: 100, toMs: 300 }, -1e9, 1000)).toEqual({ fromMs: 0, toMs: 200 });
  });

  it("fits a span with room at both sides, and a moment at all", () => {
    const span = { fromMs: 1000, toMs: 2000 };
    const view = fitted(span, LENGTH);
    expect(view.fromMs).toBeLessThan(span.fromMs);
    expect(view.toMs).toBeGreaterThan(span.toMs);
    expect(lengthOf(fitted({ fromMs: 5000, toMs: 5000 }, LENGTH))).toBeGreaterThan(0);
  });

  it("moves no farther than it must to show a moment", () => {
    const view = { fromMs: 1000, toMs: 2000 };
    expect(showing(view, 1500, LENGTH)).toBe(view);
    expect(showing(view, 2500, LENGTH)).toEqual({ fromMs: 1600, toMs: 2600 });
    expect(showing(view, 500, LENGTH)).toEqual({ fromMs: 400, toMs: 1400 });
  });

  it("glides to exactly where it goes, in a number of frames", () => {
    fc.assert(
      fc.property(views, views, (from, to) => {
        let now = from;
        let frames = 0;
        while (now !== to && frames < 80) {
          now = eased(now, to, 0.4);
          frames++;
        }
        expect(now).toBe(to);
      }),
    );
  });

  it("tells px from ms and back", () => {
    const view = { fromMs: 250, toMs: 750 };
    expect(pxOf(500, view, 900)).toBe(450);
    expect(msAt(450, view, 900)).toBe(500);
    expect(whole(0).toMs).toBe(LEAST_VIEW_MS);
  });
});
