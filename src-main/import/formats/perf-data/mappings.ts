// MMAP and MMAP2 records as rows of table `mapping`.
import { type FillBatch, fillBatch, ints, longs, put64, setUnknown, texts, ulongs } from "../../bytes/columns.ts";
import type { ByteDictionary } from "../../bytes/dictionary.ts";

export const MAPPING_ROWS = 8192;

const PATH_IN_MMAP = 40;
const PATH_IN_MMAP2 = 72;

/** Pid of mappings that belong to the kernel. */
const KERNEL = -1;

export const mappingBatch = () =>
  fillBatch("mapping", {
    seq: longs(MAPPING_ROWS),
    t: longs(MAPPING_ROWS),
    task_id: ints(MAPPING_ROWS),
    addr: ulongs(MAPPING_ROWS),
    bytes: ulongs(MAPPING_ROWS),
    file_offset: ulongs(MAPPING_ROWS),
    perms: texts(MAPPING_ROWS),
    path_id: ints(MAPPING_ROWS),
  });
export type MappingBatch = ReturnType<typeof mappingBatch>;

/** `rwxp` for each combination of protection (read 1, write 2, execute 4) and sharing (8: private). */
const permissions = Array.from(
  { length: 16 },
  (_, bits) => (bits & 1 ? "r" : "-") + (bits & 2 ? "w" : "-") + (bits & 4 ? "x" : "-") + (bits & 8 ? "p" : "s"),
);
const MAP_PRIVATE = 2;

export interface MappingRecord {
  readonly view: DataView;
  readonly bytes: Uint8Array;
  readonly at: number;
  /** Behind the body, before the trailer. */
  readonly end: number;
  readonly second: boolean;
  readonly little: boolean;
}

/** Process of a mapping; null for the kernel's. */
export const ownerOf = (record: MappingRecord): number | null => {
  const pid = record.view.getInt32(record.at + 8, record.little);
  return pid === KERNEL ? null : pid;
};

/** Whether the record is long enough for its fixed fields. */
export const isMapping = (record: MappingRecord): boolean =>
  record.end - record.at >= (record.second ? PATH_IN_MMAP2 : PATH_IN_MMAP);

function copy64(column: FillBatch["columns"][string], row: number, record: MappingRecord, at: number): void {
  const first = record.view.getUint32(record.at + at, record.little);
  const second = record.view.getUint32(record.at + at + 4, record.little);
  if (record.little) put64(column, row, first, second);
  else put64(column, row, second, first);
}

/** Adds a row; `t` and `task_id` are for the caller to fill. */
export function putMapping(batch: MappingBatch, record: MappingRecord, paths: ByteDictionary): number {
  const { columns } = batch;
  const row = batch.rows++;
  const { view, at, little } = record;
  copy64(columns.addr, row, record, 16);
  copy64(columns.bytes, row, record, 24);
  copy64(columns.file_offset, row, record, 32);
  if (record.second) {
    const protection = view.getUint32(at + 64, little) & 7;
    const flags = view.getUint32(at + 68, little);
    columns.perms.data[row] = permissions[protection | (flags & MAP_PRIVATE ? 8 : 0)] as string;
  } else setUnknown(columns.perms, row);
  const path = at + (record.second ? PATH_IN_MMAP2 : PATH_IN_MMAP);
  const zero = record.bytes.subarray(path, record.end).indexOf(0);
  columns.path_id.data[row] = paths.find(record.bytes, path, zero < 0 ? record.end : path + zero);
  return row;
}
