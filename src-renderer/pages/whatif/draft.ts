// The scenario under the hand: what it is called, what was saved of it, and what it is now.

import { parseScenario } from "../../../src-shared/density/scenario.ts";
import type { MechanismEntry, Scenario } from "../../../src-shared/density/scenario-schema.ts";
import { changesBetween } from "./changes.ts";
import { scenarioJson } from "./scenario-text.ts";

export interface Draft {
  /** Name of the saved scenario; null: it was never saved. */
  readonly name: string | null;
  /** What it is called where it has no name. */
  readonly origin: string;
  readonly saved: Scenario;
  readonly scenario: Scenario;
  /** What has to be filled in by hand. */
  readonly remarks: readonly string[];
  /** Parameters of mechanisms that were switched off, for when they come back. */
  readonly parked: Readonly<Record<string, MechanismEntry>>;
}

export const newDraft = (origin: string, scenario: Scenario, remarks: readonly string[] = []): Draft => ({
  name: null,
  origin,
  saved: scenario,
  scenario,
  remarks,
  parked: {},
});

export const savedDraft = (name: string, scenario: Scenario): Draft => ({ ...newDraft(name, scenario), name });

export const titleOf = ({ name, origin }: Draft): string => name ?? origin;

/** Places that differ from what was saved. */
export const changesOf = ({ saved, scenario }: Draft): string[] => changesBetween(saved, scenario);

/** A static mix to start from where nothing was captured. */
export const staticMix = (): Scenario =>
  parseScenario(
    {
      host: { memory_bytes: 64 * 2 ** 30, reserve_bytes: 4 * 2 ** 30 },
      guests: [{ kind: "static", name: "static 1", ram_bytes: 4 * 2 ** 30 }],
      mechanisms: [],
    },
    null,
  );

/** What a window keeps over a reload. */
export const draftJson = ({ name, origin, saved, scenario, remarks }: Draft): object => ({
  name,
  origin,
  saved: scenarioJson(saved),
  scenario: scenarioJson(scenario),
  remarks,
});

/** The same read again; null when it cannot be. */
export function readDraft(json: unknown): Draft | null {
  if (typeof json !== "object" || json === null) return null;
  const { name = null, origin, saved, scenario, remarks } = json as Record<string, unknown>;
  if ((name !== null && typeof name !== "string") || typeof origin !== "string") return null;
  try {
    return {
      ...newDraft(origin, parseScenario(saved, null)),
      name,
      scenario: parseScenario(scenario, null),
      remarks: Array.isArray(remarks) ? remarks.map(String) : [],
    };
  } catch {
    return null;
  }
}
