// Importer of page tables: delimited text with a row per page of a guest or process and the digest of its content.
import { BATCH_ROWS, type ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import { type Lines, readLines } from "../../bytes/lines.ts";
import { guestFromFile } from "../../guest-name.ts";
import type { Detection, ImportContext, Importer, Source } from "../../importer.ts";
import { factBatch, snapshotBatch } from "../../small-batches.ts";
import { contentLines, headLines } from "../../text/head.ts";
import { createStampClock, parseStamp } from "../../text/stamp.ts";
import { classCounter } from "./classes.ts";
import { parseHeader, type TableLayout, unusedColumns } from "./columns.ts";
import { type PageRows, pageRows, ROW_FAULTS, type RowFault } from "./rows.ts";
import { type Subject, subjects } from "./subjects.ts";

/** Longest row that is looked at. */
const LINE_LIMIT = 65_536;
const HASH = 35;
const EXCERPT_BYTES = 120;
/** Comments and blank lines may stand before the header. */
const HEADER_WITHIN_LINES = 100;

function detect(head: Uint8Array): Detection | null {
  const line = contentLines(headLines(head, HEADER_WITHIN_LINES) ?? [])[0];
  const layout = line === undefined ? null : parseHeader(line.trim());
  if (!layout) return null;
  return layout.algorithm
    ? { confidence: 0.95, why: `its first line names a page and its content's digest (${layout.algorithm})` }
    : { confidence: 0.7, why: "its first line names a page and whether it is resident" };
}

/** State of one import: lines go in, batches come out. */
function tableReader(source: Source, context: ImportContext) {
  const moment = context.nextId("moment");
  const found = subjects(() => context.nextId("snapshot"));
  const classes = classCounter();
  const complained = new Set<string>();
  let layout: TableLayout | null = null;
  let rows: PageRows | null = null;
  const clock = createStampClock(context);
  let t: bigint | null = null;
  let told = 0;

  const text = (line: Lines): string =>
    new TextDecoder().decode(line.bytes.subarray(line.start, Math.min(line.end, line.start + EXCERPT_BYTES)));

  function reject(code: string, expected: string, line: Lines): void {
    if (complained.has(code)) {
      context.reject({ code });
      return;
    }
    complained.add(code);
    context.reject({ code, line: line.number, offset: line.offset, excerpt: text(line), expected });
  }

  function comment(line: Lines): void {
    context.skip("comment");
    const stamp = t === null ? parseStamp(text(line)) : null;
    if (stamp) t = clock.time(stamp);
  }

  function header(line: Lines): void {
    const words = new TextDecoder().decode(line.bytes.subarray(line.start, line.end));
    layout = parseHeader(words.trim());
    if (!layout) {
      reject("page_table.header", "a header that names a page and its digest", line);
      return;
    }
    context.skip("header");
    rows = pageRows(layout, found, classes);
    const unused = unusedColumns(layout);
    if (unused.length > 0)
      context.remark({ code: "page_table.columns_unused", excerpt: unused.join(", ").slice(0, EXCERPT_BYTES) });
  }

  function row(line: Lines, into: PageRows): void {
    const fault: RowFault | null = into.take(line.bytes, line.start, line.end);
    if (fault) reject(`page_table.${fault}`, ROW_FAULTS[fault], line);
  }

  function take(line: Lines): void {
    if (line.cut) reject("page_table.line_length", `a line of at most ${LINE_LIMIT} bytes`, line);
    else if (line.start === line.end) context.skip("blank line");
    else if (line.bytes[line.start] === HASH) comment(line);
    else if (rows) row(line, rows);
    else header(line);
  }

  const nameOf = (subject: Subject): string => subject.name ?? guestFromFile(source.name);
  const snapshotRow = (subject: Subject) => ({ id: subject.snapshotId, guest: nameOf(subject), pid: subject.pid });

  /** Snapshots that appeared since the last call, then the pages. */
  function* batches(): Generator<ColumnBatch> {
    if (!layout || !rows || rows.rows() === 0) return;
    const fresh = found.list.slice(told);
    told = found.list.length;
    if (fresh.length > 0) yield snapshotBatch(fresh.map(snapshotRow), { ...layout, moment, t });
    context.accept(rows.rows());
    yield rows.batch();
    rows.reset();
  }

  function* finish(): Generator<ColumnBatch> {
    yield* batches();
    if (!layout || !rows) return;
    const { facts, dropped } = classes.finish();
    if (dropped > 0)
      context.remark({
        code: "page_table.classes_dropped",
        excerpt: `${dropped} pages`,
        expected: "a column with few words",
      });
    if (rows.outOfOrder() > 0)
      context.remark({
        code: "page_table.order",
        excerpt: `${rows.outOfOrder()} rows`,
        expected: "each page once, in rising order",
        next: "a page that stands there twice counts twice",
      });
    const named = facts.map((fact) => ({ ...fact, subject: nameOf(found.list[fact.subject] as Subject) }));
    const all = [...named, ...found.list.flatMap(zeroPageFact)];
    if (all.length > 0) yield factBatch(layout.scope, all);
  }

  function zeroPageFact(subject: Subject) {
    const number = subject.zeroPages;
    return number > 0 ? [{ subject: nameOf(subject), name: "page_table.zeropage", value: String(number), number }] : [];
  }

  return { take, full: () => rows?.rows() === BATCH_ROWS, batches, finish };
}

async function* open(source: Source, context: ImportContext): AsyncGenerator<ColumnBatch> {
  const reader = tableReader(source, context);
  for await (const lines of readLines(source.chunks(), LINE_LIMIT)) {
    if (context.signal.aborted) return;
    while (lines.next()) {
      reader.take(lines);
      if (reader.full()) yield* reader.batches();
    }
  }
  yield* reader.finish();
}

export const pageTable: Importer = {
  id: "page-table",
  title: "page table with content digests (CSV)",
  notes: {
    made: "any tool that writes a row a page: `guest,gfn,present,ksm,pfn,blake2b128`",
    accuracy: "digests of at least 64 bits, kept to 128; flags and frames as they stand",
    limits: "contents compare only within one file and one kind of digest",
  },
  tables: ["snapshot", "page", "fact"],
  detect,
  open,
};
