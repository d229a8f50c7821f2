import fc from "fast-check";
import { expect, it } from "vitest";
import type { EngineGuest, EngineMechanism, EngineScenario } from "./scenario.ts";
import { simulate } from "./simulate.ts";
import { anyScenario } from "./testing/scenarios.ts";

/**
 * The scenario with guests that have nothing in common: what is known of contents is lost, how much is used and how stays.
 */
function withoutContents(given: EngineScenario): EngineScenario {
  const guests = given.guests.map((guest): EngineGuest => {
    if (guest.kind === "pages") return { ...guest, pages: [{ unique: 70 }], writes: [] };
    if (guest.kind === "work")
      return { ...guest, phases: guest.phases.map((phase) => ({ ...phase, contents: [], writes_per_s: 0 })) };
    if (guest.kind !== "synthetic") return guest;
    const { content, ...use } = guest;
    const pages = content.zero_pages + content.common_pages + content.unique_pages;
    return { ...use, kind: "static", ram_bytes: pages * 4096 };
  });
  return { ...given, guests, mechanisms: given.mechanisms.filter(({ id }) => id !== "dedup") };
}

/** A scanner makes the engine keep pages one by one; counters of its own apart, nothing else may differ. */
const scanner: EngineMechanism = { id: "dedup", smart_scan: 0, pages_per_epoch: 7 };

function expectSame(given: EngineScenario, replication: number): void {
  const counted = simulate(given, { rows: true, replication });
  const exact = simulate({ ...given, mechanisms: [...given.mechanisms, scanner] }, { rows: true, replication });
  const { columns } = counted.rows!;
  const own = columns.map((name) => name.startsWith("ksm."));
  for (const [epoch, row] of counted.rows!.data.entries())
    for (const [i, value] of row.entries())
      if (!own[i]) expect(exact.rows!.data[epoch]![i], `${columns[i]} in epoch ${epoch + 1}`).toBe(value);
  expect(exact.summary).toEqual(counted.summary);
}

it("pages one by one and pages by count agree exactly, also where guests give memory back", () => {
  fc.assert(
    fc.property(anyScenario, fc.nat(99), (any, replication) => {
      const given = withoutContents(any);
      expectSame(given, replication);
    }),
    { numRuns: 150 },
  );
});

it("agree exactly on functions, whatever gives their memory back", () => {
  const variants = ["static", "virtio-mem", "dimm", "hotmem", "harvest", "balloon", "one-to-one"] as const;
  const MIB = 2 ** 20;
  fc.assert(
    fc.property(
      fc.constantFrom(...variants),
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 20, max: 120 }),
      fc.integer({ min: 0, max: 40 }),
      fc.nat(99),
      (variant, touched, memory, swap, replication) => {
        const fn: EngineGuest = {
          ...{ kind: "function", memory_bytes: 32 * MIB, touched_bytes: touched * MIB, count: 2 },
          ...{ init_ms: 200, exec_ms: 300, concurrency: 2, arrivals: { poisson_per_s: 0.7 } },
        };
        const given: EngineScenario = {
          host: { memory_bytes: memory * MIB },
          guests: [fn, { kind: "onoff", base_bytes: 4 * MIB, burst_bytes: 9 * MIB, p: 0.4 }],
          mechanisms: [
            { id: "hotplug", variant, keep_alive_s: 2, block_bytes: 8 * MIB },
            { id: "overcommit", swap_bytes: swap * MIB },
          ],
          ...{ epoch_s: 1, horizon_s: 12, seed: 3 },
        };
        expectSame(given, replication);
      },
    ),
    { numRuns: 30 },
  );
});
