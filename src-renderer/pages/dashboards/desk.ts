// What the Dashboards page knows of one project in this window: changes that are not saved yet, values of parameters, and
// what was read for panels. Drafts survive a reload.
import { createStore, type StoreApi } from "zustand/vanilla";
import { readDashboard, writeDashboard } from "../../../src-shared/dashboard/document.ts";
import type { PanelData } from "../../../src-shared/dashboard/panel-data.ts";
import type { Dashboard, ParameterValue } from "../../../src-shared/dashboard/schema.ts";
import type { TileReply } from "../../../src-shared/protocol/column-replies.ts";
import type { App } from "../../app/app.tsx";
import { type Coordinator, createCoordinator } from "./coordinator.ts";
import { createRecent, type Recent } from "./recent.ts";

export interface DeskState {
  /** Saved dashboards as they are now, by name, where that differs from their file. */
  readonly drafts: ReadonlyMap<string, Dashboard>;
  /** Values of parameters that differ from their defaults, by the key of a place. */
  readonly values: ReadonlyMap<string, Readonly<Record<string, ParameterValue>>>;
  /** Panels are being arranged: their edges are seen and the whole of them is a handle. */
  readonly arranging: boolean;
}

export interface Desk {
  readonly project: string;
  readonly state: StoreApi<DeskState>;
  readonly coordinator: Coordinator;
  /** What panels show, by question. */
  readonly answers: Recent<PanelData>;
  readonly tiles: Recent<TileReply>;
  /** Where the pointer is on the time axis of all charts, ms since project start. */
  readonly hover: StoreApi<{ readonly ms: number | null; readonly panel: string | null }>;
  /** Keeps or, with null, forgets what a saved dashboard is beyond its file. */
  draft(name: string, dashboard: Dashboard | null): void;
  setValue(place: string, parameter: string, value: ParameterValue): void;
}

const MOST_ANSWERS = 240;
const MOST_TILES = 1200;
const DRAFTS = "dashboards.drafts";

const desks = new WeakMap<App, Map<string, Desk>>();

export function deskOf(app: App, project: string): Desk {
  const own = desks.get(app) ?? new Map<string, Desk>();
  desks.set(app, own);
  const known = own.get(project) ?? createDesk(app, project);
  own.set(project, known);
  return known;
}

function createDesk({ settings }: Pick<App, "settings">, project: string): Desk {
  const state = createStore<DeskState>(() => ({
    drafts: keptDrafts(settings.getState().pages[DRAFTS], project),
    values: new Map(),
    arranging: false,
  }));
  state.subscribe(({ drafts }, before) => {
    if (drafts === before.drafts) return;
    const texts = Object.fromEntries([...drafts].map(([name, dashboard]) => [name, writeDashboard(dashboard)]));
    const { pages } = settings.getState();
    settings.setState({ pages: { ...pages, [DRAFTS]: { ...asRecord(pages[DRAFTS]), [project]: texts } } });
  });
  return {
    project,
    state,
    coordinator: createCoordinator(),
    answers: createRecent(MOST_ANSWERS),
    tiles: createRecent(MOST_TILES),
    hover: createStore(() => ({ ms: null as number | null, panel: null as string | null })),
    draft(name, dashboard) {
      state.setState(({ drafts }) => {
        const next = new Map(drafts);
        if (dashboard) next.set(name, dashboard);
        else next.delete(name);
        return { drafts: next };
      });
    },
    setValue(place, parameter, value) {
      state.setState(({ values }) => ({
        values: new Map(values).set(place, { ...values.get(place), [parameter]: value }),
      }));
    },
  };
}

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

/** Drafts that can still be read; a damaged one is forgotten. */
function keptDrafts(kept: unknown, project: string): ReadonlyMap<string, Dashboard> {
  const drafts = new Map<string, Dashboard>();
  for (const [name, text] of Object.entries(asRecord(asRecord(kept)[project]))) {
    try {
      if (typeof text === "string") drafts.set(name, readDashboard(text));
    } catch {
      // It was of another version.
    }
  }
  return drafts;
}
