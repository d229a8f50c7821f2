// Values inside a scenario by their place, such as `guests[0].weight` or `mechanisms.dedup.pages_to_scan`.
import type { Scenario } from "../../../src-shared/density/scenario-schema.ts";

/** Steps of a place; a mechanism is named by its id, a guest by its number. */
const stepsOf = (place: string): readonly string[] => place.replace(/\[(\d+)\]/g, ".$1").split(".");

/** Where a step leads inside a value: into a mechanism by its id, else into an entry or a key. */
function keyIn(value: unknown, step: string): string | number {
  if (!Array.isArray(value)) return step;
  if (/^\d+$/.test(step)) return Number(step);
  return value.findIndex((entry) => (entry as { id?: unknown } | null)?.id === step);
}

/** The value at a place; undefined where there is none. */
export function valueAt(scenario: Scenario, place: string): unknown {
  return stepsOf(place).reduce<unknown>(
    (inner, step) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, keyIn(inner, step)) : undefined),
    scenario,
  );
}

/** A scenario with another value at a place; undefined takes the key away. Places that are not there stay so. */
export function withValue(scenario: Scenario, place: string, value: unknown): Scenario {
  return changed(scenario, stepsOf(place), value) as Scenario;
}

function changed(inside: unknown, [step, ...rest]: readonly string[], value: unknown): unknown {
  if (step === undefined) return value;
  if (typeof inside !== "object" || inside === null) return inside;
  const key = keyIn(inside, step);
  const next = changed(Reflect.get(inside, key), rest, value);
  if (Array.isArray(inside)) return inside.map((entry, i) => (i === key ? next : entry));
  if (rest.length === 0 && value === undefined) {
    const { [String(key)]: _, ...others } = inside as Record<string, unknown>;
    return others;
  }
  return { ...inside, [key]: next };
}

/** The scenario's own way of writing a place (`mechanisms[1].run`), as errors name it. */
export function writtenPlace(scenario: Scenario, place: string): string {
  return place.replace(/^mechanisms\.(\w+)/, (_, id: string) => `mechanisms[${keyIn(scenario.mechanisms, id)}]`);
}
