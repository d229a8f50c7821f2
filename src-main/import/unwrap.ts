// Opens a file as a stream of its content: reads it, unpacks zstd and gzip, and hashes every byte once on the way.
import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, resolve } from "node:path";
import { failure } from "../../src-shared/base/errors.ts";
import { type FileReader, fileReader, openFile, randomAccess, readerAt } from "./file-reader.ts";
import type { Complaint, CopyTime, RandomAccess, Source } from "./importer.ts";
import { type ReadingMeter, readingMeter } from "./reading-meter.ts";
import { type Spool, spool } from "./spool.ts";
import { tellingPath } from "./text/kernel-file.ts";
import type { NextBlock } from "./wrappers/byte-reader.ts";
import type { Damage } from "./wrappers/damage.ts";
import { gunzip, isGzip } from "./wrappers/gzip.ts";
import { refuseWrapper } from "./wrappers/refused.ts";
import { isZstd, unzstd } from "./wrappers/zstd.ts";

/** Bytes of the content that detection looks at. */
export const HEAD_BYTES = 65_536;

export type WrapperKind = "none" | "zstd" | "gzip";

export interface OpenOptions {
  /** Gives the content in pieces of exactly this many bytes, the last one shorter. Null: as they come. */
  readonly chunkBytes?: number | null;
  readonly signal?: AbortSignal;
  /** Where it lies in the dataset; its own name where left out. */
  readonly inDataset?: string;
  /** When its folder was copied. */
  readonly copiedAt?: CopyTime | undefined;
  /** Called with how far the file was read, in its bytes. */
  readonly onBytes?: (bytes: number) => void;
  /** Folder for a copy of what is packed and must be read at any place; default that of the system. */
  readonly temporary?: string | undefined;
}

/** What is known once all was read. */
export interface Digests {
  /** Hex, of the bytes as given and of the content inside the wrapper. */
  readonly sha256: string;
  readonly contentSha256: string;
  /** Sizes of both in bytes. */
  readonly bytes: number;
  readonly contentBytes: number;
  readonly status: "whole" | "truncated" | "partial";
  /** What is wrong with the file or its wrapper; offsets are in the file as given. */
  readonly complaints: readonly Complaint[];
}

export interface OpenedFile {
  readonly wrapper: WrapperKind;
  /** The first 64 KiB of the content, less for small ones. */
  readonly head: Uint8Array;
  /** Its chunks can be asked for once. */
  readonly source: Source;
  /** Reads what nobody has asked for yet, so that the hashes cover everything. */
  finish(): Promise<Digests>;
  close(): Promise<void>;
}

const WRAPPER_ENDING = /\.(zst|zstd|gz|gzip)$/i;

/** A path or name without its compression ending. */
export const withoutWrapperEnding = (path: string): string => path.replace(WRAPPER_ENDING, "");

/** File name without folder and compression ending. */
export const contentName = (path: string): string => withoutWrapperEnding(basename(path)) || basename(path);

/**
 * Opens a regular file. Errors: import.not_found, import.unreadable, import.not_a_file, wrapper.* for a wrapper that
 * is not unpacked or from which nothing could be read, job.cancelled.
 */
export async function openWrapped(path: string, options: OpenOptions = {}): Promise<OpenedFile> {
  const handle = await openFile(path);
  try {
    return await unwrap(handle, path, options);
  } catch (thrown) {
    await handle.close();
    throw thrown;
  }
}

async function unwrap(handle: FileHandle, path: string, options: OpenOptions): Promise<OpenedFile> {
  const stat = await handle.stat();
  if (!stat.isFile())
    throw failure("import.not_a_file", `${path} is not a regular file`, {
      where: { file: path },
      expected: "a regular file or a folder",
    });
  const meter = readingMeter(stat.size, options.onBytes);
  const given = told(fileReader(handle, path, stat.size, options.signal), meter);
  const first = await given.next();
  const start = first ?? new Uint8Array(0);
  refuseWrapper(start, path);
  const wrapper: WrapperKind = isZstd(start) ? "zstd" : isGzip(start) ? "gzip" : "none";
  const damages: Damage[] = [];
  const content = unpacked(wrapper, pushedBack(first, given.next), (damage) => {
    damages.push(damage);
  });
  const { head, held, ended } = await readHead(content.next);
  if (head.length === 0 && damages[0]) throw nothingInside(path, damages[0]);
  if (wrapper !== "none") refuseWrapper(head, path, true);

  const plain = wrapper === "none" && stat.size > 0;
  const size = ended ? head.length : plain ? stat.size : null;
  // Files of sysfs tell the size of a page and hold less; they have no blocks.
  const shortened = (): boolean => given.bytes() < stat.size && stat.blocks > 0;
  const pieces = once(() => fromHead(held, content.next));
  const file = plain ? randomAccess(handle, path, stat.size) : null;
  let copy: Promise<Spool> | null = null;
  const random = async (): Promise<RandomAccess> => {
    if (!file) copy ??= spool(pieces(), options.temporary ?? tmpdir());
    return meter.atRandom(file ?? (await (copy as Promise<Spool>)));
  };
  const chunks = (): AsyncGenerator<Uint8Array> => rechunk(pieces(), options.chunkBytes ?? null);
  const place = withoutWrapperEnding(tellingPath(resolve(path), options.inDataset ?? basename(path)));
  const source: Source = { name: contentName(path), path: place, copiedAt: options.copiedAt, size, chunks, random };
  return {
    wrapper,
    head,
    source: file ? { ...source, readAt: readerAt(file) } : source,
    async close() {
      await handle.close();
      await copy?.then(
        (spooled) => spooled.close(),
        () => {},
      );
    },
    async finish() {
      while (await content.next());
      while (await given.next());
      const sha256 = given.sha256();
      const all = shortened() ? [...damages, shrunk(given.bytes())] : damages;
      return {
        sha256,
        contentSha256: content.sha256() ?? sha256,
        bytes: given.bytes(),
        contentBytes: content.bytes(),
        status: all[0]?.status ?? "whole",
        complaints: all.map((damage) => damage.complaint),
      };
    },
  };
}

/** Tells after each block how far it is. */
const told = (reader: FileReader, meter: ReadingMeter): FileReader => ({
  ...reader,
  next: async () => {
    const block = await reader.next();
    meter.inOrder(reader.bytes());
    return block;
  },
});

const shrunk = (offset: number): Damage => ({
  status: "truncated",
  complaint: { code: "import.shrunk", offset, expected: "the size that it had when opened", next: "import it again" },
});

const nothingInside = (path: string, damage: Damage): Error =>
  failure(damage.complaint.code, `nothing in ${path} could be unpacked`, {
    where: { file: path, offset: String(damage.complaint.offset ?? 0) },
    expected: damage.complaint.expected ?? "",
    next: damage.complaint.next ?? "",
  });

/** A block that was looked at comes again before the rest. */
function pushedBack(block: Uint8Array | null, rest: NextBlock): NextBlock {
  let waiting = block;
  return async () => {
    const now = waiting ?? (await rest());
    waiting = null;
    return now;
  };
}

/** The content of a wrapper, counted and hashed; a plain file's hash is that of the bytes given. */
function unpacked(wrapper: WrapperKind, given: NextBlock, report: (damage: Damage) => void) {
  const hash = wrapper === "none" ? null : createHash("sha256");
  const pieces = wrapper === "zstd" ? unzstd(given, report) : wrapper === "gzip" ? gunzip(given, report) : null;
  let bytes = 0;
  async function next(): Promise<Uint8Array | null> {
    const piece = pieces ? await following(pieces) : await given();
    if (!piece) return null;
    bytes += piece.length;
    hash?.update(piece);
    return piece;
  }
  return { next, bytes: () => bytes, sha256: () => hash?.digest("hex") ?? null };
}

async function following(pieces: AsyncGenerator<Uint8Array, void>): Promise<Uint8Array | null> {
  const { value } = await pieces.next();
  return value ?? null;
}

/** Reads pieces until 64 KiB are there; they are held for whoever reads the content. */
async function readHead(next: NextBlock): Promise<{ head: Uint8Array; held: Uint8Array[]; ended: boolean }> {
  const held: Uint8Array[] = [];
  let length = 0;
  let ended = false;
  while (length < HEAD_BYTES) {
    const last = held.length - 1;
    if (last >= 0) held[last] = (held[last] as Uint8Array).slice();
    const piece = await next();
    if (!piece) {
      ended = true;
      break;
    }
    held.push(piece);
    length += piece.length;
  }
  const head = new Uint8Array(Math.min(length, HEAD_BYTES));
  let at = 0;
  for (const piece of held) {
    head.set(piece.subarray(0, head.length - at), at);
    at += Math.min(piece.length, head.length - at);
  }
  return { head, held, ended };
}

async function* fromHead(held: readonly Uint8Array[], next: NextBlock): AsyncGenerator<Uint8Array> {
  for (const piece of held) if (piece.length > 0) yield piece;
  for (let piece = await next(); piece; piece = await next()) if (piece.length > 0) yield piece;
}

/** Pieces of exactly `size` bytes, the last one shorter. */
async function* rechunk(pieces: AsyncIterable<Uint8Array>, size: number | null): AsyncGenerator<Uint8Array> {
  if (size === null) return yield* pieces;
  const chunk = new Uint8Array(size);
  let filled = 0;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; ) {
      const step = Math.min(size - filled, piece.length - at);
      chunk.set(piece.subarray(at, at + step), filled);
      at += step;
      filled += step;
      if (filled < size) continue;
      yield chunk;
      filled = 0;
    }
  }
  if (filled > 0) yield chunk.subarray(0, filled);
}

function once(make: () => AsyncGenerator<Uint8Array>): () => AsyncGenerator<Uint8Array> {
  let asked = false;
  return () => {
    if (asked) throw new Error("the chunks of a source can be asked for once");
    asked = true;
    return make();
  };
}
