// The resident pages of one guest from all its evidence: page faults over time, and counts of them at single moments.

import type { Evidence, ResidentSource } from "../../src-shared/profile/identified.ts";
import { type SeriesSummary, summary } from "../../src-shared/profile/series.ts";
import type { Findings } from "./findings.ts";
import type { Epochs } from "./recording.ts";

export interface Residents {
  /** Epoch that `series` begins with. */
  readonly firstEpoch: number;
  /** Pages at the end of each epoch from the guest's first fault on, or from the first time that Xen told its memory. */
  readonly series: Float64Array | null;
  readonly summary: SeriesSummary | null;
  readonly source: ResidentSource | null;
  readonly evidence: Pick<Evidence, "residentByFaults" | "residentByTable" | "residentBySmaps">;
}

/** A count at a moment stands for the end of the capture when nothing was recorded after it. */
export function isAtEnd(epochs: Epochs | null, ms: number | null): boolean {
  if (epochs === null || ms === null) return true;
  return ms >= epochs.originMs + (epochs.count - 1) * epochs.epochMs;
}

/** Counts of the guest's resident pages in page tables and smaps that hold for the end of the capture. */
function counted(findings: Findings, guest: string) {
  const { epochs } = findings.recording;
  const tables = findings.snapshots.filter((s) => s.name === guest && s.resident !== null && isAtEnd(epochs, s.ms));
  const best = tables.sort((a, b) => b.pages - a.pages || a.snapshot - b.snapshot)[0];
  const readings = (findings.smaps.get(guest) ?? []).filter((r) => r.ramResident !== null);
  const last = readings.at(-1);
  return {
    table: best?.resident ?? null,
    smaps: last && isAtEnd(epochs, last.ms) ? last.ramResident : null,
    readings: readings.map((r) => r.ramResident!),
  };
}

/**
 * The strongest evidence wins: what Xen counts as the domain's memory, which its host pays whoever touched it; at the end a page table (every page of the guest), else the faults; smaps stands in where there
 * are no faults and is a check beside them, because it leaves out pages on the kernel's zero page. Over time the faults.
 */
export function residentsOf(findings: Findings, guest: string): Residents {
  const domain = findings.domains.get(guest);
  if (domain) {
    const evidence = { residentByFaults: null, residentByTable: null, residentBySmaps: null };
    const { firstEpoch, pages } = domain;
    return { firstEpoch, series: pages, summary: summary(pages), source: "domain", evidence };
  }
  const faults = findings.faults.get(guest);
  const { table, smaps, readings } = counted(findings, guest);
  const firstEpoch = faults?.firstEpoch ?? 0;
  const last = faults ? faults.resident.best.length - 1 : 0;
  const evidence = {
    residentByFaults: faults
      ? {
          low: Math.floor(faults.resident.low[last]!),
          best: Math.round(faults.resident.best[last]!),
          high: Math.ceil(faults.resident.high[last]!),
        }
      : null,
    residentByTable: table,
    residentBySmaps: smaps,
  };
  if (faults) {
    const series = faults.resident.best.slice(firstEpoch).map(Math.round);
    if (table !== null) series[series.length - 1] = table;
    return { firstEpoch, series, summary: summary(series), source: table === null ? "faults" : "page table", evidence };
  }
  if (table !== null) return { firstEpoch, series: null, summary: summary([table]), source: "page table", evidence };
  if (readings.length > 0) return { firstEpoch, series: null, summary: summary(readings), source: "smaps", evidence };
  return { firstEpoch, series: null, summary: null, source: null, evidence };
}

/**
 * First epoch from which all guests were there, so that their series run side by side; 0 when that would leave less than
 * half of the recording, and each guest's series begins with itself.
 */
export function commonStart(findings: Findings, names: readonly string[]): number {
  const count = findings.recording.epochs?.count ?? 0;
  const latest = names.reduce((at, name) => Math.max(at, residentsOf(findings, name).firstEpoch), 0);
  return latest * 2 <= count ? latest : 0;
}

/** Resident pages of all guests together from their common start on; null when one of them is not known over time. */
export function hostDemand(findings: Findings, names: readonly string[]): Float64Array | null {
  const start = commonStart(findings, names);
  const count = (findings.recording.epochs?.count ?? 0) - start;
  const sum = new Float64Array(Math.max(0, count));
  for (const name of names) {
    const { series } = residentsOf(findings, name);
    // A guest that came later held nothing before.
    const from = series ? count - series.length : 0;
    if (!series) return null;
    for (let e = Math.max(0, from); e < count; e++) sum[e]! += series[e - from]!;
  }
  return names.length > 0 && count > 0 ? sum : null;
}
