// Importer of records of damo, the tool for DAMON: JSON, packed by zlib or not, and its text form.
import { inflateSync, constants as zlib } from "node:zlib";
import type { ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import { jsonWalk } from "../../bytes/json-walk.ts";
import type { Detection, ImportContext, Importer, Source } from "../../importer.ts";
import { contentLines, headLines } from "../../text/head.ts";
import { importLines } from "../../text/import-lines.ts";
import { createOutput } from "../../text/output.ts";
import { INFLATE_STEP_BYTES, inflate } from "../../wrappers/inflate.ts";
import { recordReader } from "./records.ts";
import { TEXT_LINE, textReader } from "./text.ts";

/** Second bytes of zlib's header, by its level of compression. */
const LEVELS: readonly number[] = [0x01, 0x5e, 0x9c, 0xda];
const isZlib = (head: Uint8Array): boolean => head[0] === 0x78 && LEVELS.includes(head[1] as number);

/** Bytes of the head that are unpacked to look at what they hold. */
const LOOK_BYTES = 4096;

/** The first text of a packed head, null where it cannot be unpacked. */
function unpackedHead(head: Uint8Array): string | null {
  try {
    const bytes = inflateSync(head.subarray(0, LOOK_BYTES), { finishFlush: zlib.Z_SYNC_FLUSH });
    return new TextDecoder().decode(bytes.subarray(0, 65_536));
  } catch {
    return null;
  }
}

/** Keys that every list of records has near its beginning. */
const isRecords = (text: string): boolean =>
  /^\s*\[\s*\{/.test(text) && /"kdamond_idx"\s*:|"target_id"\s*:[\s\S]*"snapshots"\s*:/.test(text);

function detect(head: Uint8Array): Detection | null {
  if (isZlib(head)) {
    const text = unpackedHead(head);
    return text !== null && isRecords(text) ? { confidence: 0.95, why: "DAMON records of damo, packed by zlib" } : null;
  }
  const lines = headLines(head);
  if (!lines) return null;
  if (isRecords(new TextDecoder().decode(head))) return { confidence: 0.95, why: "DAMON records of damo as JSON" };
  const [first] = contentLines(lines);
  return first !== undefined && TEXT_LINE.test(first)
    ? { confidence: 0.95, why: "DAMON records of damo as text" }
    : null;
}

/** The content of what zlib packed; damage is told and ends it. */
async function* unpacked(pieces: AsyncIterable<Uint8Array>, context: ImportContext): AsyncGenerator<Uint8Array> {
  const inflater = inflate("zlib");
  try {
    for await (const piece of pieces) {
      for (let at = 0; at < piece.length && !inflater.failed(); at += INFLATE_STEP_BYTES) {
        await inflater.write(piece.subarray(at, at + INFLATE_STEP_BYTES));
        yield* inflater.take();
        if (inflater.ended()) return;
      }
      if (inflater.failed()) break;
    }
    await inflater.finish();
    yield* inflater.take();
    if (inflater.ended()) return;
    const cut = inflater.wasCut();
    context.status(cut ? "truncated" : "partial");
    const expected = cut ? "the end of the zlib data" : "zlib data that can be unpacked";
    context.reject({ code: cut ? "damo.cut" : "damo.zlib", expected: `${expected}; what lies before was read` });
  } finally {
    inflater.destroy();
  }
}

/** Bytes walked through at a time, so that batches are given on before they pile up. */
const WALK_BYTES = 64 * 1024;

async function* readJson(pieces: AsyncIterable<Uint8Array>, context: ImportContext): AsyncGenerator<ColumnBatch> {
  const reader = recordReader(context);
  const walk = jsonWalk(reader);
  let sound = true;
  for await (const piece of pieces) {
    if (context.signal.aborted) return;
    for (let at = 0; at < piece.length && sound; at += WALK_BYTES) {
      sound = walk.push(piece.subarray(at, at + WALK_BYTES));
      yield* reader.rows.batches(false);
    }
    if (!sound) break;
  }
  const whole = sound && walk.finish();
  if (!whole) {
    const dropped = reader.rows.dropScan();
    context.status(sound ? "truncated" : "partial");
    context.reject(
      { code: sound ? "damo.cut" : "damo.json", offset: walk.offset, expected: walk.expected },
      1 + dropped,
    );
  }
  yield* reader.rows.batches(true);
}

async function* readText(source: Source, pieces: AsyncIterable<Uint8Array>, context: ImportContext) {
  const output = createOutput(context);
  const reader = textReader(context);
  const lines = importLines({ ...source, chunks: () => pieces }, context, output, reader);
  for (;;) {
    const { done } = await lines.next();
    yield* reader.rows.batches(done === true);
    if (done) return;
  }
}

/** Gives a looked-at piece again ahead of the rest. */
async function* withFirst(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

async function* open(source: Source, context: ImportContext): AsyncGenerator<ColumnBatch> {
  const pieces = source.chunks()[Symbol.asyncIterator]();
  let first = new Uint8Array(0);
  while (first.length < 2) {
    const next = await pieces.next();
    if (next.done) break;
    const joined = new Uint8Array(first.length + next.value.length);
    joined.set(first);
    joined.set(next.value, first.length);
    first = joined;
  }
  const all = withFirst(first, pieces);
  if (isZlib(first)) yield* readJson(unpacked(all, context), context);
  else if (/^\s*k/.test(String.fromCharCode(...first.subarray(0, 2)))) yield* readText(source, all, context);
  else yield* readJson(all, context);
}

export const damo: Importer = {
  id: "damo",
  title: "DAMON records of damo (JSON, packed or not, and text)",
  notes: {
    made: "`damo record` (the default file, `--output_type json` or `perf_script`)",
    accuracy:
      "regions, counts of accesses and ages of every snapshot; samples from the recorded intervals; the text form has us and no intervals",
    limits:
      "written by the description of its format and by damo's own conversion rules: no file of damo itself was at hand; records do not say whether addresses are a process's or the machine's, so addresses from 64 TiB on are taken for a process's; the early binary form (damon_recfmt_ver) is refused",
  },
  tables: ["region", "task"],
  detect,
  open,
};
