// Rows on recordings: KSM runs whose page contents are known, three guests of one host, a bound from a published figure.
import { ksmEnd } from "../../model/mechanisms/dedup/closed-form.ts";
import { number, whole } from "../inputs.ts";
import type { KsmRun, SharingCounters } from "../recordings.ts";
import { row, SYSTEMS } from "../row.ts";

const system = SYSTEMS.model;
const NO_SESSION = "needs the recorded KSM session: --data DIR with its six runs";
const NO_GUESTS = "needs the recorded host of three guests: --data DIR with its page table and KSM counters";

/** Counters that the closed form gives for a run's contents and settings. */
function predicted({ multiplicities, zeroPages, cap, useZeroPages }: KsmRun): SharingCounters {
  const end = ksmEnd(multiplicities, zeroPages, { cap, zeroPages: useZeroPages });
  return {
    shared: end.pages_shared,
    sharing: end.pages_sharing,
    unshared: end.pages_unshared,
    zero: end.ksm_zero_pages,
  };
}

const session = row({
  id: "V60",
  onRecordings: true,
  system,
  kind: "exact",
  claim: "six recorded runs of KSM: counters predicted from page contents and settings alone",
  inputs: { runs: whole(6, "recorded runs", { min: 1, max: 6 }) },
  result: "largest difference to the counters seen: shared, sharing, zero",
  expects: { is: "exact", value: [0, 0, 0] },
  formula: "closed form of the counters on how often each content stands",
  evidence: "measured",
  source: "recorded KSM session, kernel 6.12, six settings",
  compute: ({ runs }, { ksmSession }) => {
    if (!ksmSession || ksmSession.length < runs) return { notRun: NO_SESSION };
    const differences = ksmSession.slice(0, runs).map((run) => {
      const ours = predicted(run);
      return (["shared", "sharing", "zero"] as const).map((name) => Math.abs(ours[name] - run.seen[name]));
    });
    return [0, 1, 2].map((i) => Math.max(...differences.map((of) => of[i]!)));
  },
});

const laterHalf = row({
  id: "V60.2",
  onRecordings: true,
  system,
  kind: "range",
  claim: "measured here: sharing in the second half of each run as predicted from contents and settings, within 1 %",
  inputs: { runs: whole(6, "recorded runs", { min: 1, max: 6 }) },
  result: "median of pages_sharing in the second half over the prediction, for each run",
  expects: { is: "between", low: 0.99, high: 1.01 },
  formula: "closed form of the counters on how often each content stands",
  evidence: "measured",
  source: "recorded KSM session, kernel 6.12, six settings",
  compute: ({ runs }, { ksmSession }) => {
    if (!ksmSession || ksmSession.length < runs) return { notRun: NO_SESSION };
    return ksmSession.slice(0, runs).map((run) => {
      const later = [...run.sharingLater].sort((a, b) => a - b);
      return (later[Math.floor(later.length / 2)] ?? Number.NaN) / predicted(run).sharing;
    });
  },
});

const threeGuests = row({
  id: "V61",
  onRecordings: true,
  system,
  kind: "range",
  claim: "three recorded guests: frames saved as predicted from their pages, within 2 % of what was seen",
  inputs: { tolerance: number(0.02, "share", { max: 1 }) },
  result: "frames saved as predicted, over those seen",
  expects: { is: "between", low: 0.98, high: 1.02 },
  formula: "closed form on resident pages; seen: pages on shared frames beyond the first of each",
  evidence: "measured",
  source: "recorded host of three guests, kernel 6.18",
  note: "a few pages were rewritten in place after the last pass that could merge them",
  compute: (_, { threeGuests: run }) =>
    run?.framesSaved ? predicted(run).sharing / run.framesSaved : { notRun: NO_GUESTS },
});

const fitsOnly = row({
  id: "V51",
  system,
  kind: "inversion",
  claim: "52 guests of 1 GiB fit on 16 GiB with KSM only if what is private, with overhead, is at most 315 MiB",
  inputs: { memory_gib: number(16, "GiB"), guests: whole(52, "guests", { min: 1 }) },
  result: "MiB a guest",
  expects: { is: "near", value: 315, distance: 0.5 },
  formula: "memory over guests: the shared part costs nothing more for each",
  evidence: "derived",
  source: "KSM, Linux Symposium 2009 (secondary)",
  compute: ({ memory_gib, guests }) => (memory_gib * 1024) / guests,
});

export const recordedRows = [session, laterHalf, threeGuests, fitsOnly];
