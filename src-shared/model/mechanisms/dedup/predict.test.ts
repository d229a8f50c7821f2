import { existsSync, readFileSync } from "node:fs";
import { decompress } from "fzstd";
import { describe, expect, it } from "vitest";
import { createKsm } from "./ksm.ts";
import { predictKsm } from "./predict.ts";
import { steadyMeans } from "./rate.ts";
import { ksmSettings } from "./settings.ts";

const captures = process.env.PLIMSOLL_CAPTURES ?? "../shared/captures";
const sessions = `${captures}/ksm-session`;

function table(text: string): Record<string, string>[] {
  const [head, ...rows] = text.trimEnd().split("\n");
  const names = head!.split(",");
  return rows.map((row) => Object.fromEntries(row.split(",").map((value, i) => [names[i]!, value])));
}

function readRun(run: string) {
  const pages = table(new TextDecoder().decode(decompress(readFileSync(`${sessions}/${run}/pages.csv.zst`))));
  const contentOf = new Map<string, number>();
  const contents = Int32Array.from(pages, (page) => {
    if (page.zero === "1") return 0;
    const hash = page.blake2b128!;
    if (!contentOf.has(hash)) contentOf.set(hash, contentOf.size + 1);
    return contentOf.get(hash)!;
  });
  const text = readFileSync(`${sessions}/${run}/settings.txt`, "utf8");
  const setting = (name: string): number => Number(new RegExp(`^${name}=(\\d+)`, "m").exec(text)![1]);
  return {
    input: {
      pages: contents,
      volatile: Uint8Array.from(pages, (page) => Number(page.class === "vol")),
      settings: ksmSettings({
        smartScan: setting("smart_scan") === 1,
        useZeroPages: setting("use_zero_pages") === 1,
        maxPageSharing: setting("max_page_sharing"),
      }),
    },
    samples: table(readFileSync(`${sessions}/${run}/ksm.csv`, "utf8")),
  };
}

describe.skipIf(!existsSync(sessions))("recorded KSM sessions, contents known (needs the captures)", () => {
  it.each([
    "r1-base",
    "r2-smart-scan",
    "r3-use-zero-pages",
    "r4-sharing-cap-16",
    "r5-fast-scan",
    "r6-advisor-scan-time",
  ])("%s: end state to the page, and the way there between the samples around it", (run) => {
    const { input, samples } = readRun(run);
    const { counters, scanned } = predictKsm(input);
    const last = samples.at(-1)!;
    expect([counters.pages_shared, counters.pages_sharing, counters.ksm_zero_pages]).toEqual(
      [last.pages_shared, last.pages_sharing, last.ksm_zero_pages].map(Number),
    );
    const saved = samples.map((sample) => Number(sample.pages_sharing) + Number(sample.ksm_zero_pages));
    const visits = samples.map((sample) => Number(sample.pages_scanned) - Number(samples[0]!.pages_scanned));
    for (const [share, ours] of [
      [0.5, scanned!.p50],
      [0.9, scanned!.p90],
    ] as const) {
      const at = saved.findIndex((pages) => pages >= share * saved.at(-1)!);
      expect(ours).toBeGreaterThanOrEqual(0.95 * visits[Math.max(0, at - 1)]!);
      expect(ours).toBeLessThanOrEqual(1.05 * visits[at]!);
    }
  });

  it("r1-base: mean unshared and volatile follow from the scan rate and how often pages are rewritten", () => {
    const samples = readRun("r1-base").samples.filter((sample) => sample.run === "1" && Number(sample.full_scans) >= 2);
    const mean = (name: string): number => samples.reduce((sum, s) => sum + Number(s[name]), 0) / samples.length;
    const [first, last] = [samples[0]!, samples.at(-1)!];
    const rate =
      (Number(last.pages_scanned) - Number(first.pages_scanned)) /
      ((Number(last.mono_ns) - Number(first.mono_ns)) / 1e9);
    const means = steadyMeans(
      [
        { pages: 3400, periodSeconds: null },
        { pages: 300, periodSeconds: 0.15 },
        { pages: 100, periodSeconds: 6 },
      ],
      { secondsPerPass: 8400 / rate, smartScan: false },
    );
    expect(Math.abs(means.unshared - mean("pages_unshared"))).toBeLessThan(10);
    expect(Math.abs(means.volatile - mean("pages_volatile"))).toBeLessThan(10);
  });
});

describe("a prediction", () => {
  const settings = ksmSettings({ smartScan: false });

  it("by hand: half the sharing of two equal runs of pages comes half-way through the second process", () => {
    // 10 pages alone, then 8 contents in each of two processes: sharing grows from the second copy of pass 2 on.
    const alone = Array.from({ length: 10 }, (_, i) => -1 - i);
    const eight = Array.from({ length: 8 }, (_, i) => i + 1);
    const pages = Int32Array.from([...alone, ...eight, ...eight]);
    const { scanned, counters } = predictKsm({ pages, volatile: new Uint8Array(26), settings });
    expect(counters).toMatchObject({ pages_shared: 8, pages_sharing: 8, pages_unshared: 10, pages_volatile: 0 });
    expect(scanned).toEqual({ p50: 26 + 18 + 4, p90: 26 + 18 + 8 });
  });

  it("leaves pages that are rewritten out of the sharing, even if their contents were equal when read", () => {
    const pages = Int32Array.of(5, 5, 5, 0, 0);
    const { counters, frames } = predictKsm({ pages, volatile: Uint8Array.of(0, 0, 1, 0, 0), settings });
    expect(counters).toEqual({
      pages_shared: 2,
      pages_sharing: 2,
      pages_unshared: 0,
      pages_volatile: 1,
      ksm_zero_pages: 0,
    });
    expect(frames).toBe(3);
  });

  it("has no way to half of nothing", () => {
    const { scanned } = predictKsm({ pages: Int32Array.of(1, 2, 3), volatile: new Uint8Array(3), settings });
    expect(scanned).toBeNull();
  });

  it("gives under smart scan the mean of the page-exact scanner over nine passes", () => {
    const pages = Int32Array.from({ length: 1000 }, (_, i) => (i < 100 ? 1 + (i % 50) : 1000 + i));
    const smart = ksmSettings({ smartScan: true });
    const ksm = createKsm({ contents: pages, settings: smart });
    for (let pass = 0; pass < 23; pass++) ksm.pass();
    let [unshared, volatile] = [0, 0];
    for (let pass = 0; pass < 9; pass++) {
      ksm.pass();
      unshared += ksm.counters().pages_unshared / 9;
      volatile += ksm.counters().pages_volatile / 9;
    }
    const { counters } = predictKsm({ pages, volatile: new Uint8Array(1000), settings: smart });
    expect([counters.pages_unshared, counters.pages_volatile]).toEqual([Math.round(unshared), Math.round(volatile)]);
  });
});
