// What the program was started to open: from its arguments, from a second start, from the system.
import { isAbsolute, resolve } from "node:path";
import { z } from "zod";

export const Opening = z.strictObject({
  /** Absolute paths of projects, captures or folders of them. */
  paths: z.array(z.string().min(1).max(32_768)).max(1000),
  /** Links of the program's own scheme; what they name is asked about before it is opened. */
  links: z.array(z.string().max(32_768)).max(10),
  sample: z.boolean(),
});
export type Opening = z.infer<typeof Opening>;

/**
 * A command line without the program: its name, and for one that runs from a checkout also its script, which stands
 * behind switches of the runtime.
 */
export function withoutProgram(argv: readonly string[], checkout: boolean): readonly string[] {
  const given = argv.slice(1);
  return checkout ? given.slice(given.findIndex((argument) => !argument.startsWith("-")) + 1) : given;
}

/** Command line without the program; `folder` is where it was typed. Other switches belong to Chromium. */
export function readArguments(given: readonly string[], folder: string): Opening {
  const named = given.filter((argument) => argument !== "" && !argument.startsWith("-"));
  const isLink = (argument: string): boolean => argument.startsWith("plimsoll:");
  return {
    paths: named
      .filter((argument) => !isLink(argument))
      .map((path) => (isAbsolute(path) ? path : resolve(folder, path))),
    links: named.filter(isLink),
    sample: given.includes("--sample"),
  };
}

/** The path in `plimsoll://open?path=…`; null for anything else, and for a path on another machine. */
export function readLink(url: string): string | null {
  let link: URL;
  try {
    link = new URL(url);
  } catch {
    return null;
  }
  const path = link.protocol === "plimsoll:" && link.host === "open" ? link.searchParams.get("path") : null;
  return path !== null && isAbsolute(path) && !/^[\\/]{2}/.test(path) ? path : null;
}
