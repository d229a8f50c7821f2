// What the recorded host itself showed at the end of the capture, kept apart from what predictions are made of.
import type { ObservedHost, ObservedPages } from "../../src-shared/profile/host.ts";
import { savedFrames } from "../../src-shared/profile/ksm.ts";
import type { Findings } from "./findings.ts";
import { isAtEnd, residentsOf } from "./residents.ts";

/** Resident pages by faults beside a count that does not rest on faults, for each guest that has both. */
function residentOf(findings: Findings, guest: string): ObservedHost["resident"] {
  const { residentByFaults, residentByTable, residentBySmaps } = residentsOf(findings, guest).evidence;
  const counted = residentByTable ?? residentBySmaps;
  if (residentByFaults === null || counted === null) return [];
  const by = residentByTable === null ? "smaps" : "page table";
  return [{ guest, byFaults: residentByFaults.best, counted: { pages: counted, by } }];
}

/** Frames by their numbers in the page table of these guests, else by the counters of the whole host. */
function framesSaved({ contents, ksm }: Findings, guests: readonly string[]): ObservedPages | null {
  if (contents?.framesSaved != null && contents.subjects.length === guests.length) {
    const same = contents.subjects.every(({ name }) => guests.includes(name));
    if (same) return { pages: contents.framesSaved, by: "host frames in the page table" };
  }
  return ksm?.observed ? { pages: savedFrames(ksm.observed), by: "KSM counters of the whole host" } : null;
}

/** Sum over the processes of all guests; null when one of them was not read at the end, or its RAM cannot be told. */
function memoryOf(findings: Findings, guests: readonly string[]): ObservedPages | null {
  let pages = 0;
  for (const guest of guests) {
    const last = findings.smaps.get(guest)?.at(-1);
    if (!last || last.overhead === null || !isAtEnd(findings.recording.epochs, last.ms)) return null;
    pages += last.memory;
  }
  return guests.length > 0 ? { pages, by: "Pss of the guests' processes in smaps" } : null;
}

/** KSM that scanned pages, merged any, or is set to run, ran; one that is off and did neither did not. */
function ksmRan({ ksm }: Findings): boolean | null {
  if (ksm?.scanRate || (ksm?.observed && savedFrames(ksm.observed) > 0)) return true;
  const run = ksm?.settings.run;
  return run === undefined ? null : Number(run) === 1;
}

export const observedOf = (findings: Findings, guests: readonly string[]): ObservedHost => ({
  resident: guests.flatMap((guest) => residentOf(findings, guest)),
  ksmRan: ksmRan(findings),
  framesSaved: framesSaved(findings, guests),
  memory: memoryOf(findings, guests),
});
