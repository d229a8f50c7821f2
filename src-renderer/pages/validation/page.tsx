// The Validation page: why the engine is to be believed, row by row against published and measured figures.
import "./validation.css";
import { useCallback, useEffect, useMemo, useState } from "react";
import { useStore } from "zustand";
import type { ValidationRow } from "../../../src-shared/protocol/validation-replies.ts";
import { useApp } from "../../app/app.tsx";
import { Button } from "../../ui/button.tsx";
import { Select } from "../../ui/choice.tsx";
import { copyText } from "../../ui/copy.tsx";
import { SearchField } from "../../ui/field.tsx";
import { PageHead } from "../../ui/page.tsx";
import { ErrorCard, ProgressBar, Skeleton } from "../../ui/state.tsx";
import { RowDetails } from "./details.tsx";
import { RowTable } from "./row-table.tsx";
import { type Runs, runsOf } from "./runs.ts";
import { Summary } from "./summary.tsx";
import { countsOf, EVERYTHING, type Filter, MEASURED_HERE, shownRows, systemsOf, type VerdictFilter } from "./view.ts";

const NONE: readonly ValidationRow[] = [];
const KINDS = ["exact", "numeric", "range", "direction", "inversion", "external", MEASURED_HERE] as const;
const VERDICTS: readonly { readonly value: VerdictFilter; readonly title: string }[] = [
  { value: "all", title: "All verdicts" },
  { value: "good", title: "Pass or consistent" },
  { value: "bad", title: "Fail" },
  { value: "notRun", title: "Not run" },
];

export function ValidationPage() {
  const { client, route } = useApp();
  const runs = runsOf(client);
  const { rows, running, progress, error, tookMs } = useStore(runs);
  const [filter, setFilter] = useState<Filter>(EVERYTHING);
  const all = rows ?? NONE;
  const shown = useMemo(() => shownRows(all, filter), [all, filter]);
  const detail = useStore(route, (state) => state.detail);
  const selected = all.find(({ id }) => id === detail) ?? null;
  const select = useCallback((id: string) => route.change({ detail: id }, true), [route]);
  useEffect(() => {
    const state = runs.getState();
    if (state.rows === null && !state.running && state.error === null) runs.all();
  }, [runs]);
  useRowDetails(selected, runs);
  useCommands(runs, running, shown);
  return (
    <>
      <PageHead
        title="Validation"
        scope={<Filters rows={all} filter={filter} onChange={setFilter} />}
        actions={<CopyTable rows={shown} />}
        primary={
          running ? (
            <Button icon="stop" onClick={runs.cancel}>
              Cancel
            </Button>
          ) : (
            <Button kind="primary" icon="refresh" command="validation.runAll" onClick={runs.all}>
              Run all
            </Button>
          )
        }
      />
      <div className="validation-page">
        {running && (
          <div className="validation-progress" role="status">
            <ProgressBar label="Rows computed" share={progress?.total ? progress.done / progress.total : null} />
            <span className="dim2">{progress ? `${progress.detail ?? ""}` : "Starting"}</span>
          </div>
        )}
        {error && (
          <div className="validation-error">
            <ErrorCard
              error={error}
              title="The validation did not come to its end"
              {...(rows ? { kept: "the rows of the run before" } : {})}
              actions={
                <Button icon="refresh" onClick={runs.all}>
                  Run all
                </Button>
              }
            />
          </div>
        )}
        {rows && <Summary counts={countsOf(rows)} tookMs={tookMs} />}
        {rows ? (
          <div className="validation-rows">
            <RowTable rows={shown} selected={selected?.id ?? null} onSelect={select} />
          </div>
        ) : (
          running && (
            <div className="validation-wait">
              <Skeleton height="100%" label="Rows are being computed" />
            </div>
          )
        )}
        {!rows && !running && !error && <p className="dim validation-wait">The run was cancelled. No row is shown.</p>}
      </div>
    </>
  );
}

function Filters(props: {
  readonly rows: readonly ValidationRow[];
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
}) {
  const { rows, filter, onChange } = props;
  const of = <K extends keyof Filter>(key: K, value: Filter[K]): void => onChange({ ...filter, [key]: value });
  return (
    <>
      <Select
        label="System"
        options={[
          { value: "", title: "All systems" },
          ...systemsOf(rows).map((system) => ({ value: system, title: system })),
        ]}
        value={filter.system}
        onChange={(system) => of("system", system)}
      />
      <Select
        label="Kind"
        options={[{ value: "", title: "All kinds" }, ...KINDS.map((kind) => ({ value: kind as string, title: kind }))]}
        value={filter.kind}
        onChange={(kind) => of("kind", kind)}
      />
      <Select
        label="Verdict"
        options={VERDICTS}
        value={filter.verdict}
        onChange={(verdict) => of("verdict", verdict)}
      />
      <SearchField
        label="Filter rows"
        className="validation-search"
        value={filter.words}
        onChange={(words) => of("words", words)}
      />
    </>
  );
}

function CopyTable({ rows }: { readonly rows: readonly ValidationRow[] }) {
  const { toasts } = useApp();
  const copy = async (): Promise<void> => {
    const done = await copyText(JSON.stringify(rows, null, 2));
    toasts.say(done ? `${rows.length} rows copied as JSON` : "The browser did not allow copying");
  };
  return (
    <Button icon="copy" unavailable={rows.length === 0 && "there is no row to copy"} onClick={() => void copy()}>
      Copy JSON
    </Button>
  );
}

/** Shows the selected row in the drawer, which opens for it. */
function useRowDetails(row: ValidationRow | null, runs: Runs): void {
  const { drawer, settings } = useApp();
  const id = row?.id ?? null;
  useEffect(() => {
    if (id !== null) settings.setState({ drawerOpen: true });
  }, [id, settings]);
  useEffect(() => {
    if (!row) return;
    drawer.show(`${row.id}, ${row.system}`, <RowDetails row={row} onAgain={() => runs.one(row.id)} />);
  }, [row, drawer, runs]);
  useEffect(() => () => drawer.clear(), [drawer]);
}

function useCommands(runs: Runs, running: boolean, shown: readonly ValidationRow[]): void {
  const { commands, route } = useApp();
  useEffect(
    () =>
      commands.register([
        {
          id: "validation.runAll",
          title: "Run all rows",
          group: "page",
          page: "validation",
          icon: "refresh",
          keys: ["mod+enter"],
          unavailable: () => (running ? "a run is under way" : null),
          run: () => runs.all(),
        },
        {
          id: "validation.nextNotGood",
          title: "Next row that failed or was not run",
          group: "page",
          page: "validation",
          keys: ["."],
          run: () => {
            const at = shown.findIndex(({ id }) => id === route.getState().detail);
            const after = [...shown.slice(at + 1), ...shown.slice(0, at + 1)];
            const next = after.find(({ verdict }) => verdict !== "pass" && verdict !== "consistent");
            if (next) route.change({ detail: next.id }, true);
          },
        },
      ]),
    [commands, route, runs, running, shown],
  );
}
