// Everything that profile and density need of a project, read once.
import { PAGE_BYTES } from "../../src-shared/base/units.ts";
import { savedFrames } from "../../src-shared/profile/ksm.ts";
import type { SnapshotRow } from "../../src-shared/profile/snapshots.ts";
import type { QueryClient } from "../store/contract.ts";
import { type Contents, readContents, readSnapshots } from "./contents.ts";
import { type DomainMemory, readDomains } from "./domains.ts";
import { type GuestFaults, readFaults, type TellTouches } from "./faults.ts";
import { type KsmRecord, readKsm } from "./ksm.ts";
import { type Misses, readMisses } from "./misses.ts";
import { readSmaps, type SmapsReading } from "./overhead.ts";
import { readPinned } from "./pinned.ts";
import { type Recording, readRecording } from "./recording.ts";
import {
  type GuestStatistics,
  type HostStatistics,
  readGuestStatistics,
  readHostStatistics,
  readStatisticsSources,
  type StatisticsPart,
} from "./statistics.ts";

export interface Findings {
  readonly recording: Recording;
  readonly snapshots: readonly SnapshotRow[];
  readonly contents: Contents | null;
  readonly faults: ReadonlyMap<string, GuestFaults>;
  readonly faultsSql: string | null;
  readonly statistics: ReadonlyMap<string, GuestStatistics>;
  readonly host: HostStatistics;
  readonly smaps: ReadonlyMap<string, readonly SmapsReading[]>;
  /** Memory of domains as Xen counts it. */
  readonly domains: ReadonlyMap<string, DomainMemory>;
  readonly pinned: ReadonlyMap<string, string>;
  readonly ksm: KsmRecord | null;
  /** How pages are used again, by guest. */
  readonly misses: ReadonlyMap<string, Misses>;
  /** Captures that hold statistics, by what they are about. */
  readonly sources: ReadonlyMap<StatisticsPart, readonly number[]>;
}

/** Whether KSM may have merged pages during the capture: yes unless counters were recorded and none of them shows it. */
function mayMerge(ksm: KsmRecord | null, host: HostStatistics): boolean {
  const merged = [ksm?.observed ? savedFrames(ksm.observed) : null, host.mergedBytes].filter((n) => n !== null);
  return merged.length === 0 || merged.some((n) => n > 0);
}

/** Reads a project with one query after another; `tell` hears of the part that takes longest. */
export async function readFindings(query: QueryClient, tell?: TellTouches): Promise<Findings> {
  const recording = await readRecording(query);
  const { epochs, guests } = recording;
  const ksm = await readKsm(query);
  const snapshots = await readSnapshots(query);
  const contents = await readContents(query, snapshots);
  const inRam = recording.captures.some((c) => c.faultsInRam > 0);
  const host = await readHostStatistics(query);
  const faults =
    epochs && inRam ? await readFaults(query, epochs, guests, { merging: mayMerge(ksm, host), tell }) : null;
  const statistics = epochs ? await readGuestStatistics(query, epochs) : new Map<string, GuestStatistics>();
  return {
    recording,
    snapshots,
    contents,
    faults: faults?.byGuest ?? new Map(),
    faultsSql: faults?.sql ?? null,
    statistics,
    host,
    smaps: await readSmaps(query),
    domains: await readDomains(query, epochs),
    pinned: await readPinned(query),
    ksm,
    misses: await readMisses(
      query,
      new Map(guests.flatMap(({ name, ramBytes }) => (ramBytes ? [[name, Math.ceil(ramBytes / PAGE_BYTES)]] : []))),
    ),
    sources: await readStatisticsSources(query),
  };
}
