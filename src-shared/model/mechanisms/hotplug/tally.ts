// What the invocations of a run come to: counts, latencies, times of plugs and reclaims, memory over time.
import { nearestRank } from "../../../base/percentile.ts";

const PAGE_GIB = 4096 / 2 ** 30;

/** Totals of a run; times in microseconds, memory in page-microseconds. */
export interface FunctionTally {
  cold: number;
  warm: number;
  /** Instances started ahead of a call. */
  prewarmed: number;
  /** Arrivals at a machine that the host had killed. */
  lost: number;
  /** Latency of each finished invocation, in order of their ends; `ended` of them are filled. */
  latencies: Float64Array;
  ended: number;
  /** Arrivals that stood first in line with a place for them but no memory; time of the last one. */
  short: number;
  shortLastUs: number;
  /** Instances there are, starting ones included, and the most there were at once. */
  instances: number;
  instancesMax: number;
  reclaims: number;
  reclaimUs: number;
  reclaimMaxUs: number;
  /** Reclaim time by cause. */
  migrateUs: number;
  zeroUs: number;
  plugs: number;
  plugUs: number;
  chargePageUs: number;
  idlePageUs: number;
  bootPages: number;
  maxPages: number;
  /** This epoch, for the output row. */
  epochPlugged: number;
  epochUnplugged: number;
  epochMigrated: number;
  epochZeroed: number;
  epochReclaimUs: number;
}

export const emptyFunctionTally = (): FunctionTally => ({
  cold: 0,
  warm: 0,
  prewarmed: 0,
  lost: 0,
  latencies: new Float64Array(256),
  ended: 0,
  short: 0,
  shortLastUs: -1,
  instances: 0,
  instancesMax: 0,
  reclaims: 0,
  reclaimUs: 0,
  reclaimMaxUs: 0,
  migrateUs: 0,
  zeroUs: 0,
  plugs: 0,
  plugUs: 0,
  chargePageUs: 0,
  idlePageUs: 0,
  bootPages: 0,
  maxPages: 0,
  epochPlugged: 0,
  epochUnplugged: 0,
  epochMigrated: 0,
  epochZeroed: 0,
  epochReclaimUs: 0,
});

export interface FunctionSummary {
  /** Arrivals before the end of the run. */
  readonly invocations: number;
  readonly cold: number;
  readonly warm: number;
  readonly prewarmed: number;
  /** Arrivals that still wait for a place or for memory at the end. */
  readonly waiting: number;
  readonly lost: number;
  /** Arrivals that had a place and had to wait for memory. */
  readonly waited_for_memory: number;
  /** Most instances at once, all machines together. */
  readonly instances_max: number;
  /** Of finished invocations, from arrival to end; nearest rank. Null without any. */
  readonly latency_ms: { readonly p50: number; readonly p95: number; readonly p99: number } | null;
  readonly reclaim_ms: { readonly count: number; readonly mean: number; readonly max: number };
  /** Mean of a reclaim by cause: pages migrated, pages zeroed, and the rest (blocks, exits, the balloon's calls). */
  readonly reclaim_parts_ms: { readonly migrate: number; readonly zero: number; readonly rest: number };
  readonly plug_ms: { readonly count: number; readonly mean: number };
  /** Host memory of the machines over time, and the part of it that idle instances hold. */
  readonly memory_gib_s: number;
  readonly idle_gib_s: number;
  readonly charge_bytes: { readonly boot: number; readonly max: number };
}

export function summariseFunctions(tally: FunctionTally, waiting: number): FunctionSummary {
  const ascending = tally.latencies.slice(0, tally.ended).sort();
  const rank = (share: number): number => nearestRank(ascending, share) / 1000;
  const mean = (sum: number, count: number): number => (count === 0 ? 0 : sum / count / 1000);
  return {
    invocations: tally.cold + tally.warm + waiting + tally.lost,
    cold: tally.cold,
    warm: tally.warm,
    prewarmed: tally.prewarmed,
    waiting,
    lost: tally.lost,
    waited_for_memory: tally.short,
    instances_max: tally.instancesMax,
    latency_ms: tally.ended === 0 ? null : { p50: rank(0.5), p95: rank(0.95), p99: rank(0.99) },
    reclaim_ms: {
      count: tally.reclaims,
      mean: mean(tally.reclaimUs, tally.reclaims),
      max: tally.reclaimMaxUs / 1000,
    },
    reclaim_parts_ms: {
      migrate: mean(tally.migrateUs, tally.reclaims),
      zero: mean(tally.zeroUs, tally.reclaims),
      rest: mean(tally.reclaimUs - tally.migrateUs - tally.zeroUs, tally.reclaims),
    },
    plug_ms: { count: tally.plugs, mean: mean(tally.plugUs, tally.plugs) },
    memory_gib_s: (tally.chargePageUs * PAGE_GIB) / 1e6,
    idle_gib_s: (tally.idlePageUs * PAGE_GIB) / 1e6,
    charge_bytes: { boot: tally.bootPages * 4096, max: tally.maxPages * 4096 },
  };
}

/** Notes the latency of one invocation. */
export function addLatency(tally: FunctionTally, us: number): void {
  if (tally.ended === tally.latencies.length) {
    const wider = new Float64Array(tally.ended * 2);
    wider.set(tally.latencies);
    tally.latencies = wider;
  }
  tally.latencies[tally.ended++] = us;
}
