// The chapter of the docs on validation, from the rows themselves.
import { ValidationKind } from "../../src-shared/protocol/validation-replies.ts";
import { acceptsText } from "../../src-shared/validation/inputs.ts";
import { rows } from "../../src-shared/validation/registry.ts";
import { SYSTEMS } from "../../src-shared/validation/row.ts";
import { expectedOf, toleranceText } from "../../src-shared/validation/verdict.ts";
import { kindText, valueText } from "../../src-shared/validation/words.ts";

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\u202f", " ");

function countsTable(): string {
  const kinds = ValidationKind.options;
  const line = (name: string, of: typeof rows): string =>
    `| ${name} | ${kinds.map((kind) => of.filter((row) => row.kind === kind).length).join(" | ")} | ${of.length} |`;
  const systems = Object.values(SYSTEMS);
  return [
    `| system | ${kinds.join(" | ")} | all |`,
    `|---|${"---:|".repeat(kinds.length + 1)}`,
    ...systems.map((system) =>
      line(
        system,
        rows.filter((row) => row.system === system),
      ),
    ),
    line("all", rows),
  ].join("\n");
}

function systemText(system: string): string {
  const of = rows.filter((row) => row.system === system);
  const lines = of.map((row) => {
    const expected = `${valueText(expectedOf(row.expects))} (${toleranceText(row.expects)})`;
    return `| ${row.id} | ${kindText({ kind: row.kind, measured_here: row.onRecordings ?? false })} | ${cell(row.claim)} | ${cell(expected)} | ${cell(row.formula)} | ${cell(row.source)} (${row.evidence}) |`;
  });
  const notes = of.flatMap((row) => [
    ...(row.ownInputs ? [`- **${row.id}** rests on inputs of our own: ${cell(row.ownInputs)}.`] : []),
    ...(row.note ? [`- **${row.id}**: ${cell(row.note)}.`] : []),
  ]);
  return `## ${system}\n\n| row | kind | claim | expected | formula | source |\n|---|---|---|---|---|---|\n${lines.join("\n")}\n${notes.length > 0 ? `\n${notes.join("\n")}\n` : ""}`;
}

const inputsText = (): string =>
  rows
    .map((row) => {
      const inputs = Object.entries(row.inputs).map(
        ([name, { unit, accepts }]) => `\`${name}\`${unit ? ` (${unit}; ` : " ("}${acceptsText(accepts)})`,
      );
      return `| ${row.id} | ${cell(inputs.join(", "))} | ${cell(row.result)} |`;
    })
    .join("\n");

/** docs/validation.md. */
export const validationText = (): string => `# Validation

Generated from the rows in \`src-shared/validation\` by \`npm run schemas\`. \`plimsoll validate\` computes them; the Validation page
shows them, and computes any row with other inputs (\`plimsoll validate --row S57 --inputs '{"guest_mb": 256}'\`).

Every row states its inputs, runs the model's own code on them and is held against a value that was published, measured or
computed by hand. No expected value stands in the model. Where nobody published an input and we chose one, the row says so below its
table: a pass shows there that the claim can hold, not that it held where it was made.

| kind | means | best verdict |
|---|---|---|
| exact | equal to the last digit printed | pass |
| numeric | within a stated share or distance | pass |
| range | inside a published range, or on the right side of a bound | pass |
| direction | one input up, the result goes the way it must | pass |
| inversion | the figure gave one of the inputs: a match shows consistency, no proof | consistent |
| external | a published figure that needs data which are not here | consistent |

Rows marked "measured here" are held against recordings: the samples that come with the program, or those of \`--data DIR\`: a
page table with KSM counters beside it, a table of memory resizes, a log of requests to balloons with their sizes over time. What
is not found is "not run", with the reason.

## Counts

${countsTable()}

${Object.values(SYSTEMS).map(systemText).join("\n")}
## Inputs

| row | inputs | what comes out |
|---|---|---|
${inputsText()}
`;
