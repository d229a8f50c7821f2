import { describe, expect, it } from "vitest";
import { expectedOf, judge, toleranceText } from "./verdict.ts";

describe("the verdict on a row", () => {
  it("passes an exact row when every number rounds to the digits that were printed", () => {
    const printed = { is: "exact", value: [132.1, 7] } as const;
    expect(judge("exact", printed, [132.129, 7]).verdict).toBe("pass");
    expect(judge("exact", printed, [132.16, 7]).verdict).toBe("fail");
    expect(judge("exact", printed, [132.1, 8]).verdict).toBe("fail");
  });

  it("fails when a value is missing, too many, or no number at all", () => {
    const expects = { is: "exact", value: [1, "never"] } as const;
    expect(judge("exact", expects, [1, "never"]).verdict).toBe("pass");
    expect(judge("exact", expects, [1]).verdict).toBe("fail");
    expect(judge("exact", expects, [1, "never", 2]).verdict).toBe("fail");
    expect(judge("numeric", { is: "near", value: 1, distance: 9 }, Number.NaN).verdict).toBe("fail");
    expect(judge("range", { is: "between", low: 0, high: 9 }, [1, null]).verdict).toBe("fail");
  });

  it("takes a share, a distance, or both, and a figure that must not be missed downwards", () => {
    const share = { is: "near", value: 200, share: 0.05 } as const;
    expect(judge("numeric", share, 210).verdict).toBe("pass");
    expect(judge("numeric", share, 210.1).verdict).toBe("fail");
    expect(judge("numeric", { ...share, atLeast: true }, 199).verdict).toBe("fail");
    expect(judge("numeric", { is: "near", value: 0, distance: 0.01 }, -0.01).verdict).toBe("pass");
  });

  it("tells the largest difference as a share of the expected value, with its sign", () => {
    expect(judge("exact", { is: "exact", value: [100, 50] }, [101, 49]).deviation).toBeCloseTo(-0.02, 12);
    expect(judge("range", { is: "between", low: 0, high: 1 }, 0.5).deviation).toBeNull();
    expect(judge("exact", { is: "exact", value: [0, 0] }, [0, 0]).deviation).toBe(0);
  });

  it("calls an inversion and an external figure consistent at best", () => {
    const expects = { is: "between", low: 0, high: 1 } as const;
    expect(judge("inversion", expects, 0.5).verdict).toBe("consistent");
    expect(judge("external", expects, 0.5).verdict).toBe("consistent");
    expect(judge("inversion", expects, 2).verdict).toBe("inconsistent");
    expect(judge("exact", expects, { notRun: "no capture" })).toEqual({ verdict: "not_run", deviation: null });
  });

  it("reads directions in the order of the values", () => {
    const verdict = (is: "rising" | "not falling" | "falling" | "equal", ours: number[]) =>
      judge("direction", { is }, ours).verdict;
    expect(verdict("rising", [1, 2, 3])).toBe("pass");
    expect(verdict("rising", [1, 1])).toBe("fail");
    expect(verdict("not falling", [1, 1])).toBe("pass");
    expect(verdict("falling", [3, 2])).toBe("pass");
    expect(verdict("equal", [4, 4, 4])).toBe("pass");
    expect(verdict("equal", [4])).toBe("fail");
  });

  it("asks a range to hold a figure, and bounds to hold theirs", () => {
    expect(judge("range", { is: "contains", value: 10 }, [9, 11]).verdict).toBe("pass");
    expect(judge("range", { is: "contains", value: 10 }, [11, 12]).verdict).toBe("fail");
    expect(judge("range", { is: "bounds", value: [5, 6] }, [5, 7]).verdict).toBe("pass");
    expect(judge("range", { is: "bounds", value: [5, 6] }, [5, 5]).verdict).toBe("fail");
  });

  it("says in words what would have passed", () => {
    expect(toleranceText({ is: "near", value: 1, share: 0.05, atLeast: true })).toBe("±5 %, not below");
    expect(toleranceText({ is: "rising" })).toBe("values in order are rising");
    expect(expectedOf({ is: "between", low: 1, high: 2 })).toEqual([1, 2]);
    expect(expectedOf({ is: "equal" })).toBe("equal");
  });
});
