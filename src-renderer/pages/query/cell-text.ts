// Values of a result as text: what is shown, decided once for a column, and what is copied, exact and plain.
import { formatDecimal, formatNumber } from "../../../src-shared/base/format.ts";
import { visible } from "../../../src-shared/base/visible.ts";

export interface ResultColumn {
  readonly name: string;
  readonly type: string;
  readonly unit: string | null;
}

export type Cell = bigint | number | string | null;

/** How the values of a column are shown. */
export interface ColumnLook {
  /** Right-aligned, with tabular digits. */
  readonly numeric: boolean;
  /** In the type of code: addresses, digests, times. */
  readonly mono: boolean;
  /** Whether bars can be drawn for it: a quantity rather than a name. */
  readonly quantity: boolean;
  readonly text: (value: NonNullable<Cell>) => string;
}

const WHOLE = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|BIGNUM)$/;
const FRACTION = /^(FLOAT|DOUBLE|DECIMAL\(.*\))$/;
/** Numbers that name something: groups of three would make them hard to read aloud. */
const NAMING = /^(id|.*_id|pid|tid|domid|cpu|vcpu|moment|capture|import|schema|line|node)$/i;
const ADDRESS = /^(addr|.*_addr|address|gpa|hva|gva|hpa|rip|ip|from_addr)$/i;
const TIME = /^(t|seq|.*_t|ts|.*_ts)$/i;

/** `sample` are some values of the column: they decide how many decimals it has. */
export function lookOf({ name, type }: ResultColumn, sample: readonly Cell[]): ColumnLook {
  const numeric = { numeric: true, mono: false };
  if (WHOLE.test(type) && ADDRESS.test(name))
    return { ...numeric, mono: true, quantity: false, text: (value) => hex(String(value)) };
  if (WHOLE.test(type) && NAMING.test(name)) return { ...numeric, quantity: false, text: String };
  if (type === "UHUGEINT" && sample.some((value) => typeof value === "string" && value.length === 32))
    return { numeric: false, mono: true, quantity: false, text: String };
  if (WHOLE.test(type))
    return { ...numeric, quantity: !TIME.test(name), text: (value) => formatDecimal(String(value)) };
  if (FRACTION.test(type)) {
    const decimals = decimalsOf(sample);
    return { ...numeric, quantity: true, text: (value) => fraction(Number(value), decimals) };
  }
  const mono = /^(TIMESTAMP|DATE|TIME|UHUGEINT|BLOB|UUID|STRUCT|MAP)|\]$/.test(type);
  return { numeric: false, mono, quantity: false, text: (value) => visible(String(value)) };
}

const hex = (decimal: string): string =>
  /^\d+$/.test(decimal) ? `0x${BigInt(decimal).toString(16)}` : formatDecimal(decimal);

/** Decimals for a column: three digits that count at its greatest value, none where all are whole. */
export function decimalsOf(sample: readonly Cell[]): number {
  const values = sample.map(Number).filter((value, at) => sample[at] !== null && Number.isFinite(value));
  if (values.every(Number.isInteger)) return 0;
  const greatest = Math.max(...values.map(Math.abs));
  return Math.min(9, Math.max(1, 2 - Math.floor(Math.log10(greatest))));
}

/** With a column's decimals; what they would round to nothing is spelt out. */
function fraction(value: number, decimals: number): string {
  const size = Math.abs(value);
  if (size !== 0 && Number.isFinite(value) && (size < 0.5 * 10 ** -decimals || size >= 1e15))
    return value.toExponential(2).replace("-", "−").replace("e+", "e");
  return formatNumber(value, decimals);
}

/** A value for the clipboard or a file: digits without groups, text as it is, nothing where it is not known. */
export const plainText = (value: Cell): string => (value === null ? "" : String(value));

/** Rows as tab-separated text; `heads` come first where they are given. */
export function toTsv(rows: readonly (readonly Cell[])[], heads: readonly ResultColumn[] | null): string {
  const clean = (text: string): string => text.replace(/[\t\r\n]+/g, " ");
  const head = heads?.map(({ name, unit }) => clean(unit ? `${name} (${unit})` : name));
  const lines = rows.map((row) => row.map((value) => clean(plainText(value))));
  return [...(head ? [head] : []), ...lines].map((cells) => cells.join("\t")).join("\n");
}

/** Width of a column in px from what its head and some of its values need. */
export function widthOf(column: ResultColumn, look: ColumnLook, sample: readonly Cell[]): number {
  const head = column.name.length + (column.unit ? column.unit.length + 1 : 0);
  const widest = sample.reduce<number>((most, value) => {
    return Math.max(most, value === null ? 8 : look.text(value).length);
  }, 0);
  return Math.round(Math.min(320, Math.max(56, head * 6.4 + 34, widest * 6.9 + 20)));
}
