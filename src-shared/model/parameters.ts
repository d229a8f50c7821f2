// The one table of numbers that the engine uses: unit, default, range, where it comes from and how sure it is.
import { BALLOON } from "./parameters/balloon.ts";
import { CLONE } from "./parameters/clone.ts";
import { DEDUP } from "./parameters/dedup.ts";
import { HOST } from "./parameters/host.ts";
import { HOTPLUG } from "./parameters/hotplug.ts";
import { HUGEPAGES } from "./parameters/hugepages.ts";
import { OVERCOMMIT } from "./parameters/overcommit.ts";
import type { Parameter } from "./parameters/row.ts";
import { START } from "./parameters/start.ts";
import { TIERING } from "./parameters/tiering.ts";
import { TMEM } from "./parameters/tmem.ts";

export type { Evidence, Parameter } from "./parameters/row.ts";

export const PARAMETERS: readonly Parameter[] = [
  ...DEDUP,
  ...BALLOON,
  ...START,
  ...HUGEPAGES,
  ...OVERCOMMIT,
  ...TIERING,
  ...HOTPLUG,
  ...TMEM,
  ...CLONE,
  ...HOST,
];

/** The parameters of a mechanism. */
export const parametersOf = (mechanism: string): readonly Parameter[] =>
  PARAMETERS.filter((parameter) => parameter.id.startsWith(`${mechanism}.`));

/** The default of a parameter that has one. */
export function defaultOf(id: string): number {
  const value = PARAMETERS.find((parameter) => parameter.id === id)?.value;
  if (value === undefined || value === null) throw new RangeError(`${id} has no default`);
  return value;
}
