// The answer in words, and what it stands on: grade, plan, evidence, replications, seed, time.
import { formatNumber } from "../../../src-shared/base/format.ts";
import { answerSentence, type SentencePart } from "../../../src-shared/density/sentence.ts";
import { Grade } from "../../ui/mark.tsx";
import { EvidenceBar } from "../../ui/small-charts.tsx";
import { usePage, useShown } from "./context.tsx";
import { evidenceCounts, evidenceShares, totalCount } from "./evidence.ts";
import { Value } from "./value.tsx";
import { runWords } from "./words.ts";

const fieldTitles: Readonly<Record<string, string>> = {
  "n.p50": "N*, the guests that fit",
  "n.p5": "p5 of N*",
  "n.p95": "p95 of N*",
  "slowdown.p99": "p99 slowdown",
  "scenario.objective.p99_slowdown": "Limit of the p99 slowdown",
  "scenario.objective.stall_share": "Limit of the stall share",
};

export function AnswerHead() {
  const { whatIf } = usePage();
  const { answer, draft } = useShown();
  const { reply } = answer;
  const counts = evidenceCounts(reply);
  return (
    <header className="wi-answer">
      <p className="wi-sentence" aria-live="polite">
        <Sentence parts={answerSentence(reply)} />
      </p>
      <div className="wi-meta">
        <span>
          <Grade letter={reply.coverage.grade} onClick={() => whatIf.setWhy(true)} />
          coverage
        </span>
        {reply.n.p5 < reply.n.p95 && (
          <span>
            Plan with
            <b>
              <Value field="n.p5" title="Guests to plan with: p5 of N*">
                {formatNumber(reply.n.p5)}
              </Value>
            </b>
            which 19 of 20 draws hold
          </span>
        )}
        {totalCount(counts) > 0 && (
          <span>
            <EvidenceBar shares={evidenceShares(counts)} />
          </span>
        )}
        <span className="dim2 num wi-wide">{runWords(answer, draft.scenario)}</span>
        <button type="button" className="wi-link" onClick={() => whatIf.setWhy(true)}>
          Why believe it?
        </button>
      </div>
    </header>
  );
}

/** Parts of a sentence; numbers of the answer lead to where they come from. */
export function Sentence({ parts }: { readonly parts: readonly SentencePart[] }) {
  return parts.map((part, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts have no name of their own, their place is what they are
    <Part key={at} part={part} />
  ));
}

function Part({ part: { text, mark, field } }: { readonly part: SentencePart }) {
  const words = field ? (
    <Value field={field} title={fieldTitles[field] ?? field}>
      {text}
    </Value>
  ) : (
    text
  );
  if (mark === "n") return <b className="n">{words}</b>;
  return mark === "binds" ? <b>{words}</b> : <span>{words}</span>;
}
