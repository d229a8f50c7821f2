import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { osvObjectBytes, osvObjectsPerPage } from "./osv.ts";
import { slabClass, slabObjectBytes } from "./slab.ts";

describe("OSv's pools", () => {
  it("round up to a power of two of at least 8 bytes", () => {
    // (4096 - 96) / 16 = 250 objects of 9 to 16 bytes, 500 of up to 8.
    expect([1, 8, 9, 16].map((size) => osvObjectsPerPage(size, 96))).toEqual([500, 500, 250, 250]);
  });

  it("spend a whole page on 1025 bytes and a third of one on 1024", () => {
    expect(osvObjectBytes(1025, 40)).toBe(4096);
    expect(osvObjectBytes(1024, 40)).toBeCloseTo(4096 / 3, 9);
  });
});

describe("slab classes", () => {
  it("grow by at least 8 bytes, then by the factor", () => {
    // 8, 16, 24, 32, 40, then 1.25 · 40 = 50 -> 56, 70 -> 72, 90 -> 96.
    expect([1, 9, 33, 41, 57, 73].map((size) => slabClass(size, 1.25))).toEqual([8, 16, 40, 56, 72, 96]);
    expect([17, 100, 1025].map((size) => slabClass(size, 2))).toEqual([32, 128, 2048]);
  });

  it("hold their objects, in whole slabs, and never waste more than the next class would", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4000 }), fc.constantFrom(1.07, 1.25, 1.5, 2), (size, growth) => {
        const bytes = slabClass(size, growth);
        expect(bytes).toBeGreaterThanOrEqual(size);
        expect(bytes % 8).toBe(0);
        expect(bytes).toBeLessThanOrEqual(Math.max(size + 8, growth * (size + 8) + 8));
        expect(slabObjectBytes(size, growth, 65536)).toBeGreaterThanOrEqual(bytes);
      }),
    );
  });
});
