// A number of the scenario in the form: label, field, dot when it was changed, error where it is refused.
import { NumberField } from "../../ui/field.tsx";
import { tip } from "../../ui/tip.ts";
import { usePage, useWhatIf } from "./context.tsx";
import { changesOf, type Draft } from "./draft.ts";
import { type NumberSpec, shownOf, stepWords, storedOf } from "./fields.ts";
import { withValue, writtenPlace } from "./paths.ts";

export function NumberRow({ spec, draft }: { readonly spec: NumberSpec; readonly draft: Draft }) {
  const { whatIf } = usePage();
  const problem = useWhatIf((state) => state.problem);
  const shown = shownOf(spec, draft.scenario);
  const refused = problem?.place === writtenPlace(draft.scenario, spec.place) ? problem.error : null;
  return (
    <div className="wi-row" data-place={spec.place}>
      <span {...tip(spec.help)}>{spec.title}</span>
      <NumberField
        label={spec.title}
        value={shown}
        unit={shown === null ? "" : spec.unit}
        min={spec.min}
        max={spec.max}
        step={spec.step}
        decimals={spec.decimals}
        help={spec.help}
        optional={spec.empty !== undefined}
        placeholder={spec.empty ?? ""}
        changed={isChanged(draft, spec.place)}
        error={refused ? (refused.expected ?? refused.what) : null}
        onChange={(next) =>
          whatIf.change(
            stepWords(spec, next),
            (scenario) => withValue(scenario, spec.place, storedOf(spec, next)),
            spec.place,
          )
        }
        onCommit={whatIf.endGesture}
      />
    </div>
  );
}

/** Whether a place, or all that holds it, differs from what was saved. */
export const isChanged = (draft: Draft, place: string): boolean =>
  changesOf(draft).some((changed) => changed === place || place.startsWith(`${changed}.`));
