// What the Guests page shows of each guest, from the replies: one row a guest, in the order of the project.
import { bytesOf } from "../../../src-shared/base/units.ts";
import type { ContentParts } from "../../../src-shared/charts/contents-bars.ts";
import { QUOTED_WINDOW_S, type WorkingSetPoint } from "../../../src-shared/charts/working-set.ts";
import { chooseSnapshots, type SnapshotRow } from "../../../src-shared/profile/snapshots.ts";
import type { Guest, GuestProfile, ProfileReply, QueryReply } from "../../../src-shared/protocol/replies.ts";

/** Pages of a guest by class, in bytes, from one snapshot. */
export interface GuestContents {
  readonly snapshot: number;
  /** Snapshots of all guests that it is compared with, itself included. */
  readonly compared: readonly number[];
  readonly pages: number;
  readonly parts: ContentParts;
}

/** One kind of records of a guest. */
export interface Evidence {
  readonly kind: string;
  readonly captures: readonly number[];
  readonly records: number;
  /** From its first to its last record; null where that was not asked. */
  readonly seconds: number | null;
}

export interface GuestRow {
  readonly name: string;
  /** Place among the guests of the project: its colour. */
  readonly index: number;
  readonly ramBytes: number | null;
  readonly pinned: string | null;
  /** Null while the profile is on its way, or where it does not know the guest. */
  readonly profile: GuestProfile | null;
  readonly contents: GuestContents | null;
  readonly evidence: readonly Evidence[];
  readonly overheadBytes: number | null;
}

export interface GuestReplies {
  readonly guests: readonly Guest[];
  readonly profile: ProfileReply | null;
  readonly evidence: QueryReply | null;
  readonly contents: readonly GuestContents[];
  readonly snapshots: readonly SnapshotRow[];
  readonly overhead: QueryReply | null;
}

/** Guests of the project first, then processes that the profile speaks of where no guest is known. */
export function guestRows(replies: GuestReplies): GuestRow[] {
  const known = replies.guests.map((guest) => guest.name);
  const others = (replies.profile?.guests ?? []).map((guest) => guest.guest).filter((name) => !known.includes(name));
  const evidence = evidenceByGuest(replies.evidence);
  const overhead = new Map(recordsOf(replies.overhead).map((row) => [String(row.guest), number(row.pages)]));
  return [...known, ...others].map((name, index) => {
    const guest = replies.guests.find((one) => one.name === name);
    const profile = replies.profile?.guests.find((one) => one.guest === name) ?? null;
    const pages = overhead.get(name) ?? null;
    const ramPages = profile?.ram_pages ?? null;
    return {
      name,
      index,
      ramBytes: guest?.ram_bytes ?? (ramPages === null ? null : bytesOf(ramPages)),
      pinned: guest?.pinned?.reason ?? null,
      profile,
      contents: contentsOf(replies, name),
      evidence: evidence.get(name) ?? [],
      overheadBytes: pages === null ? null : bytesOf(pages),
    };
  });
}

function contentsOf({ contents, snapshots }: GuestReplies, name: string): GuestContents | null {
  const own = snapshots.filter((row) => row.name === name).map((row) => row.snapshot);
  return contents.find((one) => own.includes(one.snapshot)) ?? null;
}

function evidenceByGuest(reply: QueryReply | null): Map<string, Evidence[]> {
  const found = new Map<string, Evidence[]>();
  for (const row of recordsOf(reply)) {
    const list = found.get(String(row.guest)) ?? [];
    found.set(String(row.guest), list);
    const at = list.findIndex((one) => one.kind === row.kind);
    const old = list[at];
    const one: Evidence = {
      kind: String(row.kind),
      captures: [...(old?.captures ?? []), Number(row.capture)],
      records: (old?.records ?? 0) + Number(row.n),
      seconds: number(row.seconds),
    };
    if (old) list[at] = one;
    else list.push(one);
  }
  for (const list of found.values()) list.sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
  return found;
}

/** Kinds of records, those that tell most first. */
const KINDS = ["page faults", "DAMON", "accesses", "page contents", "page table", "smaps", "statistics", "events"];

/** Rows of a reply by the names of its columns. */
export const recordsOf = (reply: QueryReply | null): Record<string, unknown>[] =>
  (reply?.rows ?? []).map((row) => Object.fromEntries(row.map((value, i) => [reply!.columns[i]?.name ?? i, value])));

const number = (value: unknown): number | null =>
  value === null || value === undefined || value === "" || !Number.isFinite(Number(value)) ? null : Number(value);

/** Snapshots as `SNAPSHOTS_SQL` gives them. */
export const snapshotsOf = (reply: QueryReply | null): SnapshotRow[] =>
  recordsOf(reply).map((row) => ({
    snapshot: Number(row.snapshot),
    name: row.guest === null ? `snapshot ${row.snapshot}` : String(row.guest),
    capture: Number(row.capture),
    moment: Number(row.moment),
    algorithm: row.algorithm === null ? null : String(row.algorithm),
    isGuest: row.space === "gpa",
    ms: null,
    pages: Number(row.pages),
    hashed: Number(row.hashed),
    resident: Number(row.told) > 0 ? Number(row.resident) : null,
  }));

/** Groups of snapshots to cut into classes: those that compare, then the best one of each other guest alone. */
export function contentGroups(snapshots: readonly SnapshotRow[]): readonly (readonly number[])[] {
  const compared = chooseSnapshots(snapshots);
  if (compared.length === 0) return [];
  const names = new Set(compared.map((row) => row.name));
  const left = snapshots.filter((row) => !names.has(row.name));
  const alone = [...new Set(left.map((row) => row.name))].flatMap((name) =>
    chooseSnapshots(left.filter((row) => row.name === name)).map((row) => [row.snapshot]),
  );
  return [compared.map((row) => row.snapshot), ...alone];
}

/** Classes as `contentsSql` gives them for one group. */
export const contentsOfGroup = (reply: QueryReply | null, compared: readonly number[]): GuestContents[] =>
  recordsOf(reply).map((row) => {
    const bytes = (name: string): number => bytesOf(Number(row[name]));
    return {
      snapshot: Number(row.snapshot),
      compared,
      pages: Number(row.pages),
      parts: {
        zero: bytes("zero"),
        elsewhere: bytes("elsewhere"),
        copies: bytes("copies"),
        own: bytes("own"),
        untouched: bytes("untouched"),
      },
    };
  });

/** Resident memory at the end, in bytes. */
export const residentBytes = ({ profile }: GuestRow): number | null =>
  profile?.resident_pages ? bytesOf(profile.resident_pages.last) : null;

/** Whether any capture tells how a guest misses with less memory. */
export const hasMissRatio = ({ profile }: GuestRow): boolean => (profile?.miss_ratio ?? []).length > 0;

/** Working sets in bytes. */
export const workingSets = ({ profile }: GuestRow): WorkingSetPoint[] =>
  (profile?.working_set ?? []).map(({ window_s, pages }) => ({
    window_s,
    low: bytesOf(pages.low),
    best: bytesOf(pages.best),
    high: bytesOf(pages.high),
  }));

/** The working set that the table quotes. */
export const quotedWorkingSet = (row: GuestRow): WorkingSetPoint | null =>
  workingSets(row).find((point) => point.window_s === QUOTED_WINDOW_S) ?? null;

/** Zero pages that the host backs, as a share of all pages. */
export const zeroShare = ({ contents }: GuestRow): number | null =>
  contents ? contents.parts.zero / bytesOf(contents.pages) : null;

/** Pages that are zero, further copies, or the same as in another guest, as a share of all pages. */
export function shareableShare({ contents }: GuestRow): number | null {
  if (!contents) return null;
  const { zero, copies, elsewhere } = contents.parts;
  return (zero + copies + elsewhere) / bytesOf(contents.pages);
}

/** Faults in its RAM for each second from its first to its last. */
export function faultsPerSecond({ evidence }: GuestRow): number | null {
  const faults = evidence.find((one) => one.kind === "page faults");
  return faults?.seconds ? faults.records / faults.seconds : null;
}

/** Guests with a record of their own pages or faults; the others were seen in statistics only. */
export const isTraced = (row: GuestRow): boolean =>
  row.evidence.some((one) => !["statistics", "events", "smaps"].includes(one.kind));
