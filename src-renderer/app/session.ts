// The back end as a window knows it: its state, the Start page's data, and the project that is open.
import { createStore, type StoreApi } from "zustand/vanilla";
import { type ErrorReport, toReport } from "../../src-shared/base/errors.ts";
import type { BackendState, Client } from "../../src-shared/protocol/client.ts";
import type { HomeReply, JobState, OpenReply } from "../../src-shared/protocol/window-replies.ts";
import type { RouteStore } from "./route.ts";

export interface Session {
  readonly backend: BackendState;
  readonly home: HomeReply | null;
  readonly jobs: readonly JobState[];
  /** The project of the route: being opened, open, or why it is not. Stays while it is read again. */
  readonly project: OpenReply | null;
  readonly opening: boolean;
  readonly openError: ErrorReport | null;
  /** How often documents of the open project have, or may have, changed: what shows them asks again. */
  readonly documentChanges: number;
}

export interface SessionStore extends StoreApi<Session> {
  /** Reads the open project again, after a change. */
  refresh(): Promise<void>;
  refreshHome(): Promise<void>;
  close(): void;
}

/** A job without its back end no longer runs; what really became of it the next back end tells. */
function interrupted(job: JobState): JobState {
  if (job.state !== "running" && job.state !== "waiting") return job;
  return {
    ...job,
    state: "interrupted",
    summary: "the back end stopped while this ran",
    code: "backend.lost",
    can_cancel: false,
  };
}

/** Follows the route's project, the jobs, and changes that other windows make. */
export function createSession(client: Client, route: RouteStore): SessionStore {
  const store = createStore<Session>(() => ({
    backend: { state: "connecting", interrupted: [] },
    home: null,
    jobs: [],
    project: null,
    opening: false,
    openError: null,
    documentChanges: 0,
  }));
  let turn = 0;
  const open = async (path: string | null): Promise<void> => {
    const mine = ++turn;
    if (path === null) return store.setState({ project: null, opening: false, openError: null });
    const kept = store.getState().project?.project === path ? store.getState().project : null;
    store.setState({ project: kept, opening: true, openError: null });
    try {
      const project = await client.request("open", { project: path });
      // Events were missed while it was not open or the link was lost: documents are asked for again as well.
      if (mine === turn)
        store.setState(({ documentChanges }) => ({ project, opening: false, documentChanges: documentChanges + 1 }));
    } catch (thrown) {
      if (mine === turn) store.setState({ project: null, opening: false, openError: toReport(thrown) });
    }
  };
  const refreshHome = async (): Promise<void> => {
    try {
      store.setState({ home: await client.request("home", {}) });
    } catch {
      // Asked again when the back end is there again.
    }
  };
  let wasReady = false;
  let shownPath: string | null = null;
  const stops = [
    client.onBackend((backend) => {
      const again = backend.state === "ready" && wasReady && store.getState().backend.state !== "ready";
      wasReady ||= backend.state === "ready";
      store.setState(({ jobs }) => ({ backend, jobs: backend.state === "ready" ? jobs : jobs.map(interrupted) }));
      if (again) {
        void refreshHome();
        void open(route.getState().project);
      }
    }),
    client.subscribe("jobs", (jobs) => store.setState({ jobs })),
    client.subscribe("projects", (event) => {
      const { project } = store.getState();
      if (!event || event.project !== project?.project) return;
      if (event.documents) store.setState(({ documentChanges }) => ({ documentChanges: documentChanges + 1 }));
      else if (event.revision !== project.revision) void open(project.project);
    }),
    route.subscribe(({ project }) => {
      if (project === shownPath) return;
      shownPath = project;
      void open(project);
    }),
  ];
  shownPath = route.getState().project;
  void refreshHome();
  if (shownPath !== null) void open(shownPath);
  return {
    ...store,
    refresh: () => open(route.getState().project),
    refreshHome,
    close: () => {
      for (const stop of stops) stop();
    },
  };
}
