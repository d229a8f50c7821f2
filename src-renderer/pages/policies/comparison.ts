// Policies on the same demand as a table: what each run is measured by, and how far it is from the run on this page.
import { formatBytesIn, formatNumber } from "../../../src-shared/base/format.ts";
import { bytesOf, GIB } from "../../../src-shared/base/units.ts";
import type { PolicyReply } from "../../../src-shared/protocol/policy-replies.ts";
import type { TableColumn, TableRow } from "../../ui/table-model.ts";

type Run = NonNullable<PolicyReply["result"]>;
type Beside = NonNullable<PolicyReply["beside"]>[number];
type MetricName = keyof Run["metrics"];

interface Metric {
  readonly name: MetricName;
  readonly title: string;
  readonly unit?: string;
  /** As it is shown and copied. */
  readonly of: (value: number) => number;
  /** A difference of two values. */
  readonly apart: (value: number) => number;
  readonly decimals: number;
}

const same = (value: number): number => value;
const gib = (pages: number): number => bytesOf(pages) / GIB;

const METRICS: readonly Metric[] = [
  {
    ...{ name: "slowdown_p99", title: "Slowdown p99", unit: "%", decimals: 2 },
    ...{ of: (value: number) => (value - 1) * 100, apart: (value: number) => value * 100 },
  },
  { name: "frames_max", title: "Most used", unit: "GiB", of: gib, apart: gib, decimals: 2 },
  { name: "tmem_failed", title: "Failed puts", of: same, apart: same, decimals: 0 },
  { name: "cold_starts", title: "Cold starts", of: same, apart: same, decimals: 0 },
  { name: "oom_kills", title: "OOM kills", of: same, apart: same, decimals: 0 },
];

/** Metrics that at least one of the runs has. */
const shown = (runs: readonly Run[]): readonly Metric[] =>
  METRICS.filter(({ name }) => runs.some(({ metrics }) => metrics[name] !== null));

export interface Comparison {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly TableRow[];
}

export function comparison({ result, beside = [] }: PolicyReply, title: string): Comparison {
  if (!result) return { columns: [], rows: [] };
  const metrics = shown([result, ...beside]);
  const columns: TableColumn[] = [
    { id: "policy", title: "Policy" },
    ...metrics.flatMap(({ name, title, unit }) => [
      { id: name, title, numeric: true, ...(unit ? { unit } : {}) },
      ...(beside.length > 0 ? [{ id: `${name} apart`, title: "apart", ...(unit ? { unit } : {}) }] : []),
    ]),
    { id: "actions", title: "Actions", numeric: true },
  ];
  return {
    columns,
    rows: [{ ...result, title }, ...beside].map((run, at) => rowOf(run, at, metrics, beside.length > 0)),
  };
}

function rowOf(run: Run | Beside, at: number, metrics: readonly Metric[], apart: boolean): TableRow {
  const parts = metrics.flatMap((metric) => {
    const value = run.metrics[metric.name];
    const own = value === null ? null : metric.of(value);
    const difference = "differences" in run ? apartText(run.differences[metric.name] ?? null, metric) : "";
    const text = own === null ? "none" : formatNumber(own, decimalsOf(own, metric));
    return [[own, text] as const, ...(apart ? [[difference, difference] as const] : [])];
  });
  return {
    id: String(at),
    cells: [run.title, ...parts.map(([, text]) => text), formatNumber(run.actions)],
    values: [run.title, ...parts.map(([value]) => value), run.actions],
  };
}

/** Means of counts over replications are not whole. */
const decimalsOf = (value: number, { decimals }: Metric): number =>
  decimals === 0 && !Number.isInteger(value) ? 1 : decimals;

type Difference = Beside["differences"][string];

/** "+0.31 (0.10 to 0.52)", "0.00"; without an interval the mean alone. */
export function apartText(difference: Difference, metric: Pick<Metric, "apart" | "decimals">): string {
  if (!difference) return "";
  const digits = Math.max(metric.decimals, 1);
  const text = (value: number): string => {
    const shown = formatNumber(metric.apart(value), digits);
    return value > 0 && /[1-9]/.test(shown) ? `+${shown}` : shown;
  };
  const { best, low, high } = difference;
  return low === null || high === null ? text(best) : `${text(best)} (${text(low)} to ${text(high)})`;
}

/** Memory as the table says it, for sentences beside it. */
export const gibText = (pages: number): string => formatBytesIn(bytesOf(pages), { name: "GiB", bytes: GIB }, 2);
