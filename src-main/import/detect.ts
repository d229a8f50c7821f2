// Finds the importer of a file by its content; the name is only a hint.
import { failure } from "../../src-shared/base/errors.ts";
import { columnsOf } from "./formats/delimited/index.ts";
import type { Detection, Hint, Importer } from "./importer.ts";
import { refusals } from "./refusals.ts";
import { headLines } from "./text/head.ts";

/** Who reads a file, and why that is believed. */
export interface Choice extends Detection {
  readonly importer: Importer;
}

/**
 * The importer that is surest of a file; `head` is the first 64 KiB of its unpacked content. Errors: format.empty,
 * format.refused for a format known by name that is not read, format.unrecognised.
 */
export function detect(head: Uint8Array, hint: Hint, importers: readonly Importer[]): Choice {
  const where = { file: hint.name };
  if (head.length === 0)
    throw failure("format.empty", `${hint.name} is empty`, { where, expected: "content", next: "record it again" });
  const refused = refusals.find((format) => format.test(head));
  if (refused)
    throw failure("format.refused", `${hint.name} is ${refused.what}`, {
      where: { ...where, offset: "0" },
      next: refused.next,
    });
  const best = surest(head, hint, importers);
  if (best) return best;
  const columns = columnsOf(head);
  if (columns)
    throw failure("format.columns", `${hint.name} is a table whose columns are not known: ${listOf(columns)}`, {
      where: { ...where, line: 1 },
      expected: "a header that tells the time with its unit, and of what the table is",
      next: "say what its columns are: plimsoll import FILE -p PROJECT --columns MAP.json; docs/columns.md shows one",
    });
  throw failure("format.unrecognised", `${hint.name} is in no format that is known here`, {
    where: { ...where, offset: "0" },
    expected: `a capture; the file begins with ${firstBytes(head)}`,
    next: headLines(head)
      ? "text without a known layout is not read; docs/formats.md lists what is"
      : "docs/formats.md lists what is read",
  });
}

function surest(head: Uint8Array, hint: Hint, importers: readonly Importer[]): Choice | null {
  let best: Choice | null = null;
  for (const importer of importers) {
    const found = importer.detect(head, hint);
    if (found && found.confidence > (best?.confidence ?? 0)) best = { ...found, importer };
  }
  return best;
}

/** Columns as words, as many as fit into a message. */
function listOf(columns: readonly string[]): string {
  const shown = columns.slice(0, MOST_COLUMNS).map((name) => name.slice(0, 40));
  return shown.join(", ") + (columns.length > shown.length ? ` and ${columns.length - shown.length} more` : "");
}
const MOST_COLUMNS = 12;

/** The first 16 bytes in hex, and as text where they are. */
function firstBytes(head: Uint8Array): string {
  const bytes = [...head.subarray(0, 16)];
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const text = bytes.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : ".")).join("");
  return `${hex} "${text}"`;
}
