import { describe, expect, it } from "vitest";
import { createDigest } from "./digest.ts";
import { binomial, exp, log, normalQuantile, pow } from "./math.ts";

const bitsOf = (x: number): string => {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  return view.getBigUint64(0).toString(16).padStart(16, "0");
};

/** Steps between two doubles of the same sign. */
const ulps = (a: number, b: number): number => {
  const [x, y] = [BigInt(`0x${bitsOf(a)}`), BigInt(`0x${bitsOf(b)}`)];
  return Number(x > y ? x - y : y - x);
};

describe("exp and log", () => {
  it("give the golden bits of the model's section 8", () => {
    expect(bitsOf(exp(1))).toBe("4005bf0a8b14576a");
    expect(bitsOf(exp(-37.25))).toBe("3c93278bcd70e981");
    expect(bitsOf(log(0.1))).toBe("c0026bb1bbb55515");
  });

  it("give the golden digests over a thousand arguments each", () => {
    const ofExp = createDigest();
    const ofLog = createDigest();
    for (let i = 0; i < 1000; i++) {
      ofExp.add(exp(i / 8 - 50));
      ofLog.add(log((i + 1) / 7));
    }
    expect(ofExp.hex()).toBe("edff03d144dd2097");
    expect(ofLog.hex()).toBe("8a07f89a120c3c23");
  });

  it("stay within 1 and 2 ulp of the C library", () => {
    for (let i = 0; i < 20_000; i++) {
      const x = -700 + i * 0.07;
      expect(ulps(exp(x), Math.exp(x))).toBeLessThanOrEqual(1);
      const y = (i + 1) * 0.3717;
      expect(ulps(log(y), Math.log(y))).toBeLessThanOrEqual(2);
    }
  });

  it("answer at the edges as the limits say", () => {
    expect([exp(710), exp(-709), exp(0)]).toEqual([Number.POSITIVE_INFINITY, 0, 1]);
    expect([log(0), log(-1), log(1), log(5e-324)]).toEqual([Number.NEGATIVE_INFINITY, Number.NaN, 0, Math.log(5e-324)]);
    expect([pow(0, 0), pow(0, 2), pow(2, 10)]).toEqual([1, 0, expect.closeTo(1024, 9)]);
  });
});

describe("the normal quantile", () => {
  // From Python's statistics.NormalDist().inv_cdf, an independent implementation of AS241.
  it.each([
    [0.25, -0.6744897501960817],
    [0.001, -3.090232306167814],
    [1e-20, -9.262340089798405],
    [0.975, 1.9599639845400536],
    [0.5, 0],
    [0.9999999, 5.199337582290662],
  ])("at %d is %d", (p, z) => {
    expect(normalQuantile(p)).toBeCloseTo(z, 12);
  });
});

describe("a binomial draw", () => {
  // Smallest k with P(X <= k) > u, from exact sums of Python's math.comb.
  it.each([
    [10, 0.3, 0.5, 3],
    [100, 0.05, 0.99, 11],
    [40, 0.7, 0.1, 24],
    [1000, 0.01, 0.0001, 1],
    [5, 0.5, 0.999, 5],
  ])("of %d trials at %d with u = %d is %d", (n, p, u, k) => {
    expect(binomial(n, p, u)).toBe(k);
  });

  it("is the rounded normal quantile where np is 30 or more, within 0..n", () => {
    expect(binomial(1000, 0.5, 0.975)).toBe(Math.round(500 + Math.sqrt(250) * 1.9599639845400536));
    expect(binomial(60, 0.5, 0)).toBe(0);
    expect([binomial(7, 0, 0.9), binomial(7, 1, 0.1), binomial(0, 0.5, 0.5)]).toEqual([0, 7, 0]);
  });
});
