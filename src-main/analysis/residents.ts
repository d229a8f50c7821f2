// The resident pages of one guest from all its evidence: page faults over time, and counts of them at single moments.

import type { Evidence, ResidentSource } from "../../src-shared/profile/identified.ts";
import { type SeriesSummary, summary } from "../../src-shared/profile/series.ts";
import type { Findings } from "./findings.ts";
import type { Epochs } from "./recording.ts";

export interface Residents {
  /** Pages at the end of each epoch from the guest's first fault on; null without faults in its RAM. */
  readonly series: Float64Array | null;
  readonly summary: SeriesSummary | null;
  readonly source: ResidentSource | null;
  readonly evidence: Pick<Evidence, "residentByFaults" | "residentByTable" | "residentBySmaps">;
}

/** A count at a moment stands for the end of the capture when nothing was recorded after it. */
function isAtEnd(epochs: Epochs | null, ms: number | null): boolean {
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
 * The strongest evidence wins: at the end a page table (every page of the guest), else the faults; smaps stands in where there
 * are no faults and is a check beside them, because it leaves out pages on the kernel's zero page. Over time the faults.
 */
export function residentsOf(findings: Findings, guest: string): Residents {
  const faults = findings.faults.get(guest);
  const { table, smaps, readings } = counted(findings, guest);
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
    const series = faults.resident.best.slice(faults.firstEpoch).map(Math.round);
    if (table !== null) series[series.length - 1] = table;
    return { series, summary: summary(series), source: table === null ? "faults" : "page table", evidence };
  }
  if (table !== null) return { series: null, summary: summary([table]), source: "page table", evidence };
  if (readings.length > 0) return { series: null, summary: summary(readings), source: "smaps", evidence };
  return { series: null, summary: null, source: null, evidence };
}
