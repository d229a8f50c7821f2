// Commands about a project: what goes into it and what it holds.
import { Option } from "commander";
import { failure } from "../../../../src-shared/base/errors.ts";
import { type Flags, outputOf, positive, type Shell, whole } from "../arguments.ts";
import { printReply } from "../output.ts";
import * as words from "../words.ts";

function addImport({ add, backend, options, line }: Shell): void {
  add("import [path...]", "read captures (files or folders) into a project")
    .requiredOption("-p, --project <folder>", "project folder; made when it does not exist")
    .option("--dry-run", "tell what would be read, and as what, without importing")
    .option("--guest-map <file>", "JSON file that says which process is which guest; works without a path too")
    .option("--columns <file>", "JSON file that says what the columns of tables are; the project keeps it")
    .addOption(
      new Option("--page-hash <algorithm>", "how the pages of memory images are hashed")
        .choices(["xxh128", "blake2b128"])
        .default("xxh128"),
    )
    .addOption(
      new Option(
        "--tsc-mhz <mhz>",
        "rate of the host's time stamp counter, for recordings that count its ticks",
      ).argParser(positive("--tsc-mhz")),
    )
    .addOption(new Option("--chunk-bytes <n>", "feed importers in chunks of n bytes").argParser(whole("--chunk-bytes")))
    .action(async (paths: string[], flags: Flags) => {
      const reply = await backend.request(
        "import",
        {
          project: String(flags.project),
          paths,
          guest_map: flags.guestMap ? String(flags.guestMap) : null,
          columns: flags.columns ? String(flags.columns) : null,
          page_hash: flags.pageHash as "xxh128",
          chunk_bytes: (flags.chunkBytes as number | undefined) ?? null,
          tsc_mhz: (flags.tscMhz as number | undefined) ?? null,
          dry_run: flags.dryRun === true,
        },
        options,
      );
      line.clear();
      printReply(reply, outputOf(flags), words.importWords);
    });
}

function addInfo({ add, backend, options }: Shell): void {
  add("info <project>", "what a project holds")
    .option("--digest", "add a digest of each table's recorded columns")
    .action(async (project: string, flags: Flags) => {
      const reply = await backend.request("info", { project, digest: flags.digest === true }, options);
      printReply(reply, outputOf(flags), words.infoWords);
    });
}

function addQuery({ add, backend, options }: Shell): void {
  add("query <project> <sql>", "one SELECT over the project's tables")
    .addOption(new Option("--limit <n>", "most rows to print").argParser(whole("--limit")).default(10_000))
    .addOption(new Option("--csv", "print CSV").conflicts("json"))
    .addOption(new Option("--parquet <file>", "write all rows to a Parquet file instead").conflicts("csv"))
    .action(async (project: string, sql: string, flags: Flags) => {
      const parquet = flags.parquet ? String(flags.parquet) : null;
      const reply = await backend.request("query", { project, sql, limit: flags.limit as number, parquet }, options);
      if (flags.csv !== true) {
        printReply(reply, outputOf(flags), parquet === null ? words.queryWords : words.queryFileWords);
        return;
      }
      process.stdout.write(words.queryCsv(reply));
      if (reply.truncated) process.stderr.write(`${words.cutWords(reply)}\n`);
    });
}

const NS_OF: Readonly<Record<string, number>> = { ns: 1, us: 1e3, ms: 1e6, s: 1e9 };

/** "1.5ms" as ns in decimal text. */
function durationNs(text: string): string {
  const [, number, unit] = /^([+-]?\d+(?:\.\d+)?)\s*(ns|us|ms|s)$/.exec(text) ?? [];
  if (number === undefined || unit === undefined)
    throw failure("usage", `--add needs a time such as -1.5ms, not ${JSON.stringify(text)}`, {
      next: "give a number and ns, us, ms or s",
      exit: 2,
    });
  return String(Math.round(Number(number) * (NS_OF[unit] as number)));
}

/** An ISO time as Unix ns in decimal text. */
function instantNs(text: string): string {
  const ms = Date.parse(text);
  if (Number.isNaN(ms))
    throw failure("usage", `--start needs a time such as 2026-11-21T09:42:15.5Z, not ${JSON.stringify(text)}`, {
      next: "give date and time in ISO 8601",
      exit: 2,
    });
  return String(BigInt(ms) * 1_000_000n);
}

/** Where a capture was put, in the words of the flag that put it there. */
function placedWords(capture: number, { as, start, add }: Flags): string {
  if (as !== undefined) return `Capture ${capture}: its times are taken as those of the clock ${String(as)}.`;
  if (start !== undefined) return `Capture ${capture}: its first record is at ${String(start)}.`;
  if (add !== undefined) return `Capture ${capture}: ${String(add)} is added to the times that were found.`;
  return `Capture ${capture} is where it was found.`;
}

function addClock({ add, backend, options }: Shell): void {
  add(
    "clock <project> <capture>",
    "put the times of a capture (its id) on the time line by hand; without a flag: as found",
  )
    .option("--as <clock>", "its times are of this clock: wall, mono, boot, perf ...")
    .option("--start <time>", "its first record was at this time (ISO 8601)")
    .option("--add <time>", "add this to its times: 1.5ms, -20s")
    .action(async (project: string, capture: string, flags: Flags) => {
      const reply = await backend.request(
        "setClock",
        {
          project,
          capture: whole("capture")(capture),
          clock: flags.as === undefined ? null : String(flags.as),
          start_ns: flags.start === undefined ? null : instantNs(String(flags.start)),
          add_ns: flags.add === undefined ? null : durationNs(String(flags.add)),
        },
        options,
      );
      printReply(
        { schema: "plimsoll.clock/1", capture: Number(capture), ...reply, run: undefined },
        outputOf(flags),
        () => placedWords(Number(capture), flags),
      );
    });
}

function addPyramids({ add, backend, options, line }: Shell): void {
  add("pyramids <project>", "prepare the timeline: summaries by time on every zoom level").action(
    async (project: string, flags: Flags) => {
      const reply = await backend.request("pyramids", { project }, options);
      line.clear();
      printReply(reply, outputOf(flags), words.pyramidsWords);
    },
  );
}

function addProfile({ add, backend, options, line }: Shell): void {
  add("profile <project>", "what was learnt of every guest").action(async (project: string, flags: Flags) => {
    const reply = await backend.request("profile", { project }, options);
    line.clear();
    printReply(reply, outputOf(flags), words.profileWords);
  });
}

/** Adds import, info, query, clock, pyramids and profile. */
export function addProjectCommands(shell: Shell): void {
  for (const addCommand of [addImport, addInfo, addQuery, addClock, addPyramids, addProfile]) addCommand(shell);
}
