// Parameters of a dashboard as rows of text that are typed, and back.
import { Parameter, type ParameterValue } from "../../../src-shared/dashboard/schema.ts";

export interface Row {
  readonly name: string;
  readonly title: string;
  readonly type: "text" | "number";
  readonly standard: string;
  /** A list parted by commas, or a SELECT. */
  readonly choices: string;
  /** What `choices` was made of, which a text of it may not tell: a choice can hold a comma. */
  readonly kept: Parameter["choices"];
}

export const newRow = (number: number): Row => ({
  ...{ name: `value${number}`, title: "", type: "text", standard: "", choices: "", kept: undefined },
});

const textOf = (choices: Parameter["choices"]): string =>
  choices === undefined ? "" : Array.isArray(choices) ? choices.join(", ") : choices.sql;

export const rowOf = ({ name, title, type, default: standard, choices }: Parameter): Row => ({
  ...{ name, title: title ?? "", type, standard: String(standard), choices: textOf(choices), kept: choices },
});

const isSql = (text: string): boolean => /^\s*(select|with|from|values)\b/i.test(text);

const typed = (type: Row["type"], text: string): ParameterValue =>
  type === "number" ? Number(text.trim()) : text.trim();

function choicesOf({ type, choices, kept }: Row): unknown {
  if (choices.trim() === "") return undefined;
  const fits = !Array.isArray(kept) || kept.every((one) => typeof one === (type === "number" ? "number" : "string"));
  if (fits && choices === textOf(kept)) return kept;
  if (isSql(choices)) return { sql: choices.trim() };
  return choices
    .split(",")
    .map((one) => one.trim())
    .filter(Boolean)
    .map((one) => typed(type, one));
}

function parameterOf(row: Row): unknown {
  const choices = choicesOf(row);
  return {
    name: row.name.trim(),
    ...(row.title.trim() ? { title: row.title.trim() } : {}),
    type: row.type,
    default: typed(row.type, row.standard),
    ...(choices === undefined ? {} : { choices }),
  };
}

/** Throws where `problemOf` finds something. */
export const parametersOf = (rows: readonly Row[]): readonly Parameter[] =>
  rows.map((row) => Parameter.parse(parameterOf(row)));

export function problemOf(rows: readonly Row[]): string | null {
  for (const row of rows) {
    const parsed = Parameter.safeParse(parameterOf(row));
    if (!parsed.success)
      return `${row.name || "a parameter without a name"}: ${parsed.error.issues[0]?.message ?? "is not whole"}`;
  }
  const twice = rows.find((row, at) => rows.findIndex(({ name }) => name === row.name) !== at);
  return twice ? `two parameters are called ${twice.name}` : null;
}
