// The guests or processes of a table: one snapshot each, in order of appearance.

/** More would be no table of guests. */
export const SUBJECT_LIMIT = 65_536;
const NAME_LIMIT = 256;

export interface Subject {
  /** Null: the file's name tells it. */
  readonly name: string | null;
  readonly pid: number | null;
  readonly snapshotId: number;
  /** Number of the last page, to see whether pages come in order. */
  lastPage: number;
  pages: number;
  /** Pages on the kernel's own zero page. */
  zeroPages: number;
}

export interface Subjects {
  /** Index of the subject that a field names; -1: the name is too long or there are too many. */
  find(bytes: Uint8Array, start: number, end: number, pid: number | null): number;
  readonly list: readonly Subject[];
}

/** `nextId` gives the snapshot's id of a new subject. */
export function subjects(nextId: () => number): Subjects {
  const list: Subject[] = [];
  const byName = new Map<string, number>();
  let last: Uint8Array | null = null;
  let lastPid: number | null = null;
  let lastIndex = -1;

  function isLast(bytes: Uint8Array, start: number, end: number, pid: number | null): boolean {
    if (last === null || pid !== lastPid || end - start !== last.length) return false;
    for (let i = 0; i < last.length; i++) if (bytes[start + i] !== last[i]) return false;
    return true;
  }

  function add(name: string, pid: number | null): number {
    if (list.length === SUBJECT_LIMIT) return -1;
    list.push({ name: name || null, pid, snapshotId: nextId(), lastPage: -1, pages: 0, zeroPages: 0 });
    return list.length - 1;
  }

  return {
    list,
    find(bytes, start, end, pid) {
      if (isLast(bytes, start, end, pid)) return lastIndex;
      if (end - start > NAME_LIMIT) return -1;
      const name = new TextDecoder().decode(bytes.subarray(start, end));
      const key = `${pid ?? ""} ${name}`;
      const index = byName.get(key) ?? add(name, pid);
      if (index < 0) return -1;
      byName.set(key, index);
      last = bytes.slice(start, end);
      lastPid = pid;
      lastIndex = index;
      return index;
    },
  };
}
