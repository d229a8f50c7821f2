// Reads a JSON file that a user wrote, and says where it is wrong when it is.
import { readFileSync } from "node:fs";
import { failure } from "../../src-shared/base/errors.ts";

/** Where a file of each kind comes from. */
const MADE_BY = {
  scenario: "check the path; the scenario is the last argument, and docs/guide.md shows one",
  answer: "make it with plimsoll density PROJECT SCENARIO.json --json > answer.json",
  sizes: "docs/layout.md shows one",
} as const;

const title = (kind: keyof typeof MADE_BY): string => (kind === "sizes" ? "size file" : kind);

/** Throws `KIND.not_found` or `KIND.not_json` (exit 2) with the file and, where the parser tells it, the line. */
export function readJsonFile(path: string, kind: keyof typeof MADE_BY): unknown {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    throw failure(`${kind}.not_found`, `the ${title(kind)} cannot be read (${code ?? "unknown error"})`, {
      where: { file: path },
      expected: code === "EISDIR" ? "a JSON file, not a folder" : "a JSON file",
      next: MADE_BY[kind],
      exit: 2,
    });
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const at = /position (\d+)/.exec(message)?.[1];
    const line = at === undefined ? null : text.slice(0, Number(at)).split("\n").length;
    throw failure(`${kind}.not_json`, `the ${title(kind)} is no JSON: ${message}`, {
      where: { file: path, line },
      expected: "one JSON object",
      next: line === null ? MADE_BY[kind] : `correct line ${line} of the file`,
      exit: 2,
    });
  }
}
