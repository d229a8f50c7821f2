// The captured host as the density answer sees it: series, contents, overhead and settings, with their provenance.
import { PAGE_BYTES } from "../../src-shared/base/units.ts";
import { backedPages, backedPatterns } from "../../src-shared/profile/content.ts";
import type { CapturedGuest, CapturedHost } from "../../src-shared/profile/host.ts";
import { savedFrames } from "../../src-shared/profile/ksm.ts";
import type { QueryClient } from "../store/contract.ts";
import { type Findings, readFindings } from "./findings.ts";
import { gradeOf, knownGuests } from "./grading.ts";
import { observedOf } from "./observed.ts";
import { overheadNote, overheadOf } from "./overhead.ts";
import { provenanceOf } from "./provenance.ts";
import { commonStart, residentsOf } from "./residents.ts";
import type { GuestStatistics } from "./statistics.ts";

/** Pages of RAM that are free in the guest or that its balloon holds already, by epochs. */
function notInUse(statistics: GuestStatistics | undefined, ramPages: number): Float64Array | null {
  if (!statistics?.free) return null;
  const { free, size } = statistics;
  return free.map((pages, e) => pages + (size ? Math.max(0, ramPages - size[e]!) : 0));
}

function guestOf(findings: Findings, name: string, start: number): CapturedGuest | null {
  const { recording, contents } = findings;
  const known = recording.guests.find((g) => g.name === name);
  const at = contents?.subjects.findIndex((s) => s.name === name) ?? -1;
  const snapshotPages = at >= 0 ? contents!.subjects[at]!.pages : 0;
  const ramPages = known?.ramBytes ? Math.ceil(known.ramBytes / PAGE_BYTES) : snapshotPages;
  if (ramPages === 0) return null;
  const faults = findings.faults.get(name);
  const residents = residentsOf(findings, name);
  const from = Math.max(start, residents.firstEpoch);
  const series = residents.series?.slice(from - residents.firstEpoch) ?? null;
  const constant = residents.summary === null ? null : Float64Array.of(residents.summary.last);
  const free = notInUse(findings.statistics.get(name), ramPages);
  const overhead = overheadOf(findings.smaps.get(name), findings.domains.get(name), ramPages);
  return {
    name,
    ramPages,
    overheadPages: overhead.pages,
    overheadBand: overhead.band,
    residentPages: series ?? constant,
    freePages: free && (series ? free.slice(from) : free.slice(-1)),
    faults: faults?.perEpoch.slice(from) ?? null,
    zeroPages: at >= 0 ? backedPages(contents!.groups, true, at) : 0,
    contentPages: at >= 0 ? backedPages(contents!.groups, true, at) + backedPages(contents!.groups, false, at) : 0,
    pinned: findings.pinned.get(name) ?? null,
  };
}

/** Contents by guest of `names`; subjects of the table that are no guests are left out. */
function patternsOf(findings: Findings, names: readonly string[]): CapturedHost["patterns"] {
  const { contents } = findings;
  if (!contents) return null;
  const column = names.map((name) => contents.subjects.findIndex((s) => s.name === name));
  if (column.every((at) => at < 0)) return null;
  const merged = new Map<string, { copies: number[]; contents: number }>();
  for (const { copies, contents: n } of backedPatterns(contents.groups, contents.subjects.length)) {
    const own = column.map((at) => (at < 0 ? 0 : copies[at]!));
    if (!own.some((c) => c > 0)) continue;
    const key = own.join(",");
    const known = merged.get(key);
    if (known) known.contents += n;
    else merged.set(key, { copies: own, contents: n });
  }
  return [...merged.values()];
}

/** Reads everything the density answer needs of a project. */
export const capturedHost = async (query: QueryClient): Promise<CapturedHost> => hostOf(await readFindings(query));

/** The same of a project whose findings were read. */
export function hostOf(findings: Findings): CapturedHost {
  const names = knownGuests(findings);
  const start = commonStart(findings, names);
  const guests = names.map((name) => guestOf(findings, name, start)).filter((guest) => guest !== null);
  const { ksm, host, recording } = findings;
  const numeric = Object.entries(ksm?.settings ?? {}).filter(
    (entry): entry is [string, number] => typeof entry[1] === "number",
  );
  return {
    guests,
    epochSeconds: (recording.epochs?.epochMs ?? 1000) / 1000,
    patterns: patternsOf(
      findings,
      guests.map((g) => g.name),
    ),
    ksmSettings: Object.fromEntries(numeric),
    ksmScanRate: ksm?.scanRate ?? null,
    ksmSavedPages: ksm?.observed ? savedFrames(ksm.observed) : null,
    hostMemoryBytes: host.memoryBytes,
    unusableShare: host.unusableShare,
    xen: findings.domains.size > 0 || host.domain0Bytes !== null ? { domain0Bytes: host.domain0Bytes } : null,
    observed: observedOf(
      findings,
      guests.map((g) => g.name),
    ),
    coverage: gradeOf(findings),
    provenance: provenanceOf(findings, overheadNote(findings.domains.size > 0)),
  };
}
