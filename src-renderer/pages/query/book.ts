// What the Query page knows of one project in this window: open texts, their results, what was run. Kept while other
// pages are shown; texts and past runs also over a reload.
import { createStore, type StoreApi } from "zustand/vanilla";
import type { App } from "../../app/app.tsx";
import type { Settings } from "../../app/settings.ts";
import { addRun, type PastRun, parseHistory } from "./history.ts";
import { createRuns, type Runs } from "./runs.ts";
import { parseTabs, type QueryTabs } from "./tabs.ts";

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
  const book = createBook(app, project);
  own.set(project, book);
  return book;
}

const nameOf = (project: string): string => `query ${project}`;

export function createBook(app: Pick<App, "client" | "settings">, project: string): Book {
  const { settings, client } = app;
  const stored = (settings.getState().pages[nameOf(project)] ?? {}) as Readonly<Record<string, unknown>>;
  const state = createStore<BookState>(() => ({
    ...parseTabs(stored),
    history: parseHistory(stored.history),
    pane: "result",
  }));
  const runs = createRuns(client, project, (run) =>
    state.setState(({ history }) => ({ history: addRun(history, run) })),
  );
  let timer: ReturnType<typeof setTimeout> | null = null;
  const flush = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    remember(settings, project, state.getState());
  };
  state.subscribe((now, before) => {
    if (now.tabs === before.tabs && now.history === before.history && now.active === before.active) return;
    timer ??= setTimeout(flush, WRITE_AFTER_MS);
  });
  return { project, state, runs, flush, change: (step) => state.setState((tabs) => step(tabs)) };
}

function remember(settings: StoreApi<Settings>, project: string, { tabs, active, next, history }: BookState): void {
  settings.setState(({ pages }) => ({ pages: { ...pages, [nameOf(project)]: { tabs, active, next, history } } }));
}
