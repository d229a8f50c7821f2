// The break condition: written or chosen from a form, what is wrong with it, and steps through the epochs that meet it.
import { useEffect, useState } from "react";
import { formatNumber, plural } from "../../../src-shared/base/format.ts";
import { useApp } from "../../app/app.tsx";
import { Button } from "../../ui/button.tsx";
import { Select } from "../../ui/choice.tsx";
import { NumberField, TextField } from "../../ui/field.tsx";
import { Popover } from "../../ui/popover.tsx";
import { type Book, type BookState, conditionOf } from "./book.ts";
import { COMPARISONS, type Comparison, conditionText, isCompared, PARTS } from "./condition.ts";
import { lookAt, nearestMet } from "./looks.ts";

export const BREAK_FIELD = "polbreakfield";

/** Goes to the nearest epoch that meets the condition, and shows its call. */
export function stepToMet(book: Book, way: 1 | -1): boolean {
  const { met, epoch } = book.getState();
  const next = nearestMet(met?.epochs ?? [], epoch ?? 0, way);
  if (next === null) return false;
  lookAt(book, next);
  book.setState({ pane: "call" });
  return true;
}

/** Looks for the condition in the run that is shown, and goes to the first epoch that meets it. */
export async function findBreaks(book: Book): Promise<void> {
  await book.looks.find(conditionOf(book.getState()) ?? "");
  const first = book.getState().met?.epochs[0];
  if (first === undefined) return;
  lookAt(book, first);
  book.setState({ pane: "call" });
}

export function BreakBar({ book, state }: { readonly book: Book; readonly state: BookState }) {
  const { script, met, finding, ended, epoch, lookError } = state;
  const text = script ? (state.breaks[script.title] ?? "") : "";
  const problem = useProblem(text);
  const put = (next: string): void => {
    if (script) book.setState({ breaks: { ...state.breaks, [script.title]: next }, met: null, lookError: null });
  };
  const find = (): void => void (ended ? findBreaks(book) : book.run());
  const noMore = (way: 1 | -1): string | false =>
    nearestMet(met?.epochs ?? [], epoch ?? 0, way) === null && "no further epoch meets the condition";
  return (
    <section className="row polbreak" aria-label="Breaking">
      <span className="dim nw">Break when</span>
      <span className="grow mono" id={BREAK_FIELD}>
        <TextField
          label="Break condition"
          value={text}
          maxLength={4000}
          placeholder="obs.host.freePct < 5 && epoch > 100"
          error={lookError && text.trim() !== "" && !problem ? lookError.what : problem}
          onChange={put}
          onEnter={find}
        />
      </span>
      <ConditionForm onAdd={(make) => put(make(text))} />
      <Button
        icon="search"
        unavailable={text.trim() === "" ? "there is no condition" : problem}
        onClick={find}
        label="Find the epochs that meet it"
      />
      <Button
        kind="ghost"
        icon="left"
        label="Previous epoch that meets it"
        command="policies.previousBreak"
        unavailable={noMore(-1)}
        onClick={() => stepToMet(book, -1)}
      />
      <Button
        kind="ghost"
        icon="right"
        label="Next epoch that meets it"
        command="policies.nextBreak"
        unavailable={noMore(1)}
        onClick={() => stepToMet(book, 1)}
      />
      <span className="dim2 num nw" role="status">
        {finding ? "looking" : metWords(state)}
      </span>
    </section>
  );
}

/** "met in 3 of 599 calls"; nothing while nothing was looked for. */
function metWords({ met }: BookState): string {
  if (!met) return "";
  const off = met.error ? `; stopped in epoch ${formatNumber(met.error.epoch)}: ${met.error.message}` : "";
  return `met in ${formatNumber(met.met)} of ${formatNumber(met.calls)} ${plural(met.calls, "call")}${off}`;
}

const AFTER_MS = 300;

/** What the compiler says of a condition, a moment after nothing more is written. */
function useProblem(text: string): string | null {
  const { client } = useApp();
  const [known, setKnown] = useState<{ readonly text: string; readonly problem: string | null } | null>(null);
  useEffect(() => {
    if (text.trim() === "") return setKnown(null);
    const abort = new AbortController();
    const timer = setTimeout(() => {
      client.request("policyCondition", { condition: text }, { signal: abort.signal }).then(
        ({ diagnostics }) => !abort.signal.aborted && setKnown({ text, problem: diagnostics[0]?.message ?? null }),
        // What cannot be checked is found out by looking for it.
        () => {},
      );
    }, AFTER_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [client, text]);
  return known?.text === text ? known.problem : null;
}

function ConditionForm({ onAdd }: { readonly onAdd: (make: (before: string) => string) => void }) {
  const [open, setOpen] = useState(false);
  const [id, setId] = useState(PARTS[0]!.id);
  const [comparison, setComparison] = useState<Comparison>("<");
  const [value, setValue] = useState<number | null>(5);
  const part = PARTS.find((one) => one.id === id)!;
  return (
    <span className="menuhost">
      <Button
        kind="ghost"
        icon="plus"
        label="Choose a condition"
        popup="dialog"
        expanded={open}
        onClick={() => setOpen(!open)}
      />
      {open && (
        <Popover label="Choose a condition" className="polpop" align="end" focusWhole onClose={() => setOpen(false)}>
          <h3>Break when</h3>
          <Select
            label="What is looked at"
            value={id}
            options={PARTS.map((one) => ({ value: one.id, title: one.title }))}
            onChange={setId}
          />
          {isCompared(part) && (
            <span className="row">
              <Select
                label="Comparison"
                value={comparison}
                options={COMPARISONS.map((one) => ({ value: one, title: COMPARED[one] }))}
                onChange={setComparison}
              />
              <NumberField
                label={part.title}
                {...(part.unit ? { unit: part.unit } : {})}
                decimals={3}
                min={-1e15}
                max={1e15}
                value={value}
                onChange={setValue}
              />
            </span>
          )}
          <Button
            kind="primary"
            unavailable={isCompared(part) && value === null && "a number is missing"}
            onClick={() => {
              onAdd((before) => conditionText(before, part, comparison, value));
              setOpen(false);
            }}
          >
            Add to the condition
          </Button>
        </Popover>
      )}
    </span>
  );
}

const COMPARED: Readonly<Record<Comparison, string>> = {
  ...{ "<": "below", "<=": "at most", ">": "above", ">=": "at least", "===": "equal to", "!==": "other than" },
};
