// The profile of a project: what was learnt of every guest, of the sharing among them, and of KSM on their host.
import { PAGE_BYTES } from "../../src-shared/base/units.ts";
import { type ContentClasses, classesOf, commonContents } from "../../src-shared/profile/content.ts";
import { type CoverageGrade, leaveOneOut } from "../../src-shared/profile/coverage.ts";
import { type Identified, identifiedOf } from "../../src-shared/profile/identified.ts";
import { workingSets } from "../../src-shared/profile/working-set.ts";
import type { GuestProfile, ProfileReply } from "../../src-shared/protocol/replies.ts";
import type { QueryClient } from "../store/contract.ts";
import { readOwnClasses } from "./contents.ts";
import { type Findings, readFindings } from "./findings.ts";
import { gradeOf, knownGuests } from "./grading.ts";
import { modelSettings, predict, termsOf } from "./ksm.ts";
import { residentsOf } from "./residents.ts";

type GuestContent = NonNullable<GuestProfile["content"]>;

/** Classes of each guest: from the compared moment, else from its own best snapshot. */
async function contentsByGuest(query: QueryClient, findings: Findings): Promise<Map<string, GuestContent>> {
  const out = new Map<string, GuestContent>();
  const { contents } = findings;
  contents?.subjects.forEach(({ name, resident }, i) => {
    out.set(name, { ...classesOf(contents.groups, i), resident, hash: contents.hash });
  });
  const left = findings.snapshots.filter((s) => !out.has(s.name));
  for (const own of await readOwnClasses(query, left)) out.set(own.name, own.content);
  return out;
}

/** What of one guest's contents other captured guests hold: how far sharing carries to a further guest. */
function sharingEvidence(findings: Findings, guest: string): Identified {
  const quantity = "sharing with a further guest";
  const { contents } = findings;
  const at = contents?.subjects.findIndex((s) => s.name === guest) ?? -1;
  if (!contents || at < 0 || contents.subjects.length < 2)
    return { quantity, state: "not identified", why: "needs page contents of two or more guests at one moment" };
  const share = leaveOneOut(contents.groups, at) ?? 0;
  const why = `${Math.round(share * 1000) / 10} % of its non-zero contents stand in another captured guest; contents of this guest alone may or may not stand in the next one`;
  return { quantity, state: "bounded", why };
}

function guestProfile(
  findings: Findings,
  name: string,
  content: GuestContent | null,
  coverage: CoverageGrade,
): GuestProfile {
  const { recording, statistics, host } = findings;
  const guest = recording.guests.find((g) => g.name === name);
  const faults = findings.faults.get(name);
  const residents = residentsOf(findings, name);
  const inUse = statistics.get(name)?.inUse ?? null;
  const misses = findings.misses.get(name) ?? null;
  const lost = recording.captures.filter((c) => c.faultsInRam > 0).map((c) => c.lost);
  const from = Math.max(faults?.firstEpoch ?? 0, residents.firstEpoch);
  const windows =
    faults && recording.epochs && residents.series
      ? workingSets({
          epochSeconds: recording.epochs.epochMs / 1000,
          firstTouches: faults.firstTouches.subarray(from),
          resident: residents.series.subarray(from - residents.firstEpoch),
          inUse: inUse?.subarray(from) ?? null,
        })
      : [];
  const identified = identifiedOf({
    mapped: guest?.mapped ?? false,
    faults: faults?.faults ?? 0,
    residentSource: residents.source,
    ...residents.evidence,
    balloonMoves: faults?.moves ?? 0,
    lostRecords: lost.length === 0 || lost.includes(null) ? null : lost.reduce<number>((sum, n) => sum + (n ?? 0), 0),
    swapSeen: host.swapSeen,
    contents: content !== null,
    guestStatistics: inUse !== null,
    misses: misses && { found: misses.points !== null, why: misses.why },
  });
  return {
    guest: name,
    ram_pages: guest?.ramBytes ? Math.floor(guest.ramBytes / PAGE_BYTES) : (content?.pages ?? null),
    resident_pages: residents.summary,
    footprint_pages: faults?.footprint ?? null,
    content,
    working_set: windows,
    miss_ratio: misses?.points?.map(({ pages, miss_ratio: ratio }) => ({ pages, ratio })) ?? null,
    identified: [...identified, sharingEvidence(findings, name)],
    coverage,
  };
}

async function ksmPart(query: QueryClient, findings: Findings): Promise<ProfileReply["ksm"]> {
  const { contents, ksm } = findings;
  if (!contents && !ksm) return null;
  // The counters are of all guests: a prediction from the contents of some would be held against more than it speaks of.
  const names = new Set(contents?.subjects.map(({ name }) => name));
  const all = knownGuests(findings).every((name) => names.has(name) || findings.pinned.has(name));
  const prediction = contents && all ? await predict(query, contents, modelSettings(ksm)) : null;
  return {
    observed: ksm?.observed ?? null,
    predicted: prediction?.counters ?? null,
    predicted_scanned: prediction?.scanned ?? null,
    scan_rate: ksm?.scanRate ?? null,
    terms: termsOf(prediction, ksm, contents?.framesSaved ?? null),
    settings: { ...ksm?.settings },
  };
}

function sharingPart(findings: Findings): ProfileReply["sharing"] {
  const { contents } = findings;
  if (!contents) return null;
  const all: ContentClasses = classesOf(contents.groups, null);
  const names = contents.subjects.map((s) => s.name);
  return {
    ...all,
    common: commonContents(contents.groups, names).map((c) => ({ guests: [...c.guests], contents: c.contents })),
  };
}

/** The whole profile. Reads the project only; the same project gives the same bytes. */
export const profileProject = async (query: QueryClient): Promise<ProfileReply> =>
  profileOf(query, await readFindings(query));

/** The profile of a project whose findings were read. */
export async function profileOf(query: QueryClient, findings: Findings): Promise<ProfileReply> {
  const contents = await contentsByGuest(query, findings);
  const coverage = gradeOf(findings);
  return {
    schema: "plimsoll.profile/1",
    guests: knownGuests(findings).map((name) => guestProfile(findings, name, contents.get(name) ?? null, coverage)),
    sharing: sharingPart(findings),
    ksm: await ksmPart(query, findings),
  };
}
