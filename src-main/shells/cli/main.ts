// The command line: reads the arguments, calls the back end, prints one result on stdout and all else on stderr.
import { CommanderError } from "commander";
import { failure, toReport } from "../../../src-shared/base/errors.ts";
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
    return await buildProgram(abort.signal)(argv);
  } catch (thrown) {
    if (thrown instanceof CommanderError) {
      if (thrown.exitCode === 0) return 0;
      const what = thrown.message.replace(/^error: /, "");
      printError(toReport(failure("usage", what, { next: "plimsoll --help lists the commands", exit: 2 })), json);
      return 2;
    }
    if (debug) console.error(thrown);
    const report = toReport(thrown);
    printError(report, json);
    return report.exit;
  }
}

process.exitCode = await main(process.argv.slice(2));
