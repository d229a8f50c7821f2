import { describe, expect, it } from "vitest";
import { advise, startAdvisor } from "./advisor.ts";
import { mergeLagPasses, passSeconds, scanCpuShare, scanRate, sharingOvercount, steadyMeans } from "./rate.ts";

describe("ksmd's pace", () => {
  // By hand: 100 pages take 20 ms + 0.2 ms.
  it("at 100 pages, 20 ms, 2 µs is 4950.5 pages a second and 0.99 % of a CPU", () => {
    const batch = { pagesToScan: 100, sleepMs: 20, pageUs: 2 };
    expect(scanRate(batch)).toBeCloseTo(4950.4950495, 6);
    expect(scanCpuShare(batch)).toBeCloseTo(0.00990099, 8);
    expect(passSeconds(2 ** 24, scanRate(batch))).toBeCloseTo(3389, 0);
  });

  it("lets a new page wait one pass and a half, less where the node is there before the checksum", () => {
    expect(mergeLagPasses("6.12", { nodeExists: true, cameBack: false })).toBe(1.5);
    expect(mergeLagPasses("6.1", { nodeExists: true, cameBack: false })).toBe(0.5);
    expect(mergeLagPasses("6.1", { nodeExists: false, cameBack: false })).toBe(1.5);
    expect(mergeLagPasses("6.12", { nodeExists: false, cameBack: true })).toBe(0.5);
    expect(sharingOvercount(10, 4)).toBe(20);
  });
});

describe("what the counters show on average", () => {
  it("for writes at random moments, chance 0.2 a pass: 80 % unshared (Linux 6.12 showed 79.8 %)", () => {
    const means = steadyMeans([{ pages: 4000, periodSeconds: 1 / -Math.log(0.8), random: true }], {
      secondsPerPass: 1,
      smartScan: false,
    });
    expect(means.unshared / 4000).toBeCloseTo(0.8, 12);
    expect(Math.abs(means.unshared / 4000 - 0.7982)).toBeLessThan(0.01);
  });

  it("under smart scan a ninth of the pages alone is unshared, the rest looks volatile", () => {
    const means = steadyMeans([{ pages: 900, periodSeconds: null }], { secondsPerPass: 3, smartScan: true });
    expect(means).toEqual({ unshared: 100, volatile: 800 });
  });

  it("for 100 pages rewritten every 6 s, 300 all the time and 3400 never, passes of 2.19 s: 3463.5 and 336.5", () => {
    const means = steadyMeans(
      [
        { pages: 3400, periodSeconds: null },
        { pages: 300, periodSeconds: 0.15 },
        { pages: 100, periodSeconds: 6 },
      ],
      { secondsPerPass: 2.19, smartScan: false },
    );
    expect(means.unshared).toBeCloseTo(3463.5, 9);
    expect(means.volatile).toBeCloseTo(336.5, 9);
  });
});

describe("the scan-time advisor", () => {
  // Worked by hand with truncating integers.
  it("answers passes of 400 s at 10 % CPU with 500, 510, 663 pages", () => {
    let advisor = startAdvisor(500);
    const seen: number[][] = [];
    for (let pass = 0; pass < 3; pass++) {
      advisor = advise(advisor, { milliseconds: 400_000, cpuMilliseconds: 40_000 });
      seen.push([advisor.pagesToScan, advisor.change]);
    }
    expect(seen).toEqual([
      [500, 30],
      [510, 51],
      [663, 65],
    ]);
  });

  it("settles at passes of 205 s, 1843 pages, 15 % CPU for 16 million candidates at 2 µs", () => {
    const candidates = 16e6;
    let advisor = startAdvisor(500);
    for (let pass = 0; pass < 200; pass++) {
      const cpuMilliseconds = candidates * 0.002;
      const milliseconds = (candidates / advisor.pagesToScan) * 20 + cpuMilliseconds;
      advisor = advise(advisor, { milliseconds, cpuMilliseconds });
    }
    expect([advisor.lastScanSeconds, advisor.pagesToScan, advisor.cpuPercent]).toEqual([205, 1843, 15]);
  });

  // Six steps recorded while ksmd's CPU share hit the lower bound: pages = 10 · floor(pages / cpu%).
  it("steps 50, 10, 50, 160, 140, 460, 300 as recorded with its bounds", () => {
    const steps = [50, 10, 50, 160, 140, 460, 300];
    for (let i = 1; i < steps.length; i++) {
      const possible = Array.from({ length: 100 }, (_, cpu) => {
        const advisor = { ...startAdvisor(steps[i - 1]!), change: 1, lastScanSeconds: 1 };
        const pass = { milliseconds: 1000, cpuMilliseconds: (cpu + 1) * 10 };
        return advise(advisor, pass, { targetSeconds: 100_000, maxCpuPercent: 70, maxPagesToScan: 30_000 }).pagesToScan;
      });
      expect(possible, `${steps[i - 1]} to ${steps[i]}`).toContain(steps[i]);
    }
  });
});
