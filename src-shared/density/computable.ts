// What a scenario may say but an answer to "how many" does not count yet: refused, because to ignore it would be wrong.
import { failure } from "../base/errors.ts";
import type { Scenario } from "./scenario-schema.ts";

const COUNTED: readonly string[] = ["dedup", "balloon"];

/** Throws `scenario.not_available` (exit 2) with what is not counted. */
export function refuseUncounted(scenario: Scenario): void {
  for (const mechanism of scenario.mechanisms) {
    const name = "id" in mechanism ? mechanism.id : mechanism.system;
    if (!COUNTED.includes(name)) refuse(`the mechanism "${name}"`);
  }
  if (scenario.host.tiers?.some((tier) => tier.name === "slow" && tier.bytes > 0)) refuse("a slow memory tier");
}

function refuse(what: string): never {
  throw failure("scenario.not_available", `${what} can be simulated but not counted in an answer by this version`, {
    expected: `mechanisms among ${COUNTED.join(", ")}`,
    next: "take it out of the scenario, or simulate it: an answer that ignored it would be wrong",
    exit: 2,
  });
}
