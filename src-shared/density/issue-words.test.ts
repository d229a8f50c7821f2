import { describe, expect, it } from "vitest";
import { parseScenario } from "./scenario.ts";

const scenario = (change: object) => ({
  host: { memory_bytes: 2 ** 30 },
  guests: [{ kind: "static", ram_bytes: 2 ** 20 }],
  seed: 1,
  ...change,
});

function reportOf(json: unknown): { what: string; expected: string | null; next: string | null } {
  try {
    parseScenario(json, "s.json");
  } catch (thrown) {
    return (thrown as { report: ReturnType<typeof reportOf> }).report;
  }
  throw new Error("the scenario was accepted");
}

describe("what a scenario's mistake is told as", () => {
  it.each([
    [{ host: { memory_bytes: "4 GiB" } }, "a whole number of bytes, such as 4294967296 for 4 GiB"],
    [{ objective: { confidence: 95 } }, "a number above 0 and at most 1: 0.95 means 95 %"],
    [{ guests: [] }, "at least 1 entries"],
    [{ guests: "alpha" }, "a list in [ ]"],
    [{ mechanisms: [{ id: "dedup", kernel: "5.4" }] }, "one of 6.1, 6.12"],
    [{ seed: 1.5 }, "a whole number"],
  ])("%j is told as %s", (change, expected) => {
    expect(reportOf(scenario(change)).expected).toBe(expected);
  });

  it("names the mechanism that goes by another name here, and no word that is far away", () => {
    expect(reportOf(scenario({ mechanisms: [{ id: "ksm" }] })).next).toBe("did you mean dedup?");
    expect(reportOf(scenario({ mechanisms: [{ id: "baloon" }] })).next).toBe("did you mean balloon?");
    expect(reportOf(scenario({ mechanisms: [{ id: "quantum" }] })).next).toBe("correct it and run again");
  });
});
