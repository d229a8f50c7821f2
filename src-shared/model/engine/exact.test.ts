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

it("pages one by one and pages by count agree exactly, also where guests give memory back", () => {
  fc.assert(
    fc.property(anyScenario, (any) => {
      const given = withoutContents(any);
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
