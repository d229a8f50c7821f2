// The program of the command line: its commands, and the one run of it.
import { Command } from "commander";
import { createBackend } from "../../backend/backend.ts";
import { version } from "../../backend/version.ts";
import { common, described, type Shell } from "./arguments.ts";
import { addAnswerCommands } from "./commands/answer.ts";
import { addFileCommands } from "./commands/files.ts";
import { addOtherCommands } from "./commands/other.ts";
import { addPolicyCommands } from "./commands/policy.ts";
import { addProjectCommands } from "./commands/project.ts";
import { addValidateCommand } from "./commands/validate.ts";
import { addWindowCommands } from "./commands/window.ts";
import { progressLine } from "./output.ts";

/** Returns a function that runs one command line. */
export function buildProgram(signal: AbortSignal): (argv: readonly string[]) => Promise<void> {
  const backend = createBackend();
  const line = progressLine();
  const program = new Command("plimsoll")
    .description("How many guests fit on this host, at what cost, and why should anyone believe it?")
    .version(version)
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({ writeErr: () => {}, outputError: () => {} });
  const shell: Shell = {
    add: (name, description) => described(common(program.command(name).description(description).exitOverride())),
    backend,
    options: { signal, onProgress: line.show },
    line,
  };
  addProjectCommands(shell);
  addAnswerCommands(shell);
  addFileCommands(shell);
  addPolicyCommands(shell);
  addValidateCommand(shell);
  addOtherCommands(shell);
  addWindowCommands(shell);

  return async (argv) => {
    try {
      await program.parseAsync([...argv], { from: "user" });
    } finally {
      line.clear();
      await backend.close();
    }
  };
}
