// Commands policy check and policy run.
import { readFileSync } from "node:fs";
import { type Command, Option } from "commander";
import { failure } from "../../../../src-shared/base/errors.ts";
import { readJsonFile } from "../../../files/read-json.ts";
import { common, type Flags, outputOf, type Shell, whole } from "../arguments.ts";
import { printReply } from "../output.ts";
import { policyWords } from "../policy-words.ts";

function readScript(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (thrown) {
    throw failure("policy.not_found", `the policy cannot be read (${(thrown as NodeJS.ErrnoException).code})`, {
      where: { file: path },
      expected: "a TypeScript or JavaScript file whose default export is policy(obs, state)",
      next: "check the path, or name a built-in policy with --built-in",
      exit: 2,
    });
  }
}

const list = (value: string): string[] => value.split(",").filter((name) => name !== "");

function addCheck(parent: Command, { backend, options, line }: Shell): void {
  common(parent.command("check <file>").description("what is wrong with a policy script").exitOverride()).action(
    async (file: string, flags: Flags) => {
      const reply = await backend.request("policyCheck", { source: readScript(file), file }, options);
      line.clear();
      printReply(reply, outputOf({ ...parent.opts(), ...flags }), policyWords);
      if (!reply.ok) process.exitCode = 1;
    },
  );
}

function addRun(parent: Command, { backend, options, line }: Shell): void {
  common(parent.command("run <project> [file]").description("run a policy on captured demand").exitOverride())
    .option("--built-in <id>", "a built-in policy in the place of a script")
    .option("--scenario <file>", "a scenario; default: the one that plimsoll scenario PROJECT prints")
    .addOption(
      new Option("--beside <ids>", "built-in policies and systems to run beside it, with commas between").argParser(
        list,
      ),
    )
    .addOption(new Option("--guests <n>", "number of guests; default: every entry once").argParser(whole("--guests")))
    .addOption(new Option("--interval <n>", "epochs between two calls").argParser(whole("--interval")).default(1))
    .addOption(new Option("--delay <n>", "epochs until a view is seen").argParser(whole("--delay")).default(1))
    .addOption(
      new Option("--replications <n>", "runs with other random numbers").argParser(whole("--replications")).default(1),
    )
    .option("--break <expr>", "find the epochs that meet a condition: epoch > 100 && obs.host.freePct < 5")
    .option("--rows", "add one row for each epoch of the first run")
    .action(async (project: string, file: string | undefined, flags: Flags) => {
      const scenarioFile = flags.scenario === undefined ? null : String(flags.scenario);
      const reply = await backend.request(
        "policyRun",
        {
          project,
          scenario: scenarioFile === null ? null : readJsonFile(scenarioFile, "scenario"),
          file: scenarioFile,
          source: file === undefined ? null : readScript(file),
          builtIn: flags.builtIn === undefined ? null : String(flags.builtIn),
          beside: (flags.beside as string[] | undefined) ?? [],
          guests: (flags.guests as number | undefined) ?? null,
          interval: flags.interval as number,
          delay: flags.delay as number,
          replications: flags.replications as number,
          rows: flags.rows === true,
          condition: flags.break === undefined ? null : String(flags.break),
          calls: null,
        },
        options,
      );
      line.clear();
      printReply(reply, outputOf({ ...parent.opts(), ...flags }), policyWords);
      if (!reply.ok) process.exitCode = 1;
    });
}

/** Adds policy with its two parts. The exit code is 1 for a script with errors or violations. */
export function addPolicyCommands(shell: Shell): void {
  const parent = shell.add("policy", "check a policy script, or run it on captured demand");
  addCheck(parent, shell);
  addRun(parent, shell);
}
