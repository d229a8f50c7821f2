// Statistics of a text source: finds or declares the series of a value and collects the values column by column.
import { BATCH_ROWS, bitmap, type ColumnBatch, setBit } from "../../../src-shared/capture/batch.ts";
import type { ImportContext } from "../importer.ts";
import { type TableRows, tableRows } from "./table-rows.ts";

export type Scope = "host" | "node" | "cgroup" | "process" | "guest" | "vcpu" | "device" | "function" | "other";
export type SeriesKind = "gauge" | "counter";

/** What the values of a series are. */
export interface Meaning {
  /** Unit after scaling. */
  readonly unit: string;
  readonly kind: SeriesKind;
  /** What a value is multiplied with to be in `unit`; 1 where left out. */
  readonly scale?: number;
}

export const gauge = (unit: string, scale = 1): Meaning => ({ unit, kind: "gauge", scale });
export const counter = (unit: string, scale = 1): Meaning => ({ unit, kind: "counter", scale });

/** Series of one source about one subject, for example `smaps_rollup` of process 81. */
export interface Group {
  /**
   * A value at `t` ns (null: no time known), before scaling; NaN is "not reported" and becomes NULL, as what no double
   * holds does. The meaning of a key is asked for when it is seen first.
   */
  put(key: string, meaning: Meaning | ((key: string) => Meaning), t: bigint | null, value: number): void;
}

export interface Statistics {
  group(source: string, scope: Scope, subject?: string | null, pid?: number | null): Group;
  /** Complete batches; with `rest` also what is left. */
  batches(rest: boolean): Generator<ColumnBatch>;
}

/** A source with more series than this is not a set of statistics; a damaged one must not fill memory. */
export const MAX_SERIES = 50_000;

/** All values of a source get their `seq` in the order in which they are put. */
export function createStatistics(context: ImportContext): Statistics {
  const declared = tableRows("series");
  const values = counterColumns();
  const groups = new Map<string, Group>();
  let declaredSeries = 0;
  let refused = false;

  const declare = (row: Parameters<TableRows["add"]>[0]): number => {
    if (declaredSeries === MAX_SERIES) {
      if (!refused) context.remark({ code: "series.too_many", expected: `at most ${MAX_SERIES} series in one file` });
      refused = true;
      return 0;
    }
    declaredSeries++;
    const id = context.nextId("series");
    declared.add({ id, ...row });
    return id;
  };

  return {
    group(source, scope, subject = null, pid = null) {
      const name = `${source}\n${scope}\n${subject ?? ""}\n${pid ?? ""}`;
      const known = groups.get(name);
      if (known) return known;
      const own = new Map<string, { readonly id: number; readonly scale: number }>();
      const group: Group = {
        put(key, meaning, t, value) {
          let series = own.get(key);
          if (!series) {
            const { unit, kind, scale = 1 } = typeof meaning === "function" ? meaning(key) : meaning;
            const id = declare({ name: `${source}.${key}`, unit, kind, scope, subject, pid });
            if (!id) return;
            series = { id, scale };
            own.set(key, series);
          }
          values.add(series.id, t, value * series.scale);
        },
      };
      if (groups.size < MAX_SERIES) groups.set(name, group);
      return group;
    },
    *batches(rest) {
      if (declared.length > 0) yield declared.take();
      while (values.length >= BATCH_ROWS || (rest && values.length > 0)) yield values.take();
    },
  };
}

/** Rows of table `counter`: grows to what one piece of input brings, at most some batches. */
function counterColumns() {
  let room = 4096;
  let length = 0;
  let first = 0n;
  let t = new BigInt64Array(room);
  let timed = bitmap(room);
  let ids = new Int32Array(room);
  let value = new Float64Array(room);

  const grow = (): void => {
    room *= 2;
    const [oldT, oldTimed, oldIds, oldValue] = [t, timed, ids, value];
    t = new BigInt64Array(room);
    timed = bitmap(room);
    ids = new Int32Array(room);
    value = new Float64Array(room);
    t.set(oldT);
    timed.set(oldTimed);
    ids.set(oldIds);
    value.set(oldValue);
  };

  return {
    get length() {
      return length;
    },
    add(id: number, at: bigint | null, number: number): void {
      if (length === room) grow();
      if (at !== null) {
        t[length] = at;
        setBit(timed, length);
      }
      ids[length] = id;
      value[length++] = number;
    },
    take(): ColumnBatch {
      const rows = length;
      const seq = new BigInt64Array(rows);
      const known = bitmap(rows);
      for (let i = 0; i < rows; i++) {
        seq[i] = first++;
        if (Number.isFinite(value[i] as number)) setBit(known, i);
      }
      const batch: ColumnBatch = {
        table: "counter",
        rows,
        columns: {
          seq: { data: seq, valid: null },
          t: { data: t, valid: timed },
          series_id: { data: ids, valid: null },
          value: { data: value, valid: known },
        },
      };
      // The taken arrays belong to the store until the next batch is asked for.
      length = 0;
      t = new BigInt64Array(room);
      timed = bitmap(room);
      ids = new Int32Array(room);
      value = new Float64Array(room);
      return batch;
    },
  };
}
