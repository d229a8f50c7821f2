// What the commands have in common: their flags, the arguments that several take, and what their actions work with.
import { type Command, Option } from "commander";
import { failure } from "../../../src-shared/base/errors.ts";
import type { RequestOptions, Transport } from "../../../src-shared/protocol/transport.ts";
import { readJsonFile } from "../../files/read-json.ts";
import type { OutputOptions, progressLine } from "./output.ts";

/** What a command is added to, and what its action works with. */
export interface Shell {
  /** A new command with the flags that all have; `name` holds its arguments too. */
  add(name: string, description: string): Command;
  readonly backend: Transport;
  readonly options: RequestOptions;
  readonly line: ReturnType<typeof progressLine>;
}

/** Flags of a command line as commander gives them. */
export type Flags = Record<string, unknown>;

/** Parses a number above 0. */
export const positive = (name: string) => (text: string) => {
  const n = Number(text);
  if (!(n > 0 && n < Number.POSITIVE_INFINITY))
    throw failure("usage", `${name} needs a number above 0, not ${JSON.stringify(text)}`, {
      next: `give a number after ${name}, or leave it out for its default`,
      exit: 2,
    });
  return n;
};

/** Parses a whole number from 1. */
export const whole = (name: string) => (text: string) => {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1)
    throw failure("usage", `${name} needs a whole number from 1, not ${JSON.stringify(text)}`, {
      next: `give a number after ${name}, or leave it out for its default`,
      exit: 2,
    });
  return n;
};

/** How the reply is to be printed. */
export const outputOf = (flags: Flags): OutputOptions => ({ json: flags.json === true, run: flags.run !== false });

/** What the arguments of the commands are. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  answer: "file with an answer: what plimsoll density --json printed",
  args: "the project, where its captured guests are used, and the scenario: a JSON file (plimsoll scenario prints one)",
  capture: "number of the capture, as plimsoll info lists it",
  field: "path of a number in the answer: n.p50, waterfall.3.bytes, mechanisms.0.saved_bytes_per_guest.p50",
  name: "one bench; all of them without it",
  path: "files and folders; a folder is read as one dataset",
  project: "folder of the project, NAME.plimsoll",
  sql: "a SELECT; docs/tables.md lists tables and columns",
};

/** Says in a command's help what its arguments are. */
export function described(command: Command): Command {
  for (const argument of command.registeredArguments) argument.description = ARGUMENTS[argument.name()] ?? "";
  return command;
}

/** Flags that every command has. */
export function common(command: Command): Command {
  return command
    .option("--json", "print exactly one JSON object on stdout")
    .option("--no-run", "leave out what may differ between equal runs (paths, durations)")
    .option("--debug", "print stack traces of internal errors");
}

/** `[P] SCENARIO`: the last argument is the scenario, one before it the project. */
export function projectAndScenario(args: readonly string[]): {
  project: string | null;
  file: string;
  scenario: unknown;
} {
  const file = args.at(-1);
  if (!file || args.length > 2)
    throw failure("usage", "expected [PROJECT] SCENARIO.json", {
      next: "give the scenario last, and before it the project where one is needed",
      exit: 2,
    });
  return { project: args.length === 2 ? (args[0] as string) : null, file, scenario: readJsonFile(file, "scenario") };
}

/** The flag of commands that run replications. */
export const workersOption = (): Option =>
  new Option("--workers <n>", "worker threads; the result is the same for any number").argParser(whole("--workers"));
