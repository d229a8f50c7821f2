// What the Validation page shows of a run: rows by system, verdict, kind and words; counts; command lines and inputs as text.
import type { ValidationRow } from "../../../src-shared/protocol/validation-replies.ts";

/** Verdicts as a person sorts them: a consistent row is neither a proof nor a failure. */
export type VerdictFilter = "all" | "good" | "bad" | "notRun";

export interface Filter {
  readonly system: string;
  readonly kind: string;
  readonly verdict: VerdictFilter;
  readonly words: string;
}

/** The kind in the filter that stands for rows of any kind on our own recordings. */
export const MEASURED_HERE = "measured here";

export const EVERYTHING: Filter = { system: "", kind: "", verdict: "all", words: "" };

const GROUPS: Readonly<Record<ValidationRow["verdict"], Exclude<VerdictFilter, "all">>> = {
  pass: "good",
  consistent: "good",
  fail: "bad",
  inconsistent: "bad",
  not_run: "notRun",
};

export const groupOf = (row: ValidationRow): Exclude<VerdictFilter, "all"> => GROUPS[row.verdict];

/** Rows that a filter lets through, in their order. */
export function shownRows(rows: readonly ValidationRow[], filter: Filter): readonly ValidationRow[] {
  const words = filter.words.trim().toLowerCase();
  return rows.filter(
    (row) =>
      (filter.system === "" || row.system === filter.system) &&
      (filter.kind === "" || (filter.kind === MEASURED_HERE ? row.measured_here : row.kind === filter.kind)) &&
      (filter.verdict === "all" || groupOf(row) === filter.verdict) &&
      (words === "" || `${row.id} ${row.claim} ${row.source}`.toLowerCase().includes(words)),
  );
}

/** Systems in the order of the table. */
export const systemsOf = (rows: readonly ValidationRow[]): readonly string[] => [
  ...new Set(rows.map(({ system }) => system)),
];

export interface Counts {
  readonly pass: number;
  readonly consistent: number;
  readonly bad: number;
  readonly notRun: number;
}

export const countsOf = (rows: readonly ValidationRow[]): Counts => ({
  pass: rows.filter(({ verdict }) => verdict === "pass").length,
  consistent: rows.filter(({ verdict }) => verdict === "consistent").length,
  bad: rows.filter((row) => groupOf(row) === "bad").length,
  notRun: rows.filter((row) => groupOf(row) === "notRun").length,
});

export type InputTexts = Readonly<Record<string, string>>;

/** Inputs as they are written into fields: numbers plain, lists as JSON. */
export const inputTexts = (row: Pick<ValidationRow, "inputs">): InputTexts =>
  Object.fromEntries(Object.entries(row.inputs).map(([name, { value }]) => [name, JSON.stringify(value)]));

/** Values of changed fields by name; null for a field that holds no JSON. */
export function changedInputs(row: Pick<ValidationRow, "inputs">, texts: InputTexts): Record<string, unknown> | null {
  const changed: Record<string, unknown> = {};
  const own = inputTexts(row);
  for (const [name, text] of Object.entries(texts)) {
    if (text.trim() === own[name]) continue;
    try {
      changed[name] = JSON.parse(text);
    } catch {
      return null;
    }
  }
  return changed;
}

/** The command that computes a row, with the inputs that were changed. */
export function commandLine(id: string, inputs: Readonly<Record<string, unknown>>): string {
  const given = Object.keys(inputs).length > 0 ? ` --inputs '${JSON.stringify(inputs).replaceAll("'", "'\\''")}'` : "";
  return `plimsoll validate --row ${id}${given}`;
}
