// The resident set of each guest over time as a lane of the timeline, for hosts that recorded no statistic of it.
import { PAGE_BYTES } from "../../src-shared/base/units.ts";
import type { Findings } from "./findings.ts";
import { residentsOf } from "./residents.ts";

/** Readings at equal distances. */
export interface EvenReadings {
  /** Time of the first one, ns in the time base of `t`. */
  readonly firstNs: bigint;
  readonly stepNs: number;
  readonly values: Float64Array;
}

/** Resident bytes at the end of each epoch, by guest: as the profile tells them, from page faults and what else is known; of domains what Xen counts. */
export function residentReadings(findings: Findings): ReadonlyMap<string, EvenReadings> {
  const { epochs } = findings.recording;
  const readings = new Map<string, EvenReadings>();
  if (epochs === null) return readings;
  for (const guest of new Set([...findings.faults.keys(), ...findings.domains.keys()])) {
    const { firstEpoch, series } = residentsOf(findings, guest);
    if (series === null) continue;
    readings.set(guest, {
      firstNs: BigInt(epochs.originMs + (firstEpoch + 1) * epochs.epochMs) * 1_000_000n,
      stepNs: epochs.epochMs * 1e6,
      values: series.map((pages) => pages * PAGE_BYTES),
    });
  }
  return readings;
}

const BUCKETS = 512;

/** A tile of readings: buckets of 2^level ns from `fromNs` on, and the last reading ahead of it. */
export function tileOfReadings({ firstNs, stepNs, values }: EvenReadings, level: number, fromNs: bigint) {
  const tile = {
    count: new Float32Array(BUCKETS),
    min: new Float32Array(BUCKETS).fill(Number.NaN),
    max: new Float32Array(BUCKETS).fill(Number.NaN),
    sum: new Float32Array(BUCKETS),
  };
  const ahead = Number(fromNs - firstNs);
  let at = Math.max(0, Math.ceil(ahead / stepNs));
  const before = values[Math.min(at, values.length) - 1] ?? Number.NaN;
  for (; at < values.length; at++) {
    const bucket = Math.floor((at * stepNs - ahead) / 2 ** level);
    if (bucket >= BUCKETS) break;
    const value = values[at] as number;
    const isFirst = tile.count[bucket] === 0;
    tile.min[bucket] = isFirst ? value : Math.min(tile.min[bucket] as number, value);
    tile.max[bucket] = isFirst ? value : Math.max(tile.max[bucket] as number, value);
    (tile.count[bucket] as number)++;
    (tile.sum[bucket] as number) += value;
  }
  return { ...tile, before: Float64Array.of(before) };
}
