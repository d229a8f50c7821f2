import { describe, expect, it } from "vitest";
import type { CloneEntry, EngineGuest, EngineMechanism, EngineScenario } from "../../engine/scenario.ts";
import { simulate } from "../../engine/simulate.ts";
import { privatePages, touchUs } from "./start.ts";

const PAGE = 4096;
const MIB = 256;
const guest = (count: number, more: object = {}): EngineGuest =>
  ({ kind: "static", ram_bytes: 128 * MIB * PAGE, count, ...more }) as EngineGuest;

function run(
  guests: readonly EngineGuest[],
  entry: Omit<CloneEntry, "id"> = {},
  frames = 1e6,
  more: readonly EngineMechanism[] = [],
) {
  const scenario: EngineScenario = {
    ...{ host: { memory_bytes: frames * PAGE }, guests, mechanisms: [{ id: "clone", ...entry }, ...more] },
    ...{ epoch_s: 1, horizon_s: 3, seed: 1 },
  };
  const { rows, summary, invariants } = simulate(scenario, { rows: true });
  expect(Object.values(invariants)).toEqual(Array(12).fill(0));
  const column = (name: string): number[] => rows!.data.map((row) => row[rows!.columns.indexOf(name)]!);
  return { column, summary };
}

describe("clones of one snapshot", () => {
  it("have what they write for themselves and map all else from one copy", () => {
    // 5 clones of 32768 pages, 512 of them written: 5 · 512 + 32256 frames.
    const { column, summary } = run([guest(5)]);
    expect(column("fileshare")[0]).toBe(5 * (128 * MIB - 512));
    expect(summary.frames_used.last).toBe(5 * 512 + 128 * MIB - 512);
    // 2 MiB more are read through userfaultfd: copies.
    expect(run([guest(5)], { copied_bytes: 2 * MIB * PAGE }).summary.frames_used.last).toBe(
      5 * 1024 + 128 * MIB - 1024,
    );
  });

  it("cost 128 MiB for the first one and then only what is their own: less than a boot (S56, S59, S62)", () => {
    // Potemkin: 116 clones of 128 MB in 98 MB, 0.84 MB each. With so much written a further clone costs just that.
    const own = Math.round((98 / 116) * MIB);
    const used = (count: number): number => run([guest(count)], { dirty_bytes: own * PAGE }).summary.frames_used.last;
    expect(used(117) - used(116)).toBe(own);
    expect(used(116) - used(1)).toBe(115 * own);
    expect(own / (128 * MIB)).toBeLessThan(1 / 3);
    // REAP: a working set of 8 to 99 MB of 256 MB read through userfaultfd is 3 to 39 % of a booted guest.
    for (const [mib, share] of [
      [8, 0.03],
      [99, 0.39],
    ] as const)
      expect(privatePages({ dirtied: 0, copied: mib * MIB }) / (256 * MIB)).toBeCloseTo(share, 2);
  });

  it("wait at their first touches: 9000 pages from the page cache take 33.3 ms (S58)", () => {
    expect(
      touchUs({ dirtied: 0, copied: 0, shared: 9000 }, { anonymousUs: 2.5, cacheUs: 3.7, userUs: 6.7 }),
    ).toBeCloseTo(33_300, 6);
    const { column } = run([guest(1, { ram_bytes: 10_000 * PAGE })], {
      dirty_bytes: 600 * PAGE,
      copied_bytes: 400 * PAGE,
    });
    const waits = 9000 * 3.7 + 600 * 2.5 + 400 * 6.7;
    expect(column("slowdown_p99")[0]! - 1).toBeCloseTo(waits / 1e6, 9);
    expect(column("slowdown_p99")[1]).toBe(1);
  });

  it("share within a sharing domain and an entry only; pinned guests are whole", () => {
    const two = [guest(1, { sharing_domain: "a" }), guest(1, { sharing_domain: "b" }), guest(1, { pinned: "vfio" })];
    expect(run(two).summary.frames_used.last).toBe(3 * 128 * MIB);
  });

  it("fit as many as the sum says", () => {
    // 40000 frames: 32256 once and 512 for each: 15 clones.
    expect(run([guest(15)], {}, 40_000).summary.oom_kills).toBe(0);
    expect(run([guest(16)], {}, 40_000).summary.oom_kills).toBeGreaterThan(0);
  });

  it("are refused beside images, which say the same of other guests", () => {
    expect(() => run([guest(1)], {}, 1e6, [{ id: "images" }])).toThrow(/clone and images/);
  });
});
