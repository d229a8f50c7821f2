// One row in the drawer: verdict, ours against expected, inputs that can be changed and run again, formula, source.
import { useState } from "react";
import { type ErrorReport, toReport } from "../../../src-shared/base/errors.ts";
import type { ComputedRow, ValidationRow } from "../../../src-shared/protocol/validation-replies.ts";
import { deviationText, kindText, valueText, verdictText } from "../../../src-shared/validation/words.ts";
import { useApp } from "../../app/app.tsx";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy.tsx";
import { TextField } from "../../ui/field.tsx";
import { EvidenceTag } from "../../ui/mark.tsx";
import { capital } from "../../ui/sentence.ts";
import { Callout } from "../../ui/state.tsx";
import { changedInputs, commandLine, groupOf, type InputTexts, inputTexts } from "./view.ts";

function VerdictBlock({ row }: { readonly row: ValidationRow }) {
  const tone = groupOf(row) === "bad" ? "err" : groupOf(row) === "notRun" ? "warn" : "info";
  return (
    <div className="blk">
      <Callout tone={tone}>
        <b>{capital(row.why_not ? "not run" : verdictText(row.verdict))}</b>
        <div className="dim">{capital(row.why_not ?? row.claim)}</div>
      </Callout>
      <dl className="kv validation-facts">
        {row.why_not ? null : (
          <>
            <dt>Ours</dt>
            <dd>{valueText(row.ours)}</dd>
          </>
        )}
        <dt>Expected</dt>
        <dd>{valueText(row.expected)}</dd>
        <dt>Which is</dt>
        <dd>{row.result}</dd>
        {row.deviation !== null && (
          <>
            <dt>Deviation</dt>
            <dd>{deviationText(row.deviation)}</dd>
          </>
        )}
        <dt>Passes when</dt>
        <dd>{row.tolerance}</dd>
        <dt>Kind</dt>
        <dd>{kindText(row)}</dd>
      </dl>
    </div>
  );
}

type Outcome = { readonly row: ComputedRow } | { readonly error: ErrorReport } | null;

/** The inputs as fields; with changed ones the row is computed anew, without a verdict. */
function InputsBlock({ row, onAgain }: { readonly row: ValidationRow; readonly onAgain: () => Promise<void> }) {
  const { client, live } = useApp();
  const [texts, setTexts] = useState<InputTexts>(() => inputTexts(row));
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>(null);
  const changed = changedInputs(row, texts);
  const isChanged = changed === null || Object.keys(changed).length > 0;
  const run = async (): Promise<void> => {
    if (changed === null) return;
    setBusy(true);
    setOutcome(null);
    try {
      if (!isChanged) await onAgain();
      else {
        const reply = await client.request("validate", { row: row.id, inputs: changed });
        const computed = reply.rows[0] as ComputedRow;
        setOutcome({ row: computed });
        live.say(`${row.id} with these inputs: ${computed.why_not ?? valueText(computed.ours)}`);
      }
    } catch (thrown) {
      setOutcome({ error: toReport(thrown) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="blk">
      <h3 className="sec">
        Inputs
        <span className="grow" />
        {isChanged && (
          <Button kind="ghost" icon="undo" label="The row's own inputs" onClick={() => setTexts(inputTexts(row))} />
        )}
      </h3>
      <div className="validation-inputs">
        {Object.entries(row.inputs).map(([name, { unit }]) => (
          <div key={name} className="validation-input">
            <span className="dim2">{`${name}${unit ? `, ${unit}` : ""}`}</span>
            <TextField
              label={name}
              value={texts[name] ?? ""}
              error={isJson(texts[name] ?? "") ? null : "a number, or a list in brackets"}
              onChange={(text) => setTexts((old) => ({ ...old, [name]: text }))}
              onEnter={() => void run()}
            />
          </div>
        ))}
      </div>
      <div className="row validation-acts">
        <Button
          icon="refresh"
          busy={busy}
          unavailable={changed === null ? "an input is no number and no list" : false}
          onClick={() => void run()}
        >
          {isChanged ? "Run with these inputs" : "Run this row"}
        </Button>
        <CopyButton text={() => commandLine(row.id, changed ?? {})}>Copy command</CopyButton>
        <CopyButton text={() => JSON.stringify(row, null, 2)}>Copy JSON</CopyButton>
      </div>
      <Answer outcome={outcome} />
    </section>
  );
}

function Answer({ outcome }: { readonly outcome: Outcome }) {
  if (outcome === null) return null;
  if ("error" in outcome)
    return (
      <Callout tone="err">
        {capital(outcome.error.what)}
        {outcome.error.expected && <div className="dim">Expected {outcome.error.expected}</div>}
      </Callout>
    );
  const { why_not, ours, result } = outcome.row;
  return (
    <div role="status">
      <dl className="kv validation-answer">
        <dt>Ours</dt>
        <dd>{why_not ?? valueText(ours)}</dd>
        <dt>Which is</dt>
        <dd>{result}</dd>
      </dl>
    </div>
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export function RowDetails(props: { readonly row: ValidationRow; readonly onAgain: () => Promise<void> }) {
  const { row } = props;
  const { commands } = useApp();
  return (
    <>
      <VerdictBlock row={row} />
      <InputsBlock key={row.id} row={row} onAgain={props.onAgain} />
      <section className="blk">
        <h3 className="sec">How it is computed</h3>
        <div className="dim">{capital(row.formula)}</div>
        <Button kind="ghost" icon="file" onClick={() => commands.run("help.book", row.id)}>
          In the model book
        </Button>
      </section>
      <section className="blk">
        <h3 className="sec">
          Source <EvidenceTag evidence={row.evidence} />
        </h3>
        <div className="dim">{row.source}</div>
      </section>
      {row.own_inputs && (
        <section className="blk">
          <h3 className="sec">Inputs of our own</h3>
          <div className="dim">{capital(row.own_inputs)}</div>
        </section>
      )}
      {row.note && (
        <section className="blk">
          <h3 className="sec">Known reason</h3>
          <div className="dim">{capital(row.note)}</div>
        </section>
      )}
    </>
  );
}
