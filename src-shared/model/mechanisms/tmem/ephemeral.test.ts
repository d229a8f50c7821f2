import { describe, expect, it } from "vitest";
import type { EngineGuest, EngineScenario, TmemEntry } from "../../engine/scenario.ts";
import { simulate } from "../../engine/simulate.ts";
import { createAges } from "./ephemeral.ts";

const PAGE = 4096;
const wants = (tmem_demand: readonly (readonly [number, number])[], more: object = {}): EngineGuest =>
  ({ kind: "static", ram_bytes: 100 * PAGE, tmem_demand, ...more }) as EngineGuest;

function run(guests: readonly EngineGuest[], frames: number, entry: Omit<TmemEntry, "id" | "kind">, epochs = 3) {
  const scenario: EngineScenario = {
    ...{ host: { memory_bytes: frames * PAGE }, guests, epoch_s: 1, horizon_s: epochs, seed: 1 },
    mechanisms: [{ id: "tmem", kind: "ephemeral", ...entry }],
  };
  const { rows, summary, invariants } = simulate(scenario, { rows: true });
  expect(Object.values(invariants)).toEqual(Array(12).fill(0));
  const column = (name: string): number[] => rows!.data.map((row) => row[rows!.columns.indexOf(name)]!);
  return { column, summary };
}

describe("the order of ephemeral pages", () => {
  const full = { clientPages: 50, globalPages: 100, weight: 1, weights: 4, guest: 1 };

  it("gives up the oldest page of all, or that of the guest which puts if the test says it is over its quota (S31)", () => {
    const evict = (reading: "literal" | "intended", clientPages: number): number => {
      const ages = createAges(2, reading);
      ages.append(0, 50);
      ages.append(1, 50);
      return ages.evict({ ...full, clientPages });
    };
    // A quarter is due to the guest. As coded, who holds less than that loses its own page; as meant, who holds more.
    expect([evict("literal", 50), evict("literal", 10)]).toEqual([0, 1]);
    expect([evict("intended", 50), evict("intended", 10)]).toEqual([1, 0]);
    expect(createAges(2, "literal").evict(full)).toBe(-1);
  });

  it("is the same after a checkpoint", () => {
    const ages = createAges(3, "literal");
    for (const guest of [2, 0, 2]) ages.append(guest, 2);
    ages.remove(2, 3);
    const again = createAges(3, "literal", ages.save());
    expect([0, 1, 2, 3].map(() => again.evict(null))).toEqual([0, 0, 2, -1]);
  });
});

describe("a run with an ephemeral pool", () => {
  it("evicts one page for each put once the host has 255 free pages (S32), and fails only with nothing to evict", () => {
    // 1000 frames, 100 of the guest: 645 puts leave 255 free, the other 155 of 800 evict one page each.
    const { column, summary } = run([wants([[1, 800]])], 1000, { pool_pages: 5000 }, 1);
    expect(column("tmem.puts")).toEqual([800]);
    expect(summary.tmem).toMatchObject({ evicted: 155, failed: 0 });
    expect(column("fast.free")[0]! - column("tmem.gets")[0]!).toBe(255);
    // Without a page of the pool there is nothing to evict: all puts fail.
    expect(run([wants([[1, 50]])], 300, { pool_pages: 5000 }, 1).summary.tmem).toMatchObject({
      failed: 50,
      evicted: 0,
    });
  });

  it("gives pages back to guests that need frames, which a persistent pool does not", () => {
    const grows: EngineGuest = { kind: "series", demand_pages: [0, 900, 900] };
    const { summary } = run([wants([[1, 500]]), grows], 1000, { pool_pages: 500 });
    expect(summary.oom_kills).toBe(0);
    expect(summary.tmem!.used_last).toBeLessThan(1);
    const scenario: EngineScenario = {
      ...{ host: { memory_bytes: 1000 * PAGE }, guests: [wants([[1, 500]]), grows], epoch_s: 1, horizon_s: 3, seed: 1 },
      mechanisms: [{ id: "tmem", pool_pages: 500 }],
    };
    expect(simulate(scenario).summary.oom_kills).toBeGreaterThan(0);
  });

  it("lets a newcomer push out who was first, by the weights where quotas are as meant", () => {
    const guests = [wants([[1, 400]], { references_per_s: 0 }), wants([[2, 400]], { references_per_s: 0 })];
    const { column } = run(guests, 5000, { pool_pages: 400, quota: "intended" }, 2);
    // The newcomer takes from the oldest, which are the first one's, until it holds more than its half; then from its own.
    const [first, second] = [column("g0.tmem_used")[1]!, column("g1.tmem_used")[1]!];
    expect(second).toBeGreaterThanOrEqual(196);
    expect(second).toBeLessThanOrEqual(206);
    expect(first + second).toBeGreaterThanOrEqual(390);
  });

  it("has no targets", () => {
    expect(() => run([wants([[1, 5]])], 1000, { policy: "smart", pool_pages: 10 })).toThrow(/policy is smart/);
  });
});
