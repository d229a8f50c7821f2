// The head of the page: which scenario it is, what is done with it, and the exact run.
import { useRef, useState } from "react";
import { toReport } from "../../../src-shared/base/errors.ts";
import { useApp } from "../../app/app.tsx";
import { offerStep } from "../../app/undo-words.ts";
import { Button } from "../../ui/button.tsx";
import { copyText } from "../../ui/copy.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Menu, MenuButton, type MenuItem } from "../../ui/menu.tsx";
import { PageHead } from "../../ui/page.tsx";
import { usePage, useWhatIf } from "./context.tsx";
import { changesOf, type Draft, titleOf } from "./draft.ts";
import { NameDialog, type NameTask } from "./name-dialog.tsx";
import { exactSeconds } from "./quick.ts";
import { freeName } from "./saved.ts";
import { scenarioText } from "./scenario-text.ts";
import { isExact } from "./state.ts";
import { expectedWords } from "./words.ts";

export function Head({ draft }: { readonly draft: Draft | null }) {
  const [task, setTask] = useState<NameTask | null>(null);
  return (
    <>
      <PageHead
        title="What-if"
        scope={
          draft && (
            <>
              <ScenarioMenu draft={draft} />
              <ScenarioActions draft={draft} onTask={setTask} />
            </>
          )
        }
        actions={draft && <Actions draft={draft} />}
        primary={<ExactButton draft={draft} />}
      />
      {task && draft && <NameDialog task={task} draft={draft} onClose={() => setTask(null)} />}
    </>
  );
}

/** Saved scenarios, and what else a scenario can begin with. */
function ScenarioMenu({ draft }: { readonly draft: Draft }) {
  const { whatIf, captured } = usePage();
  const { toasts } = useApp();
  const documents = useWhatIf((state) => state.documents);
  const [open, setOpen] = useState(false);
  const host = useRef<HTMLSpanElement>(null);
  const edited = changesOf(draft).length > 0;
  const state = draft.name === null ? "unsaved" : edited ? "edited" : "";
  const fail = (thrown: unknown): void => toasts.fail(toReport(thrown));
  const items: readonly MenuItem[] = [
    ...documents.map(
      (document): MenuItem => ({
        id: `saved ${document.name}`,
        title: document.name,
        checked: document.name === draft.name,
        unavailable: document.error ? `it cannot be read: ${document.error.what}` : null,
        run: () => whatIf.open(document.name),
      }),
    ),
    {
      id: "captured",
      title: "From the captured host",
      icon: "guests",
      apart: documents.length > 0,
      unavailable: captured.length === 0 ? "no guest was captured" : null,
      run: () => void whatIf.startFrom("captured").catch(fail),
    },
    { id: "static", title: "Static mix by hand", icon: "edit", run: () => void whatIf.startFrom("static").catch(fail) },
  ];
  return (
    <span className="menuhost" ref={host}>
      <button
        type="button"
        className="field sel wi-select"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={`${titleOf(draft)} ${state}: choose a scenario`}
        onClick={() => setOpen(!open)}
      >
        <span className="ell">{titleOf(draft)}</span>{" "}
        <span className="row">
          <span className="dim2">{state}</span>
          <Icon name="down" size={13} />
        </span>
      </button>
      {open && <Menu label="Scenarios" items={items} anchor={() => host.current} onClose={() => setOpen(false)} />}
    </span>
  );
}

function Actions({ draft }: { readonly draft: Draft }) {
  const { commands, route, toasts } = useApp();
  const { whatIf } = usePage();
  const documents = useWhatIf((state) => state.documents);
  const edited = changesOf(draft).length > 0;
  const duplicate = (): void =>
    void whatIf
      .save(
        freeName(
          `${titleOf(draft)} copy`,
          documents.map((one) => one.name),
        ),
      )
      .catch((thrown: unknown) => toasts.fail(toReport(thrown)));
  return (
    <>
      <Button
        kind="ghost"
        icon="save"
        unavailable={draft.name !== null && !edited && "it is saved as it is"}
        onClick={() => commands.run("whatif.save")}
      >
        Save
      </Button>
      <Button kind="ghost" icon="copy" onClick={duplicate}>
        Duplicate
      </Button>
      <Button
        icon="reports"
        unavailable={draft.name === null && "save the scenario first"}
        onClick={() => route.go("reports", `scenario:${draft.name}`)}
      >
        Report
      </Button>
    </>
  );
}

function ScenarioActions({ draft, onTask }: { readonly draft: Draft; readonly onTask: (task: NameTask) => void }) {
  const { whatIf, project } = usePage();
  const app = useApp();
  const { client, shell, toasts } = app;
  const file = useRef<HTMLInputElement>(null);
  const unsaved = draft.name === null ? "it was never saved" : null;
  const fail = (thrown: unknown): void => toasts.fail(toReport(thrown));
  const items: readonly MenuItem[] = [
    { id: "saveAs", title: "Save as…", run: () => onTask("save") },
    { id: "rename", title: "Rename…", unavailable: unsaved, run: () => onTask("rename") },
    {
      id: "delete",
      title: "Delete",
      icon: "remove",
      unavailable: unsaved,
      run: () => void whatIf.remove().then((step) => step && offerStep(app, `${draft.name} deleted`, step), fail),
    },
    { id: "import", title: "Read a scenario file…", icon: "upload", apart: true, run: () => file.current?.click() },
    {
      id: "export",
      title: "Export as a file…",
      icon: "download",
      unavailable: unsaved ?? (changesOf(draft).length > 0 ? "save the changes first" : null),
      run: () => void exportFile().catch(fail),
    },
    {
      id: "copy",
      title: "Copy as JSON",
      icon: "copy",
      run: () =>
        void copyText(scenarioText(draft.scenario)).then((done) =>
          toasts.say(done ? "Copied: the file that plimsoll density takes" : "The browser did not allow copying"),
        ),
    },
    {
      id: "where",
      title: "Copy the path of its file",
      icon: "file",
      unavailable: unsaved,
      detail: whatIf.fileOf(draft.name) ?? "",
      run: () => void copyText(whatIf.fileOf(draft.name) ?? ""),
    },
  ];
  const exportFile = async (): Promise<void> => {
    if (draft.name === null) return;
    const out = shell.pickTarget ? await shell.pickTarget(`${draft.name}.json`) : null;
    if (shell.pickTarget && out === null) return;
    const done = await client.request("exportDocument", { project, kind: "scenario", name: draft.name, out });
    if (done.file) await shell.deliver(done.file);
    else toasts.say(`Exported to ${done.out}`, { tone: "ok" });
  };
  const read = async (chosen: File | undefined): Promise<void> => {
    if (!chosen) return;
    try {
      whatIf.readFile(await chosen.text(), chosen.name);
    } catch (thrown) {
      fail(thrown);
    }
  };
  return (
    <>
      <MenuButton kind="ghost" icon="more" label="More of this scenario" items={items} align="end" />
      <input
        ref={file}
        type="file"
        accept=".json,application/json"
        hidden
        aria-label="Scenario file"
        onChange={(event) => {
          void read(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
    </>
  );
}

function ExactButton({ draft }: { readonly draft: Draft | null }) {
  const { commands } = useApp();
  const exact = useWhatIf((state) => state.exact);
  const shown = useWhatIf((state) => state.shown);
  const fresh = useWhatIf((state) => state.fresh);
  const problem = useWhatIf((state) => state.problem);
  if (exact) {
    const { progress } = exact;
    const share = progress?.total ? Math.min(100, Math.round((100 * progress.done) / progress.total)) : null;
    return (
      <Button kind="primary" icon="stop" onClick={() => commands.run("whatif.cancelExact")}>
        Cancel
        <span className="wi-expected num">{share === null ? "starting" : `${share}\u202f%`}</span>
      </Button>
    );
  }
  const done = draft !== null && shown !== null && fresh && isExact(shown, draft.scenario);
  const expected =
    draft && shown && !done
      ? expectedWords(exactSeconds(draft.scenario, shown.reply.replications, shown.tookMs))
      : null;
  const why =
    draft === null
      ? "there is no scenario yet"
      : problem
        ? "the scenario has a mistake"
        : done
          ? "this answer has all replications of the scenario"
          : null;
  return (
    <Button kind="primary" icon="play" unavailable={why} onClick={() => commands.run("whatif.runExact")}>
      Run exact
      {expected && <span className="wi-expected num">{expected}</span>}
    </Button>
  );
}
