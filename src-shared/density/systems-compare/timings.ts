// Times beside N*: the guests as the scenario lists them, played under an alternative and under its baseline, with the same random numbers.
import type { Summary } from "../../model/engine/summary.ts";

/** A time that a run of the engine tells. */
export interface TimingKind {
  readonly id: "run_time" | "latency_p99" | "reclaim" | "memory" | "slowdown_p99";
  readonly title: string;
  readonly unit: "s" | "ms" | "GiB s" | "x";
  /** Null where the run does not tell it. */
  of(summary: Summary): number | null;
}

export const TIMINGS: readonly TimingKind[] = [
  {
    id: "run_time",
    title: "running time of the slowest guest",
    unit: "s",
    of: ({ tmem }) => tmem?.run_time_s.max ?? null,
  },
  {
    id: "latency_p99",
    title: "P99 of invocations",
    unit: "ms",
    of: ({ functions }) => functions?.latency_ms?.p99 ?? null,
  },
  {
    id: "reclaim",
    title: "mean time of a reclaim",
    unit: "ms",
    of: ({ functions }) => (functions && functions.reclaim_ms.count > 0 ? functions.reclaim_ms.mean : null),
  },
  {
    id: "memory",
    title: "host memory over time",
    unit: "GiB s",
    of: ({ functions }) => functions?.memory_gib_s ?? null,
  },
  {
    id: "slowdown_p99",
    title: "P99 slowdown of guests over epochs",
    unit: "x",
    of: ({ slowdown, functions, tmem, mean_access_ns: access }) =>
      !functions && (tmem || access !== null) ? slowdown.p99 : null,
  },
];

/** Most runs of each side. */
const MOST_RUNS = 20;

/** Runs one after the other until they are enough; where the second equals the first in all times, nothing is random and one stands for all. */
export async function timed(
  outer: number,
  play: (replication: number) => Promise<Summary>,
): Promise<{ readonly kind: TimingKind; readonly values: readonly number[] }[]> {
  const summaries: Summary[] = [];
  const runs = Math.max(1, Math.min(outer, MOST_RUNS));
  for (let run = 0; run < runs; run++) {
    summaries.push(await play(run));
    if (run === 1 && same(summaries[0]!, summaries[1]!)) {
      summaries.pop();
      break;
    }
  }
  return TIMINGS.flatMap((kind) => {
    const values = summaries.map((summary) => kind.of(summary));
    return values.every((value) => value !== null) ? [{ kind, values }] : [];
  });
}

const same = (a: Summary, b: Summary): boolean => TIMINGS.every((kind) => kind.of(a) === kind.of(b));
