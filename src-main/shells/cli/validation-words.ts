// The validation table in plain words.
import type { ComputedRow, ValidateReply, ValidationRow } from "../../../src-shared/protocol/validation-replies.ts";
import { deviationText, kindText, valueText, verdictText } from "../../../src-shared/validation/words.ts";
import { textTable } from "./output.ts";

/** Longest list that is printed in a table. */
const MOST = 60;

const short = (text: string): string => (text.length > MOST ? `${text.slice(0, MOST - 1)}…` : text);

function oneRow(row: ValidationRow): string {
  const inputs = Object.entries(row.inputs).map(([name, { value, unit }]) => [name, short(valueText(value)), unit]);
  const facts = [
    ["kind", kindText(row)],
    ["verdict", verdictText(row.verdict)],
    ["ours", row.why_not ?? valueText(row.ours)],
    ["which is", row.result],
    ["expected", `${valueText(row.expected)} (${row.tolerance})`],
    ["deviation", deviationText(row.deviation) || "none to tell"],
    ["formula", row.formula],
    ["source", `${row.source} (${row.evidence})`],
    ...(row.own_inputs ? [["own inputs", row.own_inputs]] : []),
    ...(row.note ? [["note", row.note]] : []),
  ];
  return [
    `${row.id}  ${row.system}\n${row.claim}`,
    textTable(["input", "value", "unit"], inputs),
    facts.map(([name, text]) => `${name!.padEnd(10)} ${text}`).join("\n"),
  ].join("\n\n");
}

const computed = (row: ComputedRow): string =>
  `${row.id} with these inputs: ${row.why_not ?? valueText(row.ours)}\n(${row.result})`;

/** All rows as a table by system with the counts below, or one row in full. */
export function validateWords({ rows, counts }: ValidateReply): string {
  const judged = rows.filter((row): row is ValidationRow => "verdict" in row);
  const [first] = rows;
  if (first && !("verdict" in first)) return computed(first);
  if (judged.length === 1) return oneRow(judged[0]!);
  const table = textTable(
    ["row", "system", "kind", "verdict", "ours", "expected", "deviation"],
    judged.map((row) => [
      row.id,
      row.system,
      kindText(row),
      verdictText(row.verdict),
      row.why_not ? "not run" : short(valueText(row.ours)),
      short(valueText(row.expected)),
      deviationText(row.deviation),
    ]),
  );
  const missed = judged.filter((row) => row.why_not).map((row) => `  ${row.id}: ${row.why_not}`);
  const sums = Object.entries(counts ?? {}).map(
    ([kind, by]) =>
      `  ${kind}: ${Object.entries(by)
        .map(([verdict, n]) => `${n} ${verdict.replace("_", " ")}`)
        .join(", ")}`,
  );
  return [table, ...(missed.length ? [`Not run\n${missed.join("\n")}`] : []), sums.join("\n")].join("\n\n");
}
