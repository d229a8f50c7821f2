// Command validate: the validation table, or one of its rows with other inputs.
import { failure } from "../../../../src-shared/base/errors.ts";
import { type Flags, outputOf, type Shell } from "../arguments.ts";
import { printReply } from "../output.ts";
import { validateWords } from "../validation-words.ts";

function readInputs(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw failure("usage", "--inputs is no JSON", {
      expected: "an object of values by name, like '{\"blocks\": 8}'",
      next: "plimsoll validate --row ID --json prints the inputs of a row",
      exit: 2,
    });
  }
}

/** Adds validate. Its exit code is 1 when a row fails. */
export function addValidateCommand({ add, backend, options, line }: Shell): void {
  add("validate", "the engine against published and measured figures, row by row")
    .option("--row <id>", "one row alone, S01 to S68 and V1 to V61")
    .option("--inputs <json>", "with --row: other inputs by name; prints what comes out, without a verdict")
    .option("--data <folder>", "recordings for the rows that need them, in the place of the samples")
    .action(async (flags: Flags) => {
      if (flags.inputs !== undefined && flags.row === undefined)
        throw failure("usage", "--inputs goes with --row", { next: "plimsoll validate --help", exit: 2 });
      const reply = await backend.request(
        "validate",
        {
          row: flags.row === undefined ? null : String(flags.row),
          ...(flags.inputs === undefined ? {} : { inputs: readInputs(String(flags.inputs)) }),
          data: flags.data === undefined ? null : String(flags.data),
        },
        options,
      );
      line.clear();
      printReply(reply, outputOf(flags), validateWords);
      const failed = reply.rows.some((row) => "verdict" in row && /^(fail|inconsistent)$/.test(row.verdict));
      if (failed) process.exitCode = 1;
    });
}
