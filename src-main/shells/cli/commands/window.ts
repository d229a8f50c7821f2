// Commands that show the window: over a loopback server, or in the desktop shell where its runtime is there.
import { resolve } from "node:path";
import { Option } from "commander";
import { failure } from "../../../../src-shared/base/errors.ts";
import { type Flags, outputOf, type Shell } from "../arguments.ts";

/** Parses a port; 0 is any that is free. */
function port(text: string): number {
  const n = Number(text);
  if (/^\d{1,5}$/.test(text) && (n === 0 || (n >= 1024 && n <= 65_535))) return n;
  throw failure("usage", `--port needs a number from 1024 to 65535, not ${JSON.stringify(text)}`, {
    next: "leave it out for any port that is free",
    exit: 2,
  });
}

const portOption = (): Option =>
  new Option("--port <n>", "port of 127.0.0.1; that of the last time, or any, when left out").argParser(port);

/** The project as an absolute path; errors as of opening it. */
async function checkedProject(project: string | undefined): Promise<string | null> {
  if (project === undefined) return null;
  const { openProject } = await import("../../../store/project.ts");
  openProject(project);
  return resolve(project);
}

const startOf = async (project: string | undefined, flags: Flags) => ({
  project: await checkedProject(project),
  sample: flags.sample === true,
  port: (flags.port as number | undefined) ?? null,
  json: outputOf(flags).json,
});

function addServe({ add, options }: Shell): void {
  add("serve [project]", "show the window in a browser, of this machine or of another one over SSH")
    .addOption(portOption())
    .option("--no-open", "only print the address")
    .action(async (project: string | undefined, flags: Flags) => {
      const { serveWindow } = await import("../../start/serve.ts");
      await serveWindow({ ...(await startOf(project, flags)), open: flags.open !== false }, options.signal);
    });
}

function addOpen({ add, options }: Shell): void {
  add("open [project]", "open the window: in the desktop shell, or in a browser where that cannot be had")
    .addOption(portOption())
    .option("--sample", "open the sample project; the first time its captures are imported")
    .action(async (project: string | undefined, flags: Flags) => {
      const { openWindow } = await import("../../start/open.ts");
      await openWindow(await startOf(project, flags), options.signal);
    });
}

/** Adds serve and open. */
export function addWindowCommands(shell: Shell): void {
  for (const addCommand of [addServe, addOpen]) addCommand(shell);
}
