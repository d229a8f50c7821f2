// Turns the bytes of a memory image into page rows: zero test, filled test, digest.
import { BATCH_ROWS, type ColumnBatch, setBit } from "../../../../src-shared/capture/batch.ts";
import { pageBatch, setFlag } from "../../page-batch.ts";
import { type PageDigest, zeroPageDigest } from "../../page-digest.ts";

export const PAGE_BYTES = 4096;
const PAGE_WORDS = PAGE_BYTES / 4;

export interface PageSink {
  /** Takes the page at guest frame `gfn` that stands in `bytes` from `at`. Never call it when `full`. */
  add(gfn: number, bytes: Uint8Array, at: number): void;
  rows(): number;
  full(): boolean;
  /** The rows since the last `reset`. */
  batch(): ColumnBatch;
  reset(): void;
}

export function pageSink(digest: PageDigest, snapshotId: number): PageSink {
  const out = pageBatch();
  const zeroWords = zeroPageDigest(digest.algorithm) as readonly number[];
  const aligned = new Uint8Array(PAGE_BYTES);
  const alignedWords = new Int32Array(aligned.buffer);
  let seen: ArrayBufferLike = aligned.buffer;
  let words: Int32Array = alignedWords;
  let rows = 0;

  /** Index in `words` of the page's first word; a page that does not lie on a word is copied. */
  function locate(bytes: Uint8Array, at: number): number {
    const offset = bytes.byteOffset + at;
    if ((offset & 3) !== 0) {
      aligned.set(bytes.subarray(at, at + PAGE_BYTES));
      words = alignedWords;
      seen = aligned.buffer;
      return 0;
    }
    if (bytes.buffer !== seen) {
      seen = bytes.buffer;
      words = new Int32Array(seen, 0, seen.byteLength >>> 2);
    }
    return offset >>> 2;
  }

  return {
    add(gfn, bytes, at) {
      const first = locate(bytes, at);
      const filled = isFilled(words, first);
      const zero = filled && words[first] === 0 && words[first + 1] === 0;
      const word = 4 * rows;
      if (zero) for (let i = 0; i < 4; i++) out.hash[word + i] = zeroWords[i] as number;
      else digest.digest(bytes.subarray(at, at + PAGE_BYTES), out.hash, word);
      setBit(out.hashValid, rows);
      setFlag(out.zero, rows, zero ? 1 : 0);
      setFlag(out.filled, rows, filled ? 1 : 0);
      out.addr[2 * rows] = (gfn % 1048576) * PAGE_BYTES;
      out.addr[2 * rows + 1] = Math.floor(gfn / 1048576);
      out.snapshotId[rows] = snapshotId;
      rows++;
    },
    rows: () => rows,
    full: () => rows === BATCH_ROWS,
    batch: () => out.batch(rows),
    reset() {
      rows = 0;
      out.reset();
    },
  };
}

/** Whether the page from word `first` on is one 8-byte word repeated; most pages differ within the first words. */
function isFilled(words: Int32Array, first: number): boolean {
  const low = words[first];
  const high = words[first + 1];
  const end = first + PAGE_WORDS;
  for (let at = first + 2; at < end; at += 2) if (words[at] !== low || words[at + 1] !== high) return false;
  return true;
}
