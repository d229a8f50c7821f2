// Importer of a table of memory resizes: CSV with sizes in MiB and the monotonic times of request and completion.
import type { ImportContext, Importer } from "../../importer.ts";
import { csvFields } from "../../text/csv.ts";
import { contentLines, headLines } from "../../text/head.ts";
import { importLines, type LineReader } from "../../text/import-lines.ts";
import { int63Of, numberOf } from "../../text/numbers.ts";
import { createOutput, type Output } from "../../text/output.ts";
import { accepted, blank, comment, rejected, skipped } from "../../text/verdict.ts";

/** Columns that such a table must have; `final_mb`, `mode`, `guest` and `device` may be there. */
const NEEDED = ["to_mb", "request_mono_ns", "done_mono_ns"] as const;

const MIB = 1024 * 1024;
/** 2^53 bytes. */
const MOST_MIB = 2 ** 33;

const HEADER = skipped("header");
const BAD_SHAPE = rejected("csv.fields", "as many fields as the header has, quotes closed");
const BAD_TIME = rejected("csv.time", "nanoseconds in request_mono_ns, and none or later ones in done_mono_ns");
const BAD_SIZE = rejected("csv.number", "MiB in to_mb and final_mb");

/** Bytes of a size in MiB; null where the column is empty or missing, undefined where it holds no size. */
function bytesOf(text: string | undefined): number | null | undefined {
  if (text === undefined || text === "") return null;
  const mib = numberOf(text);
  return mib === null || mib < 0 || mib > MOST_MIB ? undefined : Math.round(mib * MIB);
}

function reader(context: ImportContext, output: Output): LineReader {
  let names: readonly string[] | null = null;
  let offset: bigint | null = null;
  return {
    line(text) {
      if (text.trim() === "") return blank;
      if (text.startsWith("#")) return comment;
      const fields = csvFields(text);
      if (!fields || (names && fields.length !== names.length)) return BAD_SHAPE;
      if (!names) {
        names = fields;
        return HEADER;
      }
      const field = (name: string): string | undefined => fields[(names as readonly string[]).indexOf(name)];
      const request = int63Of(field("request_mono_ns"));
      const done = int63Of(field("done_mono_ns"));
      if (request === null || (done === null ? field("done_mono_ns") !== "" : done < request)) return BAD_TIME;
      const wanted = bytesOf(field("to_mb"));
      const bytes = bytesOf(field("final_mb"));
      if (wanted === undefined || bytes === undefined) return BAD_SIZE;
      offset ??= context.clock({ name: "mono", stepNs: 1 });
      output.add("guest_event", {
        t: (done ?? request) + offset,
        guest_name: field("guest") || null,
        kind: "plug",
        device: field("device") || null,
        bytes,
        wanted_bytes: wanted,
        took_ns: done === null ? null : done - request,
        detail: field("mode") ?? null,
      });
      return accepted;
    },
  };
}

export const resizeCsv: Importer = {
  id: "resize-csv",
  title: "Table of memory resizes (CSV with request and completion times)",
  notes: {
    made: "a table with `to_mb`, `request_mono_ns`, `done_mono_ns`",
    accuracy: "ns of CLOCK_MONOTONIC; sizes in MiB",
    limits: "one device a file unless it has a column `device`",
  },
  tables: ["guest_event"],
  detect(head) {
    const [first, row] = contentLines(headLines(head) ?? []);
    const names = csvFields(first ?? "") ?? [];
    if (row === undefined || !NEEDED.every((name) => names.includes(name))) return null;
    return { confidence: 0.9, why: "a table of resizes with request_mono_ns and done_mono_ns" };
  },
  open(source, context) {
    const output = createOutput(context);
    return importLines(source, context, output, reader(context, output));
  },
};
