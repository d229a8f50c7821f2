// What belongs to opening and importing in every page: commands, drops, dialogs, what the start of the program asked for.
import "./intake.css";
import { useEffect } from "react";
import { formatBytes } from "../../src-shared/base/format.ts";
import { MENU_COMMANDS } from "../../src-shared/protocol/desktop.ts";
import { useApp } from "../app/app.tsx";
import type { Command } from "../app/commands.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/overlay.tsx";
import { ProgressBar } from "../ui/state.tsx";
import { forgottenIn, withoutForgotten } from "./forgotten.ts";
import type { Intake, Wanted } from "./intake.ts";
import { OpenDialog } from "./open-dialog.tsx";
import { TargetDialog } from "./target-dialog.tsx";
import { useIntake, useIntakeState } from "./use-intake.ts";

/** Mounted once in a window, whatever its page. */
export function Opening() {
  useCommands();
  useDrops();
  useStart();
  return (
    <>
      <Dialogs />
      <Upload />
      <DropHint />
    </>
  );
}

/** Where captures were last chosen. */
const LAST_FOLDER = "intake.folder";

function Dialogs() {
  const { shell, settings, session } = useApp();
  const intake = useIntake();
  const dialog = useIntakeState((state) => state.dialog);
  const close = (): void => intake.closeDialog();
  const startOf = (wanted: Wanted): string | null => {
    if (wanted === "project") return session.getState().home?.projects_folder ?? null;
    const last = settings.getState().pages[LAST_FOLDER];
    return typeof last === "string" ? last : null;
  };
  if (!dialog) return null;
  if (dialog.kind === "choose")
    return (
      <OpenDialog
        wanted={dialog.wanted}
        start={startOf(dialog.wanted)}
        onFolder={(folder) => {
          if (dialog.wanted !== "project")
            settings.setState(({ pages }) => ({ pages: { ...pages, [LAST_FOLDER]: folder } }));
        }}
        onChosen={(paths) => {
          close();
          dialog.take(paths);
        }}
        onUpload={shell.upload && dialog.wanted !== "project" ? (files) => void intake.upload(files) : null}
        onClose={close}
      />
    );
  const { proposal } = dialog;
  return (
    <TargetDialog
      proposal={proposal}
      onImport={(project, fresh) => void intake.importInto(project, proposal.paths, fresh)}
      onOpenProject={(project) => void intake.openProject(project)}
      onClose={close}
    />
  );
}

function Upload() {
  const intake = useIntake();
  const upload = useIntakeState((state) => state.upload);
  if (!upload) return null;
  const share = upload.total > 0 ? upload.done / upload.total : null;
  return (
    <Dialog
      title="Bringing files to the back end"
      width={420}
      onClose={() => intake.cancelUpload()}
      actions={
        <>
          <span className="grow" />
          <Button kind="danger" icon="stop" onClick={() => intake.cancelUpload()}>
            Cancel
          </Button>
        </>
      }
    >
      <div className="intakeupload">
        <ProgressBar share={share} label="Files brought" />
        <span className="dim num">
          {formatBytes(upload.done)} of {formatBytes(upload.total)}
        </span>
      </div>
    </Dialog>
  );
}

function DropHint() {
  const dragging = useIntakeState((state) => state.dragging);
  if (!dragging) return null;
  return (
    <div className="intakedrophint" role="status">
      <span>Let go to open a project or import captures</span>
    </div>
  );
}

/** Files may be dropped anywhere in the window. */
function useDrops(): void {
  const intake = useIntake();
  useEffect(() => {
    const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;
    const over = (event: DragEvent): void => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
      intake.drag(true);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) intake.drag(false);
    };
    const drop = (event: DragEvent): void => {
      intake.drag(false);
      if (!holdsFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      void intake.drop(event.dataTransfer);
    };
    const end = (): void => intake.drag(false);
    window.addEventListener("dragenter", over);
    window.addEventListener("dragover", over);
    window.addEventListener("dragleave", leave);
    window.addEventListener("drop", drop);
    window.addEventListener("dragend", end);
    return () => {
      window.removeEventListener("dragenter", over);
      window.removeEventListener("dragover", over);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("drop", drop);
      window.removeEventListener("dragend", end);
    };
  }, [intake]);
}

function useCommands(): void {
  const { commands, session } = useApp();
  const intake = useIntake();
  useEffect(() => commands.register(commandsOf(intake, session)), [commands, intake, session]);
}

function commandsOf(intake: Intake, session: ReturnType<typeof useApp>["session"]): readonly Command[] {
  const group = "project";
  const openProject = (path?: string): void => void (path ? intake.bring([path]) : intake.choose("project"));
  const noProject = (): string | null => {
    const { project } = session.getState();
    return project === null ? "open a project first" : project.read_only;
  };
  return [
    { id: "project.open", title: "Open project", group, icon: "ship", keys: ["mod+shift+o"], run: openProject },
    {
      id: MENU_COMMANDS.openFolder,
      title: "Open folder of captures",
      group,
      icon: "folderOpen",
      keys: ["mod+o"],
      run: () => void intake.choose("folder"),
    },
    {
      id: MENU_COMMANDS.openFiles,
      title: "Open captures",
      group,
      icon: "file",
      run: () => void intake.choose("files"),
    },
    {
      id: "project.sample",
      title: "Open the sample project",
      group,
      icon: "ship",
      run: () => void intake.openSample(),
    },
    {
      id: "import.addFiles",
      title: "Add files to the project",
      group,
      icon: "plus",
      unavailable: noProject,
      run: () => void intake.choose("files", (paths) => void intake.bring(paths, { add: true })),
    },
    ...aliases(openProject, intake),
  ];
}

/** Menu commands of the desktop shell that are one of the commands above under another id. */
const aliases = (openProject: (path?: string) => void, intake: Intake): readonly Command[] => [
  { id: MENU_COMMANDS.openProject, title: "Open project", group: "project", unlisted: true, run: () => openProject() },
  { id: MENU_COMMANDS.openRecent, title: "Open recent project", group: "project", unlisted: true, run: openProject },
  {
    id: MENU_COMMANDS.openSample,
    title: "Open the sample project",
    group: "project",
    unlisted: true,
    run: () => void intake.openSample(),
  },
];

/** What the start asked for, paths that the system gives later, and what is left of earlier sessions. */
function useStart(): void {
  const { shell, route, client, session, settings } = useApp();
  const intake = useIntake();
  useEffect(() => {
    void forgetForGood();
    if (route.getState().project === null) {
      if (shell.initial.sample) void intake.openSample();
      else if (shell.initial.project !== null) void intake.bring([shell.initial.project]);
    }
    return shell.onOpenPath((path) => void intake.bring([path]));

    async function forgetForGood(): Promise<void> {
      const paths = forgottenIn(settings.getState().pages);
      if (paths.length === 0) return;
      await Promise.all(paths.map((project) => client.request("forget", { project }).catch(() => {})));
      await session.refreshHome();
      settings.setState(({ pages }) => ({ pages: paths.reduce(withoutForgotten, pages) }));
    }
  }, [shell, route, client, session, settings, intake]);
}
