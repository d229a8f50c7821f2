// The command line: reads the arguments, calls the back end, prints one result on stdout and all else on stderr.
import { CommanderError } from "commander";
import { type ErrorReport, failure, toReport } from "../../../src-shared/base/errors.ts";
import { printError } from "./output.ts";
import { buildProgram } from "./program.ts";

async function main(argv: readonly string[]): Promise<number> {
  const abort = new AbortController();
  let asked = 0;
  const interrupt = (): void => {
    asked++;
    if (asked > 1) process.exit(4);
    abort.abort();
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  const json = argv.includes("--json");
  const debug = argv.includes("--debug");
  try {
    await buildProgram(abort.signal)(argv);
    return 0;
  } catch (thrown) {
    if (thrown instanceof CommanderError) {
      if (thrown.exitCode === 0) return 0;
      printError(usage(thrown, argv[0]), json);
      return 2;
    }
    if (debug) console.error(thrown);
    const report = toReport(thrown);
    printError(report, json);
    return report.exit;
  }
}

/** What was wrong with the arguments, and which help tells the right ones. */
function usage({ code, message }: CommanderError, command: string | undefined): ErrorReport {
  const known = command !== undefined && !command.startsWith("-") && code !== "commander.unknownCommand";
  return failure("usage", code === "commander.help" ? "no command was given" : message.replace(/^error: /, ""), {
    next: known ? `plimsoll ${command} --help tells its arguments` : "plimsoll --help lists the commands",
    exit: 2,
  }).report;
}

// Whoever reads our output may have seen enough (`| head`): that is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});
process.exitCode = await main(process.argv.slice(2));
