// The coverage grade of a project's guests and of its host.
import { type Backtest, backtest } from "../../src-shared/profile/backtest.ts";
import { type CoverageGrade, contentCoverage, coverageGrade } from "../../src-shared/profile/coverage.ts";
import type { Findings } from "./findings.ts";
import { secondsOf } from "./recording.ts";
import { hostDemand } from "./residents.ts";

/** Loads of guests repeat by the day unless something else is known. */
const DAY_SECONDS = 86_400;

/**
 * Guests that profile and density speak of, by name. Where no guest is known, the processes of a page table stand for guests:
 * their memory is merged in the same way.
 */
export function knownGuests(findings: Findings): string[] {
  const names = new Set<string>(findings.recording.guests.map((g) => g.name));
  const subjects = findings.contents?.subjects ?? [];
  for (const subject of subjects) if (subject.isGuest) names.add(subject.name);
  if (names.size === 0) for (const subject of subjects) names.add(subject.name);
  return [...names].sort();
}

const hasEvidence = (findings: Findings, guest: string): boolean =>
  findings.faults.has(guest) ||
  findings.domains.has(guest) ||
  findings.smaps.has(guest) ||
  findings.snapshots.some((s) => s.name === guest);

/** Back-test of the host's resident demand; null where a guest's is not known over time, or not for a whole period. */
function backtestOf(findings: Findings): Backtest | null {
  const { epochs } = findings.recording;
  const demand = hostDemand(
    findings,
    knownGuests(findings).filter((guest) => hasEvidence(findings, guest)),
  );
  return epochs && demand && backtest(demand, (DAY_SECONDS * 1000) / epochs.epochMs);
}

/** One grade for all guests of the capture: they count as one kind. */
export function gradeOf(findings: Findings): CoverageGrade {
  const subjects = findings.contents?.subjects.length ?? 0;
  return coverageGrade({
    captureSeconds: secondsOf(findings.recording.epochs),
    periodSeconds: DAY_SECONDS,
    guests: knownGuests(findings).filter((guest) => hasEvidence(findings, guest)).length,
    contentCoverage: findings.contents ? contentCoverage(findings.contents.groups, subjects) : null,
    backtest: backtestOf(findings),
  });
}
