// Parses the rows of a page table into columns: bytes in, typed arrays out, nothing allocated per row.
import { type ColumnBatch, setBit } from "../../../../src-shared/capture/batch.ts";
import { type FlagColumn, pageBatch, setFlag } from "../../page-batch.ts";
import { zeroPageDigest } from "../../page-digest.ts";
import type { ClassCounter } from "./classes.ts";
import { ROLE, type Role, type TableLayout } from "./columns.ts";
import { FIELD, FLAG, type NumberField, readDigest, readFlag, readNumber } from "./fields.ts";
import { fieldCutter } from "./split.ts";
import type { Subjects } from "./subjects.ts";

/** Why a row was not taken: the last part of a complaint's code, and what was expected. */
export const ROW_FAULTS = {
  columns: "as many columns as the header has",
  subject: "the name of a guest or process, at most 256 bytes",
  pid: "a process number",
  page: "a page number or address",
  hash: "at least 16 hexadecimal digits, as many as in the first row",
  flag: "0, 1 or nothing",
  frame: "a frame number or nothing",
} as const;
export type RowFault = keyof typeof ROW_FAULTS;

export interface PageRows {
  /** Takes a row; what is wrong with it, or null. A row with a fault leaves nothing behind. */
  take(bytes: Uint8Array, start: number, end: number): RowFault | null;
  rows(): number;
  /** The rows since the last `reset`. */
  batch(): ColumnBatch;
  reset(): void;
  /** Rows whose page does not lie behind the one before of the same subject: a page may be there twice. */
  outOfOrder(): number;
}

/** Pages of 4096 bytes in 64-bit addresses. */
const PAGE_LIMIT = 2 ** 52;
const WORD = 2 ** 32;

export function pageRows(layout: TableLayout, subjects: Subjects, classes: ClassCounter): PageRows {
  const roles = Uint8Array.from(layout.roles);
  const columnOf = (role: Role): number => layout.roles.indexOf(role);
  const subjectColumn = columnOf(ROLE.subject);
  const pidColumn = columnOf(ROLE.pid);
  const hashColumn = columnOf(ROLE.hash);
  const classColumn = columnOf(ROLE.class);
  const zeroDigest = columnOf(ROLE.zero) < 0 ? zeroPageDigest(layout.algorithm) : null;
  const { split, starts, ends, expect } = fieldCutter(layout.delimiter, roles.length);
  const out = pageBatch();
  const number: NumberField = { low: 0, high: 0 };
  let rows = 0;
  let digits = 0;
  let pageNumber = 0;
  let onZeroPage = 0;
  let outOfOrder = 0;

  function flag(bytes: Uint8Array, from: number, to: number, column: FlagColumn): RowFault | null {
    const read = readFlag(bytes, from, to);
    if (read === FIELD.bad) return "flag";
    if (read >= FLAG) setFlag(column, rows, read - FLAG);
    return null;
  }

  function page(bytes: Uint8Array, from: number, to: number, isAddress: boolean): RowFault | null {
    if (readNumber(bytes, from, to, number) !== FIELD.value) return "page";
    const { low, high } = number;
    pageNumber = isAddress ? high * 1048576 + (low >>> 12) : high * WORD + low;
    if (pageNumber >= PAGE_LIMIT) return "page";
    out.addr[2 * rows] = isAddress ? low : (pageNumber % 1048576) * 4096;
    out.addr[2 * rows + 1] = isAddress ? high : Math.floor(pageNumber / 1048576);
    return null;
  }

  function digest(bytes: Uint8Array, from: number, to: number): RowFault | null {
    const state = readDigest(bytes, from, to, out.hash, 4 * rows);
    if (state === FIELD.empty) return null;
    if (state === FIELD.bad || (digits !== 0 && to - from !== digits)) return "hash";
    if (digits === 0) {
      digits = to - from;
      expect(hashColumn, digits);
    }
    setBit(out.hashValid, rows);
    if (zeroDigest) setFlag(out.zero, rows, isZero(4 * rows, zeroDigest) ? 1 : 0);
    return null;
  }

  function isZero(at: number, zeroWords: readonly number[]): boolean {
    for (let i = 0; i < 4; i++) if (out.hash[at + i] !== zeroWords[i]) return false;
    return true;
  }

  function frame(bytes: Uint8Array, from: number, to: number): RowFault | null {
    const state = readNumber(bytes, from, to, number);
    if (state === FIELD.bad) return "frame";
    if (state === FIELD.empty) return null;
    out.frame[2 * rows] = number.low;
    out.frame[2 * rows + 1] = number.high;
    setBit(out.frameValid, rows);
    return null;
  }

  function zeroPage(bytes: Uint8Array, from: number, to: number): RowFault | null {
    const read = readFlag(bytes, from, to);
    onZeroPage = read === FLAG + 1 ? 1 : 0;
    return read === FIELD.bad ? "flag" : null;
  }

  function field(role: Role, bytes: Uint8Array, from: number, to: number): RowFault | null {
    switch (role) {
      case ROLE.page:
        return page(bytes, from, to, false);
      case ROLE.address:
        return page(bytes, from, to, true);
      case ROLE.hash:
        return digest(bytes, from, to);
      case ROLE.zero:
        return flag(bytes, from, to, out.zero);
      case ROLE.resident:
        return flag(bytes, from, to, out.resident);
      case ROLE.ksm:
        return flag(bytes, from, to, out.ksm);
      case ROLE.frame:
        return frame(bytes, from, to);
      case ROLE.zeroPage:
        return zeroPage(bytes, from, to);
      default:
        return null;
    }
  }

  /** Index of the row's subject, or what is wrong with it. */
  function subjectOf(bytes: Uint8Array): number | RowFault {
    let pid: number | null = null;
    if (pidColumn >= 0) {
      const state = readNumber(bytes, starts[pidColumn] as number, ends[pidColumn] as number, number);
      if (state !== FIELD.value || number.high > 0 || number.low > 0x7fffffff) return "pid";
      pid = number.low;
    }
    const from = subjectColumn < 0 ? 0 : (starts[subjectColumn] as number);
    const to = subjectColumn < 0 ? 0 : (ends[subjectColumn] as number);
    if (subjectColumn >= 0 && from === to) return "subject";
    const index = subjects.find(bytes, from, to, pid);
    return index < 0 ? "subject" : index;
  }

  function count(index: number): void {
    const subject = subjects.list[index] as (typeof subjects.list)[number];
    if (pageNumber <= subject.lastPage) outOfOrder++;
    subject.lastPage = pageNumber;
    subject.pages++;
    subject.zeroPages += onZeroPage;
    out.snapshotId[rows] = subject.snapshotId;
  }

  function take(bytes: Uint8Array, start: number, end: number): RowFault | null {
    if (!split(bytes, start, end)) return "columns";
    onZeroPage = 0;
    for (let i = 0; i < roles.length; i++) {
      const fault = field(roles[i] as Role, bytes, starts[i] as number, ends[i] as number);
      if (fault) return drop(fault);
    }
    const index = subjectOf(bytes);
    if (typeof index === "string") return drop(index);
    count(index);
    if (classColumn >= 0)
      classes.add(index, pageNumber, bytes, starts[classColumn] as number, ends[classColumn] as number);
    rows++;
    return null;
  }

  function drop(fault: RowFault): RowFault {
    out.clearRow(rows);
    return fault;
  }

  return {
    take,
    rows: () => rows,
    batch: () => out.batch(rows),
    reset() {
      rows = 0;
      out.reset();
    },
    outOfOrder: () => outOfOrder,
  };
}
