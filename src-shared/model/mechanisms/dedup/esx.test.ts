import { describe, expect, it } from "vitest";
import { pow } from "../../../base/math.ts";
import type { EngineGuest, PageRun } from "../../engine/scenario.ts";
import { simulate } from "../../engine/simulate.ts";
import { scenarioOf } from "../../engine/testing/scenarios.ts";
import { createEsx } from "./esx.ts";
import { ksmSettings } from "./settings.ts";

const settings = { ...ksmSettings(), maxPageSharing: Number.POSITIVE_INFINITY };

/** Samples pages of these contents in this order. */
function sampled(contents: readonly number[], order: readonly number[]): ReturnType<typeof createEsx> {
  let next = 0;
  const draw = (): number => (order[next++]! + 0.5) / contents.length;
  const esx = createEsx({ contents: Int32Array.from(contents), settings }, draw);
  esx.scan(order.length);
  return esx;
}

describe("page sharing by samples", () => {
  it("shares at the second sample of a content, without a second visit of either page", () => {
    const esx = sampled([7, 7, 8], [0, 2, 1]);
    expect(esx.truth()).toEqual({ nodes: 1, merged: 2, zero: 0 });
    expect(esx.counters()).toMatchObject({ pages_shared: 1, pages_sharing: 1, pages_unshared: 1, pages_scanned: 3 });
  });

  it("finds nothing by a hint whose page was written since", () => {
    const esx = sampled([7, 7, 8], [0]);
    esx.write(0, 8);
    esx.scan(0);
    expect(esx.truth().merged).toBe(0);
    expect(sampled([7, 7], [0, 0, 0]).truth().merged).toBe(0);
  });

  it("maps any number of copies to one frame, and lets go of it at the write", () => {
    const copies = Array.from({ length: 600 }, () => 3);
    const esx = sampled(
      copies,
      copies.map((_, page) => page),
    );
    expect(esx.truth()).toEqual({ nodes: 1, merged: 600, zero: 0 });
    esx.write(5, null);
    expect(esx.counters().pages_sharing).toBe(598);
  });
});

const frames = (guests: readonly EngineGuest[], entry: object, seed = 1, replication = 0): number => {
  const scenario = scenarioOf(guests, [{ id: "dedup", scanner: "esx", ...entry }], { horizon_s: 1, seed });
  return simulate(scenario, { replication }).summary.frames_used.last;
};
const alike = (pages: readonly PageRun[], more: object = {}): EngineGuest => ({ kind: "pages", pages, ...more });

describe("a run with ESX's scanner", () => {
  it("is at the end state after one pass: a frame for each content", () => {
    // Contents 0, a and img/0 … img/39 stand in both guests, 10 pages of each guest are alone: 42 + 20.
    const guest = alike([["0", 600], ["a", 3], { same: "img", count: 40 }, { unique: 10 }]);
    expect(frames([guest, guest], { pages_per_epoch: "pass" })).toBe(62);
  });

  it("shares within a sharing domain only", () => {
    const [one, other] = ["a", "b"].map((sharing_domain) => alike([{ same: "img", count: 40 }], { sharing_domain }));
    expect(frames([one!, other!], { pages_per_epoch: "pass" })).toBe(80);
    expect(frames([one!, one!], { pages_per_epoch: "pass" })).toBe(40);
  });

  it("saves after k samples what chance says", () => {
    // A page is sampled with q = 1 - (1 - 1/P)^k; of n copies the sampled ones share: n q - (1 - (1 - q)^n) frames saved.
    const [contents, samples] = [100, 250];
    const guest = alike([{ same: "img", count: contents }]);
    const pages = 4 * contents;
    const q = 1 - pow(1 - 1 / pages, samples);
    const expected = contents * (4 * q - (1 - pow(1 - q, 4)));
    const runs = Array.from(
      { length: 100 },
      (_, replication) => pages - frames([guest, guest, guest, guest], { pages_per_epoch: samples }, 9, replication),
    );
    const mean = runs.reduce((sum, saved) => sum + saved, 0) / runs.length;
    const variance = runs.reduce((sum, saved) => sum + (saved - mean) ** 2, 0) / (runs.length - 1);
    expect(Math.abs(mean - expected)).toBeLessThan(3 * Math.sqrt(variance / runs.length));
    expect(variance).toBeGreaterThan(0);
  });

  it("samples every page once in its scan time on average", () => {
    const scenario = scenarioOf([alike([{ unique: 1000 }])], [{ id: "dedup", scanner: "esx", scan_time_s: 400 }]);
    const { rows } = simulate(scenario, { rows: true });
    const scanned = rows!.columns.indexOf("ksm.pages_scanned");
    // 1000 pages in 400 s: 2.5 a second, 2 and 3 by turns.
    expect(rows!.data.map((row) => row[scanned])).toEqual([2, 5, 7, 10, 12, 15, 17, 20]);
  });
});
