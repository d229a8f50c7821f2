// How far the data carry an answer: Good-Turing coverage and the grade A to E of profile and answer.
import type { Backtest } from "./backtest.ts";
import type { ContentGroup } from "./content.ts";

export type Grade = "A" | "B" | "C" | "D" | "E";

export interface CoverageGrade {
  readonly grade: Grade;
  readonly reasons: string[];
  readonly raise_by: string[];
}

/** Share of future draws that will be items already seen: (n − f1) / n, f1 = items seen once. Null without draws. */
export function goodTuring(seenOnce: number, draws: number): number | null {
  return draws > 0 ? (draws - seenOnce) / draws : null;
}

/**
 * Share of the contents of a further guest that the captured guests hold already: Good-Turing over guests, each
 * content drawn once by every guest that has it. The zero content is left out. Null for fewer than two guests.
 */
export function contentCoverage(groups: readonly ContentGroup[], guests: number): number | null {
  if (guests < 2) return null;
  let once = 0;
  let draws = 0;
  for (const group of groups) {
    if (group.zero) continue;
    draws += group.contents * group.guests.length;
    if (group.guests.length === 1) once += group.contents;
  }
  return goodTuring(once, draws);
}

/** Share of one guest's distinct non-zero contents that another captured guest holds too; null without contents. */
export function leaveOneOut(groups: readonly ContentGroup[], guest: number): number | null {
  let own = 0;
  let shared = 0;
  for (const group of groups) {
    if (group.zero || !group.guests.includes(guest)) continue;
    own += group.contents;
    if (group.guests.length > 1) shared += group.contents;
  }
  return own > 0 ? shared / own : null;
}

/** What a grade is made of. Null: not measured. */
export interface CoverageEvidence {
  readonly captureSeconds: number | null;
  /** Longest period in which the load repeats; a day unless something else is known. */
  readonly periodSeconds: number;
  /** Captured guests of the kind. */
  readonly guests: number;
  readonly contentCoverage: number | null;
  readonly backtest: Backtest | null;
}

const GRADES: readonly Grade[] = ["A", "B", "C", "D"];
/** Least value for A, B and C of each column; below the last it is D. Thresholds are Plimsoll's own. */
const PERIODS = [3, 2, 1];
const GUESTS = [8, 4, 2];
const COVERAGE = [0.95, 0.9, 0.75];
const SKILL = [0.3, 0.1, 0];

const level = (value: number | null, least: readonly number[]): number => {
  const at = value === null ? -1 : least.findIndex((limit) => value >= limit);
  return at < 0 ? 3 : at;
};

/** The best grade also needs an interval that holds nine tenths of what came, to 5 points. */
function backtestLevel(test: Backtest | null): number {
  const at = level(test?.skill ?? null, SKILL);
  return test && at === 0 && Math.abs(test.coverage - 0.9) > 0.05 + 1e-9 ? 1 : at;
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;

const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
] as const;

/** A span to a tenth of the largest unit that leaves at least 1, in words. */
export function spanText(seconds: number): string {
  const [unit, length] = UNITS.find(([, unitSeconds]) => seconds >= unitSeconds) ?? ["second", 1];
  const n = Math.round((seconds / length) * 10) / 10;
  return `${n} ${unit}${n === 1 ? "" : "s"}`;
}

/**
 * Grade of the evidence: the worst of four columns (length of the capture in periods, guests of the kind, Good-Turing
 * coverage of contents, back-test of the host's demand), with a reason and a remedy for each column that is not A.
 */
export function coverageGrade(evidence: CoverageEvidence): CoverageGrade {
  const periods = evidence.captureSeconds === null ? null : evidence.captureSeconds / evidence.periodSeconds;
  const columns = [
    {
      at: level(periods, PERIODS),
      reason:
        evidence.captureSeconds === null
          ? "the capture has no length in time: it shows one moment"
          : `the capture lasts ${spanText(evidence.captureSeconds)}, less than three periods of ${spanText(evidence.periodSeconds)}`,
      remedy: "record page faults and guest statistics for at least one daily period, better three",
    },
    {
      at: level(evidence.guests, GUESTS),
      reason:
        evidence.guests === 1
          ? "1 guest of the kind was captured"
          : evidence.guests === 0
            ? "of no guest was it recorded what memory it holds"
            : `${evidence.guests} guests of the kind were captured`,
      remedy: "record eight or more guests of the kind at the same time",
    },
    {
      at: level(evidence.contentCoverage, COVERAGE),
      reason:
        evidence.contentCoverage === null
          ? "how many contents of a further guest are known cannot be told: page contents of two guests are missing"
          : `about ${percent(evidence.contentCoverage)} of the contents of a further guest were seen in these`,
      remedy: "record page contents of more guests of the kind at one moment (hash table or memory images)",
    },
    {
      at: backtestLevel(evidence.backtest),
      reason:
        evidence.backtest === null
          ? "no back-test was possible: the capture is too short to hold back a part"
          : `in the back-test the forecast is ${percent(Math.abs(evidence.backtest.skill))} ${evidence.backtest.skill < 0 ? "worse" : "better"} than simple ones, and ${percent(evidence.backtest.coverage)} of ${evidence.backtest.origins} spans held back lie in its 90 % interval`,
      remedy: "record long enough to hold back two fifths of the capture for a back-test",
    },
  ];
  const worst = columns.reduce((a, c) => Math.max(a, c.at), 0);
  const poor = columns.filter((c) => c.at > 0).sort((a, b) => b.at - a.at);
  return { grade: GRADES[worst]!, reasons: poor.map((c) => c.reason), raise_by: poor.map((c) => c.remedy) };
}
