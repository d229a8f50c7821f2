// The commands with their arguments and flags. Each action asks the back end and prints its reply.
import { Command, Option } from "commander";
import { failure } from "../../../src-shared/base/errors.ts";
import { createBackend } from "../../backend/backend.ts";
import { version } from "../../backend/version.ts";
import { type OutputOptions, printReply, progressLine } from "./output.ts";
import { readJsonFile } from "./read-json.ts";
import * as words from "./words.ts";

type Flags = Record<string, unknown>;

const whole = (name: string) => (text: string) => {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1)
    throw failure("usage", `${name} needs a whole number from 1, not ${JSON.stringify(text)}`, { exit: 2 });
  return n;
};

const outputOf = (flags: Flags): OutputOptions => ({ json: flags.json === true, run: flags.run !== false });

/** Flags that every command has. */
function common(command: Command): Command {
  return command
    .option("--json", "print exactly one JSON object on stdout")
    .option("--no-run", "leave out what may differ between equal runs (paths, durations)")
    .option("--debug", "print stack traces of internal errors");
}

/** `[P] SCENARIO`: the last argument is the scenario, one before it the project. */
function projectAndScenario(args: readonly string[]): { project: string | null; file: string; scenario: unknown } {
  const file = args.at(-1);
  if (!file || args.length > 2)
    throw failure("usage", "expected [PROJECT] SCENARIO.json", { next: "plimsoll density --help", exit: 2 });
  return { project: args.length === 2 ? (args[0] as string) : null, file, scenario: readJsonFile(file, "scenario") };
}

const workersOption = (): Option =>
  new Option("--workers <n>", "worker threads; the result is the same for any number").argParser(whole("--workers"));

/** Returns a function that runs one command line and gives its exit code. */
export function buildProgram(signal: AbortSignal): (argv: readonly string[]) => Promise<number> {
  let code: 0 | 1 = 0;
  const backend = createBackend();
  const line = progressLine();
  const options = { signal, onProgress: line.show };
  const program = new Command("plimsoll")
    .description("How many guests fit on this host, at what cost, and why should anyone believe it?")
    .version(version)
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({ writeErr: () => {}, outputError: () => {} });
  const add = (name: string, description: string): Command =>
    common(program.command(name).description(description).exitOverride());

  add("import [path...]", "read captures (files or folders) into a project")
    .requiredOption("-p, --project <folder>", "project folder; made when it does not exist")
    .option("--dry-run", "tell what would be read, and as what, without importing")
    .option("--guest-map <file>", "JSON file that says which process is which guest; works without a path too")
    .addOption(new Option("--page-hash <algorithm>").choices(["xxh128", "blake2b128"]).default("xxh128"))
    .addOption(new Option("--chunk-bytes <n>", "feed importers in chunks of n bytes").argParser(whole("--chunk-bytes")))
    .action(async (paths: string[], flags: Flags) => {
      const reply = await backend.request(
        "import",
        {
          project: String(flags.project),
          paths,
          guest_map: flags.guestMap ? String(flags.guestMap) : null,
          page_hash: flags.pageHash as "xxh128",
          chunk_bytes: (flags.chunkBytes as number | undefined) ?? null,
          dry_run: flags.dryRun === true,
        },
        options,
      );
      line.clear();
      printReply(reply, outputOf(flags), words.importWords);
    });

  add("info <project>", "what a project holds")
    .option("--digest", "add a digest of each table's recorded columns")
    .action(async (project: string, flags: Flags) => {
      const reply = await backend.request("info", { project, digest: flags.digest === true }, options);
      printReply(reply, outputOf(flags), words.infoWords);
    });

  add("query <project> <sql>", "one SELECT over the project's tables")
    .addOption(new Option("--limit <n>", "most rows to print").argParser(whole("--limit")).default(10_000))
    .option("--csv", "print CSV")
    .action(async (project: string, sql: string, flags: Flags) => {
      const reply = await backend.request("query", { project, sql, limit: flags.limit as number }, options);
      if (flags.csv === true) process.stdout.write(words.queryCsv(reply));
      else printReply(reply, outputOf(flags), words.queryWords);
    });

  add("pyramids <project>", "prepare the timeline: summaries by time on every zoom level").action(
    async (project: string, flags: Flags) => {
      const reply = await backend.request("pyramids", { project }, options);
      line.clear();
      printReply(reply, outputOf(flags), words.pyramidsWords);
    },
  );

  add("profile <project>", "what was learnt of every guest").action(async (project: string, flags: Flags) => {
    const reply = await backend.request("profile", { project }, options);
    line.clear();
    printReply(reply, outputOf(flags), words.profileWords);
  });

  add("density [args...]", "how many guests fit: [PROJECT] SCENARIO.json")
    .addOption(workersOption())
    .action(async (args: string[], flags: Flags) => {
      const workers = flags.workers as number | undefined;
      const reply = await backend.request("density", { ...projectAndScenario(args), workers }, options);
      line.clear();
      if (reply.n.p95 === 0) code = 1;
      printReply(reply, outputOf(flags), words.densityWords);
    });

  add("size [args...]", "how much memory a number of guests needs: [PROJECT] SCENARIO.json --guests N")
    .addOption(new Option("--guests <n>", "number of guests").argParser(whole("--guests")).makeOptionMandatory())
    .addOption(workersOption())
    .action(async (args: string[], flags: Flags) => {
      const reply = await backend.request(
        "size",
        { ...projectAndScenario(args), guests: flags.guests as number, workers: flags.workers as number | undefined },
        options,
      );
      line.clear();
      printReply(reply, outputOf(flags), words.sizeWords);
    });

  add("simulate [args...]", "run a scenario epoch by epoch: [PROJECT] SCENARIO.json")
    .addOption(new Option("--guests <n>", "number of guests; default: every entry once").argParser(whole("--guests")))
    .option("--rows", "add one row for each epoch")
    .addOption(new Option("--until <epoch>", "stop after this epoch").argParser(whole("--until")))
    .option("--checkpoint <file>", "with --until: keep the state there")
    .option("--resume <file>", "go on from a checkpoint of the same scenario")
    .action(async (args: string[], flags: Flags) => {
      const reply = await backend.request(
        "simulate",
        {
          ...projectAndScenario(args),
          guests: (flags.guests as number | undefined) ?? null,
          rows: flags.rows === true,
          until: (flags.until as number | undefined) ?? null,
          checkpoint: flags.checkpoint ? String(flags.checkpoint) : null,
          resume: flags.resume ? String(flags.resume) : null,
        },
        options,
      );
      line.clear();
      printReply(reply, outputOf(flags), words.simulateWords);
    });

  add("explain <project> <answer> <field>", "where one number of an answer comes from").action(
    async (project: string, answer: string, field: string, flags: Flags) => {
      const reply = await backend.request(
        "explain",
        { project, answer: readJsonFile(answer, "answer"), field },
        options,
      );
      printReply(reply, outputOf(flags), words.explainWords);
    },
  );

  add("report <project>", "write the report of a scenario: html, pdf, json or csv by the file's ending")
    .requiredOption("--scenario <file>", "scenario file")
    .requiredOption("-o, --out <file>", "file to write")
    .option("--title <text>", "title of the report")
    .addOption(workersOption())
    .action(async (project: string, flags: Flags) => {
      const file = String(flags.scenario);
      const reply = await backend.request(
        "report",
        {
          project,
          scenario: readJsonFile(file, "scenario"),
          file,
          out: String(flags.out),
          title: flags.title ? String(flags.title) : null,
          workers: flags.workers as number | undefined,
        },
        options,
      );
      line.clear();
      process.stdout.write(flags.json === true ? `${JSON.stringify(reply)}\n` : `${words.reportWords(reply)}\n`);
    });

  add("demo", "the main job on the sample: import, answer and report")
    .option("-p, --project <folder>", "project folder", "plimsoll-demo.plimsoll")
    .action(async (flags: Flags) => {
      const { runDemo } = await import("./demo.ts");
      await runDemo(backend, String(flags.project), options);
      line.clear();
    });

  add("recipe", "how to record a host, as a shell script").action(async () => {
    const { recipe } = await import("./recipe.ts");
    process.stdout.write(recipe);
  });

  add("bench [name]", "measure rates on generated inputs, beside peers where they are installed")
    .addOption(new Option("--records <n>", "records to generate").argParser(whole("--records")))
    .action(async (name: string | undefined, flags: Flags) => {
      const { runBench } = await import("../../bench/bench.ts");
      const reply = await runBench(name ?? null, (flags.records as number | undefined) ?? null, line.show);
      line.clear();
      printReply(reply, outputOf(flags), words.benchWords);
    });

  return async (argv) => {
    try {
      await program.parseAsync([...argv], { from: "user" });
    } finally {
      line.clear();
      await backend.close();
    }
    return code;
  };
}
