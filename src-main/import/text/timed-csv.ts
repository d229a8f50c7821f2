// CSV whose rows carry wall_ns or mono_ns: header, row shape and clock are the same for all such tables.
import type { ImportContext } from "../importer.ts";
import { csvFields } from "./csv.ts";
import { contentLines } from "./head.ts";
import type { LineReader } from "./import-lines.ts";
import { int63Of } from "./numbers.ts";
import { createStampClock } from "./stamp.ts";
import { blank, comment, rejected, skipped, type Verdict } from "./verdict.ts";

const CLOCKS: readonly string[] = ["wall_ns", "mono_ns", "boot_ns"];

export const isClockColumn = (name: string): boolean => CLOCKS.includes(name);

/** Column names of a table that starts with a clock column and has at least one row of that shape, else null. */
export function timedHeader(lines: readonly string[]): string[] | null {
  const [head, first] = contentLines(lines);
  const names = head === undefined ? null : csvFields(head.replace(/^\uFEFF/, ""));
  if (!names || first === undefined || !names.every((name) => /^[A-Za-z_][\w.%-]*$/.test(name))) return null;
  if (names[0] !== "wall_ns" && names[0] !== "mono_ns") return null;
  const row = csvFields(first);
  return row?.length === names.length && int63Of(row[0]) !== null ? names : null;
}

export interface TimedRows {
  /** Called once, ahead of the rows. */
  header(names: readonly string[]): void;
  row(fields: readonly string[], t: bigint | null): Verdict;
}

const HEADER = skipped("header");
const QUOTES = rejected("csv.quotes", "quoted fields that end on their line");
const FIELDS = rejected("csv.fields", "as many fields as the header has");
const TIME = rejected("csv.time", "nanoseconds in the clock columns");

/** Free text of a last column may hold commas that its recorder did not quote. */
const FREE_TEXT = "event";

/** Reads the header, then hands over rows with their time; rows of another shape are rejected. */
export function timedCsv(context: ImportContext, rows: TimedRows): LineReader {
  const clock = createStampClock(context);
  let names: readonly string[] | null = null;
  let at = { wall: -1, mono: -1, boot: -1 };
  const timeOf = (fields: readonly string[]): bigint | null | undefined => {
    const wallNs = int63Of(fields[at.wall]);
    const monoNs = int63Of(fields[at.mono]);
    const first = at.wall >= 0 ? wallNs : monoNs;
    if (first === null) return undefined;
    return clock.time({ wallNs, monoNs, bootNs: int63Of(fields[at.boot]), guest: null, pid: null, path: null });
  };
  return {
    line(text) {
      if (text.trim() === "") return blank;
      if (text.startsWith("#")) return comment;
      const fields = csvFields(names ? text : text.replace(/^\uFEFF/, ""));
      if (!fields) return QUOTES;
      if (!names) {
        names = fields;
        const [wall, mono, boot] = CLOCKS.map((name) => fields.indexOf(name)) as [number, number, number];
        at = { wall, mono, boot };
        rows.header(fields);
        return HEADER;
      }
      const last = names.length - 1;
      if (names[last] === FREE_TEXT && fields.length > names.length)
        fields.splice(last, fields.length, fields.slice(last).join(","));
      if (fields.length !== names.length) return FIELDS;
      const t = timeOf(fields);
      return t === undefined ? TIME : rows.row(fields, t);
    },
  };
}
