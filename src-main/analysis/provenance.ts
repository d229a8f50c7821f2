// Where the numbers of a captured host come from: captures with their hashes, and SQL that reads them again.
import type { ProvenanceEntry } from "../../src-shared/profile/host.ts";
import { SNAPSHOTS_SQL } from "./contents.ts";
import { domainsSql } from "./domains.ts";
import type { Findings } from "./findings.ts";
import { KSM_LAST_SQL, SCAN_SQL } from "./ksm.ts";
import { SMAPS_SQL } from "./overhead.ts";
import { PINNED_SQL } from "./pinned.ts";
import { GUESTS_SQL } from "./recording.ts";
import { guestSeriesSql, HOST_SQL } from "./statistics.ts";

type Source = ProvenanceEntry["sources"][number];

function captureSources(findings: Findings, ids: Iterable<number>): Source[] {
  const wanted = new Set(ids);
  return findings.recording.captures
    .filter((c) => wanted.has(c.id))
    .map((c) => ({ what: c.name, sha256: c.sha256, note: c.lost ? `${c.lost} records lost` : null }));
}

const assumed = (what: string, note: string): Source => ({ what, sha256: null, note });

/** One entry a field of the captured host; every entry has at least one source. */
export function provenanceOf(findings: Findings, overheadNote: string): ProvenanceEntry[] {
  const { recording, contents, faultsSql, smaps } = findings;
  const entries: ProvenanceEntry[] = [];
  const add = (field: string, sources: Source[], sql: string | null, otherwise: Source): void => {
    entries.push(sources.length > 0 ? { field, sources, sql } : { field, sources: [otherwise], sql: null });
  };
  const every = captureSources(
    findings,
    recording.captures.map((c) => c.id),
  );
  const faulting = recording.captures.filter((c) => c.faultsInRam > 0).map((c) => c.id);
  const tables = findings.snapshots.filter((s) => s.resident !== null).map((s) => s.capture);
  const domains = [...findings.domains.values()].flatMap(({ captures }) => captures);
  const statistics = (part: "guest" | "host"): Source[] => captureSources(findings, findings.sources.get(part) ?? []);
  add("guests.ram", every, GUESTS_SQL, assumed("no guest", "nothing names one"));
  add(
    "guests.resident",
    captureSources(findings, domains.length ? domains : [...faulting, ...tables]),
    domains.length ? domainsSql(recording.epochs) : (faultsSql ?? SNAPSHOTS_SQL),
    assumed("all of the RAM", "neither page faults in guest RAM nor a page table were recorded"),
  );
  add(
    "guests.contents",
    captureSources(findings, contents?.subjects.map((s) => s.capture) ?? []),
    contents?.sql ?? null,
    assumed("no contents", "no page contents were recorded: nothing is shared"),
  );
  add(
    "guests.overhead",
    captureSources(
      findings,
      [...smaps.values()]
        .flat()
        .filter((r) => r.overhead !== null)
        .map((r) => r.capture),
    ),
    SMAPS_SQL,
    assumed("an assumed overhead", overheadNote),
  );
  add(
    "guests.free",
    statistics("guest"),
    recording.epochs ? guestSeriesSql(recording.epochs) : null,
    assumed("no free pages", "no guest statistics were recorded"),
  );
  add("guests.pinned", every, PINNED_SQL, assumed("no guest", "nothing names one"));
  add("host.memory", statistics("host"), HOST_SQL, assumed("not recorded", "the scenario's host is taken"));
  add(
    "ksm.settings",
    captureSources(findings, findings.sources.get("ksm") ?? []),
    KSM_LAST_SQL,
    assumed("the kernel's defaults", "no settings were recorded"),
  );
  add(
    "ksm.scan_rate",
    captureSources(findings, findings.sources.get("ksm") ?? []),
    SCAN_SQL,
    assumed("from the settings", "no counters were recorded"),
  );
  return entries;
}
