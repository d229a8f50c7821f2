// What the Query page knows of one project in this window: open texts, their results, what was run. Kept while other
// pages are shown; texts and past runs also over a reload.
import { createStore, type StoreApi } from "zustand/vanilla";
import type { App } from "../../app/app.tsx";
import { addRun, type PastRun } from "./history.ts";
import { createNotes, type Notes } from "./notes.ts";
import { createRuns, type Runs } from "./runs.ts";
import type { QueryTabs } from "./tabs.ts";

/** Which view of a result is shown. */
export type Pane = "result" | "chart" | "plan";

export interface BookState extends QueryTabs {
  readonly history: readonly PastRun[];
  readonly pane: Pane;
}

export interface Book {
  readonly project: string;
  readonly state: StoreApi<BookState>;
  readonly runs: Runs;
  /** Makes a step of the tabs. */
  change(step: (tabs: QueryTabs) => QueryTabs): void;
  /** Writes down what is to be remembered at once. */
  flush(): void;
}

/** A key that is pressed does not write to the disk by itself. */
const WRITE_AFTER_MS = 400;

const books = new WeakMap<App, Map<string, Book>>();

export function bookOf(app: App, project: string): Book {
  const own = books.get(app) ?? new Map<string, Book>();
  books.set(app, own);
  const known = own.get(project);
  if (known) return known;
  const notes = createNotes({ project, settings: app.settings, session: window.sessionStorage, wall: Date.now });
  const book = createBook(app, project, notes);
  // On whatever page the window is then.
  window.addEventListener("pagehide", () => {
    book.flush();
    notes.leave(book.state.getState());
  });
  own.set(project, book);
  return book;
}

function createBook(app: Pick<App, "client">, project: string, notes: Notes): Book {
  const state = createStore<BookState>(() => ({ ...notes.tabs, history: notes.history, pane: "result" }));
  const runs = createRuns(app.client, project, (run) =>
    state.setState(({ history }) => ({ history: addRun(history, run) })),
  );
  let timer: ReturnType<typeof setTimeout> | null = null;
  const flush = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const now = state.getState();
    notes.write(now, now.history);
  };
  state.subscribe((now, before) => {
    if (now.tabs === before.tabs && now.history === before.history && now.active === before.active) return;
    timer ??= setTimeout(flush, WRITE_AFTER_MS);
  });
  return { project, state, runs, flush, change: (step) => state.setState((tabs) => step(tabs)) };
}
