// Importer of content hashes of pages: one 64-bit word a page, in order of address, 0 where the page has no frame.
import { BATCH_ROWS, type ColumnBatch, setBit } from "../../../../src-shared/capture/batch.ts";
import { guestFromFile } from "../../guest-name.ts";
import type { Detection, Hint, ImportContext, Importer, Source } from "../../importer.ts";
import { pageBatch, setFlag } from "../../page-batch.ts";
import { zeroPageDigest } from "../../page-digest.ts";
import { guestSeenBatch, snapshotBatch } from "../../small-batches.ts";
import { BY_FILE_NAME, guestOfFile } from "../../text/file-name.ts";
import { headLines } from "../../text/head.ts";

/** As stored in `snapshot.hash_algorithm`. */
const ALGORITHM = "pmdump-64";
/** The complaint about addresses; it goes where the frames of the same pages tell them. */
export const UNPLACED = "page_hashes.unplaced";

const WORD = 8;
const PAGE_BYTES = 4096;
/** Words of the head that must look like hashes, of those that are not 0. */
const LEAST_SHARE = 0.9;

/** Nothing marks such a file but its name; words of a page map or of memory do not use their upper bits so evenly. */
function looksHashed(head: Uint8Array): boolean {
  const view = new DataView(head.buffer, head.byteOffset, head.length & ~7);
  let words = 0;
  let spread = 0;
  for (let at = 0; at < view.byteLength; at += WORD) {
    const [low, high] = [view.getUint32(at, true), view.getUint32(at + 4, true)];
    if (low === 0 && high === 0) continue;
    words++;
    if (low >>> 16 !== 0 && high >>> 20 !== 0) spread++;
  }
  return words > 0 && spread >= words * LEAST_SHARE;
}

function detect(head: Uint8Array, hint: Hint): Detection | null {
  if (!/\.(?:hash|hashes)$/i.test(hint.name) || (hint.size !== null && hint.size % WORD !== 0)) return null;
  if (head.length < WORD || headLines(head) || !looksHashed(head)) return null;
  return { confidence: 0.6, why: "its name says hashes, and it holds 64-bit words that look like them" };
}

/** Writes words as rows; the address is the offset in the memory whose pages were hashed. */
function hashRows(context: ImportContext, snapshotId: number) {
  const out = pageBatch();
  const zero = zeroPageDigest(ALGORITHM) as readonly number[];
  const word = new Uint8Array(WORD);
  const view = new DataView(word.buffer);
  let filled = 0;
  let pages = 0;
  let got = 0;

  const put = (low: number, high: number): void => {
    const address = pages * PAGE_BYTES;
    out.snapshotId[filled] = snapshotId;
    out.addr[2 * filled] = address;
    out.addr[2 * filled + 1] = Math.floor(address / 0x1_0000_0000);
    const present = low !== 0 || high !== 0;
    setFlag(out.resident, filled, present ? 1 : 0);
    if (present) {
      out.hash.set([low, high, 0, 0], 4 * filled);
      setBit(out.hashValid, filled);
      setFlag(out.zero, filled, low === zero[0] && high === zero[1] ? 1 : 0);
    }
    filled++;
    pages++;
  };
  return {
    pages: () => pages,
    /** Bytes of a last word that is not whole. */
    rest: () => got,
    full: () => filled === BATCH_ROWS,
    /** Takes bytes from `at` on until the batch is full; returns where it stopped. */
    feed(chunk: Uint8Array, at: number): number {
      let i = at;
      for (; i < chunk.length && filled < BATCH_ROWS; i++) {
        word[got++] = chunk[i] as number;
        if (got < WORD) continue;
        got = 0;
        put(view.getUint32(0, true), view.getUint32(4, true));
      }
      return i;
    },
    *take(): Generator<ColumnBatch> {
      if (filled === 0) return;
      context.accept(filled);
      yield out.batch(filled);
      out.reset();
      filled = 0;
    },
  };
}

async function* open(source: Source, context: ImportContext): AsyncGenerator<ColumnBatch> {
  const named = guestOfFile(source.name, ["hash", "hashes"]);
  const guest = named ?? guestFromFile(source.name);
  const id = context.nextId("snapshot");
  const kind = { space: "gpa", moment: context.nextId("moment"), algorithm: ALGORITHM, t: null } as const;
  const rows = hashRows(context, id);
  let begun = false;
  function* flush(): Generator<ColumnBatch> {
    if (!begun) yield snapshotBatch([{ id, guest, pid: null }], kind);
    begun = true;
    yield* rows.take();
  }
  for await (const chunk of source.chunks()) {
    if (context.signal.aborted) return;
    for (let at = 0; at < chunk.length; ) {
      at = rows.feed(chunk, at);
      if (rows.full()) yield* flush();
    }
  }
  yield* flush();
  if (rows.rest() > 0) {
    context.status("truncated");
    context.reject({ code: "page_hashes.cut", offset: rows.pages() * WORD, expected: "whole words of 8 bytes" });
  }
  context.remark({
    code: UNPLACED,
    expected: "the frames of the same pages, which tell where they lie",
    next: "import it with its .pagemap.txt; its addresses are offsets in the memory whose pages were hashed",
  });
  if (named !== null) yield guestSeenBatch(named, null, BY_FILE_NAME);
}

export const pageHashes: Importer = {
  id: "page-hashes",
  title: "Content hashes of pages (64-bit words)",
  notes: {
    made: "the same walk with a file for hashes: one little-endian 64-bit word a page, 0 without a frame",
    accuracy: "64 bits: among 10^9 different pages some hundredths of one pair are expected to collide",
    limits:
      "known by its ending .hash alone; it does not tell where the pages lie: import it with its .pagemap.txt, else its addresses are offsets",
  },
  tables: ["snapshot", "page", "guest_seen"],
  detect,
  open,
};
