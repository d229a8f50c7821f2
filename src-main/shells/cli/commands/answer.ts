// Commands that answer a scenario: [PROJECT] SCENARIO.json.
import { Option } from "commander";
import { failure } from "../../../../src-shared/base/errors.ts";
import { compareCsv } from "../../../../src-shared/density/systems-compare/words.ts";
import { readJsonFile } from "../../../files/read-json.ts";
import { densityWords, reportWords } from "../answer-words.ts";
import { type Flags, outputOf, projectAndScenario, type Shell, whole, workersOption } from "../arguments.ts";
import { compareWords } from "../compare-words.ts";
import { printReply, printReport } from "../output.ts";
import * as words from "../words.ts";

function addScenario({ add, backend, options, line }: Shell): void {
  add("scenario <project>", "print a scenario to start from, filled from what was recorded of the host").action(
    async (project: string) => {
      const { scenario, remarks } = await backend.request("scenario", { project }, options);
      line.clear();
      for (const remark of remarks) process.stderr.write(`${remark}\n`);
      process.stdout.write(`${JSON.stringify(scenario, null, 2)}\n`);
    },
  );
}

function addDensity({ add, backend, options, line }: Shell): void {
  add("density [args...]", "how many guests fit: [PROJECT] SCENARIO.json")
    .addOption(
      new Option("--compare <what>", "baselines, published systems and the scenario's alternatives").choices([
        "systems",
      ]),
    )
    .option("--csv", "with --compare: as CSV")
    .option("--shapley", "add what each mechanism deserves of the answer: exact, for up to four mechanisms")
    .addOption(workersOption())
    .action(async (args: string[], flags: Flags) => {
      const workers = flags.workers as number | undefined;
      if (flags.csv && !flags.compare)
        throw failure("usage", "--csv goes with --compare", { next: "plimsoll density --help", exit: 2 });
      if (flags.compare) {
        const compared = await backend.request("compare", { ...projectAndScenario(args), workers }, options);
        line.clear();
        if (flags.csv) process.stdout.write(compareCsv(compared));
        else printReply(compared, outputOf(flags), compareWords);
        return;
      }
      const asked = { ...projectAndScenario(args), workers };
      const answer = await backend.request("density", asked, options);
      const reply = flags.shapley ? { ...answer, shapley: await backend.request("shapley", asked, options) } : answer;
      line.clear();
      printReply(reply, outputOf(flags), densityWords);
    });
}

function addSize({ add, backend, options, line }: Shell): void {
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
}

function addSimulate({ add, backend, options, line }: Shell): void {
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
}

function addExplain({ add, backend, options }: Shell): void {
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
}

function addReport({ add, backend, options, line }: Shell): void {
  add("report <project>", "write the report of a scenario: html, pdf, json or csv by the file's ending")
    .requiredOption("--scenario <file>", "scenario file")
    .requiredOption("-o, --out <file>", "file to write")
    .option("--title <text>", "title of the report")
    .addOption(new Option("--compare <what>", "with the systems beside each other").choices(["systems"]))
    .option("--shapley", "with what each mechanism deserves of the answer")
    .option("--note <text>", "a word of the author, shown under the answer")
    .option("--dashboard <name...>", "saved dashboards, or built:ID of built-in ones, as sections of their own")
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
          compare: flags.compare !== undefined,
          shapley: flags.shapley === true,
          note: flags.note ? String(flags.note) : null,
          dashboards: ((flags.dashboard as string[] | undefined) ?? []).map((name) =>
            name.startsWith("built:") ? { built: name.slice("built:".length) } : { saved: name },
          ),
          workers: flags.workers as number | undefined,
        },
        options,
      );
      line.clear();
      printReport(reply, outputOf(flags), reportWords);
    });
}

/** Adds scenario, density, size, simulate, explain and report. */
export function addAnswerCommands(shell: Shell): void {
  for (const addCommand of [addScenario, addDensity, addSize, addSimulate, addExplain, addReport]) addCommand(shell);
}
