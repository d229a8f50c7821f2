// Expected values are worked out by hand.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type KsmCounterValues, ksmTerms, savedFrames, scanRate } from "./ksm.ts";

const at = (ms: number, scanned: number, running = true) => ({ ms, scanned, running });
const counters = (pages_sharing: number, ksm_zero_pages = 0): KsmCounterValues => ({
  pages_shared: 1,
  pages_sharing,
  pages_unshared: 2,
  pages_volatile: 3,
  ksm_zero_pages,
});

describe("KSM on a captured host", () => {
  it("scans at the rate of the time in which it ran", () => {
    expect(scanRate([at(0, 500, false), at(1000, 500), at(3000, 2500), at(4000, 3000), at(9000, 3000, false)])).toBe(
      833.333,
    );
  });

  it("has no rate across a reset, without time, or when it never ran", () => {
    expect(scanRate([at(0, 5000), at(1000, 100), at(2000, 1100)])).toBe(1000);
    expect(scanRate([at(0, 5000), at(0, 6000)])).toBeNull();
    expect(scanRate([at(0, 1, false), at(1000, 9, false)])).toBeNull();
    expect(scanRate([])).toBeNull();
  });

  it("saves the mappings beyond the first and the zero pages", () => {
    expect(savedFrames(counters(3006, 700))).toBe(3706);
  });

  it("leads from prediction to counters by terms that sum up, and invents none", () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(1e6), fc.option(fc.nat(1e6)), (predicted, observed, frames) => {
        const terms = ksmTerms(counters(predicted), counters(observed), frames);
        expect(terms[0]).toMatchObject({ term: "predicted", pages: predicted });
        expect(terms.at(-1)).toMatchObject({ term: "observed", pages: observed });
        expect(terms.slice(0, -1).reduce((sum, t) => sum + t.pages, 0)).toBe(observed);
      }),
    );
    expect(ksmTerms(null, null, 5)).toEqual([]);
    expect(ksmTerms(counters(5), null, null).map((t) => t.term)).toEqual(["predicted"]);
    expect(ksmTerms(null, counters(5), null).map((t) => t.term)).toEqual(["observed"]);
  });
});
