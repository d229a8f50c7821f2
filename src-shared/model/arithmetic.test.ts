// Queues, slow-downs and plain accounts against values computed by hand.
import { describe, expect, it } from "vitest";
import { guestsThatFill, needWithCutOverhead, privatePagesBehind, reduction } from "./accounting.ts";
import { meanWait, meanWaitOf, restOf, slowdownPerWall, slowdownPerWork } from "./queueing.ts";

describe("a device that guests share", () => {
  it("makes fixed services wait half as long as exponential ones", () => {
    // Load 0.8 of 1 s services: 0.8 / (2 · 0.2) = 2 s, and 4 s with E[s²] = 2.
    expect(meanWait(0.8, 1, 1)).toBeCloseTo(2, 12);
    expect(meanWait(0.8, 1, 2)).toBeCloseTo(4, 12);
    expect(meanWait(1, 1, 1)).toBe(Number.POSITIVE_INFINITY);
  });

  it("slows by what stalls take, of work or of the wall clock", () => {
    expect(slowdownPerWork(10, 0.05)).toBe(1.5);
    expect(slowdownPerWall(10, 0.05)).toBe(2);
    expect(slowdownPerWall(10, 0.1)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("a device of several channels", () => {
  it("waits as one server does (V34), and as Erlang's C says with two", () => {
    const one = { serviceSeconds: 1e-4, channels: 1 };
    expect(meanWaitOf({ ...one, variation: 0 }, 5000)).toBeCloseTo(50e-6, 12);
    expect(meanWaitOf({ ...one, variation: 1 }, 5000)).toBeCloseTo(100e-6, 12);
    // Load 1 of 2: C = 1/3, wait = 1/3 · s / (2 - 1).
    expect(meanWaitOf({ serviceSeconds: 1e-4, channels: 2, variation: 1 }, 1e4)).toBeCloseTo(1e-4 / 3, 12);
    expect(meanWaitOf({ ...one, variation: 0 }, 1e4)).toBe(Number.POSITIVE_INFINITY);
  });

  it("slows its guests until they ask for what it can do: the wait solves a quadratic for one guest", () => {
    // One guest of 10000 requests a second of work, s = 100 µs, exponential: S = 2 + l w, arrivals a = l / S,
    // w = a s² / (1 - a s). With x = a s: (2 + x / (1 - x)) x = 1, so x² - 3x + 1 = 0 and x = (3 - sqrt 5) / 2.
    const rest = restOf({ serviceSeconds: 1e-4, channels: 1, variation: 1 }, [1e4], [2]);
    expect(rest.utilisation).toBeCloseTo((3 - Math.sqrt(5)) / 2, 9);
    expect(restOf({ serviceSeconds: 1e-4, channels: 1, variation: 1 }, [0], [1])).toEqual({
      waitSeconds: 0,
      utilisation: 0,
    });
  });

  it("is never used more than whole, however much is asked for", () => {
    // Two guests that do nothing but wait: 2 / w = a and w = a s² / (2 (1 - a s)), so x² + 4x - 4 = 0 for x = a s.
    const device = { serviceSeconds: 1e-4, channels: 1, variation: 0 };
    expect(restOf(device, [1e12, 1e12], [1, 1]).utilisation).toBeCloseTo(2 * Math.SQRT2 - 2, 6);
    const many = restOf(device, new Float64Array(1000).fill(1e7), new Float64Array(1000).fill(1));
    expect(many.utilisation).toBeGreaterThan(0.98);
    expect(many.utilisation).toBeLessThan(1);
    expect(Number.isFinite(many.waitSeconds)).toBe(true);
  });
});

describe("accounts", () => {
  it("reduce, cut, fill and find what is private behind a ratio", () => {
    expect(reduction(25, 100)).toBe(0.75);
    expect(needWithCutOverhead(100, 40, 0.75)).toBe(110);
    expect(guestsThatFill(1000, 300)).toBe(3);
    // 2 guests, 300 pages by default on 100 frames, ratio 2: (300 + 2p) / (100 + 2p) = 2, so p = 50.
    expect(privatePagesBehind(300, 100, 2, 2)).toBe(50);
  });
});
