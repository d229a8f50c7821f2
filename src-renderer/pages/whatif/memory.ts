// What a window keeps of the page over a reload: the draft and what is compared with it.
import { parseScenario } from "../../../src-shared/density/scenario.ts";
import { type Draft, draftJson, readDraft } from "./draft.ts";
import type { Beside } from "./rows.ts";
import { scenarioJson } from "./scenario-text.ts";

export interface Remembered {
  readonly draft: Draft;
  readonly kept: readonly Beside[];
  readonly unchecked: readonly string[];
}

export interface Memory {
  read(): Remembered | null;
  write(value: Remembered): void;
}

export const rememberedJson = ({ draft, kept, unchecked }: Remembered): object => ({
  draft: draftJson(draft),
  kept: kept.map((one) => ({ ...one, scenario: scenarioJson(one.scenario) })),
  unchecked,
});

/** Null when there is nothing, or nothing that can be read. */
export function readRemembered(json: unknown): Remembered | null {
  if (typeof json !== "object" || json === null) return null;
  const { draft, kept, unchecked } = json as Record<string, unknown>;
  const read = readDraft(draft);
  if (!read) return null;
  return {
    draft: read,
    kept: Array.isArray(kept) ? kept.flatMap(besideOf) : [],
    unchecked: Array.isArray(unchecked) ? unchecked.map(String) : [],
  };
}

function besideOf(json: unknown): Beside[] {
  const { id, title, scenario } = (json ?? {}) as Record<string, unknown>;
  try {
    return [{ id: String(id), title: String(title), scenario: parseScenario(scenario, null) }];
  } catch {
    return [];
  }
}

/** Kept in the window's session, one entry a project. */
export function sessionMemory(storage: Storage, project: string): Memory {
  const key = `plimsoll.whatif/1 ${project}`;
  return {
    read() {
      try {
        return readRemembered(JSON.parse(storage.getItem(key) ?? "null"));
      } catch {
        return null;
      }
    },
    write(value) {
      try {
        storage.setItem(key, JSON.stringify(rememberedJson(value)));
      } catch {
        // A full or forbidden storage only means that a reload begins with what was saved.
      }
    },
  };
}
