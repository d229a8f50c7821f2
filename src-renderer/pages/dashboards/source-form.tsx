// Where a panel's numbers come from: lanes, a query, or a part of an answer.
import { useRef } from "react";
import type { Measure } from "../../../src-shared/dashboard/schema.ts";
import type { OpenReply } from "../../../src-shared/protocol/window-replies.ts";
import { useRequest } from "../../app/use-request.ts";
import { ProblemBar } from "../../editor/problem-bar.tsx";
import { SqlEditor, type SqlEditorHandle } from "../../editor/sql-editor.tsx";
import { useProblem } from "../../editor/use-problem.ts";
import { useSources } from "../../editor/use-sources.ts";
import { Checkbox, Select } from "../../ui/choice.tsx";
import { Skeleton } from "../../ui/state.tsx";
import { type DraftPanel, FIELDS } from "./draft-panel.ts";
import { Field } from "./field-row.tsx";
import { LaneChooser } from "./lane-chooser.tsx";
import type { PanelWorld } from "./use-panel.ts";

interface FormProps {
  readonly draft: DraftPanel;
  readonly put: (change: Partial<DraftPanel>) => void;
  readonly open: OpenReply;
  readonly world: PanelWorld;
}

const MEASURES: readonly { readonly value: Measure; readonly title: string }[] = [
  { value: "auto", title: "Level, or events a second" },
  { value: "events_per_s", title: "Events a second" },
  { value: "value_per_s", title: "What events add up to, a second" },
  { value: "value_per_event", title: "Mean of an event" },
];

export function SourceForm(props: FormProps) {
  const { draft, put, world } = props;
  if (draft.from === "sql") return <SqlForm {...props} />;
  if (draft.from === "answer") return <AnswerForm {...props} />;
  if (!world.lanes) return <Skeleton height={200} label="Reading the lanes" />;
  return (
    <>
      <LaneChooser
        lanes={world.lanes}
        guests={world.scope.allGuests}
        value={draft.lanes}
        onChange={(lanes) => put({ lanes: [...lanes] })}
      />
      <Field title="What of them">
        <Select
          label="What of the lanes"
          options={MEASURES}
          value={draft.measure}
          onChange={(measure) => put({ measure })}
        />
      </Field>
      <Field title="Of whom">
        <Checkbox label="Guests only" checked={draft.guestsOnly} onChange={(guestsOnly) => put({ guestsOnly })} />
      </Field>
    </>
  );
}

function SqlForm({ draft, put, open, world }: FormProps) {
  const { sources } = useSources(open);
  const editor = useRef<SqlEditorHandle | null>(null);
  const problem = useProblem({
    project: open.project,
    revision: open.revision,
    sql: draft.sql,
    parameters: world.scope.parameters,
    failed: null,
  });
  return (
    <div className="db-sql">
      <div className="db-codebox">
        <SqlEditor
          id={`${open.project} dashboard ${draft.id}`}
          value={draft.sql}
          problem={problem}
          sources={sources}
          label="SQL of the panel. Ctrl+M lets Tab leave the editor."
          onChange={(sql) => put({ sql })}
          onRun={() => {}}
          onEscape={() => {}}
          handle={editor}
        />
      </div>
      <ProblemBar problem={problem} sql={draft.sql} editor={editor} />
      <p className="dim2">$from, $to and $guests follow the selection; parameters of the dashboard are $NAME.</p>
    </div>
  );
}

const FIELD_TITLES: Readonly<Record<string, string>> = {
  n: "Guests that fit, with interval and grade",
  "n.p5": "Guests to plan with",
  "slowdown.p99": "p99 slowdown at N*",
  marginal_bytes_per_guest: "Memory of the next guest",
  "overrun.p": "Chance of an overrun with one guest more",
  load_lines: "Load lines",
  curve: "Chance that N guests fit",
  slowdown: "What N guests pay",
  waterfall: "Memory charged per guest",
  mechanisms: "What each mechanism saves",
  rules_of_thumb: "Rules of thumb",
  binding: "What ends the runs that fail",
  checks: "Checks on the recorded host",
};

function AnswerForm({ draft, put, open }: FormProps) {
  const scenarios = useRequest("documents", { project: open.project, kind: "scenario" });
  const names = (scenarios.data?.documents ?? []).map(({ name }) => name);
  const fields = draft.kind === "text" ? [] : FIELDS[draft.kind];
  const field = fields.includes(draft.field) ? draft.field : (fields[0] ?? "");
  return (
    <>
      <Field title="Of which scenario">
        <Select
          label="Of which scenario"
          options={[
            { value: "last", title: "The last answer" },
            ...names.map((name) => ({ value: name, title: name })),
          ]}
          value={draft.answer}
          onChange={(answer) => put({ answer })}
        />
      </Field>
      <Field title="What of the answer">
        <Select
          label="What of the answer"
          options={fields.map((value) => ({ value, title: FIELD_TITLES[value] ?? value }))}
          value={field}
          onChange={(next) => put({ field: next })}
        />
      </Field>
    </>
  );
}
