// Importer of delimited text: a table whose header tells its columns, or whose columns a map tells.
import type { ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import type { ColumnMap, MappedTable } from "../../../../src-shared/capture/column-map.ts";
import { type Lines, readLines } from "../../bytes/lines.ts";
import { asUtf8, headAsUtf8 } from "../../bytes/utf16.ts";
import type { Detection, Hint, ImportContext, Importer, Source } from "../../importer.ts";
import { createOutput, type Output } from "../../text/output.ts";
import { counterRows, hasValues } from "./counters.ts";
import { eventRows } from "./events.ts";
import { faultRows } from "./faults.ts";
import { delimiterOf, knownLayout, type Layout, mappedLayout, unusedColumns } from "./layout.ts";
import { lifeRows } from "./life.ts";
import { ROW_FAULTS, type RowMaker } from "./rows.ts";
import { type RowSplitter, rowSplitter } from "./split.ts";
import { textShape } from "./text-shape.ts";

/** The head of a source by which its layout is decided. */
const HEAD_BYTES = 65_536;
const EXCERPT = 120;
const HASH = 35;

/** The layout of a text: as the first map that is for it says, else by the words of its header. */
function layoutOf(head: Uint8Array, maps: readonly ColumnMap[]): { layout: Layout; mapped: boolean } | null {
  const text = headAsUtf8(head);
  for (const map of maps) {
    const shape = textShape(text, delimiterOf(map));
    const layout = shape && mappedLayout(shape, map);
    if (layout) return { layout, mapped: true };
  }
  const shape = textShape(text);
  const layout = shape && knownLayout(shape);
  return layout ? { layout, mapped: false } : null;
}

/** Columns of a text that has columns, for saying what could not be told of them. */
export function columnsOf(head: Uint8Array): readonly string[] | null {
  const shape = textShape(headAsUtf8(head), [",", ";", "\t", "|"]);
  return shape?.named ? shape.first : null;
}

const WHAT: Readonly<Record<MappedTable, string>> = {
  fault: "page faults",
  counter: "statistics",
  event: "trace events",
  guest_event: "events of guests",
};

/** Importers that know a table by itself win; a map was written for just this header. */
function detect(head: Uint8Array, hint: Hint): Detection | null {
  const found = layoutOf(head, hint.maps ?? []);
  if (!found) return null;
  const { table } = found.layout;
  if (found.mapped) return { confidence: 0.97, why: `a column map says that it is a table of ${WHAT[table]}` };
  return { confidence: 0.45, why: `its first line names the columns of a table of ${WHAT[table]}` };
}

type Make = (layout: Layout, row: RowSplitter, context: ImportContext, output: Output) => RowMaker;
const MAKERS: Readonly<Record<MappedTable, Make>> = {
  fault: faultRows,
  counter: counterRows,
  event: eventRows,
  guest_event: lifeRows,
};

/** Reads until the head is whole, and gives it again with the rest. */
async function headOf(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  const head = new Uint8Array(HEAD_BYTES);
  let length = 0;
  const held: Uint8Array[] = [];
  while (length < HEAD_BYTES) {
    const next = await chunks.next();
    if (next.done) break;
    held.push(next.value.slice());
    length += next.value.length;
  }
  if (length <= HEAD_BYTES) {
    let at = 0;
    for (const piece of held) {
      head.set(piece, at);
      at += piece.length;
    }
    return head.subarray(0, length);
  }
  return Buffer.concat(held);
}

async function* again(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

function rowReader(layout: Layout, context: ImportContext) {
  const output = createOutput(context);
  const row = rowSplitter(layout.delimiter.charCodeAt(0), layout.names.length);
  const maker = MAKERS[layout.table](layout, row, context, output);
  const complained = new Set<string>();
  let header = layout.headless;

  function complain(code: string, expected: string, line: Lines): void {
    const first = !complained.has(code);
    complained.add(code);
    const place = { offset: line.offset, line: line.number, excerpt: textOf(line), expected };
    context.reject(first ? { code, ...place } : { code });
  }
  function take(line: Lines): void {
    if (line.start === line.end) context.skip("blank line");
    else if (line.bytes[line.start] === HASH) context.skip("comment");
    else if (!header) {
      header = true;
      context.skip("header");
    } else if (line.cut) complain("delimited.columns", "lines of at most 1 MiB", line);
    else {
      const fault = row.split(line.bytes, line.start, line.end) ? maker.take() : "columns";
      if (fault) complain(`delimited.${fault}`, ROW_FAULTS[fault], line);
    }
  }
  return { take, maker };
}

const textOf = (line: Lines): string =>
  new TextDecoder().decode(line.bytes.subarray(line.start, Math.min(line.end, line.start + EXCERPT)));

async function* open(source: Source, context: ImportContext): AsyncGenerator<ColumnBatch> {
  const chunks = source.chunks()[Symbol.asyncIterator]();
  const head = await headOf(chunks);
  const found = layoutOf(head.subarray(0, HEAD_BYTES), context.options.columns ?? []);
  if (!found) {
    context.reject({ code: "delimited.header", offset: 0, expected: "a header whose columns are known" });
    return;
  }
  const unused = unusedColumns(found.layout);
  if (unused.length > 0)
    context.remark({ code: "delimited.columns_unused", excerpt: unused.join(", ").slice(0, EXCERPT) });
  const { take, maker } = rowReader(found.layout, context);
  for await (const lines of readLines(asUtf8(again(head, chunks)))) {
    if (context.signal.aborted) return;
    while (lines.next()) {
      take(lines);
      if (maker.full()) yield* maker.batches(false);
    }
    yield* maker.batches(false);
  }
  maker.finish();
  yield* maker.batches(true);
}

export const delimited: Importer = {
  id: "delimited",
  title: "Delimited text with known or mapped columns (CSV and the like)",
  notes: {
    made: "any tool; a header such as `time_ns,guest,vcpu,gpa,access,mmio,stall_ns`, or any other with `--columns MAP.json` (docs/columns.md)",
    accuracy:
      "as the columns say; times and addresses keep all 64 bits, decimals are doubles; empty is unknown, never 0",
    limits:
      "a row is a line: quoted line ends are not read; page faults become rows of one kind, `ept` where nothing tells another",
  },
  tables: ["fault", "series", "counter", "event", "event_field", "guest_event", "guest_seen", "task"],
  detect,
  open,
};

/** Whether a map names what its table cannot do without; what is missing in words, else null. */
export function lacksOf(map: ColumnMap): string | null {
  const fields = Object.entries(map.columns).map(([, { is }]) => is);
  const unknown = Object.keys(map.columns).find((name) => !map.header.includes(name));
  if (unknown !== undefined) return `${unknown} is no column of its header`;
  if (map.table === "fault" && !["gpa", "gfn", "gva", "hva"].some((field) => fields.includes(field as "gpa")))
    return "page faults need a column gpa, gfn, gva or hva";
  if (map.table === "counter") {
    const columns = Object.values(map.columns).map(({ is }, at) => ({ at, name: "", field: is, unit: null }));
    if (!hasValues(columns)) return "statistics need columns name and value, or some of series";
  }
  if (["event", "guest_event"].includes(map.table) && !fields.some((field) => field === "event" || field === "kind"))
    return map.constant?.event === undefined ? "events need a column event, or a constant" : null;
  return null;
}
