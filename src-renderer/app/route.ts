// Where the window is: page, project and selection, kept in the address so that reload, back and forward keep them.
import { createStore, type StoreApi } from "zustand/vanilla";
import { emptySelection, type Selection } from "./selection.ts";

export const PAGE_IDS = [
  "start",
  "import",
  "timeline",
  "guests",
  "whatif",
  "query",
  "dashboards",
  "policies",
  "validation",
  "reports",
] as const;
export type PageId = (typeof PAGE_IDS)[number];

export interface Route {
  readonly page: PageId;
  /** Path of the open project; null without one. */
  readonly project: string | null;
  readonly selection: Selection;
  /** State of the page itself that belongs into the address, such as the guest or the saved query that is shown. */
  readonly detail: string | null;
}

const isPage = (text: string): text is PageId => (PAGE_IDS as readonly string[]).includes(text);

/** `#/whatif?project=…&from=…&to=…&guest=…&capture=…&object=…&detail=…` as a route; anything odd gives the Start page. */
export function parseRoute(hash: string): Route {
  const [, path = "", search = ""] = /^#?\/?([^?]*)\??(.*)$/s.exec(hash) ?? [];
  const query = new URLSearchParams(search);
  const page = isPage(path) ? path : "start";
  const number = (name: string): number | null => {
    const text = query.get(name);
    const value = text === null || text === "" ? Number.NaN : Number(text);
    return Number.isFinite(value) ? value : null;
  };
  const [from, to] = [number("from"), number("to")];
  return {
    page,
    project: query.get("project"),
    selection: {
      ...emptySelection,
      span: from !== null && to !== null && to > from ? { fromMs: from, toMs: to } : null,
      guests: query.getAll("guest"),
      captures: query
        .getAll("capture")
        .filter((text) => /^\d{1,15}$/.test(text))
        .map(Number),
    },
    detail: query.get("detail"),
  };
}

/** The address of a route. */
export function formatRoute({ page, project, selection, detail }: Route): string {
  const query = new URLSearchParams();
  if (project !== null) query.set("project", project);
  if (selection.span) {
    query.set("from", String(selection.span.fromMs));
    query.set("to", String(selection.span.toMs));
  }
  for (const guest of selection.guests) query.append("guest", guest);
  for (const capture of selection.captures) query.append("capture", String(capture));
  if (detail !== null) query.set("detail", detail);
  const search = query.toString();
  return `#/${page}${search ? `?${search}` : ""}`;
}

export interface RouteStore extends StoreApi<Route> {
  /** Goes to a page and keeps project and selection; a step that Back takes back. */
  go(page: PageId, detail?: string | null): void;
  /** Changes parts of the route; `replace` leaves no step for Back. */
  change(change: Partial<Route>, replace?: boolean): void;
}

/** The route of a window; follows its address both ways. */
export function createRoute(window: Window): RouteStore {
  const store = createStore<Route>(() => parseRoute(window.location.hash));
  window.addEventListener("hashchange", () => store.setState(parseRoute(window.location.hash)));
  const change: RouteStore["change"] = (part, replace = false) => {
    const next = { ...store.getState(), ...part };
    const hash = formatRoute(next);
    if (hash === window.location.hash) return;
    if (replace) window.history.replaceState(null, "", hash);
    else window.history.pushState(null, "", hash);
    store.setState(next);
  };
  return { ...store, change, go: (page, detail = null) => change({ page, detail }) };
}
