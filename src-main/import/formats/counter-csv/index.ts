// Importer of tables of counters: CSV with wall_ns or mono_ns first, every other column one statistic.
import type { ImportContext, Importer } from "../../importer.ts";
import { headLines } from "../../text/head.ts";
import { importLines } from "../../text/import-lines.ts";
import { chosen } from "../../text/ksm.ts";
import { int32Of, numberOf, reported } from "../../text/numbers.ts";
import { createOutput, type Output } from "../../text/output.ts";
import type { Group } from "../../text/statistics.ts";
import { timedCsv, timedHeader } from "../../text/timed-csv.ts";
import { accepted, rejected } from "../../text/verdict.ts";
import { isEventTable } from "../events-csv/columns.ts";
import { meaningOf, type TableMeaning } from "./columns.ts";

const NOT_A_NUMBER = rejected("csv.number", "a number in a column of numbers");

function reader(context: ImportContext, output: Output) {
  let meaning: TableMeaning = meaningOf([]);
  /** By column: true once it held a number, false once it held a word; undefined while it was empty. */
  let numeric: (boolean | undefined)[] = [];

  const fact = (name: string, value: string, subject: string | null, t: bigint | null): void => {
    const scope = meaning.scope === "other" ? "capture" : (meaning.scope as "host" | "guest" | "process");
    output.fact({ t, scope, subject, name: `${meaning.source}.${name}`, value: chosen(value) });
  };
  /** Decides by its first value what a column holds; false where a value does not fit. */
  const fits = (fields: readonly string[]): boolean =>
    meaning.columns.every(({ at }) => {
      const text = fields[at] as string;
      if (text === "") return true;
      const number = numberOf(text) !== null;
      numeric[at] ??= number;
      return number || numeric[at] === false;
    });

  return timedCsv(context, {
    header(names) {
      meaning = meaningOf(names);
      numeric = names.map(() => undefined);
      for (const { at, numbers } of meaning.columns) if (numbers) numeric[at] = true;
    },
    row(fields, t) {
      if (!fits(fields)) return NOT_A_NUMBER;
      const { source, scope } = meaning;
      const pid = int32Of(fields[meaning.pid]);
      const subject = fields[meaning.subject] ?? null;
      const group: Group = output.statistics.group(source, scope, subject, pid);
      for (const { at, name, meaning: series } of meaning.columns) {
        const text = fields[at] as string;
        if (text === "") continue;
        if (numeric[at]) group.put(name, series, t, reported(Number(text)));
        else fact(name, text, subject ?? (pid === null ? null : String(pid)), t);
      }
      return accepted;
    },
  });
}

export const counterCsv: Importer = {
  id: "counter-csv",
  title: "Table of counters (CSV with wall_ns, mono_ns)",
  notes: {
    made: "a sampler: `wall_ns,mono_ns` and a column for each statistic",
    accuracy: "values as doubles, exact to 2^53",
    limits: "columns without a unit in their name are counts or levels as they stand",
  },
  tables: ["series", "counter", "fact"],
  detect(head) {
    const names = timedHeader(headLines(head) ?? []);
    if (!names || isEventTable(names)) return null;
    return { confidence: 0.9, why: `a table of counters with ${names[0]} in its first column` };
  },
  open(source, context) {
    const output = createOutput(context);
    return importLines(source, context, output, reader(context, output));
  },
};
