// Wrappers that are known by name and not unpacked.
import { failure } from "../../../src-shared/base/errors.ts";
import { isGzip } from "./gzip.ts";
import { isZstd } from "./zstd.ts";

interface RefusedWrapper {
  readonly code: string;
  readonly title: string;
  readonly at: number;
  readonly magic: readonly number[];
  readonly next: string;
}

const refused: readonly RefusedWrapper[] = [
  { code: "wrapper.xz", title: "xz", at: 0, magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a], next: "unpack it with `xz -d`" },
  {
    code: "wrapper.bzip2",
    title: "bzip2",
    at: 4,
    magic: [0x31, 0x41, 0x59, 0x26, 0x53, 0x59],
    next: "unpack it with `bunzip2`",
  },
  { code: "wrapper.lz4", title: "lz4", at: 0, magic: [0x04, 0x22, 0x4d, 0x18], next: "unpack it with `lz4 -d`" },
  { code: "wrapper.zip", title: "zip", at: 0, magic: [0x50, 0x4b, 0x03, 0x04], next: "unpack it with `unzip`" },
  { code: "wrapper.7z", title: "7z", at: 0, magic: [0x37, 0x7a, 0xbc, 0xaf], next: "unpack it with `7z x`" },
  {
    code: "wrapper.tar",
    title: "tar",
    at: 257,
    magic: [0x75, 0x73, 0x74, 0x61, 0x72],
    next: "unpack it, import the folder",
  },
];

const stands = (head: Uint8Array, wrapper: RefusedWrapper): boolean =>
  wrapper.magic.every((byte, i) => head[wrapper.at + i] === byte);

/** Throws `wrapper.NAME` for a wrapper that is not unpacked, and `wrapper.nested` for one inside another (`inside`). */
export function refuseWrapper(head: Uint8Array, path: string, inside = false): void {
  const where = { file: path };
  const found = refused.find((wrapper) => stands(head, wrapper));
  const expected = "a plain file, or one wrapped once in zstd or gzip";
  if (found) throw failure(found.code, `${path} is ${found.title} data`, { where, expected, next: found.next });
  if (inside && (isZstd(head) || isGzip(head)))
    throw failure("wrapper.nested", `${path} is wrapped twice`, { where, expected, next: "unpack it once" });
}
