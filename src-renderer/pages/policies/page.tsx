// The Policies page: write a policy, see it act epoch by epoch, compare it fairly.
import "./policies.css";
import type { editor } from "monaco-editor/editor/editor.api";
import { useEffect, useMemo, useRef, useState } from "react";
import { useStore } from "zustand";
import type { OpenReply } from "../../../src-shared/protocol/window-replies.ts";
import { useApp } from "../../app/app.tsx";
import { NameDialog } from "../../app/name-dialog.tsx";
import { NoProject } from "../../app/no-project.tsx";
import { useSession } from "../../app/use-request.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy.tsx";
import { Keys } from "../../ui/keys.tsx";
import { PageHead } from "../../ui/page.tsx";
import { SplitPane } from "../../ui/split.tsx";
import { ErrorCard, Skeleton } from "../../ui/state.tsx";
import { bookOf, conditionOf } from "./book.ts";
import { Results } from "./results.tsx";
import { CompareWith, RunOptions } from "./run-options.tsx";
import { commandLine, isUnsaved } from "./script.ts";
import { ScriptPane } from "./script-pane.tsx";
import { ScriptPicker } from "./script-picker.tsx";
import { TemplateList } from "./template-list.tsx";
import { templates } from "./templates.ts";
import { usePolicyCommands } from "./use-commands.ts";
import { type Shelf, useShelf } from "./use-shelf.ts";
import { stoppedWords } from "./view.ts";

export function PoliciesPage() {
  const project = useSession((session) => session.project);
  const openError = useSession((session) => session.openError);
  if (project) return <PolicyDesk key={project.project} open={project} />;
  if (openError)
    return (
      <>
        <PageHead title="Policies" />
        <ErrorCard error={openError} title="The project could not be opened" />
      </>
    );
  return (
    <NoProject title="Policies" opening={<Skeleton height="100%" label="opening the project" />}>
      A policy is played on the captured demand of a project: open one, or bring a first capture in.
    </NoProject>
  );
}

function PolicyDesk({ open }: { readonly open: OpenReply }) {
  const app = useApp();
  const book = useMemo(() => bookOf(app, open.project), [app, open.project]);
  const shelf = useShelf(book);
  const state = useStore(book);
  const { script, settings, running } = state;
  const [asking, setAsking] = useState<"save" | "rename" | null>(null);
  const shown = useRef<editor.IStandaloneCodeEditor | null>(null);
  const run = async (): Promise<void> => {
    if (book.getState().running) return;
    const ended = await book.run();
    const now = book.getState();
    const stop = ended?.reply.violations?.[0];
    if (stop) app.live.alert(stoppedWords(stop));
    else if (ended) app.live.say(`The policy ran over ${ended.reply.seen?.epochs.length ?? 0} epochs`);
    else if (now.error) app.live.alert(now.error.what);
    else if (now.cancelled) app.live.say("The run was cancelled");
  };
  const save = (): void => {
    if (!script || script.saved === null) setAsking("save");
    else void shelf.save(script.saved);
  };
  usePolicyCommands(book, shelf, {
    run: () => void run(),
    save,
    saveAs: () => setAsking("save"),
    rename: () => setAsking("rename"),
    focusEditor: () => shown.current?.focus(),
  });
  useDetail(shelf);
  useEffect(() => () => book.flush(), [book]);
  const change = (next: typeof settings): void => book.setState({ settings: next });

  return (
    <>
      <PageHead
        title="Policies"
        scope={
          <ScriptPicker
            script={script}
            shelf={shelf}
            onRename={() => setAsking("rename")}
            onSaveAs={() => setAsking("save")}
          />
        }
        actions={
          <>
            <Button
              key="save"
              kind="ghost"
              icon="save"
              command="policies.save"
              unavailable={!script ? "no policy is open" : !isUnsaved(script) && script.saved !== null && "it is saved"}
              onClick={save}
            >
              Save
            </Button>
            {script && (
              <CopyButton key="command" text={() => commandLine(open.project, script, settings, conditionOf(state))}>
                Copy command
              </CopyButton>
            )}
            <RunOptions key="options" settings={settings} onChange={change} />
            <CompareWith key="compare" settings={settings} onChange={change} />
          </>
        }
        primary={
          running ? (
            <Button icon="stop" command="policies.cancel" onClick={() => void book.cancel()}>
              Cancel
              <Keys keys="escape" />
            </Button>
          ) : (
            <Button
              kind="primary"
              icon="play"
              command="policies.run"
              unavailable={script ? script.text.trim() === "" && "the policy is empty" : "no policy is open"}
              onClick={() => void run()}
            >
              Run
              <Keys keys="mod+enter" />
            </Button>
          )
        }
      />
      {shelf.error && <ErrorCard error={shelf.error} title="The saved policies could not be read" />}
      {script ? (
        <SplitPane
          className="polbody"
          name="policies.script"
          label="the script"
          direction="row"
          standard={620}
          min={320}
          max={1000}
          first={<ScriptPane book={book} state={state} script={script} shown={shown} onRun={() => void run()} />}
          second={<Results book={book} state={state} />}
        />
      ) : (
        <TemplateList shelf={shelf} />
      )}
      {asking && script && (
        <NameDialog
          title={asking === "save" ? "Save the policy" : "Rename the policy"}
          action={asking === "save" ? "Save" : "Rename"}
          noun="saved policy"
          name={script.title}
          taken={shelf.saved.map(({ name }) => name).filter((name) => name !== script.saved)}
          onName={(name) => {
            setAsking(null);
            void (asking === "save" ? shelf.save(name) : shelf.rename(name));
          }}
          onClose={() => setAsking(null)}
        />
      )}
    </>
  );
}

/** Opens what the address asks for: `built:` and an id, or `saved:` and a name; once. */
function useDetail(shelf: Shelf): void {
  const { route, toasts } = useApp();
  const detail = useStore(route, (state) => state.detail);
  useEffect(() => {
    if (detail === null) return;
    const [, what, name] = /^(built|saved):(.*)$/s.exec(detail) ?? [];
    if (what === "saved" && !shelf.known) return;
    const template = templates.find(({ id }) => id === name);
    const policy = shelf.saved.find((one) => one.name === name);
    if (what === "built" && template) shelf.openTemplate(template);
    else if (what === "saved" && policy) shelf.openSaved(policy);
    else toasts.say(`There is no policy ${name ?? detail}`);
    route.change({ detail: null }, true);
  }, [detail, shelf, route, toasts]);
}
