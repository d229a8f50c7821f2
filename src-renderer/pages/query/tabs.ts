// The texts that are open in the Query page, each in a tab: data and the steps that change it.

export interface QueryTab {
  readonly id: string;
  readonly title: string;
  readonly sql: string;
  /** Name of the saved query that it is; null: it was never saved. */
  readonly saved: string | null;
  /** What was saved last. */
  readonly savedSql: string;
}

export interface QueryTabs {
  readonly tabs: readonly QueryTab[];
  readonly active: string;
  /** Number of the next untitled tab. */
  readonly next: number;
}

/** Most open tabs that are remembered. */
const MOST_TABS = 40;

export const emptyTabs: QueryTabs = {
  tabs: [{ id: "q1", title: "Untitled 1", sql: "", saved: null, savedSql: "" }],
  active: "q1",
  next: 2,
};

export const activeTab = ({ tabs, active }: QueryTabs): QueryTab =>
  tabs.find(({ id }) => id === active) ?? (tabs[0] as QueryTab);

/** What would be lost if it were closed for good. */
export const isUnsaved = ({ sql, saved, savedSql }: QueryTab): boolean =>
  saved === null ? sql.trim() !== "" : sql !== savedSql;

/** Opens a text of its own: in the active tab where that is empty, else in a new one. */
export function openText(state: QueryTabs, sql: string, title?: string): QueryTabs {
  const active = activeTab(state);
  if (active.saved === null && active.sql.trim() === "")
    return change(state, active.id, { sql, ...(title === undefined ? {} : { title }) });
  const id = `q${state.next}`;
  const tab: QueryTab = { id, title: title ?? `Untitled ${state.next}`, sql, saved: null, savedSql: "" };
  return { tabs: [...state.tabs, tab].slice(-MOST_TABS), active: id, next: state.next + 1 };
}

export function newTab(state: QueryTabs): QueryTabs {
  const id = `q${state.next}`;
  const tab: QueryTab = { id, title: `Untitled ${state.next}`, sql: "", saved: null, savedSql: "" };
  return { tabs: [...state.tabs, tab].slice(-MOST_TABS), active: id, next: state.next + 1 };
}

/** Opens a saved query, or shows the tab that has it already. */
export function openSaved(state: QueryTabs, name: string, sql: string): QueryTabs {
  const open = state.tabs.find((tab) => tab.saved === name);
  if (open) return { ...state, active: open.id };
  const opened = openText(state, sql, name);
  return markSaved(opened, opened.active, name, sql);
}

export const select = (state: QueryTabs, id: string): QueryTabs =>
  state.tabs.some((tab) => tab.id === id) ? { ...state, active: id } : state;

export const change = (state: QueryTabs, id: string, part: Partial<Omit<QueryTab, "id">>): QueryTabs => ({
  ...state,
  tabs: state.tabs.map((tab) => (tab.id === id ? { ...tab, ...part } : tab)),
});

/** What a tab holds is now the saved query `name`. */
export const markSaved = (state: QueryTabs, id: string, name: string, sql: string): QueryTabs =>
  change(state, id, { saved: name, title: name, savedSql: sql });

/** The saved query is gone; the tabs that had it keep their text. */
export const markRemoved = (state: QueryTabs, name: string): QueryTabs => ({
  ...state,
  tabs: state.tabs.map((tab) => (tab.saved === name ? { ...tab, saved: null, savedSql: "" } : tab)),
});

/** Takes a tab away; its neighbour is shown, or a new one where it was the last. */
export function closeTab(state: QueryTabs, id: string): QueryTabs {
  const at = state.tabs.findIndex((tab) => tab.id === id);
  if (at < 0) return state;
  const tabs = state.tabs.filter((tab) => tab.id !== id);
  if (tabs.length === 0) return newTab({ ...state, tabs });
  const active = state.active === id ? (tabs[Math.min(at, tabs.length - 1)] as QueryTab).id : state.active;
  return { ...state, tabs, active };
}

/** Puts a closed tab back where it was. */
export function restoreTab(state: QueryTabs, tab: QueryTab, at: number): QueryTabs {
  const [only] = state.tabs;
  const left = state.tabs.length === 1 && only && only.sql === "" && only.saved === null ? [] : state.tabs;
  return { ...state, tabs: [...left.slice(0, at), tab, ...left.slice(at)], active: tab.id };
}

const text = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** Tabs as they were remembered; damaged ones are left out. */
export function parseTabs(value: unknown): QueryTabs {
  const { tabs, active, next } = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  if (!Array.isArray(tabs)) return emptyTabs;
  const found = tabs.flatMap((one: unknown): QueryTab[] => {
    const { id, title, sql, saved, savedSql } = (one ?? {}) as Record<string, unknown>;
    const [known, named, said] = [text(id), text(title), text(sql)];
    if (known === null || named === null || said === null) return [];
    return [{ id: known, title: named, sql: said, saved: text(saved), savedSql: text(savedSql) ?? "" }];
  });
  const own = found.filter((tab, at) => found.findIndex(({ id }) => id === tab.id) === at);
  if (own.length === 0) return emptyTabs;
  const highest = Math.max(0, ...own.map(({ id }) => Number(/^q(\d+)$/.exec(id)?.[1] ?? 0)));
  return {
    tabs: own,
    active: own.find(({ id }) => id === active)?.id ?? (own[0] as QueryTab).id,
    next: Math.max(highest + 1, typeof next === "number" && Number.isSafeInteger(next) ? next : 1),
  };
}
