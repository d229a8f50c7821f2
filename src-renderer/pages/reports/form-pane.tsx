// The left side of the Reports page: what the author decides, and what the report has nothing to say about.
import { type ReactNode, useRef } from "react";
import { templateOf } from "../../../src-shared/dashboard/templates/registry.ts";
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
  /** Names of the saved dashboards. */
  readonly dashboards: readonly string[];
  readonly onChoose: (id: string) => void;
}

export function FormPane({ state, choices, chosen, leftOut, dashboards, onChoose }: FormPaneProps) {
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
      <DashboardBlock form={form} commit={commit} saved={dashboards} />
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

/** Saved dashboards, and built-in ones that were put into the report from their page. */
function DashboardBlock(props: Pick<FormState, "form" | "commit"> & { readonly saved: readonly string[] }) {
  const { form, commit, saved } = props;
  const titles = new Map(saved.map((name) => [`saved:${name}`, name]));
  for (const key of form.dashboards)
    if (key.startsWith("built:")) titles.set(key, templateOf(key.slice("built:".length))?.title ?? key);
  if (titles.size === 0) return null;
  return (
    <section className="reports-block">
      <h2>Dashboards</h2>
      <p className="dim2">Each becomes a section, of the selected span and guests.</p>
      <div className="reports-sections">
        {[...titles].map(([key, title]) => {
          const inside = form.dashboards.includes(key);
          const others = form.dashboards.filter((one) => one !== key);
          return (
            <div key={key} className={inside ? "" : "dim2"}>
              <Checkbox
                label={title}
                checked={inside}
                onChange={(checked) => commit({ dashboards: checked ? [...others, key] : others })}
              />
            </div>
          );
        })}
      </div>
    </section>
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
