// Writes DAMON records as damo does, for tests: its keys in its order, numbers as texts, commas between thousands.
import { deflateSync } from "node:zlib";

export interface WrittenRegion {
  readonly start: bigint;
  readonly end: bigint;
  readonly hits: number;
  readonly age: number;
}

export interface WrittenScan {
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly regions: readonly WrittenRegion[];
}

export interface WrittenRecord {
  readonly target?: number | null;
  /** As `sample_us` and `aggr_us` say it; null: no intervals. */
  readonly intervals?: readonly [sample: string, aggregation: string] | null;
  readonly scans: readonly WrittenScan[];
}

const commas = (n: bigint): string => String(n).replace(/\B(?=(\d{3})+$)/g, ",");

const scanOf = ({ startNs, endNs, regions }: WrittenScan) => ({
  start_time: String(startNs),
  end_time: String(endNs),
  regions: regions.map(({ start, end, hits, age }) => ({
    start: commas(start),
    end: commas(end),
    nr_accesses: { samples: hits, percent: null },
    age: { usec: null, aggr_intervals: commas(BigInt(age)) },
    probe_hits: null,
    sz_filter_passed: "0 B",
  })),
  total_bytes: "4.000 KiB",
  damos_stats: null,
  sample_interval_us: null,
});

export function damoJson(records: readonly WrittenRecord[], indent = 4): Buffer {
  const list = records.map(({ target = 0, intervals = ["5000", "100000"], scans }) => ({
    kdamond_idx: null,
    context_idx: null,
    intervals: intervals && {
      sample_us: intervals[0],
      aggr_us: intervals[1],
      ops_update_us: "1000000",
      intervals_goal: null,
    },
    scheme_idx: null,
    target_id: target,
    scheme_filters: [],
    snapshots: scans.map(scanOf),
    data_source: null,
  }));
  return Buffer.from(JSON.stringify(list, null, indent));
}

/** The form that damo writes where nothing else is asked for. */
export const damoPacked = (records: readonly WrittenRecord[]): Buffer => deflateSync(damoJson(records));

/** The text form; a single scan is followed by a region of no memory. */
export function damoText(records: readonly WrittenRecord[]): Buffer {
  const line = (target: number, ns: bigint, n: number, range: string, rest: string): string =>
    `kdamond.x xxxx xxxx ${(Number(ns) / 1e9).toFixed(6)}: damon:damon_aggregated: target_id=${target} nr_regions=${n} ${range}: ${rest}\n`;
  const lines = records.flatMap(({ target, scans }) => {
    const of = target ?? 0;
    const all = scans.flatMap(({ endNs, regions }) =>
      regions.map((r) => line(of, endNs, regions.length, `${r.start}-${r.end}`, `${r.hits} ${r.age}`)),
    );
    const [only] = scans;
    if (scans.length === 1 && only) all.push(line(of, 2n * only.endNs - only.startNs, 1, "0-0", "-1 -1"));
    return all;
  });
  return Buffer.from(lines.join(""));
}
