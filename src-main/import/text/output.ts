// Everything one text source gives: rows of the small tables, statistics, facts and sightings of guests.
import { BATCH_ROWS, type ColumnBatch } from "../../../src-shared/capture/batch.ts";
import type { TableName } from "../../../src-shared/capture/tables.ts";
import type { ImportContext } from "../importer.ts";
import { createStatistics, type Statistics } from "./statistics.ts";
import { type TableRow, type TableRows, tableRows } from "./table-rows.ts";

/** A setting or property; `subject` is the guest's or process's name, or its pid in decimal where it has no name. */
export interface Fact {
  readonly t: bigint | null;
  readonly scope: "host" | "guest" | "process" | "capture";
  readonly subject: string | null;
  readonly name: string;
  readonly value?: string | null;
  readonly number?: number | null;
}

/** Evidence that a guest exists. */
export interface Sighting {
  readonly t: bigint | null;
  readonly name: string | null;
  readonly uuid?: string | null;
  readonly pid?: number | null;
  /** Its Xen domain. */
  readonly domid?: number | null;
  readonly ramBytes?: number | null;
  /** Where it was seen: "stamp", "domain XML" ... */
  readonly how: string;
}

export interface Output {
  readonly statistics: Statistics;
  /** A row of a small table; event tables get their `seq` here. */
  add(table: TableName, row: TableRow): void;
  /** A fact, unless it repeats what was last said of the same property. */
  fact(fact: Fact): void;
  /** A sighting, unless the same was told before. */
  seen(sighting: Sighting): void;
  /** Complete batches; with `rest` also what is left. */
  batches(rest: boolean): Generator<ColumnBatch>;
}

/** Properties and guests whose last word is remembered; beyond it repetitions are stored. */
const REMEMBERED = 50_000;

const EVENT_TABLES: readonly TableName[] = ["mapping", "guest_event"];

export function createOutput(context: ImportContext): Output {
  const statistics = createStatistics(context);
  const small = new Map<TableName, TableRows>();
  const sequence = new Map<TableName, number>();
  const last = new Map<string, string>();

  const add = (table: TableName, row: TableRow): void => {
    let rows = small.get(table);
    if (!rows) {
      rows = tableRows(table);
      small.set(table, rows);
    }
    if (!EVENT_TABLES.includes(table)) {
      rows.add(row);
      return;
    }
    const seq = sequence.get(table) ?? 0;
    sequence.set(table, seq + 1);
    rows.add({ seq, ...row });
  };
  const repeats = (key: string, word: string): boolean => {
    if (last.get(key) === word) return true;
    if (last.size < REMEMBERED || last.has(key)) last.set(key, word);
    return false;
  };

  return {
    statistics,
    add,
    fact(fact) {
      const value = fact.value ?? (fact.number == null ? null : String(fact.number));
      if (repeats(`fact\n${fact.scope}\n${fact.subject ?? ""}\n${fact.name}`, `${value}`)) return;
      add("fact", { ...fact, value });
    },
    seen({ t, name, uuid = null, pid = null, domid = null, ramBytes = null, how }) {
      if (repeats(`seen\n${how}\n${name ?? ""}\n${uuid ?? ""}\n${pid ?? ""}\n${domid ?? ""}`, `${ramBytes}`)) return;
      add("guest_seen", { t, name, uuid, pid, domid, ram_bytes: ramBytes, how });
    },
    *batches(rest) {
      yield* statistics.batches(rest);
      for (const rows of small.values()) if (rows.length >= BATCH_ROWS || (rest && rows.length > 0)) yield rows.take();
    },
  };
}
