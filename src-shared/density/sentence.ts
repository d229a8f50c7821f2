// The answer as a sentence: the one template of window, report and command line. N* never stands without its interval.
import type { ErrorReport } from "../base/errors.ts";
import { formatNumber, formatPercent, formatSlowdown, plural } from "../base/format.ts";
import type { DensityReply } from "../protocol/replies.ts";
import { SEARCH_LIMIT, sentenceCase } from "./words.ts";

/** A stretch of the sentence. */
export interface SentencePart {
  readonly text: string;
  /** How it stands out: the number of guests, the interval, what binds. */
  readonly mark?: "n" | "range" | "binds";
  /** Path in the answer of the number that the text shows, all of it. */
  readonly field?: string;
}

/** What of a scenario the sentence names; an answer carries its scenario as plain JSON. */
interface Limits {
  readonly p99_slowdown?: number | null;
  readonly stall_share?: number | null;
}

export type Answered = Pick<DensityReply, "scenario" | "n" | "binding" | "replications" | "slowdown">;

/** The sentence of an answer, in parts that a page may style and link. */
export function answerSentence(reply: Answered): SentencePart[] {
  const { n } = reply;
  if (n.p95 === 0) return nothingFits(reply);
  return [...guestsFit(reply), ...objective(limitsOf(reply)), { text: ". " }, ...bindingSentence(reply)];
}

/** Parts as plain text. */
export const sentenceText = (parts: readonly SentencePart[]): string => parts.map(({ text }) => text).join("");

/** What stands in the answer's place when there is none: "No answer: …". */
export function refusalSentence({ what }: Pick<ErrorReport, "what">): SentencePart[] {
  return [{ text: "No answer", mark: "n" }, { text: `: ${what.replace(/\.$/, "")}.` }];
}

function guestsFit({ n, binding }: Answered): SentencePart[] {
  const least = binding[0]?.resource === SEARCH_LIMIT ? [{ text: "At least " }] : [];
  const interval: SentencePart[] =
    n.p5 === n.p95
      ? []
      : [
          { text: " (p5 ", mark: "range" },
          { text: formatNumber(n.p5), mark: "range", field: "n.p5" },
          { text: ", p95 ", mark: "range" },
          { text: formatNumber(n.p95), mark: "range", field: "n.p95" },
          { text: ")", mark: "range" },
        ];
  return [
    ...least,
    { text: formatNumber(n.p50), mark: "n", field: "n.p50" },
    { text: ` ${plural(n.p50, "guest")}`, mark: "n" },
    { text: n.p50 === 1 ? " fits" : " fit" },
    ...interval,
  ];
}

const limitsOf = ({ scenario }: Answered): Limits => (scenario as { objective?: Limits } | null)?.objective ?? {};

function objective({ p99_slowdown: slowdown, stall_share: stall }: Limits): SentencePart[] {
  const parts: SentencePart[] = [];
  if (typeof slowdown === "number")
    parts.push(
      { text: " while p99 slowdown stays under " },
      { text: formatSlowdown(slowdown), field: "scenario.objective.p99_slowdown" },
    );
  if (typeof stall === "number")
    parts.push(
      { text: parts.length > 0 ? " and the stall share under " : " while the stall share stays under " },
      { text: formatPercent(stall), field: "scenario.objective.stall_share" },
    );
  return parts;
}

function bindingSentence({ n, binding, replications }: Answered): SentencePart[] {
  const first = binding[0]?.resource;
  const random = replications.outer * replications.inner > 1;
  const spread =
    n.p5 !== n.p95 ? null : random ? "all replications agree on it" : "there is no interval because this is arithmetic";
  if (first === undefined) return spread === null ? [] : [{ text: `${sentenceCase(spread)}.` }];
  const bound: SentencePart[] =
    first === SEARCH_LIMIT
      ? [{ text: "The search ended there, nothing was short yet" }]
      : [{ text: sentenceCase(first), mark: "binds" }, { text: " is what binds" }];
  return [...bound, { text: spread === null ? "." : `; ${spread}.` }];
}

/** Even one guest is too many: for the memory, or for an objective however much memory there is. */
function nothingFits(reply: Answered): SentencePart[] {
  const { binding, slowdown } = reply;
  const { p99_slowdown: limit, stall_share: stall } = limitsOf(reply);
  const first = binding[0]?.resource;
  if (first === "p99 slowdown" && typeof limit === "number")
    return [
      { text: "No number of guests", mark: "n" },
      { text: " keeps p99 slowdown under " },
      { text: formatSlowdown(limit), field: "scenario.objective.p99_slowdown" },
      { text: ". The least is " },
      { text: formatSlowdown(slowdown.p99), field: "slowdown.p99" },
      { text: ", with 1 guest." },
    ];
  if (first === "stall share" && typeof stall === "number")
    return [
      { text: "No number of guests", mark: "n" },
      { text: " keeps the stall share under " },
      { text: formatPercent(stall), field: "scenario.objective.stall_share" },
      { text: "." },
    ];
  return [{ text: "No guest fits", mark: "n" }, { text: ". " }, ...bindingSentence(reply)];
}
