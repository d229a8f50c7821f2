// The scenarios that a project keeps as files, each the exact file that the command line takes.
import { type ErrorReport, toReport } from "../../../src-shared/base/errors.ts";
import { readScenario } from "../../../src-shared/density/scenario.ts";
import type { Scenario } from "../../../src-shared/density/scenario-schema.ts";
import type { Transport } from "../../../src-shared/protocol/transport.ts";
import { moveDocument } from "../../app/documents.ts";

export interface SavedScenario {
  readonly name: string;
  readonly text: string;
  readonly modifiedMs: number;
  /** Null: it cannot be read, and why. */
  readonly scenario: Scenario | null;
  readonly error: ErrorReport | null;
}

export interface SavedScenarios {
  list(): Promise<SavedScenario[]>;
  save(name: string, text: string): Promise<void>;
  /** Throws `document.name_taken` where another scenario has the name. */
  rename(from: string, to: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** Path of a saved scenario, which series files are looked up beside; null for one that was not saved. */
  fileOf(name: string | null): string | null;
}

export function savedScenarios(client: Pick<Transport, "request">, project: string): SavedScenarios {
  const kind = "scenario" as const;
  return {
    async list() {
      const { documents } = await client.request("documents", { project, kind });
      return documents.map(({ name, text, modified_ms: modifiedMs }): SavedScenario => {
        try {
          return { name, text, modifiedMs, scenario: readScenario(text, name), error: null };
        } catch (thrown) {
          return { name, text, modifiedMs, scenario: null, error: toReport(thrown) };
        }
      });
    },
    async save(name, text) {
      await client.request("saveDocument", { project, kind, name, text });
    },
    async rename(from, to) {
      await moveDocument(client, { project, kind, from, to });
    },
    async remove(name) {
      await client.request("removeDocument", { project, kind, name });
    },
    fileOf: (name) => (name === null ? null : `${project}/scenarios/${name}.json`),
  };
}

/** The scenario that was saved last, of those that can be read. */
export const latestOf = (list: readonly SavedScenario[]): SavedScenario | null =>
  list.reduce<SavedScenario | null>(
    (latest, one) => (one.scenario && (!latest || one.modifiedMs > latest.modifiedMs) ? one : latest),
    null,
  );

/** A name that no saved scenario has: "mine copy", "mine copy 2". */
export function freeName(wanted: string, taken: readonly string[]): string {
  const used = new Set(taken.map((name) => name.toLowerCase()));
  if (!used.has(wanted.toLowerCase())) return wanted;
  let number = 2;
  while (used.has(`${wanted} ${number}`.toLowerCase())) number++;
  return `${wanted} ${number}`;
}

/** Why a name cannot be that of a file on every system; null when it can. */
export function nameProblem(name: string): string | null {
  if (name.trim() === "") return "a name is needed";
  if (name.trim() !== name) return "no blanks at its ends";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: names of files hold none
  if (/[\u0000-\u001f<>:"/\\|?*]/.test(name)) return 'none of < > : " / \\ | ? *';
  if (name.startsWith(".") || name.endsWith(".")) return "no dot at its ends";
  return name.length > 100 ? "at most 100 characters" : null;
}
