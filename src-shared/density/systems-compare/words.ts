// A comparison in words that are the same at a terminal, in the window and in the report, and as CSV.
import { formatBytes, formatNumber } from "../../base/format.ts";
import type { CompareReply, CompareRow, PairedDifference } from "../../protocol/compare-replies.ts";

export const signed = (value: number, digits = 0): string =>
  value > 0
    ? `+${formatNumber(value, digits)}`
    : value < 0
      ? `\u2212${formatNumber(-value, digits)}`
      : formatNumber(0, 0);

/** "+4 (90 %: +2 to +5)". */
export function differenceWords(d: PairedDifference, digits = 0): string {
  if (d.p5 === d.p95) return signed(d.p50, digits);
  return `${signed(d.p50, digits)} (90 %: ${signed(d.p5, digits)} to ${signed(d.p95, digits)})`;
}

/** "18 (16 to 20)". */
export const rangeWords = (
  q: { readonly p5: number; readonly p50: number; readonly p95: number },
  digits = 0,
): string =>
  q.p5 === q.p95
    ? formatNumber(q.p50, digits)
    : `${formatNumber(q.p50, digits)} (${formatNumber(q.p5, digits)} to ${formatNumber(q.p95, digits)})`;

/** Decimal places of a time in its unit. */
export const timingDigits = (unit: string): number => (unit === "x" ? 4 : unit === "ms" ? 1 : 2);

/** Why a row has no number; null where it has one. */
export const whyNone = ({ n, why }: CompareRow): string | null => (n === null ? (why ?? "not computed") : null);

/** "page contents: page hashes of all guests". */
export const needWords = ({ needs }: CompareRow): string[] =>
  needs.map(({ mechanism, what, capture }) => `${mechanism} needs ${what}: ${capture}`);

/** One line of a time. */
export function timingWords({ title, unit, value, differences }: CompareRow["timings"][number]): string {
  const digits = timingDigits(unit);
  const beside = differences.map((d) => `${differenceWords(d.value, digits)} ${unit} against ${d.title}`);
  return [`${title}: ${rangeWords(value, digits)} ${unit}`, ...beside].join("; ");
}

const CSV_HEAD: readonly string[] = [
  ...["id", "title", "kind", "evidence", "source", "against", "n_p5", "n_p50", "n_p95"],
  ...["difference_p50", "difference_p5", "difference_p95", "difference_p2_5", "difference_p97_5", "pairs", "verdict"],
  ...["slowdown_p99_p5", "slowdown_p99_p50", "slowdown_p99_p95", "bytes_per_guest_p50", "binds", "grade"],
  ...["measure", "measure_unit", "value_p5", "value_p50", "value_p95"],
  ...["measure_difference_p50", "measure_difference_p5", "measure_difference_p95", "costs", "why", "needs", "captures"],
];

/** One line for each row and baseline, and one for each time of it (RFC 4180). */
export function compareCsv({ rows }: CompareReply): string {
  const lines: (string | number | null)[][] = [[...CSV_HEAD]];
  for (const row of rows)
    for (const against of row.against.length > 0 ? row.against : [null]) {
      const d = row.differences.find(({ id }) => id === against?.id)?.n ?? null;
      const head = [row.id, row.title, row.kind, row.evidence, row.source, against?.id ?? null];
      const tail = [row.costs.join("; "), whyNone(row), needWords(row).join("; "), row.captures.join("; ")];
      const { n, slowdown_p99: slow } = row;
      const counted = [
        ...[n?.p5 ?? null, n?.p50 ?? null, n?.p95 ?? null],
        ...(d ? [d.p50, d.p5, d.p95, d.p2_5, d.p97_5, d.pairs, d.verdict] : Array<null>(7).fill(null)),
        ...[slow?.p5 ?? null, slow?.p50 ?? null, slow?.p95 ?? null],
        ...[row.bytes_per_guest?.p50 ?? null, row.binds, row.grade],
      ];
      lines.push([...head, ...counted, ...Array<null>(8).fill(null), ...tail]);
      for (const { title, unit, value, differences } of row.timings) {
        const beside = differences.find(({ id }) => id === against?.id)?.value ?? null;
        lines.push([
          ...head,
          ...Array<null>(counted.length).fill(null),
          ...[title, unit, value.p5, value.p50, value.p95],
          ...(beside ? [beside.p50, beside.p5, beside.p95] : [null, null, null]),
          ...tail,
        ]);
      }
    }
  return lines.map((line) => `${line.map(quoted).join(",")}\n`).join("");
}

function quoted(value: string | number | null): string {
  const text = value === null ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Bytes of a guest, in words. */
export const perGuestWords = ({ bytes_per_guest: bytes }: CompareRow): string =>
  bytes === null ? "" : formatBytes(bytes.p50);
