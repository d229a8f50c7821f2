import fc from "fast-check";
import { expect, it } from "vitest";
import type { EngineMechanism, EngineScenario } from "./scenario.ts";
import { simulate } from "./simulate.ts";
import { anyScenario } from "./testing/scenarios.ts";

/**
 * The scenario with guests that have nothing in common and give nothing back: which of their pages leave first is a matter of
 * labels, and a guest that is known page by page gives back its last pages wherever they are.
 */
function settled(given: EngineScenario): EngineScenario {
  const guests = given.guests.map(({ heat, references_per_s, tmem_demand, objects, count }) => {
    return { kind: "static", ram_bytes: 70 * 4096, heat, references_per_s, tmem_demand, objects, count } as const;
  });
  const mechanisms = given.mechanisms.filter(({ id }) => id !== "dedup" && id !== "balloon");
  return { ...given, guests, mechanisms };
}

/** A scanner makes the engine keep pages one by one; counters of its own apart, nothing else may differ. */
const scanner: EngineMechanism = { id: "dedup", smart_scan: 0, pages_per_epoch: 7 };

it("pages one by one and pages by count agree exactly on tiers, swap and pools", () => {
  fc.assert(
    fc.property(anyScenario, (any) => {
      const given = settled(any);
      const counted = simulate(given, { rows: true });
      const exact = simulate({ ...given, mechanisms: [...given.mechanisms, scanner] }, { rows: true });
      const { columns } = counted.rows!;
      const own = columns.map((name) => name.startsWith("ksm."));
      for (const [epoch, row] of counted.rows!.data.entries())
        for (const [i, value] of row.entries())
          if (!own[i]) expect(exact.rows!.data[epoch]![i], `${columns[i]} in epoch ${epoch + 1}`).toBe(value);
      expect(exact.summary).toEqual(counted.summary);
    }),
    { numRuns: 150 },
  );
});
