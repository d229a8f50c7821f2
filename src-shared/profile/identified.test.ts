// What is claimed for a quantity must follow from what was recorded.
import { describe, expect, it } from "vitest";
import { type Evidence, identifiedOf } from "./identified.ts";

const nothing: Evidence = {
  mapped: false,
  faults: 0,
  residentSource: null,
  residentByFaults: null,
  residentByTable: null,
  residentBySmaps: null,
  balloonMoves: 0,
  lostRecords: null,
  swapSeen: false,
  contents: false,
  guestStatistics: false,
  misses: null,
};
const of = (evidence: Partial<Evidence>, quantity: string) =>
  identifiedOf({ ...nothing, ...evidence }).find((row) => row.quantity === quantity);

describe("what captures can tell of a guest", () => {
  it("is nothing where nothing was recorded", () => {
    expect(identifiedOf(nothing).map((row) => row.state)).toEqual(identifiedOf(nothing).map(() => "not identified"));
    expect(of({}, "resident set")?.why).toContain("memory maps");
  });

  it("bounds the resident set by faults, and says more when the host swapped", () => {
    const faults = {
      mapped: true,
      faults: 9,
      residentSource: "faults" as const,
      residentByFaults: { low: 5, best: 6, high: 7 },
    };
    expect(of(faults, "resident set")).toMatchObject({ state: "bounded" });
    expect(of(faults, "resident set")?.why).toContain("6 pages (5 to 7)");
    expect(of({ ...faults, swapSeen: true }, "resident set")?.why).toContain("upper bound");
  });

  it("identifies the resident set by a page table and tells the residual of the faults", () => {
    const row = of(
      {
        mapped: true,
        faults: 9,
        residentSource: "page table",
        residentByFaults: { low: 5, best: 6, high: 7 },
        residentByTable: 4,
        residentBySmaps: 8,
      },
      "resident set",
    );
    expect(row?.state).toBe("identified");
    expect(row?.why).toContain("page table +2");
    expect(row?.why).toContain("smaps -2");
  });

  it("calls the footprint a lower bound when records were lost, and uncertain when nobody can tell", () => {
    expect(of({ faults: 9, lostRecords: 4 }, "footprint")?.why).toContain("4 records were lost");
    expect(of({ faults: 9, lostRecords: null }, "footprint")?.state).toBe("bounded");
    expect(of({ faults: 9, lostRecords: 0 }, "footprint")?.state).toBe("identified");
  });

  it("never identifies the miss ratio from faults", () => {
    expect(of({ faults: 9, mapped: true, contents: true }, "miss ratio below the resident set")?.state).toBe(
      "not identified",
    );
  });
});
