// The shape of delimited text, from its first lines: what separates its columns, and whether its first line names them.
import { headLines } from "../../text/head.ts";
import { rowSplitter } from "./split.ts";

export interface TextShape {
  readonly delimiter: string;
  /** Fields of the first line. */
  readonly first: readonly string[];
  /** Fields of some lines below it. */
  readonly rows: readonly (readonly string[])[];
  /** The first line names the columns. */
  readonly named: boolean;
}

/** In the order in which they are tried: the first that cuts all lines into as many fields wins. */
export const DELIMITERS: readonly string[] = [",", ";", "\t", "|", " "];
/** Lines that are looked at. */
const LINES = 100;
const LEAST_COLUMNS = 2;
const MOST_COLUMNS = 1000;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Fields of a line; null where a quote does not end. */
export function fieldsOf(line: string, delimiter: string, columns = MOST_COLUMNS): string[] | null {
  const bytes = encoder.encode(line);
  // As many columns as there are fields: the splitter counts exactly.
  for (let n = 1 + line.split(delimiter).length; n >= 1; n--) {
    const cutter = rowSplitter(delimiter.charCodeAt(0), Math.min(n, columns));
    if (cutter.split(bytes, 0, bytes.length))
      return Array.from(cutter.starts, (from, i) => decoder.decode(cutter.bytes(i).subarray(from, cutter.ends[i])));
  }
  return null;
}

export const isNumber = (text: string): boolean => /^[+-]?(?:0x[0-9a-f]+|[\d.,]*\d[\d.,]*(?:e[+-]?\d+)?)$/i.test(text);

/** A header has a word where the rows have numbers, and no number itself. */
function namesColumns(first: readonly string[], rows: readonly (readonly string[])[]): boolean {
  if (first.some((field) => isNumber(field) || field === "")) return false;
  return first.some((_, at) => rows.some((row) => isNumber(row[at] ?? "")));
}

/** The shape of the head of a source, null where it is no text of one shape. Comments before the first line are left out. */
export function textShape(head: Uint8Array, delimiters: readonly string[] = DELIMITERS): TextShape | null {
  const lines = (headLines(head, 4 * LINES) ?? []).filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const looked = lines.slice(0, LINES);
  if (looked.length < 2) return null;
  for (const delimiter of delimiters) {
    if (!looked[0]?.includes(delimiter)) continue;
    const first = fieldsOf(looked[0], delimiter);
    if (!first || first.length < LEAST_COLUMNS || first.length > MOST_COLUMNS) continue;
    const rows = looked.slice(1).map((line) => fieldsOf(line, delimiter, first.length));
    const fitting = rows.filter((row) => row?.length === first.length) as string[][];
    // A damaged line or two must not hide a table.
    if (fitting.length === 0 || fitting.length * 10 < rows.length * 9) continue;
    return { delimiter, first, rows: fitting, named: namesColumns(first, fitting) };
  }
  return null;
}
