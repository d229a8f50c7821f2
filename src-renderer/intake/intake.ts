// How things come in: a project is opened, a folder or files become an import; asks only where there is a choice.
import { createStore, type StoreApi } from "zustand/vanilla";
import { type ErrorReport, failure, toReport } from "../../src-shared/base/errors.ts";
import type { Client } from "../../src-shared/protocol/client.ts";
import type { HomeReply } from "../../src-shared/protocol/window-replies.ts";
import type { RouteStore } from "../app/route.ts";
import { emptySelection } from "../app/selection.ts";
import type { SessionStore } from "../app/session.ts";
import type { Shell, UploadProgress } from "../app/shell.ts";
import type { Toasts } from "../app/toasts.ts";
import type { ImportRuns } from "./import-runs.ts";
import { freeName, isProjectName, isSamePath, projectNameOf, projectPath, proposedName } from "./paths.ts";

export type Wanted = "folder" | "files" | "project";

/** What the user is asked before an import: where it goes. */
export interface Proposal {
  readonly paths: readonly string[];
  /** A name that is free in `folder`. */
  readonly name: string;
  readonly folder: string;
  /** Names in `folder`, to tell which are taken. */
  readonly taken: readonly string[];
  /** A project in `folder` that has the name which the captures suggest. */
  readonly same: { readonly path: string; readonly name: string } | null;
  /** The project that is open. */
  readonly open: { readonly path: string; readonly name: string; readonly readOnly: string | null } | null;
  /** Answer that stands there first. */
  readonly answer: "new" | "open" | "same";
}

export interface IntakeState {
  readonly dialog:
    | { readonly kind: "choose"; readonly wanted: Wanted; readonly take: (paths: readonly string[]) => void }
    | { readonly kind: "target"; readonly proposal: Proposal }
    | null;
  /** Files on their way from the browser to the back end's machine, in bytes. */
  readonly upload: { readonly done: number; readonly total: number } | null;
  /** Path that is being opened or looked at. */
  readonly busy: string | null;
  /** Files are held over the window. */
  readonly dragging: boolean;
  /** What could not be opened, and why. */
  readonly failed: { readonly path: string; readonly error: ErrorReport } | null;
}

export interface Intake extends StoreApi<IntakeState> {
  /** Lets the user choose, then brings what was chosen, or gives it to `take`. */
  choose(wanted: Wanted, take?: (paths: readonly string[]) => void): Promise<void>;
  /** Opens a project, imports anything else. `add`: into the open project rather than a new one. */
  bring(paths: readonly string[], how?: { readonly add?: boolean }): Promise<void>;
  drop(transfer: DataTransfer): Promise<void>;
  /** Files of the browser's own chooser. */
  upload(files: readonly File[]): Promise<void>;
  cancelUpload(): void;
  openProject(path: string): Promise<boolean>;
  openSample(): Promise<void>;
  importInto(project: string, paths: readonly string[], fresh: boolean): Promise<void>;
  drag(dragging: boolean): void;
  closeDialog(): void;
  /** Takes the message of what could not be opened away. */
  forgive(): void;
}

interface IntakeParts {
  readonly client: Pick<Client, "request">;
  readonly shell: Shell;
  readonly route: RouteStore;
  readonly session: Pick<SessionStore, "getState" | "refresh" | "refreshHome">;
  readonly toasts: Toasts;
  readonly runs: ImportRuns;
}

type Kind = "project" | "folder" | "file";

export function createIntake(parts: IntakeParts): Intake {
  const { client, shell, route, session, toasts, runs } = parts;
  const store = createStore<IntakeState>(() => ({
    dialog: null,
    upload: null,
    busy: null,
    dragging: false,
    failed: null,
  }));
  const set = (part: Partial<IntakeState>): void => store.setState(part);
  let uploading: AbortController | null = null;

  const homeOf = async (): Promise<HomeReply> => session.getState().home ?? (await client.request("home", {}));

  /** Shows what went wrong where the user is: pages with a place to drop show it there. */
  const fail = (path: string, error: ErrorReport): void => {
    set({ failed: { path, error } });
    const { page, project } = route.getState();
    if (page !== "start" && !(page === "import" && project === null)) toasts.fail(error);
  };

  async function kindOf(path: string): Promise<Kind> {
    try {
      const { entries } = await client.request("browse", { path });
      const isIn = (name: string, kind: string): boolean =>
        entries.some((one) => one.name === name && one.kind === kind);
      if (isIn("project.json", "file") && isIn("captures", "folder")) return "project";
      return isProjectName(path) && entries.length === 0 ? "project" : "folder";
    } catch (thrown) {
      if (toReport(thrown).code === "browse.not_a_folder") return "file";
      throw thrown;
    }
  }

  async function namesIn(folder: string): Promise<string[]> {
    try {
      return (await client.request("browse", { path: folder })).entries.map(({ name }) => name);
    } catch {
      // Not there yet: nothing is taken in it.
      return [];
    }
  }

  async function propose(paths: readonly string[], oneFolder: boolean, add: boolean): Promise<Proposal> {
    const { projects_folder: folder } = await homeOf();
    const taken = await namesIn(folder);
    const wanted = proposedName(paths, oneFolder);
    const name = freeName(wanted, taken);
    const { project } = session.getState();
    const open = project && { path: project.project, name: project.name, readOnly: project.read_only };
    const samePath = projectPath(folder, wanted);
    const same = name === wanted || (open && isSamePath(open.path, samePath)) ? null : { path: samePath, name: wanted };
    const answer =
      open && open.readOnly === null && (add || isSamePath(open.path, samePath)) ? "open" : same ? "same" : "new";
    return { paths, name, folder, taken, same, open, answer };
  }

  const self: Intake = {
    ...store,
    async choose(wanted, take) {
      const give = take ?? ((paths: readonly string[]) => void self.bring(paths));
      if (!shell.pickPaths) return set({ dialog: { kind: "choose", wanted, take: give } });
      try {
        const paths = await shell.pickPaths(wanted);
        if (paths.length > 0) give(paths);
      } catch (thrown) {
        toasts.fail(toReport(thrown));
      }
    },

    async bring(paths, { add = false } = {}) {
      const [first] = paths;
      if (first === undefined) return;
      set({ dialog: null, busy: first, failed: null });
      try {
        const kind = paths.length === 1 ? await kindOf(first) : "file";
        if (kind === "project") return void (await self.openProject(first));
        if (paths.length > 1 && paths.some(isProjectName)) throw mixed(paths.find(isProjectName) ?? first);
        const proposal = await propose(paths, kind === "folder", add);
        if (proposal.open || proposal.same) return set({ dialog: { kind: "target", proposal } });
        void self.importInto(projectPath(proposal.folder, proposal.name), paths, true);
      } catch (thrown) {
        fail(first, toReport(thrown));
      } finally {
        set({ busy: null });
      }
    },

    drop: (transfer) => bringUp((progress, signal) => shell.dropped(transfer, progress, signal)),
    async upload(files) {
      const { upload } = shell;
      if (upload && files.length > 0) await bringUp((progress, signal) => upload(files, progress, signal));
    },
    cancelUpload: () => uploading?.abort(),

    async openProject(path) {
      set({ dialog: null, busy: path, failed: null });
      try {
        // Asked here first, so that what cannot be opened leaves the window where it is.
        const { project } = await client.request("open", { project: path });
        const recent = session.getState().home?.recent.find((one) => isSamePath(one.path, project));
        route.change({ page: recent?.answer ? "whatif" : "import", project, selection: emptySelection, detail: null });
        void session.refreshHome();
        return true;
      } catch (thrown) {
        fail(path, toReport(thrown));
        return false;
      } finally {
        set({ busy: null });
      }
    },

    async openSample() {
      set({ failed: null });
      try {
        const { sample } = await homeOf();
        if (!sample) throw noSample();
        const there = await kindOf(sample.project).catch(() => null);
        if (there !== null) return void (await self.openProject(sample.project));
        void self.importInto(sample.project, [sample.captures], true);
      } catch (thrown) {
        fail("the sample project", toReport(thrown));
      }
    },

    async importInto(project, paths, fresh) {
      set({ dialog: null });
      route.change({ page: "import", detail: null });
      const end = await runs.start(project, paths, fresh);
      if (!end) return;
      if (end.captures === 0) toasts.say(`Nothing new: ${projectNameOf(project)} has these recordings already`);
      void session.refreshHome();
      const now = route.getState();
      const show = (): void => route.change({ page: "import", project, selection: emptySelection, detail: null });
      if (now.project !== null && isSamePath(now.project, project)) await session.refresh();
      else if (now.project === null || now.page === "import") show();
      else toasts.say(`${projectNameOf(project)} is imported`, { tone: "ok", action: { title: "Open it", run: show } });
    },

    drag(dragging) {
      if (store.getState().dragging !== dragging) set({ dragging });
    },
    closeDialog: () => set({ dialog: null }),
    forgive: () => set({ failed: null }),
  };

  /** Brings files to the back end's machine, then goes on with them. */
  async function bringUp(
    send: (progress: UploadProgress, signal: AbortSignal) => Promise<readonly string[]>,
  ): Promise<void> {
    uploading?.abort();
    const mine = new AbortController();
    uploading = mine;
    set({ dialog: null, failed: null });
    try {
      const paths = await send((done, total) => mine === uploading && set({ upload: { done, total } }), mine.signal);
      if (mine.signal.aborted) return;
      set({ upload: null });
      await self.bring(paths, { add: route.getState().page === "import" && session.getState().project !== null });
    } catch (thrown) {
      if (!mine.signal.aborted) fail("the files", toReport(thrown));
    } finally {
      if (mine === uploading) {
        uploading = null;
        set({ upload: null });
      }
    }
  }

  return self;
}

const mixed = (path: string) =>
  failure("open.mixed", "a project cannot be opened together with other things", {
    where: { file: path },
    expected: "one project, or captures",
    next: "open the project alone, then add the captures to it",
    exit: 2,
  });

const noSample = () =>
  failure("open.no_sample", "this program came without its sample captures", {
    next: "open a folder of your own captures, or record a host",
    exit: 2,
  });
