// Expected values: Good-Turing by hand (V9 of the validation table: a a b c c d gives 4/6), grades from the thresholds.
import { describe, expect, it } from "vitest";
import { parseGroup } from "./content.ts";
import { contentCoverage, coverageGrade, goodTuring, leaveOneOut, spanText } from "./coverage.ts";

const evidence = {
  captureSeconds: 4 * 86_400,
  periodSeconds: 86_400,
  guests: 9,
  contentCoverage: 0.97,
  backtest: { skill: 0.4, coverage: 0.9, origins: 20 },
};

describe("coverage", () => {
  it("is 4/6 for a a b c c d by Good-Turing", () => {
    expect(goodTuring(2, 6)).toBe(4 / 6);
    expect(goodTuring(0, 0)).toBeNull();
  });

  it("of a further guest counts a content once for every guest that has it", () => {
    // 10 contents in both guests, 5 in the first and 15 in the second alone: 20 of 40 draws were seen once.
    const groups = [
      parseGroup("0:1:1,1:3:3", false, 10),
      parseGroup("0:2:2", false, 5),
      parseGroup("1:1:1", false, 15),
      parseGroup("0:7:7", true, 1),
    ];
    expect(contentCoverage(groups, 2)).toBe(0.5);
    expect(leaveOneOut(groups, 0)).toBe(10 / 15);
    expect(leaveOneOut(groups, 1)).toBe(10 / 25);
    expect(contentCoverage(groups, 1)).toBeNull();
    expect(leaveOneOut([], 0)).toBeNull();
  });

  it("has the worst column as its grade", () => {
    expect(coverageGrade(evidence)).toEqual({ grade: "A", reasons: [], raise_by: [] });
    expect(coverageGrade({ ...evidence, guests: 4 }).grade).toBe("B");
    expect(coverageGrade({ ...evidence, captureSeconds: 86_400 }).grade).toBe("C");
    expect(coverageGrade({ ...evidence, contentCoverage: 0.74 }).grade).toBe("D");
    const tested = (skill: number, coverage: number) =>
      coverageGrade({ ...evidence, backtest: { skill, coverage, origins: 20 } }).grade;
    expect(tested(-0.1, 0.9)).toBe("D");
    expect([tested(0, 0.9), tested(0.1, 0.9), tested(0.3, 0.9)]).toEqual(["C", "B", "A"]);
    expect([tested(0.5, 0.85), tested(0.5, 0.95), tested(0.5, 0.8), tested(0.5, 1)]).toEqual(["A", "A", "B", "B"]);
  });

  it("names a reason and a remedy for every column that is not best, the worst first", () => {
    const poor = coverageGrade({
      captureSeconds: 120,
      periodSeconds: 86_400,
      guests: 3,
      contentCoverage: null,
      backtest: null,
    });
    expect(poor.grade).toBe("D");
    expect(poor.reasons).toHaveLength(4);
    expect(poor.raise_by).toHaveLength(4);
    expect(poor.reasons[0]).toContain("2 minutes");
    expect(poor.raise_by[0]).toContain("page faults");
    expect(poor.reasons[3]).toContain("3 guests");
  });

  it("says spans in words", () => {
    expect([45, 60, 117, 86_400, 200_000].map(spanText)).toEqual([
      "45 seconds",
      "1 minute",
      "2 minutes",
      "1 day",
      "2.3 days",
    ]);
  });
});
