// Sampled memory accesses as rows of the table `access`.
import { fillBatch, ints, longs, octets, setUnknown, shorts, ulongs } from "../../bytes/columns.ts";
import type { TailPlaces } from "./sample-tail.ts";

/** Words of `access.space` and `access.access` by their place in the declaration of the tables. */
const HVA = 0;
const GVA = 1;
const READ = 0;
const WRITE = 1;
const EXEC = 2;

/** Bits 0 to 2 of a sample's misc: it was taken in a guest's kernel or process. */
const MODE = 7;
const GUEST_KERNEL = 4;
const GUEST_USER = 5;

/** Bits of the low word of a data source. */
const LOAD = 2;
const STORE = 4;
const PREFETCH = 8;
const FETCH = 16;
const MISS = 1 << 7;
const HIT = 1 << 6;
/** Older recorders: one bit a level, from bit 8 on. */
const LEVEL_BITS = 8;
const levels = ["L1", "LFB", "L2", "L3", "RAM", "remote RAM", "remote RAM 2 hops", "remote cache"] as const;
const furtherLevels = ["remote cache 2 hops", "I/O", "uncached"] as const;
/** Of the high word: the number of the level in bits 33 to 36, and whether it is another node's in bit 37. */
const NUMBER_SHIFT = 1;
const REMOTE = 1 << 5;
const numbers: readonly (string | undefined)[] = [
  ...[undefined, "L1", "L2", "L3", "L4", "L2 MHB", "memory-side cache", undefined, "uncached"],
  ...["CXL", "I/O", "any cache", "LFB", "RAM", "PMEM", undefined],
];

export const accessBatch = () =>
  fillBatch("access", {
    seq: longs(),
    t: longs(),
    cpu: shorts(),
    task_id: ints(),
    space: octets(),
    access: octets(),
    addr: ulongs(),
    weight: ints(),
    level_id: ints(),
    period: longs(),
  });
type AccessColumns = ReturnType<typeof accessBatch>["columns"];

/** Where a data source says the access was served, as its name; null where it does not say. */
export function levelOf(low: number, high: number): string | null {
  const numbered = numbers[(high >>> NUMBER_SHIFT) & 15];
  const missed = low & MISS && !(low & HIT) ? " miss" : "";
  if (numbered) return `${high & REMOTE ? "remote " : ""}${numbered}${missed}`;
  const old = [...levels, ...furtherLevels].find((_, i) => low & (1 << (LEVEL_BITS + i)));
  return old ? `${old}${missed}` : null;
}

/** What was done, as a place in the words of `access`; null where the data source does not say. */
export function operationOf(low: number): number | null {
  if (low & STORE) return WRITE;
  if (low & (LOAD | PREFETCH)) return READ;
  return low & FETCH ? EXEC : null;
}

/** Dictionary ids of levels by what says them; only few combinations ever come. */
export interface LevelIds {
  of(low: number, high: number): number | null;
}

const MOST_LEVELS = 4096;

export function levelIds(name: (text: string) => number): LevelIds {
  const known = new Map<number, number | null>();
  return {
    of(low, high) {
      // Hit and miss, the old levels, the new number and the remote bit.
      const key = ((low >>> 6) & 0x1fff) | ((high & 0x3e) << 12);
      const found = known.get(key);
      if (found !== undefined) return found;
      const level = levelOf(low, high);
      const id = level === null ? null : name(level);
      if (known.size < MOST_LEVELS) known.set(key, id);
      return id;
    },
  };
}

/** Fills what is special to accesses in a row. */
export function putAccess(
  columns: AccessColumns,
  row: number,
  view: DataView,
  start: number,
  { weight, source }: TailPlaces,
  little: boolean,
  ids: LevelIds,
): void {
  const mode = view.getUint16(start + 4, little) & MODE;
  columns.space.data[row] = mode === GUEST_KERNEL || mode === GUEST_USER ? GVA : HVA;
  const cycles = weight < 0 ? 0 : view.getInt32(start + weight + (little ? 0 : 4), little);
  if (cycles > 0) columns.weight.data[row] = cycles;
  else setUnknown(columns.weight, row);
  const low = source < 0 ? 0 : view.getUint32(start + source + (little ? 0 : 4), little);
  const high = source < 0 ? 0 : view.getUint32(start + source + (little ? 4 : 0), little);
  const operation = operationOf(low);
  if (operation === null) setUnknown(columns.access, row);
  else columns.access.data[row] = operation;
  const level = ids.of(low, high);
  if (level === null) setUnknown(columns.level_id, row);
  else columns.level_id.data[row] = level;
}
