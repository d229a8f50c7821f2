// A panel's source read: the one way from a panel to what it shows, in the window and in the report.

import { filledSource, parametersOfName } from "./lanes.ts";
import { loadAnswer } from "./load-answer.ts";
import { isHeat, loadHeat } from "./load-heat.ts";
import { loadLanes } from "./load-lanes.ts";
import { loadSql } from "./load-sql.ts";
import type { PanelData } from "./panel-data.ts";
import type { Panel } from "./schema.ts";
import type { PanelSources, Scope } from "./sources.ts";
import { followsGuests, followsSpan, parametersIn } from "./sql-text.ts";

export type SourcedPanel = Exclude<Panel, { kind: "text" }>;

/** What a panel shows. Throws what its sources throw, and `panel.no_column`. */
export function loadPanel(panel: SourcedPanel, all: Scope, sources: PanelSources): Promise<PanelData> {
  const scope = panel.span === "all" ? { ...all, span: null } : all;
  const { source } = panel;
  if ("sql" in source) return loadSql({ ...panel, source }, scope, sources);
  if ("answer" in source) return loadAnswer({ kind: panel.kind, source }, sources);
  const lanes = filledSource(source, scope.parameters);
  if (isHeat(lanes)) return loadHeat(lanes, scope, sources);
  return loadLanes({ ...panel, source: lanes }, scope, sources);
}

/** What of the selection and the parameters a panel follows: what it is asked again for. */
export interface Follows {
  readonly span: boolean;
  readonly guests: boolean;
  readonly parameters: readonly string[];
}

export function followsOf(panel: Panel): Follows {
  if (panel.kind === "text" || "answer" in panel.source) return { span: false, guests: false, parameters: [] };
  const bound = panel.span !== "all";
  if (!("sql" in panel.source)) {
    const names = panel.source.lanes.map((entry) => (typeof entry === "string" ? entry : entry.lane));
    return { span: bound, guests: true, parameters: names.flatMap(parametersOfName) };
  }
  const { sql } = panel.source;
  const own = [...parametersIn(sql)].filter((name) => !["from", "to", "guests"].includes(name));
  return { span: bound && followsSpan(sql), guests: followsGuests(sql), parameters: own };
}

/** The question that a panel asks in a scope, as text: equal texts have equal answers in one state of the project. */
export function questionOf(panel: SourcedPanel, scope: Scope): string {
  const follows = followsOf(panel);
  const look = panel.kind === "chart" ? panel.chart : panel.kind === "number" ? panel.number : null;
  return JSON.stringify([
    panel.kind,
    panel.source,
    look,
    follows.span ? scope.span : null,
    follows.guests ? scope.guests : [],
    follows.parameters.map((name) => scope.parameters[name] ?? null),
  ]);
}
