// Rows of trace events: into table `event`, their further columns as its fields.
import { BATCH_ROWS, type ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import { batchOf, clearBatch, put64, putSeq, setKnown, setUnknown } from "../../bytes/columns.ts";
import type { ImportContext } from "../../importer.ts";
import { eventBatch } from "../../table-batches.ts";
import type { Output } from "../../text/output.ts";
import type { Layout } from "./layout.ts";
import type { RowFault, RowMaker } from "./rows.ts";
import type { RowSplitter } from "./split.ts";
import { rowTime } from "./time.ts";
import { FIELD, readWhole, words } from "./values.ts";
import { fieldTexts, smallNumber, whoOf } from "./who.ts";

/** Fields of an event that have a column. */
const FIELDS = ["v1", "v2", "v3", "v4", "v5", "v6"] as const;

export function eventRows(layout: Layout, row: RowSplitter, context: ImportContext, output: Output): RowMaker {
  const at = (field: string): number => layout.columns.find((one) => one.field === field)?.at ?? -1;
  const name = at("event") >= 0 ? at("event") : at("kind");
  const cpu = at("cpu");
  const kept = layout.columns.filter(({ field }) => field === "field").slice(0, FIELDS.length);
  const dropped = layout.columns.filter(({ field }) => field === "field").slice(FIELDS.length);
  const time = rowTime(layout, row, context);
  const who = whoOf(layout, row, context, output);
  const texts = fieldTexts(row);
  const events = new Map<number, number>();
  /** By field: true once a word stood in it; its values are then ids of the dictionary. */
  const isText = kept.map(() => false);
  const number = words();
  const batch = eventBatch();
  let seq = 0;
  let counted: number[] = [];
  if (dropped.length > 0)
    context.remark({
      code: "delimited.fields_dropped",
      excerpt: dropped
        .map((one) => one.name)
        .join(", ")
        .slice(0, 120),
      expected: `at most ${FIELDS.length} fields of an event`,
    });

  const eventOf = (index: number): number => {
    const known = events.get(index);
    if (known !== undefined) return known;
    const id = context.name(texts.of(index) ?? layout.constant.event ?? "event");
    events.set(index, id);
    kept.forEach((field, v) => {
      output.add("event_field", { event_id: id, v: v + 1, name: field.name, type: isText[v] ? "text" : "s64" });
    });
    return id;
  };
  const putField = (v: number, line: number): RowFault | null => {
    const column = batch.columns[FIELDS[v] as (typeof FIELDS)[number]];
    const field = kept[v]?.at ?? -1;
    const [from, to] = [row.starts[field] as number, row.ends[field] as number];
    if (from === to) {
      setUnknown(column, line);
      return null;
    }
    if (isText[v] || readWhole(row.bytes(field), from, to, kept[v]?.unit === "hex", number) !== FIELD.value) {
      if (seq === 0) isText[v] = true;
      if (!isText[v]) return "number";
      put64(column, line, context.name(texts.of(texts.find(field)) ?? ""), 0);
    } else put64(column, line, number.low, number.high);
    return null;
  };
  function take(): RowFault | null {
    const { columns } = batch;
    const line = batch.rows;
    if (time.read() === FIELD.bad) return "time";
    const [processor, task] = [smallNumber(row, cpu), who.taskOf()];
    if (processor === -2 || processor > 0x7fff) return "number";
    if (task < 0) return "who";
    const index = texts.find(name);
    if (index === 0 && layout.constant.event === undefined) return "name";
    for (let v = 0; v < kept.length; v++) {
      const fault = putField(v, line);
      if (!fault) continue;
      for (const one of FIELDS) setKnown(columns[one], line);
      return fault;
    }
    for (let v = kept.length; v < FIELDS.length; v++) setUnknown(columns[FIELDS[v] as (typeof FIELDS)[number]], line);
    putSeq(columns.seq, line, seq++);
    time.put(columns.t, line);
    columns.event_id.data[line] = eventOf(index);
    counted[index] = (counted[index] ?? 0) + 1;
    if (processor < 0) setUnknown(columns.cpu, line);
    else columns.cpu.data[line] = processor;
    if (task === 0) setUnknown(columns.task_id, line);
    else columns.task_id.data[line] = task;
    batch.rows++;
    return null;
  }

  return {
    take,
    full: () => batch.rows === BATCH_ROWS,
    *batches(rest): Generator<ColumnBatch> {
      yield* output.batches(rest);
      if (batch.rows === 0 || !(rest || batch.rows === BATCH_ROWS)) return;
      context.accept(batch.rows);
      counted.forEach((n, index) => {
        context.count("event", texts.of(index) ?? layout.constant.event ?? "event", n);
      });
      counted = [];
      yield batchOf(batch);
      clearBatch(batch);
    },
    finish: () => time.finish(),
  };
}
