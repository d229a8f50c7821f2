// What the calls of functions come to, row by row: the field of the answer, its title and unit.
import { formatBytes, formatNumber, formatPercent, formatPlain, formatSeconds } from "../base/format.ts";
import type { DensityReply } from "../protocol/replies.ts";

type Functions = NonNullable<DensityReply["functions"]>;

export interface FunctionRow {
  /** Path in the answer of the number, or of its median where it has an interval. */
  readonly field: string;
  readonly title: string;
  readonly value: number;
  /** Path in the answer of an interval over the outer replications, with its ends. */
  readonly interval: { readonly field: string; readonly p5: number; readonly p95: number } | null;
  readonly show: (value: number) => string;
}

const milliseconds = (value: number): string => formatSeconds(value / 1000);
const gibSeconds = (value: number): string => `${formatPlain(value)}\u202fGiB·s`;

/** In the order of a call: machines, calls, memory that comes and goes, memory over time. Causes without a case are left out. */
export function functionRows(functions: Functions): FunctionRow[] {
  const { latency_ms: latency, reclaim_ms: reclaim, plug_ms: plug } = functions;
  return [
    one("functions", "Functions", functions.functions, formatNumber),
    one("machines", "Virtual machines at the peak", functions.machines, formatNumber),
    spread("instances", "Most instances at once", functions.instances, formatNumber),
    one("peak_bytes", "Most memory of the machines", functions.peak_bytes, formatBytes),
    one("invocations", "Invocations", functions.invocations, formatNumber),
    spread("cold_start_share", "Cold starts", functions.cold_start_share, formatPercent),
    ...(latency
      ? [
          one("latency_ms.p50", "An invocation takes, median", latency.p50, milliseconds),
          one("latency_ms.p95", "An invocation takes, p95", latency.p95, milliseconds),
          spread("latency_ms.p99", "An invocation takes, p99", latency.p99, milliseconds),
        ]
      : []),
    one("waited_for_memory", "Waited for memory", functions.waited_for_memory, formatNumber),
    one("unserved", "Never served", functions.unserved, formatNumber),
    ...(plug.count > 0
      ? [
          one("plug_ms.count", "Plugs of memory", plug.count, formatNumber),
          one("plug_ms.mean", "A plug takes, mean", plug.mean, milliseconds),
        ]
      : []),
    ...(reclaim.count > 0 ? reclaimRows(reclaim) : []),
    spread("memory_gib_s", "Memory over time", functions.memory_gib_s, gibSeconds),
    spread("idle_gib_s", "Held by idle instances", functions.idle_gib_s, gibSeconds),
  ];
}

const reclaimRows = (reclaim: Functions["reclaim_ms"]): FunctionRow[] => [
  one("reclaim_ms.count", "Reclaims of memory", reclaim.count, formatNumber),
  one("reclaim_ms.mean", "A reclaim takes, mean", reclaim.mean, milliseconds),
  one("reclaim_ms.max", "A reclaim takes, longest", reclaim.max, milliseconds),
  one("reclaim_ms.migrate", "Of the mean: migrating pages", reclaim.migrate, milliseconds),
  one("reclaim_ms.zero", "Of the mean: zeroing pages", reclaim.zero, milliseconds),
  one("reclaim_ms.rest", "Of the mean: the rest", reclaim.rest, milliseconds),
];

const one = (field: string, title: string, value: number, show: (value: number) => string): FunctionRow => ({
  field: `functions.${field}`,
  title,
  value,
  interval: null,
  show: (shown) => show(shown),
});

const spread = (
  field: string,
  title: string,
  { p5, p50, p95 }: DensityReply["n"],
  show: (value: number) => string,
): FunctionRow => ({
  ...one(`${field}.p50`, title, p50, show),
  interval: { field: `functions.${field}`, p5, p95 },
});
