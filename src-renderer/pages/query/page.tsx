// The Query page: ask anything of a project in SQL, and see rows, a chart or the plan.
import "./query.css";
import { useEffect, useMemo, useRef, useState } from "react";
import { useStore } from "zustand";
import type { OpenReply } from "../../../src-shared/protocol/window-replies.ts";
import { useApp } from "../../app/app.tsx";
import { NameDialog } from "../../app/name-dialog.tsx";
import { NoProject } from "../../app/no-project.tsx";
import { useSession } from "../../app/use-request.ts";
import { ProblemBar } from "../../editor/problem-bar.tsx";
import { SqlEditor, type SqlEditorHandle } from "../../editor/sql-editor.tsx";
import { useProblem } from "../../editor/use-problem.ts";
import { useSources } from "../../editor/use-sources.ts";
import { Button } from "../../ui/button.tsx";
import { Keys } from "../../ui/keys.tsx";
import { PageHead } from "../../ui/page.tsx";
import { SplitPane } from "../../ui/split.tsx";
import { ErrorCard, Skeleton } from "../../ui/state.tsx";
import { bookOf } from "./book.ts";
import { CatalogueTree } from "./catalogue-tree.tsx";
import { HistoryButton } from "./history-list.tsx";
import { takenNames } from "./names.ts";
import { QueryTabs } from "./query-tabs.tsx";
import { ResultPane } from "./result-pane.tsx";
import { SampleList } from "./sample-list.tsx";
import { activeTab, change, select } from "./tabs.ts";
import { useDesk } from "./use-desk.ts";
import { useQueryCommands } from "./use-query-commands.ts";

export function QueryPage() {
  const project = useSession((session) => session.project);
  const openError = useSession((session) => session.openError);
  if (project) return <QueryDesk key={project.project} open={project} />;
  if (openError)
    return (
      <>
        <PageHead title="Query" />
        <ErrorCard error={openError} title="The project could not be opened" />
      </>
    );
  return (
    <NoProject title="Query" opening={<Skeleton height="100%" label="opening the project" />}>
      A query asks the captures of a project: open one, or bring a first capture in.
    </NoProject>
  );
}

/** What is asked for in a dialog: a name for the shown text, or another name for a tab. */
type Asking = { readonly what: "save" } | { readonly what: "rename"; readonly tab: string };

function QueryDesk({ open }: { readonly open: OpenReply }) {
  const app = useApp();
  const book = useMemo(() => bookOf(app, open.project), [app, open.project]);
  const desk = useDesk(book);
  const state = useStore(book.state);
  const tab = activeTab(state);
  const run = useStore(book.runs, (runs) => runs.get(tab.id));
  const { catalogue, sources } = useSources(open);
  const failed = run?.phase === "failed" && run.error ? { sql: run.sql, error: run.error } : null;
  const problem = useProblem({ project: open.project, revision: open.revision, sql: tab.sql, failed });
  const [asking, setAsking] = useState<Asking | null>(null);
  const [historyOpen, setHistoryOpen] = useState(false);
  const editor = useRef<SqlEditorHandle | null>(null);
  const running = run?.phase === "running";
  const named = asking?.what === "rename" ? state.tabs.find(({ id }) => id === asking.tab) : tab;
  const save = (): void => {
    if (tab.saved === null) setAsking({ what: "save" });
    else void desk.save(tab.saved);
  };
  useQueryCommands(book, desk, {
    save,
    saveAs: () => setAsking({ what: "save" }),
    rename: () => setAsking({ what: "rename", tab: tab.id }),
    history: () => setHistoryOpen(true),
    focusEditor: () => editor.current?.focus(),
  });
  useDetail(desk);
  useEffect(() => () => book.flush(), [book]);

  return (
    <>
      <PageHead
        title="Query"
        scope={
          <QueryTabs
            state={state}
            onSelect={(id) => book.change((tabs) => select(tabs, id))}
            onClose={desk.close}
            onRename={(id) => setAsking({ what: "rename", tab: id })}
            onNew={desk.create}
          />
        }
        actions={
          <>
            <HistoryButton
              key="history"
              history={state.history}
              open={historyOpen}
              onOpen={setHistoryOpen}
              onPick={({ sql }) => desk.open(sql)}
            />
            <Button
              key="save"
              kind="ghost"
              icon="save"
              command="query.save"
              unavailable={tab.sql.trim() === "" && "the query is empty"}
              onClick={save}
            >
              Save
            </Button>
          </>
        }
        primary={
          running ? (
            <Button icon="stop" command="query.cancel" onClick={() => void desk.cancel()}>
              Cancel
              <Keys keys="escape" />
            </Button>
          ) : (
            <Button
              kind="primary"
              icon="play"
              command="query.run"
              unavailable={tab.sql.trim() === "" && "the query is empty"}
              onClick={() => void desk.run()}
            >
              Run
              <Keys keys="mod+enter" />
            </Button>
          )
        }
      />
      <SplitPane
        className="qbody"
        name="query.catalogue"
        label="the catalogue"
        direction="row"
        standard={226}
        min={160}
        max={420}
        first={
          <CatalogueTree
            catalogue={catalogue}
            saved={desk.saved}
            onInsert={(text) =>
              editor.current
                ? editor.current.insert(text)
                : book.change((tabs) => change(tabs, tab.id, { sql: tab.sql + text }))
            }
            onOpen={desk.openSaved}
            onRemove={(query) => void desk.remove(query)}
          />
        }
        second={
          <SplitPane
            name="query.editor"
            label="the editor"
            direction="column"
            standard={240}
            min={96}
            max={560}
            first={
              <div className="qeditor">
                <SqlEditor
                  id={`${open.project} ${tab.id}`}
                  value={tab.sql}
                  problem={problem}
                  sources={sources}
                  label={`SQL of ${tab.title}. Ctrl+Enter runs it, Ctrl+M lets Tab leave the editor.`}
                  onChange={(sql) => book.change((tabs) => change(tabs, tab.id, { sql }))}
                  onRun={() => void desk.run()}
                  onEscape={() => void desk.cancel()}
                  handle={editor}
                />
                <ProblemBar problem={problem} sql={tab.sql} editor={editor} />
              </div>
            }
            second={
              <ResultPane
                project={open.project}
                tab={tab}
                run={run}
                pane={state.pane}
                selection={desk.selection}
                exporting={desk.exporting}
                samples={
                  <SampleList
                    isEmpty={tab.sql.trim() === ""}
                    rows={open.info.tables}
                    onPick={({ sql, title }) => desk.open(sql, title)}
                  />
                }
                onPane={(pane) => book.state.setState({ pane })}
                onRun={() => void desk.run()}
                onExport={(form) => void desk.exportAs(form)}
              />
            }
          />
        }
      />
      {asking && (
        <NameDialog
          title={asking.what === "save" ? "Save the query" : "Rename the query"}
          action={asking.what === "save" ? "Save" : "Rename"}
          noun="saved query"
          name={nameFor(asking, named)}
          taken={takenNames(asking.what, named, desk.saved)}
          onName={(name) => {
            setAsking(null);
            void (asking.what === "save" ? desk.save(name) : desk.rename(asking.tab, name));
          }}
          onClose={() => setAsking(null)}
        />
      )}
    </>
  );
}

const nameFor = (asking: Asking, tab: { readonly title: string } | undefined): string =>
  asking.what === "save" && /^Untitled \d+$/.test(tab?.title ?? "") ? "" : (tab?.title ?? "");

/** Opens what the address asks for: `sql:` and a text, or `saved:` and a name; once. */
function useDetail(desk: ReturnType<typeof useDesk>): void {
  const { route, toasts } = useApp();
  const detail = useStore(route, (state) => state.detail);
  useEffect(() => {
    if (detail === null) return;
    if (detail.startsWith("sql:")) desk.open(detail.slice(4));
    else if (detail.startsWith("saved:")) {
      if (!desk.savedKnown) return;
      const query = desk.saved.find(({ name }) => name === detail.slice(6));
      if (query) desk.openSaved(query);
      else toasts.say(`There is no saved query ${detail.slice(6)}`);
    }
    route.change({ detail: null }, true);
  }, [detail, desk, route, toasts]);
}
