// Where a parameter of the engine stands in the form, and what is said of one that has no field there.
import { formatBytes, formatPlain } from "../../../src-shared/base/format.ts";
import { PARAMETERS } from "../../../src-shared/model/parameters.ts";
import { parameterTitle } from "./fields.ts";
import { mechanismForms } from "./mechanisms.ts";

/** Places of a parameter in the form, the best first: its own field, else the switch of its mechanism. */
export function placesOf(id: string): readonly string[] {
  const own = `mechanisms.${mechanismOf(id)}`;
  return id.endsWith(".run") ? [own] : [`mechanisms.${id}`, own];
}

/** What is said of a parameter whose field is not there: its value, and why. */
export function absenceOf(id: string): string {
  const found = PARAMETERS.find((one) => one.id === id);
  if (!found) return `There is no parameter ${id}`;
  const { value, unit, evidence } = found;
  const amount = value === null ? "not set" : unit === "bytes" ? formatBytes(value) : `${formatPlain(value)} ${unit}`;
  const mechanism = mechanismForms.find((one) => one.id === mechanismOf(id));
  const why = mechanism?.parameters.some((one) => one.id === id)
    ? `Its field is there when ${mechanism.title} is on.`
    : "The engine sets it; a scenario does not.";
  return `${parameterTitle(found)}: ${amount}, ${evidence}. ${why}`;
}

const mechanismOf = (id: string): string => id.split(".")[0] ?? "";
