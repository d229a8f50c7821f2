// Rows of statistics: one a row with its name and value, or a column each; into tables `series` and `counter`.
import type { ColumnBatch } from "../../../../src-shared/capture/batch.ts";
import type { ImportContext } from "../../importer.ts";
import { reported } from "../../text/numbers.ts";
import type { Output } from "../../text/output.ts";
import { type Group, gauge, type Meaning, type Scope } from "../../text/statistics.ts";
import { type LaidColumn, type Layout, seriesUnit } from "./layout.ts";
import type { RowFault, RowMaker } from "./rows.ts";
import type { RowSplitter } from "./split.ts";
import { rowTime } from "./time.ts";
import { decimal, FIELD, readDecimal } from "./values.ts";
import { fieldTexts, smallNumber } from "./who.ts";
import { headWord } from "./words.ts";

/** First part of the names of series whose source the table does not name. */
const SOURCE = "csv";

/** A name with its source, `csv.rss_kb`; names that have one keep it. */
const nameOf = (text: string): readonly [source: string, key: string] => {
  const dot = text.indexOf(".");
  return dot > 0 && dot < text.length - 1 ? [text.slice(0, dot), text.slice(dot + 1)] : [SOURCE, text];
};
const meaningOf = (unit: Parameters<typeof seriesUnit>[0]): Meaning => {
  const { unit: told, scale } = seriesUnit(unit);
  return gauge(told, scale);
};

export function counterRows(layout: Layout, row: RowSplitter, context: ImportContext, output: Output): RowMaker {
  const at = (field: string): number => layout.columns.find((one) => one.field === field)?.at ?? -1;
  const [guest, pid, comm, device] = [at("guest"), at("pid"), at("comm"), at("device")];
  const [name, value, unit] = [at("name"), at("value"), at("unit")];
  const values = layout.columns.filter(({ field }) => field === "series");
  const time = rowTime(layout, row, context);
  const texts = fieldTexts(row);
  const units = new Map<number, Meaning>();
  const groups = new Map<string, Group>();
  const scope: Scope =
    pid >= 0 || comm >= 0 || layout.constant.pid !== undefined
      ? "process"
      : guest >= 0 || layout.constant.guest !== undefined
        ? "guest"
        : device >= 0
          ? "device"
          : "other";
  const read = (column: number) =>
    readDecimal(row.bytes(column), row.starts[column] as number, row.ends[column] as number);
  const subjectOf = (): string | null =>
    texts.of(texts.find(comm)) ??
    texts.of(texts.find(guest)) ??
    texts.of(texts.find(device)) ??
    layout.constant.guest ??
    null;
  const groupOf = (source: string, process: number): Group => {
    const subject = subjectOf();
    const key = `${source}\n${subject ?? ""}\n${process}`;
    const known = groups.get(key);
    if (known) return known;
    const own = process >= 0 ? process : (layout.constant.pid ?? null);
    const made = output.statistics.group(source, scope, subject, own);
    groups.set(key, made);
    return made;
  };
  const unitOf = (): Meaning => {
    const index = texts.find(unit);
    const known = units.get(index);
    if (known) return known;
    const made = meaningOf(headWord(`x[${texts.of(index) ?? ""}]`).unit);
    units.set(index, made);
    return made;
  };
  const takeLong = (process: number): RowFault | null => {
    const text = texts.of(texts.find(name));
    if (text === null) return "name";
    const state = read(value);
    if (state === FIELD.bad) return "number";
    const [source, key] = nameOf(text);
    const t = time.value();
    if (state === FIELD.value) groupOf(source, process).put(key, unitOf, t, reported(decimal.value));
    return null;
  };
  const takeWide = (process: number): RowFault | null => {
    for (const column of values) if (read(column.at) === FIELD.bad) return "number";
    const t = time.value();
    for (const column of values) {
      if (read(column.at) !== FIELD.value) continue;
      const [source, key] = nameOf(headWord(column.name).bare);
      groupOf(source, process).put(key, () => meaningOf(column.unit), t, reported(decimal.value));
    }
    return null;
  };

  return {
    take() {
      if (time.read() === FIELD.bad) return "time";
      const process = smallNumber(row, pid);
      if (process === -2) return "who";
      const fault = name >= 0 ? takeLong(process) : takeWide(process);
      if (fault === null) context.accept(1);
      return fault;
    },
    // Statistics hand over what is full by themselves.
    full: () => false,
    batches: (rest): Generator<ColumnBatch> => output.batches(rest),
    finish: () => time.finish(),
  };
}

/** The columns of a table of statistics that are there at all. */
export const hasValues = (columns: readonly LaidColumn[]): boolean =>
  columns.some(({ field }) => field === "series") ||
  (columns.some(({ field }) => field === "name") && columns.some(({ field }) => field === "value"));
