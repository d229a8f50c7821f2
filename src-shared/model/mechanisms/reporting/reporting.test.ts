import { describe, expect, it } from "vitest";
import type { EngineGuest, EngineScenario, ReportingEntry } from "../../engine/scenario.ts";
import { simulate } from "../../engine/simulate.ts";

const PAGE = 4096;
const GIB = 262_144;

/** Pages that a guest still has after each second, when it uses these, and its slowdowns. */
function run(demand_pages: readonly number[], entry: Omit<ReportingEntry, "id"> = {}, horizon_s = demand_pages.length) {
  const guest: EngineGuest = { kind: "series", demand_pages };
  const scenario: EngineScenario = {
    ...{ host: { memory_bytes: 40 * GIB * PAGE }, guests: [guest], mechanisms: [{ id: "reporting", ...entry }] },
    ...{ epoch_s: 1, horizon_s, seed: 1 },
  };
  const { rows, invariants } = simulate(scenario, { rows: true });
  expect(Object.values(invariants)).toEqual(Array(12).fill(0));
  const column = (name: string): number[] => rows!.data.map((row) => row[rows!.columns.indexOf(name)]!);
  return { held: column("priv_fast"), reported: column("reported"), slowdown: column("slowdown_p99") };
}
const then = (first: number, pages: number, seconds: number): number[] => [
  first,
  ...Array.from({ length: seconds }, () => pages),
];

describe("free page reporting", () => {
  it("reports 1 GiB in chunks of 4 MiB by 64 every 2 s, done after 8 s (S66)", () => {
    // Freed at 1 s; passes at 3, 5, 7 and 9 s.
    const { held, reported } = run(then(GIB + 1000, 1000, 9));
    const left = [4, 4, 3, 3, 2, 2, 1, 1, 0, 0].map((parts) => (parts * GIB) / 4 + 1000);
    expect(held).toEqual(left);
    expect(reported.at(-1)).toBe(GIB);
  });

  it("reports 16 GiB by 288 chunks, done after 30 s (S66), and never takes longer than 34 s (V27)", () => {
    const { held } = run(then(16 * GIB, 0, 36));
    expect([held[29], held[30]]).toEqual([(4096 - 14 * 288) * 1024, 0]);
    for (const gib of [0.25, 3, 30]) expect(run(then(gib * GIB, 0, 36)).held[34]).toBe(0);
  });

  it("keeps what is less than a chunk, and all of it while less than 32 page blocks are free", () => {
    expect(run(then(20_000, 500, 12)).held.at(-1)).toBe(500 + ((20_000 - 500) % 1024));
    expect(run(then(16_000, 500, 12)).held.at(-1)).toBe(16_000);
  });

  it("costs a fault for each page that is used again", () => {
    const { slowdown } = run([...then(GIB, 0, 9), 1000, 1000]);
    expect(slowdown[10]! - 1).toBeCloseTo(1000 * 1.5e-6, 12);
    expect(slowdown[9]).toBe(1);
  });

  it("takes whole frames of 2 MiB at once where the host shares the guest's allocator (B25)", () => {
    const { held } = run(then(10_000, 700, 2), { delay_s: 0, chunk_pages: 512, min_free_pages: 0 });
    expect(held).toEqual([10_000, 700 + (9300 % 512), 700 + (9300 % 512)]);
  });
});
