// Batches of the small tables that several importers fill: snapshots, facts, and evidence of guests.
import type { ColumnBatch } from "../../src-shared/capture/batch.ts";
import { type TableName, tableOf } from "../../src-shared/capture/tables.ts";

/** Index of a word in the word list of an ENUM column. */
export function wordIndex(table: TableName, column: string, word: string): number {
  const index = tableOf(table)
    .columns.find((c) => c.name === column)
    ?.words?.indexOf(word);
  if (index === undefined || index < 0) throw new Error(`no word ${word} in ${table}.${column}`);
  return index;
}

export interface SnapshotRow {
  readonly id: number;
  readonly guest: string;
  readonly pid: number | null;
}

/** What all snapshots of one file have in common; `t` is in the project's time base. */
export interface SnapshotKind {
  readonly space: "gpa" | "hva";
  readonly moment: number;
  readonly algorithm: string | null;
  readonly t: bigint | null;
}

const PAGE_BYTES = 4096;

export function snapshotBatch(list: readonly SnapshotRow[], kind: SnapshotKind): ColumnBatch {
  const rows = list.length;
  const pids = list.every((row) => row.pid !== null);
  return {
    table: "snapshot",
    rows,
    columns: {
      id: { data: Int32Array.from(list, (row) => row.id), valid: null },
      guest_name: { data: list.map((row) => row.guest), valid: null },
      space: { data: new Uint8Array(rows).fill(wordIndex("snapshot", "space", kind.space)), valid: null },
      moment: { data: new Int32Array(rows).fill(kind.moment), valid: null },
      page_bytes: { data: new Int32Array(rows).fill(PAGE_BYTES), valid: null },
      ...(kind.algorithm ? { hash_algorithm: { data: list.map(() => kind.algorithm), valid: null } } : {}),
      ...(pids ? { pid: { data: Int32Array.from(list, (row) => row.pid ?? 0), valid: null } } : {}),
      ...(kind.t === null ? {} : { t: { data: new BigInt64Array(rows).fill(kind.t), valid: null } }),
    },
  };
}

export interface FactRow {
  readonly subject: string;
  readonly name: string;
  readonly value: string;
  readonly number: number;
}

export const factBatch = (scope: "guest" | "process", facts: readonly FactRow[]): ColumnBatch => ({
  table: "fact",
  rows: facts.length,
  columns: {
    scope: { data: new Uint8Array(facts.length).fill(wordIndex("fact", "scope", scope)), valid: null },
    subject: { data: facts.map((fact) => fact.subject), valid: null },
    name: { data: facts.map((fact) => fact.name), valid: null },
    value: { data: facts.map((fact) => fact.value), valid: null },
    number: { data: Float64Array.from(facts, (fact) => fact.number), valid: null },
  },
});

/** A guest that a file is evidence of; its memory's size in bytes where the file tells it. */
export const guestSeenBatch = (name: string, ramBytes: number | null, how: string): ColumnBatch => ({
  table: "guest_seen",
  rows: 1,
  columns: {
    name: { data: [name], valid: null },
    how: { data: [how], valid: null },
    ...(ramBytes === null ? {} : { ram_bytes: { data: BigInt64Array.of(BigInt(ramBytes)), valid: null } }),
  },
});
