// Why believe the answer: reasons for the grade, evidence of every number, how to repeat it, what would raise the grade.
import "./why.css";
import { useEffect, useRef } from "react";
import { formatNumber, formatPercent } from "../../../src-shared/base/format.ts";
import { gradeMeanings } from "../../../src-shared/density/words.ts";
import { useApp } from "../../app/app.tsx";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy.tsx";
import { Icon } from "../../ui/icon.tsx";
import { EvidenceTag, Grade } from "../../ui/mark.tsx";
import { Num } from "../../ui/num.tsx";
import { Callout } from "../../ui/state.tsx";
import { usePage, useShown } from "./context.tsx";
import { evidenceCounts, evidenceShares, totalCount } from "./evidence.ts";
import { assumptionSource } from "./explain.ts";
import { ShapleyBlock } from "./shapley-block.tsx";
import { runWords } from "./words.ts";

const kinds = ["measured", "derived", "published", "assumed"] as const;

export function Why() {
  const { whatIf } = usePage();
  const app = useApp();
  const { answer, draft } = useShown();
  const { reply } = answer;
  const close = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    close.current?.querySelector("button")?.focus();
    const off = app.escape.add("close", () => {
      whatIf.setWhy(false);
      return true;
    });
    return () => {
      off();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [app, whatIf]);
  const counts = evidenceCounts(reply);
  const shares = evidenceShares(counts);
  const captures = new Set(
    reply.provenance
      .filter(({ field }) => field.startsWith("input."))
      .flatMap(({ sources }) => sources.map((source) => source.what)),
  );
  return (
    <aside className="wi-why" aria-label="Why believe the answer">
      <div className="ph line" ref={close}>
        <h2>Why believe {formatNumber(reply.n.p50)}?</h2>
        <span className="grow" />
        <Button kind="ghost" icon="close" label="Close" onClick={() => whatIf.setWhy(false)} />
      </div>
      <div className="wi-whybody">
        <section className="wi-blk">
          <h3 className="sec">
            <Grade letter={reply.coverage.grade} />
            Coverage: how far the data carry the answer
          </h3>
          <p className="dim">{gradeMeanings[reply.coverage.grade]}</p>
          <ul>
            {captures.size > 0 && (
              <li>
                <span className="wi-ok">
                  <Icon name="check" size={13} />
                </span>
                <span>
                  {formatNumber(counts.measured)} inputs read from {formatNumber(captures.size)} captures
                </span>
              </li>
            )}
            {reply.coverage.reasons.map((reason) => (
              <li key={reason}>
                <span className="wi-warn">
                  <Icon name="minus" size={13} />
                </span>
                <span>{reason}</span>
              </li>
            ))}
          </ul>
        </section>
        <section className="wi-blk">
          <h3 className="sec">
            Where the inputs come from
            <span className="grow" />
            <span className="dim2 wi-light">share of the inputs, by evidence</span>
          </h3>
          {kinds.map((kind) => (
            <div key={kind} className="wi-ev">
              <span>
                <EvidenceTag evidence={kind} />
              </span>
              <i className={kind} style={{ width: `${shares[kind] * 100}%` }} />
              <span className="num r dim2">{`${formatNumber(counts[kind])} of ${formatNumber(totalCount(counts))}`}</span>
              <b className="num r">{formatPercent(shares[kind], 0)}</b>
            </div>
          ))}
        </section>
        <ShapleyBlock />
        {raise(reply.coverage.raise_by, () => app.commands.run("help.recipe"))}
        <section className="wi-blk">
          <h3 className="sec">Can it be repeated?</h3>
          <dl className="kv">
            <dt>Answer</dt>
            <dd className="mono">{reply.digest}</dd>
            <dt>Run</dt>
            <dd>{runWords(answer, draft.scenario)}</dd>
            <dt>Draws, runs in each</dt>
            <dd>
              {formatNumber(reply.replications.outer)}, {formatNumber(reply.replications.inner)}
            </dd>
            <dt>Engine</dt>
            <dd>{reply.engine}</dd>
          </dl>
          <p className="dim">
            The same captures, scenario, seed and replications give the same answer to the byte, here and on the command
            line.
          </p>
        </section>
        <section className="wi-blk">
          <h3 className="sec">
            Numbers that it assumes
            <span className="grow" />
            <CopyButton
              text={() =>
                reply.assumptions.map((one) => `${one.id}\t${one.value}\t${one.evidence}\t${one.text}`).join("\n")
              }
            >
              Copy
            </CopyButton>
          </h3>
          <ul className="wi-assumed">
            {reply.assumptions.map((one) => (
              <li key={one.id}>
                <span>{one.text}</span>
                <span className="row">
                  <Num title={one.id} source={() => assumptionSource(one)}>
                    {one.value}
                  </Num>
                  <span className="grow" />
                  <EvidenceTag evidence={one.evidence} />
                </span>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </aside>
  );
}

function raise(remedies: readonly string[], recipe: () => void) {
  if (remedies.length === 0) return null;
  return (
    <section className="wi-blk">
      <h3 className="sec">What would raise the grade</h3>
      <Callout
        tone="info"
        actions={
          <Button icon="copy" onClick={recipe}>
            Recipe
          </Button>
        }
      >
        <ul className="wi-remedies">
          {remedies.map((remedy) => (
            <li key={remedy}>{remedy}</li>
          ))}
        </ul>
      </Callout>
    </section>
  );
}
