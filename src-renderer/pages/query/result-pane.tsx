// Below the editor: rows, chart or plan of the query, what is said of its run, and what can be taken from it.
import { type ReactNode, useEffect, useState } from "react";
import type { Source } from "../../app/selection.ts";
import { SelectionChips } from "../../app/selection-chips.tsx";
import { useSession } from "../../app/use-request.ts";
import { problemOfError } from "../../editor/problem.ts";
import { Button } from "../../ui/button.tsx";
import { Tabs } from "../../ui/choice.tsx";
import { MenuButton } from "../../ui/menu.tsx";
import { Num } from "../../ui/num.tsx";
import { Callout, Empty, ErrorCard, ProgressBar } from "../../ui/state.tsx";
import type { Pane } from "./book.ts";
import { ChartView } from "./chart-view.tsx";
import { PlanView } from "./plan-view.tsx";
import { ResultGrid } from "./result-grid.tsx";
import type { Finished, Run, RunSelection } from "./runs.ts";
import type { QueryTab } from "./tabs.ts";
import { countWords, followed, runningWords, timeWords } from "./words.ts";

export type ExportForm = "csv" | "parquet";

export interface ResultPaneProps {
  readonly project: string;
  readonly tab: QueryTab;
  readonly run: Run | undefined;
  readonly pane: Pane;
  readonly selection: RunSelection;
  /** Shown while there is nothing to show: queries to begin with. */
  readonly samples: ReactNode;
  readonly exporting: boolean;
  readonly onPane: (pane: Pane) => void;
  readonly onRun: () => void;
  readonly onExport: (form: ExportForm) => void;
}

const PANES: readonly { readonly value: Pane; readonly title: string }[] = [
  { value: "result", title: "Result" },
  { value: "chart", title: "Chart" },
  { value: "plan", title: "Plan" },
];

export function ResultPane(props: ResultPaneProps) {
  const { project, tab, run, pane } = props;
  const finished = run?.finished ?? null;
  // What is wrong with the text as it stands is said below the editor.
  const isTold = run?.error != null && run.sql === tab.sql && problemOfError(run.error, run.sql) !== null;
  return (
    <section className="qresult" aria-label="Result of the query">
      <div className="ph line qresulthead">
        <Tabs label="View of the result" tabs={PANES} value={pane} onChange={props.onPane} />
        <Status run={run} />
        <span className="grow" />
        <FollowedSelection sql={tab.sql} />
        <MenuButton
          kind="ghost"
          icon="download"
          align="end"
          busy={props.exporting}
          unavailable={finished ? null : "there is no result yet"}
          items={exportItems(finished, props.onExport)}
        >
          {finished?.reply.truncated ? "Export all" : "Export"}
        </MenuButton>
      </div>
      {run?.phase === "running" && <Running run={run} />}
      {run?.phase === "failed" && run.error && !isTold && (
        <div className="qrunerror">
          <ErrorCard
            error={run.error}
            title="The query could not be run"
            {...(finished ? { kept: "the rows below, of the run before" } : {})}
          />
        </div>
      )}
      {finished && <Notes {...props} finished={finished} />}
      <div className="qpane" role="tabpanel" aria-label={PANES.find(({ value }) => value === pane)?.title}>
        {pane === "plan" ? (
          <PlanView
            project={project}
            sql={finished?.sql ?? tab.sql}
            selection={finished?.selection ?? props.selection}
          />
        ) : finished ? (
          <Rows {...props} finished={finished} />
        ) : (
          <Nothing run={run} isTold={isTold} samples={props.samples} />
        )}
      </div>
    </section>
  );
}

function Nothing(props: { readonly run: Run | undefined; readonly isTold: boolean; readonly samples: ReactNode }) {
  const { run, isTold } = props;
  if (run?.phase === "running") return null;
  if (run?.phase !== "failed") return props.samples;
  return isTold ? (
    <Empty title="The query could not be run">What is wrong with it stands below the editor.</Empty>
  ) : null;
}

function Rows({ project, run, pane, finished, onRun }: ResultPaneProps & { readonly finished: Finished }) {
  const { result, rows } = finished.reply;
  if (pane === "chart") return <ChartView key={result} project={project} finished={finished} />;
  if (rows === 0) return <Empty title="The query gives no row">No row of the project fits what it asks for.</Empty>;
  return (
    <ResultGrid
      key={result}
      project={project}
      finished={finished}
      dimmed={run?.phase === "running"}
      onRunAgain={onRun}
    />
  );
}

function exportItems(finished: Finished | null, onExport: (form: ExportForm) => void) {
  const all = finished?.reply.truncated ? "all rows of the query" : finished ? countWords(finished) : "";
  return [
    { id: "csv", title: "CSV", detail: `${all}, units in the head, times in UTC`, run: () => onExport("csv") },
    { id: "parquet", title: "Parquet", detail: `${all}, with their types`, run: () => onExport("parquet") },
  ];
}

/** "3 072 rows in 84 ms". */
function Status({ run }: { readonly run: Run | undefined }) {
  const captures = useSession((session) => session.project?.info.captures);
  const finished = run?.finished;
  if (run?.phase === "cancelled" && !finished) return <span className="qstatus dim2">cancelled</span>;
  if (!finished || run.phase === "running") return null;
  const source = (): Source => ({
    ...{ title: "Rows of the query", shown: countWords(finished), sql: finished.sql, field: null },
    how: "Counted while the query was run over the captures of the project that are not hidden.",
    sources: (captures ?? []).map(({ name, sha256 }) => ({ what: name, sha256, note: null })),
  });
  return (
    <span className="qstatus dim2 num">
      <Num title="Rows of the query" source={source}>
        {countWords(finished)}
      </Num>{" "}
      in {timeWords(finished)}
      {run.phase === "cancelled" && ", of the run before; the last one was cancelled"}
    </span>
  );
}

/** Before this a run is over so soon that nothing need be said. */
const SAY_AFTER_MS = 200;

function Running({ run }: { readonly run: Run }) {
  const [nowMs, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 100);
    return () => clearInterval(timer);
  }, []);
  if (nowMs - run.startedMs < SAY_AFTER_MS) return null;
  return (
    <div className="qrunning">
      <ProgressBar share={null} label="The query runs" />
      <span className="dim num">{runningWords(run, nowMs)}</span>
    </div>
  );
}

/** What a reader must know of the rows: that there are more, or that they are of another selection. */
function Notes({ tab, run, selection, finished, onRun, onExport }: ResultPaneProps & { readonly finished: Finished }) {
  if (run?.phase === "running") return null;
  const isOld = finished.selection !== null && JSON.stringify(finished.selection) !== JSON.stringify(selection);
  return (
    <>
      {finished.reply.truncated && (
        <div className="qnote1">
          <Callout tone="warn">
            Only the {countWords(finished)} are shown
            <span className="grow" />
            <Button icon="download" onClick={() => onExport("csv")}>
              Export all
            </Button>
          </Callout>
        </div>
      )}
      {isOld && finished.sql === tab.sql && (
        <div className="qnote1">
          <Callout tone="info">
            The selection has changed since these rows were read
            <span className="grow" />
            <Button icon="play" onClick={onRun}>
              Run again
            </Button>
          </Callout>
        </div>
      )}
    </>
  );
}

/** What $from, $to and $guests follow; grey where the query uses none of them. */
function FollowedSelection({ sql }: { readonly sql: string }) {
  const used = followed(sql);
  const unused = (["span", "guests"] as const).filter((part) => !used.includes(part));
  return (
    <>
      <span className="row qchips">{used.length > 0 && <SelectionChips obeys={used} />}</span>
      <span className="row qchips unused">{unused.length > 0 && <SelectionChips obeys={unused} />}</span>
    </>
  );
}
