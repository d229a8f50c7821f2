// One line of /proc/PID/maps or the head line of a mapping in smaps.
import { addressOf } from "./numbers.ts";

export interface Mapping {
  readonly addr: bigint;
  /** Length. */
  readonly bytes: bigint;
  readonly perms: string;
  readonly fileOffset: bigint;
  /** Mapped file or [heap], [stack] ...; empty for anonymous memory. */
  readonly path: string;
}

const SHAPE =
  /^([0-9a-f]{1,16})-([0-9a-f]{1,16}) ([r-][w-][x-][ps]) ([0-9a-f]{1,16}) [0-9a-f]+:[0-9a-f]+ \d+(?:\s+(.*))?$/;

/** Null where the line is no mapping or its end lies before its start. */
export function parseMapping(text: string): Mapping | null {
  // Most lines of smaps are sizes: they start with a capital letter.
  const first = text.charCodeAt(0);
  if (!(first >= 48 && first <= 57) && !(first >= 97 && first <= 102)) return null;
  const [, from, until, perms, offset, path] = SHAPE.exec(text) ?? [];
  const addr = addressOf(from);
  const end = addressOf(until);
  const fileOffset = addressOf(offset);
  if (addr === null || end === null || fileOffset === null || end <= addr) return null;
  return { addr, bytes: end - addr, perms: perms as string, fileOffset, path: (path ?? "").trimEnd() };
}

/** How the memory behind a path is pinned: huge pages or a device given to the guest; null for ordinary memory. */
export function pinningOf(path: string): "hugetlb" | "vfio" | null {
  if (/^\/dev\/vfio\/|^anon_inode:\[?vfio/.test(path)) return "vfio";
  if (/^\/anon_hugepage\b|(?:^|\/)(?:hugepages|hugetlbfs|huge)(?:[-_.\d][^/]*)?\//.test(path)) return "hugetlb";
  return null;
}
