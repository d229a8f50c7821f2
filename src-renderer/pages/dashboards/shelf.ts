// The dashboards that there are: saved ones, read or not readable, and those that the program makes of the project.
import { type ErrorReport, toReport } from "../../../src-shared/base/errors.ts";
import { readDashboard } from "../../../src-shared/dashboard/document.ts";
import type { Dashboard } from "../../../src-shared/dashboard/schema.ts";
import type { Facts } from "../../../src-shared/dashboard/templates/facts.ts";
import { templates } from "../../../src-shared/dashboard/templates/registry.ts";
import type { DocumentsReply } from "../../../src-shared/protocol/window-replies.ts";
import type { Place } from "./place.ts";

export interface SavedDashboard {
  readonly name: string;
  readonly text: string;
  /** Null when the file cannot be read; then `error` says why. */
  readonly dashboard: Dashboard | null;
  readonly error: ErrorReport | null;
}

export interface BuiltDashboard {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly starter: boolean;
  readonly dashboard: Dashboard;
}

export interface Shelf {
  readonly saved: readonly SavedDashboard[];
  readonly built: readonly BuiltDashboard[];
}

export const savedOf = (reply: DocumentsReply | null): readonly SavedDashboard[] =>
  (reply?.documents ?? []).map(({ name, text }) => {
    try {
      return { name, text, dashboard: readDashboard(text, `dashboards/${name}.json`), error: null };
    } catch (thrown) {
      return { name, text, dashboard: null, error: toReport(thrown) };
    }
  });

/** Those that have something to show of this project. */
export const builtOf = (facts: Facts): readonly BuiltDashboard[] =>
  templates.flatMap(({ id, title, about, starter, make }) => {
    const dashboard = make(facts);
    return dashboard ? [{ id, title, about, starter, dashboard }] : [];
  });

export interface Open {
  readonly place: Place;
  readonly title: string;
  /** As it is shown: with the changes that are not saved yet. */
  readonly dashboard: Dashboard | null;
  /** As its file holds it. */
  readonly kept: Dashboard | null;
  readonly error: ErrorReport | null;
  /** It is made by the program and cannot be changed. */
  readonly isBuilt: boolean;
  readonly unsaved: boolean;
}

/** What a place is; null when there is no such dashboard. */
export function openOf({ saved, built }: Shelf, drafts: ReadonlyMap<string, Dashboard>, place: Place): Open | null {
  if (place.kind === "built") {
    const found = built.find(({ id }) => id === place.id);
    if (!found) return null;
    const { title, dashboard } = found;
    return { place, title, dashboard, kept: dashboard, error: null, isBuilt: true, unsaved: false };
  }
  const found = saved.find(({ name }) => name === place.name);
  if (!found) return null;
  const draft = drafts.get(found.name) ?? null;
  return {
    place,
    title: found.name,
    dashboard: draft ?? found.dashboard,
    kept: found.dashboard,
    error: draft ? null : found.error,
    isBuilt: false,
    unsaved: draft !== null,
  };
}
