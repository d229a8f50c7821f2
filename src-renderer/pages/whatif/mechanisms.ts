// The mechanisms of the form: those that this version computes, with the parameters that a scenario may set.
import { mechanismKinds } from "../../../src-shared/density/mechanism-schema.ts";
import type { MechanismEntry, Scenario } from "../../../src-shared/density/scenario-schema.ts";
import { mechanisms as registry } from "../../../src-shared/model/mechanisms/registry.ts";
import { type Parameter, parametersOf } from "../../../src-shared/model/parameters.ts";
import type { DensityReply } from "../../../src-shared/protocol/replies.ts";
import { type Choice, choicesOf } from "./choices.ts";

export type MechanismId = keyof typeof mechanismKinds;

export interface MechanismForm {
  readonly id: MechanismId;
  /** In the form. */
  readonly title: string;
  /** On rungs and in lists. */
  readonly short: string;
  /** What captures must hold for it, in two words. */
  readonly needs: string;
  readonly parameters: readonly Parameter[];
  readonly choices: readonly Choice[];
  /** Compared with the scenario even while it is off: what it does with its defaults says something on any host. */
  readonly standing: boolean;
}

const words: Partial<Record<MechanismId, Pick<MechanismForm, "title" | "short" | "needs">>> = {
  dedup: { title: "Deduplication (KSM)", short: "KSM", needs: "page contents" },
  balloon: { title: "Ballooning", short: "balloon", needs: "guest statistics" },
};

/** Parameters that the switch itself stands for. */
const SWITCHES: readonly string[] = ["dedup.run"];

/** Mechanisms of guests that this page does not write: functions, images. */
const NOT_ANSWERED: readonly string[] = ["hotplug", "layout"];

/** In the order of the registry. */
export const mechanismForms: readonly MechanismForm[] = registry.flatMap((mechanism): MechanismForm[] => {
  if (!Object.hasOwn(mechanismKinds, mechanism.id) || NOT_ANSWERED.includes(mechanism.id)) return [];
  const id = mechanism.id as MechanismId;
  const known = Object.keys(mechanismKinds[id].shape);
  const own = words[id] ?? { title: mechanism.title, short: mechanism.title, needs: mechanism.requires[0]?.what ?? "" };
  const choices = choicesOf(id);
  const chosen = choices.map(({ key }) => `${id}.${key}`);
  const parameters = parametersOf(id).filter(
    (one) => known.includes(one.id.slice(id.length + 1)) && ![...SWITCHES, ...chosen].includes(one.id),
  );
  return [{ id, ...own, parameters, choices, standing: Object.hasOwn(words, id) }];
});

/** Mechanisms that the page compares with a scenario: the standing ones, and all that are on in it. */
export const comparedIn = (scenario: Scenario, forms: readonly MechanismForm[] = mechanismForms): MechanismForm[] =>
  forms.filter(({ id, standing }) => standing || isOn(scenario, id));

const isKind = (entry: MechanismEntry, id: string): boolean => "id" in entry && entry.id === id;

/** Whether a mechanism is there and runs. */
export const isOn = (scenario: Scenario, id: string): boolean =>
  scenario.mechanisms.some((entry) => isKind(entry, id) && !("run" in entry && entry.run === 0));

export const entryOf = (scenario: Scenario, id: string): MechanismEntry | undefined =>
  scenario.mechanisms.find((entry) => isKind(entry, id));

/** The scenario with a mechanism on or off; one that comes has the parameters of `entry`, or its defaults. */
export function withMechanism(scenario: Scenario, id: MechanismId, on: boolean, entry?: MechanismEntry): Scenario {
  const { mechanisms } = scenario;
  if (!on) return { ...scenario, mechanisms: mechanisms.filter((one) => !isKind(one, id)) };
  const added = running(entry ?? entryOf(scenario, id) ?? (mechanismKinds[id].parse({ id }) as MechanismEntry));
  return entryOf(scenario, id)
    ? { ...scenario, mechanisms: mechanisms.map((one) => (isKind(one, id) ? added : one)) }
    : { ...scenario, mechanisms: [...mechanisms, added] };
}

const running = (entry: MechanismEntry): MechanismEntry => ("run" in entry ? { ...entry, run: 1 } : entry);

/**
 * Why a mechanism brings nothing to this mix although it is on: the captures do not hold what it stands on. Null when it acts, or
 * is not in the answer.
 */
export function lackIn(reply: DensityReply | null, id: string): string | null {
  const own = reply?.mechanisms.find((mechanism) => mechanism.id === id);
  if (!own || own.saved_bytes_per_guest.p95 > 0) return null;
  return own.note?.startsWith("saves nothing on") ? own.note : null;
}
