// Where a parameter of the engine stands in the form, and what is said of one that has no field there.
import { formatBytes, formatPlain } from "../../../src-shared/base/format.ts";
import { PARAMETERS } from "../../../src-shared/model/parameters.ts";
import { parameterTitle } from "./fields.ts";

/** Places of a parameter in the form, the best first: its own field, else the switch of its mechanism. */
export function placesOf(id: string): readonly string[] {
  const [mechanism = ""] = id.split(".");
  const own = `mechanisms.${mechanism}`;
  return id.endsWith(".run") ? [own] : [`mechanisms.${id}`, own];
}

/** One sentence with title, value and evidence. */
export function parameterOf(id: string): string {
  const found = PARAMETERS.find((one) => one.id === id);
  if (!found) return `There is no parameter ${id}`;
  const { value, unit, evidence, source } = found;
  const words = value === null ? "not set" : unit === "bytes" ? formatBytes(value) : `${formatPlain(value)} ${unit}`;
  return `${parameterTitle(found)}: ${words} (${evidence}, ${source}). It has no field while its mechanism is off, or none at all.`;
}
