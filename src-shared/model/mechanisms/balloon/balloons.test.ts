// Balloons of several systems against hand-computed steps.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { taxedAllocation } from "./idle-tax.ts";
import { miniOsBalloonDown, miniOsBalloonUp } from "./mini-os.ts";
import { momSize } from "./mom.ts";
import { freePageReporting, requestsFor, xenBalloonRound, xenBalloonWaits } from "./requests.ts";
import {
  distanceLeft,
  goalBehind,
  roundsToReach,
  selfballoonFloor,
  selfballoonRound,
  selfballoonTargets,
} from "./selfballoon.ts";
import { pagesGivenBack } from "./watermarks.ts";

describe("selfballoon", () => {
  it("gives up a share of the distance in whole pages, and takes the goal at once from below", () => {
    expect(selfballoonTargets(1000, 100, 4, 3)).toEqual([775, 607, 481]);
    expect(selfballoonRound(50, 100, 4)).toBe(100);
    expect(selfballoonRound(1000, 100, 4, 900)).toBe(900);
  });

  it("keeps a floor that grows more slowly the larger the guest", () => {
    const mib = 256;
    // 15 MiB usable: all. 32: 16 + 16/2 = 24. 104: 40 + 64/8 = 48. 1123: 99 + 1024/32 = 131. Each with 2 MiB reserved.
    const floors = [15, 32, 104, 1123].map((usable) => selfballoonFloor((usable + 2) * mib, 2 * mib) / mib);
    expect(floors).toEqual([17, 26, 50, 133]);
  });

  it("halves the distance in one round of divisor 2, and tells the goal behind a size reached", () => {
    expect(distanceLeft(3, 2)).toBe(0.125);
    expect(roundsToReach(0.125, 2)).toBe(3);
    expect(goalBehind(1000, 212.5, 3, 2)).toBeCloseTo(100, 9);
  });
});

describe("Mini-OS", () => {
  it("asks in chunks until the allocation and its emergency pages fit, and gives nothing back", () => {
    expect(miniOsBalloonUp({ free: 10, need: 100, emergency: 20, chunk: 50 })).toEqual({ calls: 3, pages: 110 });
    expect(miniOsBalloonUp({ free: 500, need: 100, emergency: 20, chunk: 50 })).toEqual({ calls: 0, pages: 0 });
    expect(miniOsBalloonDown(500)).toBe(0);
  });
});

describe("watermarks", () => {
  it("give back to the middle above the high one only, never more than is free", () => {
    expect(pagesGivenBack(300, 100, 200)).toBe(150);
    expect(pagesGivenBack(200, 100, 200)).toBe(0);
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(500), fc.nat(500), (free, low, more) => {
        const back = pagesGivenBack(free, low, low + more);
        expect(back).toBeGreaterThanOrEqual(0);
        expect(back).toBeLessThanOrEqual(free);
      }),
    );
  });
});

describe("requests", () => {
  it("count whole ones, and waits double up to the longest", () => {
    expect(requestsFor(257, 256)).toBe(2);
    expect(xenBalloonWaits(7, 16)).toEqual([2, 4, 8, 16, 16, 16]);
    expect([xenBalloonRound(5, 9), xenBalloonRound(9, 5), xenBalloonRound(-3, 5)]).toEqual([5, 5, 0]);
  });

  it("of free pages: one call more than a share of the list, every 2 s", () => {
    // 100 chunks, 10 a call, a quarter of the list: 3 + 1 calls of 10, so 40 a pass: 3 passes.
    expect(freePageReporting(100, 10, 4)).toEqual({ perPass: 40, passes: 3, seconds: 6 });
  });
});

describe("the tax on idle memory", () => {
  const client = (shares: number, active: number, cap = 1e9) => ({ shares, active, cap });

  it("counts an idle page as 1 / (1 - tax) active ones", () => {
    // Tax 50 %: 100 pages, one client with 10 active pays 10 + 2 (p - 10), one all active pays 100 - p: 2 p - 10 = 100 - p.
    const [idle, busy] = taxedAllocation(100, 0.5, [client(1, 10), client(1, 100)]);
    expect(idle).toBeCloseTo(110 / 3, 9);
    expect(busy).toBeCloseTo(190 / 3, 9);
  });

  it("gives away all there is, or all that caps let it, and pays alike per share where no cap binds", () => {
    const anyClient = fc.record({
      shares: fc.integer({ min: 1, max: 9 }),
      active: fc.integer({ min: 0, max: 200 }),
      cap: fc.integer({ min: 1, max: 500 }),
    });
    fc.assert(
      fc.property(
        fc.array(anyClient, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 900 }),
        fc.constantFrom(0, 0.5, 0.75, 0.9),
        (clients, units, tax) => {
          const held = taxedAllocation(units, tax, clients);
          const caps = clients.reduce((sum, { cap }) => sum + cap, 0);
          expect(held.reduce((sum, pages) => sum + pages, 0)).toBeCloseTo(Math.min(units, caps), 6);
          const price = clients.flatMap(({ shares, active, cap }, i) => {
            const pages = held[i]!;
            expect(pages).toBeLessThanOrEqual(cap + 1e-9);
            const paid = pages <= active ? pages : active + (pages - active) / (1 - tax);
            return pages < cap - 1e-6 ? [paid / shares] : [];
          });
          if (price.length > 1) expect(Math.max(...price) - Math.min(...price)).toBeLessThan(1e-6);
        },
      ),
    );
  });
});

describe("MOM", () => {
  const guest = { current: 1000, unused: 900, least: 100 };

  it("takes 5 % at most under pressure, down to what is used and the host's free share", () => {
    expect(momSize(0.1, guest, 2000, "as meant")).toBe(950);
    // Used 960 and 10 % of 1000 free: 1060, above 950, so it would grow: that is its floor as meant.
    expect(momSize(0.1, { ...guest, unused: 40 }, 2000, "as meant")).toBe(1060);
    // As written the smaller floor counts: 100.
    expect(momSize(0.1, { ...guest, unused: 40 }, 2000, "as written")).toBe(950);
  });

  it("grows by 5 % to the most without pressure, and leaves small changes", () => {
    expect(momSize(0.3, guest, 2000, "as meant")).toBe(1050);
    expect(momSize(0.3, guest, 1010, "as meant")).toBe(1010);
    // Used 901, 10 % free: floor 1001, less than 0.25 % away.
    expect(momSize(0.1, { ...guest, unused: 99 }, 2000, "as meant")).toBe(1000);
  });
});
