// What the columns of a table are: by the words of its header, or as a column map says.
import type { ColumnMap, MappedField, MappedTable, MappedUnit } from "../../../../src-shared/capture/column-map.ts";
import { isNumber, type TextShape } from "./text-shape.ts";
import { bytesOf, type HeadWord, headWord, placesOf } from "./words.ts";

export interface LaidColumn {
  readonly at: number;
  readonly name: string;
  readonly field: MappedField;
  readonly unit: MappedUnit | null;
}

export interface Layout {
  readonly table: MappedTable;
  readonly delimiter: string;
  /** The first line is a row already. */
  readonly headless: boolean;
  readonly names: readonly string[];
  readonly columns: readonly LaidColumn[];
  readonly clock: string;
  readonly constant: NonNullable<ColumnMap["constant"]>;
}

/** Times since 1970 by their size, and the power of ten that makes ns of them. */
const EPOCHS: readonly (readonly [from: number, unit: MappedUnit])[] = [
  [1e18, "ns"],
  [1e15, "us"],
  [1e12, "ms"],
  [1e9, "s"],
];

interface TimeColumn {
  readonly unit: MappedUnit;
  readonly clock: string;
}

/** Clock by the column's own word. */
const clockOf = (bare: string): string =>
  /wall|date/i.test(bare) ? "wall" : /mono/i.test(bare) ? "mono" : /boot|uptime/i.test(bare) ? "boot" : "other";

const EPOCH_FROM: Readonly<Partial<Record<MappedUnit, number>>> = { ns: 1e18, us: 1e15, ms: 1e12, s: 1e9 };
const EPOCH_UNTIL = 4e9;

/** Unit and clock of a time column from its name and its values; null where neither tells the unit. */
function timeColumn({ unit, bare }: HeadWord, values: readonly string[]): TimeColumn | null {
  const [first = ""] = values.filter((value) => value !== "");
  const clock = clockOf(bare);
  if (unit === "iso" || /^\d{4}-\d\d-\d\d[T ]\d\d:/.test(first)) return { unit: "iso", clock: "wall" };
  const number = Number(first.replace(",", "."));
  if (unit !== null) {
    if (placesOf(unit) === null) return null;
    const since = EPOCH_FROM[unit] ?? 0;
    const isEpoch = clock === "other" && number >= since && number < (since / 1e9) * EPOCH_UNTIL;
    return { unit, clock: isEpoch ? "wall" : clock };
  }
  const epoch = EPOCHS.find(([from]) => number >= from && number < (from / 1e9) * EPOCH_UNTIL);
  if (epoch && (clock === "other" || clock === "wall")) return { unit: epoch[1], clock: "wall" };
  return /^\d+[.,]\d+$/.test(first) ? { unit: "s", clock } : null;
}

/** Whether a column of addresses is hexadecimal without a mark: letters among its digits, or a fixed width of zeros. */
function isHex(values: readonly string[]): boolean {
  const plain = values.filter((value) => value !== "" && !/^0x/i.test(value));
  return (
    plain.every((value) => /^[0-9a-f]{1,16}$/i.test(value)) &&
    plain.some((value) => /[a-f]/i.test(value) || /^0\d{7,}$/.test(value))
  );
}

const ADDRESS_FIELDS: readonly MappedField[] = ["gpa", "gfn", "gva", "hva", "ip", "code"];
const SPACES: readonly MappedField[] = ["gpa", "gfn", "gva", "hva"];

/** Which table the fields of a header make; null where they make none. */
function tableOf(fields: ReadonlySet<MappedField>): MappedTable | null {
  if (SPACES.some((field) => fields.has(field))) return "fault";
  if (fields.has("name") && fields.has("value")) return "counter";
  if (fields.has("event") || fields.has("kind")) return fields.has("guest") ? "guest_event" : "event";
  return "counter";
}

/** Columns of a wide table of counters that tell whom a row is about. */
const SUBJECTS: readonly MappedField[] = ["t", "guest", "pid", "comm", "device"];

/** In a wide table of counters every column but those of the subject is a statistic and names its unit. */
function asCounters(
  names: readonly string[],
  heads: readonly HeadWord[],
  laid: readonly LaidColumn[],
  shape: TextShape,
) {
  const columns: LaidColumn[] = [];
  for (const [at, name] of names.entries()) {
    const known = laid.find((column) => column.at === at && SUBJECTS.includes(column.field));
    const unit = heads[at]?.unit ?? null;
    const numeric = shape.rows.every((row) => row[at] === "" || isNumber(row[at] ?? ""));
    if (known) columns.push(known);
    else if (unit === null || !numeric) return null;
    else columns.push({ at, name, field: "series", unit });
  }
  return columns.some((column) => column.field === "series") ? columns : null;
}

/** Layout by the words of the header; null where they do not tell what the table is. */
export function knownLayout(shape: TextShape): Layout | null {
  if (!shape.named) return null;
  const { delimiter, first: names, rows } = shape;
  const heads = names.map(headWord);
  const valuesOf = (at: number): string[] => rows.map((row) => row[at] ?? "");
  const t = heads.findIndex((head) => head.field === "t");
  const time = t < 0 ? null : timeColumn(heads[t] as HeadWord, valuesOf(t));
  if (!time) return null;
  const hasGuest = heads.some(({ field }) => field === "guest" || field === "vcpu");
  const taken = new Set<MappedField>();
  const laid = heads.flatMap(({ field, unit }, at): LaidColumn[] => {
    const own = field === "address" ? (hasGuest ? "gpa" : "hva") : field;
    if (own === null || taken.has(own)) return [];
    taken.add(own);
    const hex = ADDRESS_FIELDS.includes(own) && unit === null && isHex(valuesOf(at));
    return [{ at, name: names[at] as string, field: own, unit: at === t ? time.unit : hex ? "hex" : unit }];
  });
  const table = tableOf(taken);
  const wide = table === "counter" && !(taken.has("name") && taken.has("value"));
  const columns = wide ? asCounters(names, heads, laid, shape) : table === "event" ? withFields(names, laid) : laid;
  if (!table || !columns) return null;
  return { table, delimiter, headless: false, names, columns, clock: time.clock, constant: {} };
}

/** Columns of a trace event that mean nothing else are its fields. */
const withFields = (names: readonly string[], laid: readonly LaidColumn[]): LaidColumn[] =>
  names.map((name, at) => laid.find((column) => column.at === at) ?? { at, name, field: "field", unit: null });

/** The delimiters under which a map's table may be cut. */
export const delimiterOf = (map: ColumnMap): readonly string[] | undefined => map.delimiter && [map.delimiter];

/** Layout as a map says it; null where the text is not the map's table. */
export function mappedLayout(shape: TextShape, map: ColumnMap): Layout | null {
  const { first, delimiter } = shape;
  const headless = map.headless === true;
  if (first.length !== map.header.length) return null;
  if (headless ? shape.named : !map.header.every((name, at) => first[at]?.trim() === name.trim())) return null;
  const columns = map.header.flatMap((name, at): LaidColumn[] => {
    const told = Object.hasOwn(map.columns, name) ? map.columns[name] : undefined;
    if (!told) return [];
    const values = headless
      ? [first[at] ?? "", ...shape.rows.map((row) => row[at] ?? "")]
      : shape.rows.map((row) => row[at] ?? "");
    const head = headWord(name);
    const own = told.unit ?? (told.is === "t" ? timeColumn(head, values)?.unit : head.unit) ?? null;
    const hex = own === null && ADDRESS_FIELDS.includes(told.is) && isHex(values);
    return [{ at, name, field: told.is, unit: hex ? "hex" : own }];
  });
  const t = columns.find((column) => column.field === "t");
  if (t && t.unit !== "iso" && placesOf(t.unit) === null) return null;
  const head = t && headWord(t.name);
  const values = t ? shape.rows.map((row) => row[t.at] ?? "") : [];
  const told = head && timeColumn({ ...head, unit: t.unit }, values);
  const clock = map.constant?.clock ?? told?.clock ?? "other";
  return { table: map.table, delimiter, headless, names: map.header, columns, clock, constant: map.constant ?? {} };
}

/** Columns that become nothing. */
export const unusedColumns = ({ names, columns }: Layout): string[] =>
  names.filter((_, at) => !columns.some((column) => column.at === at));

/** What a value of a column is multiplied with, and the unit of its series then. */
export function seriesUnit(unit: MappedUnit | null): { readonly unit: string; readonly scale: number } {
  const [bytes, places] = [bytesOf(unit), placesOf(unit)];
  if (bytes !== null) return { unit: "bytes", scale: bytes };
  if (places !== null) return { unit: "ns", scale: 10 ** places };
  return { unit: unit ?? "count", scale: 1 };
}
