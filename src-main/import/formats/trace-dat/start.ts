// The start of a trace.dat file: version, byte order, sizes, and in version 7 how and where the rest lies.
import { failure } from "../../../../src-shared/base/errors.ts";
import { TRACING_MAGIC, walker } from "../../trace-events/tracing-data.ts";
import { isPageSize } from "./recording.ts";

/** More than the start of any file of version 7 has. */
export const START_BYTES = 512;

export type Compression = "none" | "zstd" | "zlib";

export interface Start {
  readonly version: 6 | 7;
  readonly little: boolean;
  /** Bytes of a page of the recording machine. */
  readonly pageBytes: number;
  readonly compression: Compression;
  /** Offset of the first section of options; only in version 7. */
  readonly optionsAt: number;
  /** Offset of the first byte behind the start. */
  readonly end: number;
}

/** Version of a trace.dat file by its first bytes, null where it is none. `0.6` and the like are of perf. */
export function versionOf(head: Uint8Array): number | null {
  const text = new TextDecoder("latin1").decode(head.subarray(0, TRACING_MAGIC.length + 8));
  if (!text.startsWith(TRACING_MAGIC)) return null;
  const digits = /^(\d{1,6})\0/.exec(text.slice(TRACING_MAGIC.length))?.[1];
  return digits === undefined ? null : Number(digits);
}

export const damagedHead = (what: string, offset: number): Error =>
  failure("trace.header", what, {
    where: { offset: String(offset) },
    expected: "the head of a trace.dat file",
    next: "copy the file again, or record again",
  });

const isCompression = (name: string): name is Compression => name === "none" || name === "zstd" || name === "zlib";

/** Throws `trace.header`, `trace.version` or `trace.compression`. */
export function readStart(bytes: Uint8Array): Start {
  const version = versionOf(bytes);
  if (version !== 6 && version !== 7)
    throw failure("trace.version", `a trace.dat file of version ${version}`, {
      expected: "version 6 or 7, as trace-cmd writes them since 2010",
      next: "convert it with the trace-cmd that wrote it",
    });
  const walk = walker(bytes, TRACING_MAGIC.length);
  walk.string();
  walk.little = walk.octet() !== 1;
  walk.octet();
  const pageBytes = walk.number(4);
  if (pageBytes === null) throw damagedHead("the file ends within its head", bytes.length);
  if (!isPageSize(pageBytes)) throw damagedHead(`pages of ${pageBytes} bytes`, walk.at - 4);
  if (version === 6)
    return { version, little: walk.little, pageBytes, compression: "none", optionsAt: 0, end: walk.at };
  const compression = walk.string();
  const compressionVersion = walk.string();
  const optionsAt = walk.number(8);
  if (compression === null || compressionVersion === null || optionsAt === null)
    throw damagedHead("the file ends within its head", bytes.length);
  if (!isCompression(compression))
    throw failure("trace.compression", `trace data compressed with ${compression.slice(0, 40)}`, {
      expected: "zstd, zlib or none",
      next: "write it again with `trace-cmd convert --compression zstd`",
    });
  return { version, little: walk.little, pageBytes, compression, optionsAt, end: walk.at };
}
