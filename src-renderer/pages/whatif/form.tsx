// The form at the left: host, guest mix, mechanisms, objective and the run, from the scenario under the hand.
import "./form.css";
import { formatNumber, plural } from "../../../src-shared/base/format.ts";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/state.tsx";
import { usePage, useWhatIf } from "./context.tsx";
import { changesOf, type Draft } from "./draft.ts";
import { hostFields, type NumberSpec, objectiveFields, runFields } from "./fields.ts";
import { MechanismsForm } from "./mechanism-form.tsx";
import { MixForm } from "./mix-form.tsx";
import { NumberRow } from "./number-row.tsx";

export function Form({ draft, width }: { readonly draft: Draft; readonly width: number }) {
  const { whatIf } = usePage();
  const problem = useWhatIf((state) => state.problem);
  const changes = changesOf(draft).length;
  const words =
    changes === 0
      ? draft.name === null
        ? "not saved yet"
        : "no changes since saved"
      : `${formatNumber(changes)} ${plural(changes, "change")} ${draft.name === null ? "from the start" : "since saved"}`;
  return (
    <aside className="wi-form" aria-label="Scenario" style={{ width }}>
      <div className="wi-scroll">
        {draft.remarks.map((remark) => (
          <div key={remark} className="wi-remark">
            <Callout tone="warn">{remark}</Callout>
          </div>
        ))}
        {problem && problem.place === null && (
          <div className="wi-remark">
            <Callout tone="err">
              {problem.error.what}
              {problem.error.next && <div className="dim">{problem.error.next}</div>}
            </Callout>
          </div>
        )}
        <Fields title="Host" specs={hostFields} draft={draft} />
        <MixForm draft={draft} />
        <MechanismsForm draft={draft} />
        <Fields title="Objective" specs={objectiveFields} draft={draft} />
        <Fields title="Run" specs={runFields} draft={draft} />
      </div>
      <div className="row wi-foot">
        <span className="dim ell">{words}</span>
        <span className="grow" />
        <Button kind="ghost" unavailable={changes === 0 && "nothing has changed"} onClick={whatIf.reset}>
          Reset
        </Button>
      </div>
    </aside>
  );
}

function Fields(props: { readonly title: string; readonly specs: readonly NumberSpec[]; readonly draft: Draft }) {
  return (
    <section className="wi-group" aria-label={props.title}>
      <h2 className="sec">{props.title}</h2>
      {props.specs.map((spec) => (
        <NumberRow key={spec.place} spec={spec} draft={props.draft} />
      ))}
    </section>
  );
}
