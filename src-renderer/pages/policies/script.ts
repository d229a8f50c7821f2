// The text that is written on the page, and what a run is asked with: plain steps, and their remembered form.
import { systems } from "../../../src-shared/model/systems/registry.ts";
import { builtInPolicies } from "../../../src-shared/policy/registry.ts";

export interface Script {
  /** Of this text in this window: the editor keeps its steps under it. */
  readonly id: string;
  /** Name under which it is saved in the project; null: it is not. */
  readonly saved: string | null;
  readonly title: string;
  readonly text: string;
  readonly savedText: string | null;
}

/** All that a policy can be compared with: built-in policies, and systems with mechanisms of their own. */
export const rivals: readonly { readonly id: string; readonly title: string; readonly system: boolean }[] = [
  ...builtInPolicies.map(({ id, title }) => ({ id, title, system: false })),
  ...systems.map(({ name, title }) => ({ id: name, title, system: true })),
];

export interface RunSettings {
  /** Ids of built-in policies and systems. */
  readonly beside: readonly string[];
  /** Null: as many guests as were captured. */
  readonly guests: number | null;
  readonly interval: number;
  readonly delay: number;
  readonly replications: number;
}

export const SETTINGS: RunSettings = {
  beside: ["nothing", "mom"],
  guests: null,
  interval: 1,
  delay: 1,
  replications: 1,
};

export const isUnsaved = ({ text, savedText }: Pick<Script, "text" | "savedText">): boolean =>
  text.trim() !== "" && text !== savedText;

/** Script and settings from what was remembered of them; null: nothing was written. */
export function parseScript(value: unknown, id: string): Script | null {
  const { text, title, saved, savedText } = record(value);
  if (typeof text !== "string" || typeof title !== "string" || text.trim() === "") return null;
  const words = (one: unknown): string | null => (typeof one === "string" ? one : null);
  return { id, title, text, saved: words(saved), savedText: words(savedText) };
}

/** Break conditions by title, from what was remembered. */
export const parseBreaks = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(record(value)).filter(([, text]) => typeof text === "string")) as Record<
    string,
    string
  >;

export function parseSettings(value: unknown): RunSettings {
  const { beside, guests, interval, delay, replications } = record(value);
  const known = new Set(rivals.map(({ id }) => id));
  const whole = (one: unknown, most: number): number | null =>
    typeof one === "number" && Number.isInteger(one) && one >= 1 && one <= most ? one : null;
  return {
    beside: Array.isArray(beside) ? beside.filter((id) => known.has(id)) : SETTINGS.beside,
    guests: whole(guests, MOST.guests),
    interval: whole(interval, MOST.interval) ?? 1,
    delay: whole(delay, MOST.delay) ?? 1,
    replications: whole(replications, MOST.replications) ?? 1,
  };
}

/** Greatest values of the fields. */
export const MOST = { guests: 100_000, interval: 1_000_000, delay: 1000, replications: 1000 } as const;

/** How old the newest view may be and how often a policy is asked, as the command line writes it. */
export function commandLine(
  project: string,
  script: Script,
  settings: RunSettings,
  condition: string | null = null,
): string {
  const quoted = (text: string): string => (/^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
  const { beside, guests, interval, delay, replications } = settings;
  const file = script.saved === null ? `${script.title}.ts` : `${project}/policies/${script.saved}.ts`;
  return [
    `plimsoll policy run ${quoted(project)} ${quoted(file)}`,
    ...(beside.length > 0 ? [`--beside ${beside.join(",")}`] : []),
    ...(guests === null ? [] : [`--guests ${guests}`]),
    ...(interval === 1 ? [] : [`--interval ${interval}`]),
    ...(delay === 1 ? [] : [`--delay ${delay}`]),
    ...(replications === 1 ? [] : [`--replications ${replications}`]),
    ...(condition === null ? [] : [`--break ${quoted(condition)}`]),
  ].join(" ");
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
