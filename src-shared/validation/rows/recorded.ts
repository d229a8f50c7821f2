// Rows on recordings: KSM runs whose page contents are known, three guests of one host, a bound from a published figure.
import { PAGE_BYTES } from "../../base/units.ts";
import { simulate } from "../../model/engine/simulate.ts";
import { ksmEnd } from "../../model/mechanisms/dedup/closed-form.ts";
import { createKsm } from "../../model/mechanisms/dedup/ksm.ts";
import { ksmSettings } from "../../model/mechanisms/dedup/settings.ts";
import { number, whole } from "../inputs.ts";
import type { BalloonMove, KsmReading, KsmRun, SharingCounters } from "../recordings.ts";
import { row, SYSTEMS } from "../row.ts";

const system = SYSTEMS.model;
const NO_SESSION = "needs the recorded KSM session: --data DIR with its six runs";
const NO_HALVES = "the recorded runs have no counters over time, or too many pages to go through one by one";
const NO_MOVES = "needs recorded moves of a balloon: --data DIR with a log of requests and sizes over time";
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

/** Readings of a run up to the middle of its time, and those after it. */
function halvesOf({ course }: KsmRun) {
  const middle = ((course[0]?.seconds ?? 0) + (course.at(-1)?.seconds ?? 0)) / 2;
  const first = course.filter(({ seconds }) => seconds <= middle);
  return { first, second: course.slice(first.length) };
}

/** Visits a second over some readings; null where there is no time between them. */
function rateOf(readings: readonly KsmReading[]): number | null {
  const [from, to] = [readings[0], readings.at(-1)];
  return from && to && to.seconds > from.seconds ? (to.scanned - from.scanned) / (to.seconds - from.seconds) : null;
}

/** The largest difference of merged pages in the second half; null where the run has no two halves or no contents. */
function worstAfterHalf(run: KsmRun): number | null {
  const { first, second } = halvesOf(run);
  const [rate, middle] = [rateOf(first), first.at(-1)];
  if (rate === null || !middle || !run.contents || second.length === 0) return null;
  const ksm = createKsm({
    contents: run.contents,
    settings: ksmSettings({
      kernel: run.kernel,
      smartScan: run.smartScan,
      useZeroPages: run.useZeroPages,
      maxPageSharing: run.cap,
    }),
  });
  let [visits, worst] = [0, 0];
  for (const { seconds, sharing, zero } of second) {
    const until = Math.round(middle.scanned + rate * (seconds - middle.seconds));
    visits += ksm.scan(until - visits);
    const error = ksm.saved() / (sharing + zero) - 1;
    if (Math.abs(error) > Math.abs(worst)) worst = error;
  }
  return worst;
}

function visitsError(run: KsmRun): number | null {
  const { first, second } = halvesOf(run);
  const [rate, middle, last] = [rateOf(first), first.at(-1), second.at(-1)];
  if (rate === null || !middle || !last) return null;
  return (rate * (last.seconds - middle.seconds)) / (last.scanned - middle.scanned) - 1;
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
  claim: "sharing in the second half of each run as predicted from contents and settings, within 1 %",
  inputs: { runs: whole(6, "recorded runs", { min: 1, max: 6 }) },
  result: "median of pages_sharing in the second half over the prediction, for each run",
  expects: { is: "between", low: 0.99, high: 1.01 },
  formula: "closed form of the counters on how often each content stands",
  evidence: "measured",
  source: "recorded KSM session, kernel 6.12, six settings",
  compute: ({ runs }, { ksmSession }) => {
    if (!ksmSession || ksmSession.length < runs) return { notRun: NO_SESSION };
    return ksmSession.slice(0, runs).map((run) => {
      const later = halvesOf(run)
        .second.map(({ sharing }) => sharing)
        .sort((a, b) => a - b);
      return (later[Math.floor(later.length / 2)] ?? Number.NaN) / predicted(run).sharing;
    });
  },
});

const onFromHalf = row({
  id: "V60.3",
  onRecordings: true,
  system,
  kind: "range",
  claim: "the second half of each run predicted from its first half, pages merged within 1 %",
  inputs: { runs: whole(6, "recorded runs", { min: 1, max: 6 }) },
  result: "largest difference at a reading of the second half as a share of what was seen, for each run",
  expects: { is: "between", low: -0.01, high: 0.01 },
  formula:
    "the scanner page by page over the contents: as many visits as were made by the middle, then as many a second as the first half made on average; pages sharing and on the zero page",
  evidence: "measured",
  source: "recorded KSM session, kernel 6.12, six settings",
  note: "the rate comes from the first half alone. All six had merged nearly everything by the middle, the one under the advisor last (27 of 60 s)",
  compute: ({ runs }, { ksmSession }) => {
    if (!ksmSession || ksmSession.length < runs) return { notRun: NO_SESSION };
    const errors = ksmSession.slice(0, runs).map(worstAfterHalf);
    return errors.every((error) => error !== null) ? errors : { notRun: NO_HALVES };
  },
});

const visitsFromHalf = row({
  id: "V60.4",
  onRecordings: true,
  system,
  kind: "range",
  claim: "pages scanned in the second half of a run, at the rate of its first half, within 15 %",
  inputs: { runs: whole(6, "recorded runs", { min: 1, max: 6 }) },
  result: "predicted over counted, less 1, for each run whose pages_to_scan stayed the same",
  expects: { is: "between", low: -0.15, high: 0.15 },
  formula: "visits a second of the first half, times the seconds of the second",
  evidence: "measured",
  source: "recorded KSM session, kernel 6.12, six settings",
  note: "the machine had two shared cores, so ksmd stood still at times. The run under the advisor is left out: its pages_to_scan went from 10 to 30 000, and the CPU time of a visit cannot be told from its first half",
  compute: ({ runs }, { ksmSession }) => {
    if (!ksmSession || ksmSession.length < runs) return { notRun: NO_SESSION };
    const fixed = ksmSession
      .slice(0, runs)
      .filter(({ course }) => course.every(({ pagesToScan }) => pagesToScan === course[0]!.pagesToScan));
    const errors = fixed.map(visitsError);
    return errors.length > 0 && errors.every((error) => error !== null) ? errors : { notRun: NO_HALVES };
  },
});

const threeGuests = row({
  id: "V61",
  onRecordings: true,
  system,
  kind: "range",
  claim: "three recorded guests: frames saved as predicted from their pages, within 2 % of what was seen",
  inputs: { cap: whole(0, "pages on one frame at most; 0: as recorded", { max: 1_000_000 }) },
  result: "frames saved as predicted, over those seen",
  expects: { is: "between", low: 0.98, high: 1.02 },
  formula: "closed form on resident pages; seen: pages on shared frames beyond the first of each",
  evidence: "measured",
  source: "recorded host of three guests, kernel 6.18",
  note: "a few pages were rewritten in place after the last pass that could merge them",
  compute: ({ cap }, { threeGuests: run }) =>
    run?.framesSaved
      ? predicted({ ...run, cap: cap < 2 ? run.cap : cap }).sharing / run.framesSaved
      : { notRun: NO_GUESTS },
});

/** Bytes that the balloon of a guest holds once it was brought to a size. */
function heldAt(ram: number, target: number): number {
  const run = simulate(
    {
      host: { memory_bytes: 4 * ram },
      guests: [{ kind: "static", ram_bytes: ram }],
      mechanisms: [{ id: "balloon", target_bytes: target }],
      epoch_s: 1,
      horizon_s: 2,
      seed: 1,
    },
    { rows: true },
  );
  const { columns, data } = run.rows!;
  return data.at(-1)![columns.indexOf("balloon")]! * PAGE_BYTES;
}

/** Size that host and guest saw change, over the change that the engine makes of the request. */
function movedShares({ ram, from, wanted, reached, inGuest }: BalloonMove): number[] {
  const ours = heldAt(ram, from) - heldAt(ram, wanted);
  return [(reached - from) / ours, ...(inGuest === null ? [] : [inGuest / ours])];
}

const balloonMoves = row({
  id: "V61.2",
  onRecordings: true,
  system,
  kind: "range",
  claim: "each move of a balloon as large as the engine makes it, as host and guest saw it, within 5 %",
  inputs: { moves: whole(5, "recorded moves", { min: 1, max: 1000 }) },
  result: "change of the size that the host told, and of the guest's own total, over ours, for each move",
  expects: { is: "between", low: 0.95, high: 1.05 },
  formula: "the engine's balloon brought from the size before to the one asked for",
  evidence: "measured",
  source: "recorded host of three guests, libvirt's balloons",
  note: "sizes were read once a second and a move was over within two readings, so its speed was not measured",
  compute: ({ moves }, { balloonMoves: recorded }) =>
    recorded && recorded.length >= moves ? recorded.slice(0, moves).map(movedShares) : { notRun: NO_MOVES },
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

export const recordedRows = [session, laterHalf, onFromHalf, visitsFromHalf, threeGuests, balloonMoves, fitsOnly];
