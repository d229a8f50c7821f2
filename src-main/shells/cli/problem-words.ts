// Problems of an import in plain words: each reason once, with what it hit and what to do next.
import { formatNumber } from "../../../src-shared/base/format.ts";
import {
  kindOfCode,
  type ProblemKind,
  placeWords,
  reasonWords,
  sameAs,
} from "../../../src-shared/capture/reason-words.ts";
import type { Problem } from "../../../src-shared/protocol/replies.ts";

const TITLES: Readonly<Record<ProblemKind, string>> = {
  rejected: "Records that were not taken",
  remark: "Remarks",
  leftOut: "Files that gave no capture",
};

const WIDTH = 100;

/** Items after one another, in lines of at most `WIDTH` where they fit. */
function wrapped(items: readonly string[], indent: string): string[] {
  const lines: string[] = [];
  for (const [at, item] of items.entries()) {
    const text = at < items.length - 1 ? `${item},` : item;
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + text.length <= WIDTH) lines[lines.length - 1] = `${last} ${text}`;
    else lines.push(indent + text);
  }
  return lines;
}

/** The one text that all have in common; null where they differ or none has one. */
function common(texts: readonly (string | null)[]): string | null {
  const [first = null] = texts;
  return texts.every((text) => text === first) ? first : null;
}

/** One file of a reason: where in it, how often, and what was seen there. */
function hit(problem: Problem): string {
  const same = sameAs(problem);
  if (same !== null) return `${problem.capture} (as ${same})`;
  const place = placeWords(problem);
  const often = problem.count > 1 ? `${formatNumber(problem.count)} times` : null;
  const told = [place, often].filter((one) => one !== null).join(", ");
  const name = problem.capture ?? "the import";
  return told ? `${name} (${told})` : name;
}

function reason(code: string, problems: readonly Problem[]): string {
  const expected = code === "capture.duplicate" ? null : common(problems.map((one) => one.expected));
  const excerpt = problems.length === 1 ? (problems[0]?.excerpt ?? null) : null;
  const nexts = [...new Set(problems.flatMap(({ next }) => next ?? []))];
  return [
    `  ${reasonWords(code)} (${code})`,
    ...wrapped(problems.map(hit), "    "),
    ...(excerpt === null ? [] : [`    seen: ${excerpt}`]),
    ...(expected === null ? [] : [`    expected: ${expected}`]),
    ...nexts.map((next) => `    next: ${next}`),
  ].join("\n");
}

/** Rejected records first, then remarks, then files that are no captures. */
export function problemWords(problems: readonly Problem[]): string {
  const kinds = new Map<ProblemKind, Map<string, Problem[]>>([
    ["rejected", new Map()],
    ["remark", new Map()],
    ["leftOut", new Map()],
  ]);
  for (const problem of problems) {
    const codes = kinds.get(kindOfCode(problem.code, false)) as Map<string, Problem[]>;
    codes.set(problem.code, [...(codes.get(problem.code) ?? []), problem]);
  }
  return [...kinds]
    .filter(([, codes]) => codes.size > 0)
    .map(([kind, codes]) => [TITLES[kind], ...[...codes].map(([code, all]) => reason(code, all))].join("\n"))
    .join("\n\n");
}
