// The left side of the Reports page: what the author decides, and what the report has nothing to say about.
import { type ReactNode, useRef } from "react";
import { REPORT_SECTIONS } from "../../../src-shared/protocol/report.ts";
import { Checkbox, Select } from "../../ui/choice.tsx";
import { TextField } from "../../ui/field.tsx";
import { MOST_NOTE, type ReportForm } from "./form.ts";
import type { ScenarioChoice } from "./scenarios.ts";
import type { FormState } from "./use-form.ts";

export interface FormPaneProps {
  readonly state: FormState;
  readonly choices: readonly ScenarioChoice[];
  readonly chosen: ScenarioChoice | null;
  /** Parts with nothing to show, and why; null until the first preview. */
  readonly leftOut: readonly { readonly section: string; readonly why: string }[] | null;
  readonly onChoose: (id: string) => void;
}

export function FormPane({ state, choices, chosen, leftOut, onChoose }: FormPaneProps) {
  const { form, commit } = state;
  return (
    <aside className="reports-form" aria-label="What the report holds">
      <TypedBlock title="Title" state={state}>
        {(put) => <TextField label="Title" value={form.title} maxLength={200} onChange={(title) => put({ title })} />}
      </TypedBlock>
      <TypedBlock title="Note to the reader" state={state}>
        {(put) => (
          <TextField
            label="Note to the reader"
            value={form.note}
            lines={4}
            maxLength={MOST_NOTE}
            placeholder="Stands under the answer"
            onChange={(note) => put({ note })}
          />
        )}
      </TypedBlock>
      <section className="reports-block">
        <h2>Scenario</h2>
        <Select
          label="Scenario"
          value={chosen?.id ?? ""}
          options={choices.map(({ id, title }) => ({ value: id, title }))}
          onChange={onChoose}
        />
      </section>
      <section className="reports-block">
        <h2>Sections</h2>
        <p className="dim2">The answer, what binds and where every number comes from always stay.</p>
        <div className="reports-sections">
          {REPORT_SECTIONS.map(({ id, title }) => {
            const inside = !form.without.includes(id);
            return (
              <div key={id} className={inside ? "" : "dim2"}>
                <Checkbox
                  label={title}
                  checked={inside}
                  onChange={(checked) =>
                    commit({ without: checked ? form.without.filter((one) => one !== id) : [...form.without, id] })
                  }
                />
              </div>
            );
          })}
        </div>
      </section>
      {leftOut && leftOut.length > 0 && (
        <section className="reports-block">
          <h2>Nothing to show</h2>
          <dl className="reports-leftout">
            {leftOut.map(({ section, why }) => (
              <div key={section}>
                <dt>{section}</dt>
                <dd>{why}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </aside>
  );
}

/** A field that is typed into: the preview follows, and leaving it makes one step. */
function TypedBlock(props: {
  readonly title: string;
  readonly state: FormState;
  readonly children: (put: (change: Partial<ReportForm>) => void) => ReactNode;
}) {
  const { state } = props;
  const before = useRef<ReportForm | null>(null);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: focus of the field inside bubbles up to here
    <section
      className="reports-block"
      onFocus={() => {
        before.current ??= state.form;
      }}
      onBlur={() => {
        if (before.current) state.commit({}, before.current);
        before.current = null;
      }}
    >
      <h2>{props.title}</h2>
      {props.children(state.put)}
    </section>
  );
}
