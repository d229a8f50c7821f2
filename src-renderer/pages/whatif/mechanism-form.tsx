// The mechanisms in the form: a switch with what each brings; its parameters unfold when it is on.
import { formatBytes } from "../../../src-shared/base/format.ts";
import type { Parameter } from "../../../src-shared/model/parameters.ts";
import { Checkbox, Select, Switch } from "../../ui/choice.tsx";
import { tip } from "../../ui/tip.ts";
import { type Choice, isMeant } from "./choices.ts";
import { usePage, useWhatIf } from "./context.tsx";
import type { Draft } from "./draft.ts";
import { isFlag, parameterField, parameterHelp, parameterTitle } from "./fields.ts";
import { entryOf, isOn, lackIn, type MechanismForm, mechanismForms } from "./mechanisms.ts";
import { isChanged, NumberRow } from "./number-row.tsx";
import { valueAt, withValue } from "./paths.ts";

export function MechanismsForm({ draft }: { readonly draft: Draft }) {
  return (
    <section className="wi-group" aria-label="Mechanisms">
      <h2 className="sec">Mechanisms</h2>
      {mechanismForms.map((mechanism) => (
        <MechanismRow key={mechanism.id} mechanism={mechanism} draft={draft} />
      ))}
    </section>
  );
}

function MechanismRow({ mechanism, draft }: { readonly mechanism: MechanismForm; readonly draft: Draft }) {
  const { whatIf } = usePage();
  const shown = useWhatIf((state) => state.shown);
  // Answers of the other way round come with the rows.
  useWhatIf((state) => state.rows);
  const { id, title } = mechanism;
  const on = isOn(draft.scenario, id);
  const reply = on ? (shown?.reply ?? null) : (whatIf.variantOf(id)?.reply ?? null);
  const lack = lackIn(reply, id);
  const saved = reply?.mechanisms.find((one) => one.id === id)?.saved_bytes_per_guest.p50;
  const effect = lack
    ? `needs ${mechanism.needs}`
    : saved === undefined
      ? ""
      : saved === 0
        ? "saves nothing"
        : formatBytes(-saved);
  return (
    <>
      <div className={`wi-mech${on ? " on" : ""}`} data-place={`mechanisms.${id}`}>
        <Switch label={title} checked={on} unavailable={lack && !on ? lack : null} onChange={() => whatIf.toggle(id)} />
        <span className="ell">
          {title}
          {isChanged(draft, `mechanisms.${id}`) && <i className="wi-dot" role="img" aria-label="changed since saved" />}
        </span>
        <span
          className={`wi-effect num${on ? "" : " would"}`}
          {...tip(lack ?? (on ? "saved per guest, of the shown answer" : "what it would save per guest"))}
        >
          {effect}
        </span>
      </div>
      {on && (
        <div className="wi-sub">
          {mechanism.choices
            .filter(({ key }) => isMeant(`${id}.${key}`, entryOf(draft.scenario, id)))
            .map((choice) => (
              <ChoiceRow key={choice.key} mechanism={mechanism} choice={choice} draft={draft} />
            ))}
          {mechanism.parameters
            .filter((parameter) => isMeant(parameter.id, entryOf(draft.scenario, id)))
            .map((parameter) =>
              isFlag(parameter) ? (
                <FlagRow key={parameter.id} parameter={parameter} draft={draft} />
              ) : (
                <NumberRow key={parameter.id} spec={parameterField(parameter)} draft={draft} />
              ),
            )}
        </div>
      )}
    </>
  );
}

function ChoiceRow(props: { readonly mechanism: MechanismForm; readonly choice: Choice; readonly draft: Draft }) {
  const { whatIf } = usePage();
  const { mechanism, choice, draft } = props;
  const place = `mechanisms.${mechanism.id}.${choice.key}`;
  const titleOf = (one: Choice["standard"]): string =>
    choice.options.find(({ value }) => value === one)?.title ?? String(one);
  return (
    <div className="wi-row" data-place={place} {...tip(`${choice.help}; default ${titleOf(choice.standard)}`)}>
      <span>
        {choice.title}
        {isChanged(draft, place) && <i className="wi-dot" role="img" aria-label="changed since saved" />}
      </span>
      <Select
        label={`${mechanism.title}: ${choice.title}`}
        options={choice.options.map(({ value, title }) => ({ value: String(value), title }))}
        value={String(valueAt(draft.scenario, place) ?? choice.standard)}
        onChange={(next) => {
          const found = choice.options.find(({ value }) => String(value) === next);
          if (!found) return;
          whatIf.change(`${choice.title} ${found.title}`, (scenario) => withValue(scenario, place, found.value));
        }}
      />
    </div>
  );
}

function FlagRow({ parameter, draft }: { readonly parameter: Parameter; readonly draft: Draft }) {
  const { whatIf } = usePage();
  const place = `mechanisms.${parameter.id}`;
  const checked = (valueAt(draft.scenario, place) ?? parameter.value) === 1;
  const title = parameterTitle(parameter);
  return (
    <div
      className={`wi-flag${isChanged(draft, place) ? " changed" : ""}`}
      data-place={place}
      {...tip(parameterHelp(parameter))}
    >
      <Checkbox
        label={title}
        checked={checked}
        onChange={(next) =>
          whatIf.change(`${title} ${next ? "on" : "off"}`, (scenario) => withValue(scenario, place, next ? 1 : 0))
        }
      />
    </div>
  );
}
