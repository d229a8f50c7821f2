// The left side: the text of the policy, and under it the tables of its run and what is wrong.
import type { editor } from "monaco-editor/editor/editor.api";
import type { RefObject } from "react";
import { formatNumber } from "../../../src-shared/base/format.ts";
import { useApp } from "../../app/app.tsx";
import { CodeEditor, showPlace } from "../../editor/code-editor.tsx";
import { SCRIPT } from "../../editor/names.ts";
import { rangeOf } from "../../editor/range.ts";
import { type Speaker, setSpeaker } from "../../editor/speakers.ts";
import { Tabs } from "../../ui/choice.tsx";
import { SplitPane } from "../../ui/split.tsx";
import type { Book, BookState, Pane } from "./book.ts";
import { CallPane } from "./call-pane.tsx";
import { lookAt } from "./looks.ts";
import { markersOf } from "./markers.ts";
import { ActionTable, CopyCsv, EpochTable, ProblemList } from "./run-tables.tsx";
import type { Script } from "./script.ts";
import { type Checked, type Diagnostic, useCheck } from "./use-check.ts";
import { stoppedWords } from "./view.ts";

interface Props {
  readonly book: Book;
  readonly state: BookState;
  readonly script: Script;
  readonly shown: RefObject<editor.IStandaloneCodeEditor | null>;
  readonly onRun: () => void;
}

export function ScriptPane(props: Props) {
  const { book, script, shown, onRun } = props;
  const { client } = useApp();
  const checked = useCheck(script.text);
  const speak: Speaker = (question, signal) => client.request("policyLanguage", question, { signal });
  return (
    <SplitPane
      name="policies.tables"
      label="the tables"
      direction="column"
      fixed="second"
      standard={236}
      min={96}
      max={560}
      first={
        <CodeEditor
          id={script.id}
          language={SCRIPT}
          value={script.text}
          markers={checked.markers}
          label={`Policy ${script.title}. Ctrl+Enter runs it, Ctrl+M lets Tab leave the editor.`}
          placeholder="export default …"
          shown={shown}
          onShown={(model) => model && setSpeaker(model, speak)}
          onChange={(text) => book.change({ text })}
          onRun={onRun}
          onEscape={() => void book.cancel()}
        />
      }
      second={<Tables {...props} checked={checked} />}
    />
  );
}

function Tables({ book, state, script, shown, checked }: Props & { readonly checked: Checked }) {
  const { ended, pane, epoch } = state;
  const reply = ended?.reply;
  const stops = reply?.violations ?? [];
  const isOfText = ended?.text === script.text;
  const count = (checked.problems?.length ?? 0) + (isOfText ? stops.length : 0);
  const show = (problem: Diagnostic): void => {
    const model = shown.current?.getModel();
    const [at] = markersOf([problem], script.text);
    showPlace(shown.current, model && at ? rangeOf(model, at.from, at.until) : null);
  };
  const seconds = reply?.seen?.dt;
  return (
    <div className="poltables">
      <div className="row poltabs">
        <Tabs<Pane>
          label="Of the run"
          value={pane}
          onChange={(next) => book.setState({ pane: next })}
          tabs={[
            { value: "epochs", title: "Epochs" },
            { value: "problems", title: "Problems", extra: <span className="num dim2">{formatNumber(count)}</span> },
            {
              value: "actions",
              title: "Actions",
              extra: <span className="num dim2">{formatNumber(reply?.result?.actions ?? 0)}</span>,
            },
            {
              ...{ value: "call", title: "Call" },
              extra: <span className="num dim2">{reply && epoch !== null ? formatNumber(epoch) : ""}</span>,
            },
          ]}
        />
        <span className="grow" />
        {reply && (pane === "epochs" || pane === "actions") && <CopyCsv reply={reply} pane={pane} />}
        {seconds !== undefined && <span className="dim2 nw">{formatNumber(seconds)} s per epoch</span>}
      </div>
      <div className="polpane" role="tabpanel" aria-label={pane}>
        {pane === "problems" ? (
          <ProblemList problems={checked.problems} stopped={isOfText ? stops.map(stoppedWords) : []} onShow={show} />
        ) : !reply || !ended ? (
          <p className="polnone dim2">Run the policy to see what it does in each epoch.</p>
        ) : pane === "call" ? (
          <CallPane book={book} state={state} ended={ended} />
        ) : pane === "epochs" ? (
          <EpochTable reply={reply} epoch={epoch} onEpoch={(next) => lookAt(book, next)} />
        ) : (
          <ActionTable reply={reply} epoch={epoch} onEpoch={(next) => lookAt(book, next)} />
        )}
      </div>
    </div>
  );
}
