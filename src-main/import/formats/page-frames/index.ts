// Importer of a walk over a process's pagemap as text: each large mapping, its sums, and runs of pages with their frames.
import { BATCH_ROWS, type ColumnBatch, setBit } from "../../../../src-shared/capture/batch.ts";
import { type Lines, readLines } from "../../bytes/lines.ts";
import { guestFromFile } from "../../guest-name.ts";
import type { Detection, ImportContext, Importer, Source } from "../../importer.ts";
import { pageBatch, setFlag } from "../../page-batch.ts";
import { snapshotBatch } from "../../small-batches.ts";
import { guestOfFile, seenByFileName } from "../../text/file-name.ts";
import { contentLines, headLines } from "../../text/head.ts";
import { type Mapping, parseMapping } from "../../text/mapping-line.ts";
import { createOutput } from "../../text/output.ts";
import { emptyRun, type Run, readRun } from "./runs.ts";

const PAGE_BYTES = 4096n;
const LINE_LIMIT = 65_536;
const EXCERPT = 120;
/** Pages without a frame are rows of their own in mappings up to 64 GiB; of larger ones only what is listed. */
const MOST_ABSENT = 1 << 24;
/** Rows of one file: 256 GiB of memory. */
const MOST_ROWS = 1 << 26;

/** No address space is this long. */
const LONGEST = 1n << 62n;

const CUT = ["text.cut_line", "a newline at the end: the last line may be cut in the middle of a number"] as const;
const NO_LINE = ["page_frames.line", "MAP, SUM, or R INDEX COUNT FLAGS PFN KPAGEFLAGS"] as const;
const BAD_SUM = ["page_frames.size", "a sum of just the pages that the mapping holds"] as const;
const SUMS = /^SUM pages=(\d+) present=(\d+) ksm=(\d+)\b/;

/** The mapping whose pages are being read. */
interface Walk {
  readonly mapping: Mapping;
  readonly snapshotId: number;
  readonly pages: number;
  /** First page that no row stands for yet. */
  next: number;
  present: number;
  ksm: number;
  told: { readonly present: number; readonly ksm: number } | null;
}

function frameReader(source: Source, context: ImportContext) {
  const output = createOutput(context);
  const out = pageBatch();
  const moment = context.nextId("moment");
  const named = guestOfFile(source.name, ["pagemap"]);
  const guest = named ?? guestFromFile(source.name);
  const run = emptyRun();
  const ready: ColumnBatch[] = [];
  let walk: Walk | null = null;
  let rows = 0;
  let filled = 0;
  /** The line was looked at before, and waits for room. */
  let again = false;

  /** Hands over what is filled; the arrays are used again once it was taken. */
  function* flush(): Generator<ColumnBatch> {
    yield* ready.splice(0);
    yield* output.batches(false);
    if (filled === 0) return;
    yield out.batch(filled);
    out.reset();
    filled = 0;
  }
  const putRow = (of: Walk, page: number): void => {
    const low = Number(BigInt.asUintN(32, of.mapping.addr)) + page * 4096;
    out.snapshotId[filled] = of.snapshotId;
    out.addr[2 * filled] = low;
    out.addr[2 * filled + 1] = Number(of.mapping.addr >> 32n) + Math.floor(low / 0x1_0000_0000);
  };
  /** Rows for pages from `of.next` up to `until`, as `what` says; false where the batch is full before that. */
  const fill = (of: Walk, until: number, what: Run | null): boolean => {
    for (; of.next < until && filled < BATCH_ROWS; of.next++, filled++, rows++) {
      putRow(of, of.next);
      setFlag(out.resident, filled, what?.present ? 1 : 0);
      if (!what?.present) continue;
      of.present++;
      setFlag(out.ksm, filled, what.ksm ? 1 : 0);
      if (what.ksm) of.ksm++;
      if (what.zeroPage) setFlag(out.zero, filled, 1);
      if (what.frameLow === 0 && what.frameHigh === 0) continue;
      const low = what.frameLow + of.next - what.index;
      out.frame[2 * filled] = low;
      out.frame[2 * filled + 1] = what.frameHigh + Math.floor(low / 0x1_0000_0000);
      setBit(out.frameValid, filled);
    }
    return of.next >= until;
  };
  /** Pages that are not listed have no frame; a mapping whose size no sum confirms has no pages. */
  const fillAbsent = (of: Walk, until: number): boolean => {
    if (!of.told) return true;
    if (of.pages > MOST_ABSENT && of.next < until) of.next = until;
    return fill(of, until, null);
  };
  const endWalk = (): void => {
    if (!walk) return;
    const { told, present, ksm } = walk;
    walk = null;
    if (!told || (told.present === present && told.ksm === ksm)) return;
    context.remark({
      code: "page_frames.sum",
      excerpt: `${present} present, ${ksm} merged; the sum says ${told.present}, ${told.ksm}`,
      expected: "as many pages as the sum of the mapping says",
      next: "the file was changed or is cut",
    });
  };
  const begin = (mapping: Mapping): void => {
    endWalk();
    const pages = Number(mapping.bytes / PAGE_BYTES);
    walk = { mapping, snapshotId: context.nextId("snapshot"), pages, next: 0, present: 0, ksm: 0, told: null };
    seenByFileName(output, named);
    const { addr, bytes, perms, path } = mapping;
    output.add("mapping", { addr, bytes, perms, path_id: path === "" ? null : context.name(path) });
    const snapshot = { id: walk.snapshotId, guest, pid: null };
    ready.push(snapshotBatch([snapshot], { space: "hva", moment, algorithm: null, t: null }));
    const expected = "a mapping of at most 64 GiB: pages without a frame are left out";
    if (pages > MOST_ABSENT) context.remark({ code: "page_frames.listed_only", expected });
  };
  /** What is wrong with a run; null where its pages can be filled. */
  const faultOf = (of: Walk | null): readonly [code: string, expected: string] | null => {
    if (!of?.told) return ["page_frames.no_mapping", "a mapping and its sum ahead of its pages"];
    if (run.index < of.next || run.index + run.pages > of.pages)
      return ["page_frames.range", "pages in rising order inside their mapping"];
    if (run.present && of.present + run.pages > of.told.present)
      return ["page_frames.range", "no more pages than the sum of the mapping says"];
    return rows + run.pages > MOST_ROWS ? ["page_frames.too_many", `at most ${MOST_ROWS} pages in one file`] : null;
  };
  /** Takes a line; false where the batch must be handed over first and the line given again. */
  function take(lines: Lines): boolean {
    const text = (): string =>
      new TextDecoder().decode(lines.bytes.subarray(lines.start, Math.min(lines.end, lines.start + 4096)));
    const complain = ([code, expected]: readonly [string, string]): true => {
      context.reject({ code, offset: lines.offset, line: lines.number, excerpt: text().slice(0, EXCERPT), expected });
      return true;
    };
    if (!lines.ended) {
      context.status("truncated");
      return complain(CUT);
    }
    if (readRun(lines.bytes, lines.start, lines.end, run)) {
      const fault = again ? null : faultOf(walk);
      if (fault || !walk) return complain(fault ?? NO_LINE);
      again = !(fillAbsent(walk, run.index) && fill(walk, run.index + run.pages, run));
      if (!again) context.accept(1);
      return !again;
    }
    const line = text();
    const mapping = line.startsWith("MAP ") ? parseMapping(line.slice(4)) : null;
    if (mapping && mapping.bytes < LONGEST) {
      if (walk && !fillAbsent(walk, walk.pages)) return false;
      begin(mapping);
      context.accept(1);
      return true;
    }
    const sums = SUMS.exec(line);
    if (sums && walk && Number(sums[1]) === walk.pages) {
      walk.told = { present: Number(sums[2]), ksm: Number(sums[3]) };
      context.accept(1);
    } else if (line.trim() === "") context.skip("blank line");
    else if (line.startsWith("#")) context.skip("comment");
    else complain(sums ? BAD_SUM : NO_LINE);
    return true;
  }
  function* finish(): Generator<ColumnBatch> {
    while (walk && !fillAbsent(walk, walk.pages)) yield* flush();
    endWalk();
    yield* flush();
    yield* output.batches(true);
  }
  return { take, flush, finish };
}

async function* open(source: Source, context: ImportContext): AsyncGenerator<ColumnBatch> {
  const reader = frameReader(source, context);
  for await (const lines of readLines(source.chunks(), LINE_LIMIT)) {
    if (context.signal.aborted) return;
    while (lines.next()) while (!reader.take(lines)) yield* reader.flush();
  }
  yield* reader.finish();
}

function detect(head: Uint8Array): Detection | null {
  const [map, sum] = contentLines(headLines(head) ?? []);
  if (map === undefined || sum === undefined || !map.startsWith("MAP ")) return null;
  return parseMapping(map.slice(4)) && SUMS.test(sum)
    ? { confidence: 0.95, why: "mappings of a process with the frames of their pages" }
    : null;
}

export const pageFrames: Importer = {
  id: "page-frames",
  title: "Frames of a process's pages (text of a walk over its pagemap)",
  notes: {
    made: "a walk over /proc/PID/pagemap and /proc/kpageflags that prints `MAP`, `SUM` and `R INDEX COUNT FLAGS PFN KPAGEFLAGS`",
    accuracy:
      "every page of the listed mappings: whether it has a frame, which, and whether KSM merged it; checked against the sums in the file and the truth of the captures",
    limits:
      "contents are in the file of hashes beside it (`X.hash` for `X.pagemap.txt`); of mappings above 64 GiB only listed pages are kept; at most 2^26 pages a file",
  },
  tables: ["snapshot", "page", "mapping", "guest_seen"],
  detect,
  open,
};
