// Dashboards of a report: found by name or made of the project, and each panel read as a window reads it.
import { failure, toReport } from "../../../src-shared/base/errors.ts";
import { coverageOf } from "../../../src-shared/dashboard/coverage.ts";
import { readDashboard } from "../../../src-shared/dashboard/document.ts";
import { inReadingOrder } from "../../../src-shared/dashboard/layout.ts";
import { loadPanel } from "../../../src-shared/dashboard/load.ts";
import { type Evidence, nothing, type PanelData } from "../../../src-shared/dashboard/panel-data.ts";
import type { Dashboard, Panel, ParameterValue } from "../../../src-shared/dashboard/schema.ts";
import type { PanelSources, Scope } from "../../../src-shared/dashboard/sources.ts";
import { withSelection } from "../../../src-shared/dashboard/sql-text.ts";
import { countsOf, FACTS_SQL } from "../../../src-shared/dashboard/templates/facts.ts";
import { templateOf, templates } from "../../../src-shared/dashboard/templates/registry.ts";
import type { DensityReply } from "../../../src-shared/protocol/replies.ts";
import type { ReportedDashboard, ReportPanel } from "../../../src-shared/protocol/report.ts";
import type { ReportDashboard, Request, Selection } from "../../../src-shared/protocol/requests.ts";
import { msOf, nsOf, readTimeLine } from "../../analysis/time-line.ts";
import type { Job } from "../../jobs/job.ts";
import { shownOf } from "../../report/panels.ts";
import { findDocument, readDocuments } from "../../store/documents.ts";
import { openProject } from "../../store/project.ts";
import type { Context } from "../context.ts";
import { inventoryOf } from "../inventory.ts";
import { scenarioName } from "../keep-answer.ts";
import { selectionFor } from "../query-selection.ts";
import { handlePanel } from "./panel.ts";
import { handleLanes, handleTile2, handleTiles } from "./timeline.ts";

/** Points of a chart on paper, and rows of the table behind it. */
const POINTS = 128;

/** Project start on the wall clock, ms since 1970; null where no capture has it. */
export async function startWallMs(project: string, context: Context): Promise<number | null> {
  const { startNs, wall } = await context.cached(project, "timeLine", readTimeLine);
  return wall && startNs !== null ? msOf(startNs, 0n) : null;
}

/** Errors: `report.no_dashboard`, `report.no_panel`, those of `readDashboard`. A panel that fails says so in its place. */
export async function reportedDashboards(
  request: Request<"report">,
  density: DensityReply,
  job: Job,
  context: Context,
): Promise<ReportedDashboard[]> {
  const told: ReportedDashboard[] = [];
  if (request.dashboards.length === 0) return told;
  const sources = sourcesOf(request, density, job, context);
  for (const asked of request.dashboards) {
    const dashboard = await dashboardOf(request.project, asked, sources, context);
    told.push(await reported(dashboard, asked.panels ?? null, request, sources, job, context));
  }
  return told;
}

function sourcesOf(request: Request<"report">, density: DensityReply, job: Job, context: Context): PanelSources {
  const { project } = request;
  return {
    lanes: () => handleLanes({ project }, job, context),
    tiles: (ask) => handleTiles({ project, ...ask }, job, context),
    heat: (ask) => handleTile2({ project, ...ask }, job, context),
    sql: ({ sql, selection, parameters = {}, draw, number = false, rows = 0 }) =>
      handlePanel(
        {
          ...{ project, sql, parameters, number, rows, exact: true },
          selection: selection ? { from_ms: null, to_ms: null, guests: [], ...selection } : null,
          draw: draw ? { x: null, y: null, by: null, points: POINTS, groups: 12, ...draw } : null,
        },
        job,
        context,
      ),
    answer: async (name) => {
      const scenario = scenarioName(request.file);
      return name === "last" || name === scenario ? { scenario, reply: density } : null;
    },
  };
}

async function dashboardOf(
  project: string,
  asked: ReportDashboard,
  sources: PanelSources,
  context: Context,
): Promise<Dashboard> {
  if ("saved" in asked) {
    const found = findDocument(project, "dashboard", asked.saved);
    if (found) return readDashboard(found.text, `dashboards/${asked.saved}.json`);
    throw noDashboard(`the project has no dashboard called ${asked.saved}`, knownNames(project));
  }
  const template = templateOf(asked.built);
  if (!template) throw noDashboard(`there is no built-in dashboard ${asked.built}`, knownNames(project));
  const { lanes, heat_lanes: heatLanes } = await sources.lanes();
  const { tables, guests } = await inventoryOf(project, context);
  const counts = await (await context.readers.of(project)).json(FACTS_SQL);
  const made = template.make({
    ...{ lanes, heatLanes, tables, answered: true },
    guests: guests.map(({ name }) => name),
    counts: countsOf(counts.columns, counts.rows[0]),
  });
  if (made) return made;
  throw noDashboard(`this project holds nothing that ${template.title} could show`);
}

/** Saved dashboards by name, and built-in ones as they are asked for. */
function knownNames(project: string): string {
  const saved = readDocuments(project, "dashboard").map(({ name }) => JSON.stringify(name));
  return `one of ${[...saved, ...templates.map(({ id }) => `built:${id}`)].join(", ")}`;
}

const noDashboard = (what: string, expected = "the name of a saved dashboard, or the id of a built-in one") =>
  failure("report.no_dashboard", what, {
    expected,
    next: "leave it out of the report, or choose another one",
    exit: 2,
  });

async function reported(
  dashboard: Dashboard,
  only: readonly string[] | null,
  request: Request<"report">,
  sources: PanelSources,
  job: Job,
  context: Context,
): Promise<ReportedDashboard> {
  const missing = only?.find((id) => !dashboard.panels.some((panel) => panel.id === id));
  if (missing !== undefined)
    throw failure("report.no_panel", `${dashboard.title} has no panel ${missing}`, {
      expected: `one of ${dashboard.panels.map(({ id }) => id).join(", ")}`,
      next: "choose another panel",
      exit: 2,
    });
  const scope = await scopeOf(dashboard, request, context);
  const panels = inReadingOrder(dashboard.panels).filter(({ id }) => only === null || only.includes(id));
  const told: ReportPanel[] = [];
  for (const [at, panel] of panels.entries()) {
    job.report(at, panels.length, "panels");
    told.push(await reportedPanel(panel, scope, request, sources, job, context));
  }
  const { span, guests, parameters } = scope;
  return {
    title: dashboard.title,
    about: dashboard.about ?? null,
    span: span && { from_ms: span.fromMs, to_ms: span.toMs },
    guests: [...guests],
    parameters: Object.entries(parameters).map(([name, value]) => ({ name, value })),
    panels: told,
  };
}

async function scopeOf({ parameters = [] }: Dashboard, request: Request<"report">, context: Context): Promise<Scope> {
  const { project, selection } = request;
  const { captures, guests } = await inventoryOf(project, context);
  const { spans, startNs, endNs } = await context.cached(project, "timeLine", readTimeLine);
  const lengthMs = startNs === null || endNs === null ? 0 : msOf(endNs, startNs);
  const { manifest } = openProject(project);
  const excluded = manifest.hidden.filter(({ state }) => state === "excluded").map(({ capture }) => capture);
  return {
    span: spanOf(selection, lengthMs),
    guests: selection?.guests ?? [],
    allGuests: guests.map(({ name }) => name),
    points: POINTS,
    parameters: Object.fromEntries(
      parameters.map(({ name, default: value }): [string, ParameterValue] => [name, value]),
    ),
    covered: coverageOf({ captures, spans, excluded }),
  };
}

/** An end that is not selected is that of the recording. */
export function spanOf(selection: Selection | null, lengthMs: number): Scope["span"] {
  const { from_ms: from = null, to_ms: to = null } = selection ?? {};
  return from === null && to === null ? null : { fromMs: from ?? 0, toMs: to ?? lengthMs };
}

async function reportedPanel(
  panel: Panel,
  scope: Scope,
  request: Request<"report">,
  sources: PanelSources,
  job: Job,
  context: Context,
): Promise<ReportPanel> {
  const { id, title, sub = null } = panel;
  if (panel.kind === "text")
    return { id, title, sub, shown: { shape: "text", text: panel.text }, notes: [], how: null, sql: null };
  const data = await loadPanel(panel, scope, sources).catch((thrown: unknown): PanelData => {
    if (job.signal.aborted) throw thrown;
    const { what, code } = toReport(thrown);
    return nothing("It could not be read", `${what} (${code})`);
  });
  const evidence = data.evidence;
  return {
    ...{ id, title, sub, shown: shownOf(panel, data) },
    notes: data.shape === "nothing" ? [] : [...data.notes],
    how: evidence?.how ?? null,
    sql: evidence?.sql ? await literalSql(evidence, panel, request, context) : null,
  };
}

/** The query as it stands, with the span of the shown buckets and the selected guests in it. */
async function literalSql(
  { sql, bounds }: Evidence,
  panel: Panel,
  { project, selection }: Request<"report">,
  context: Context,
): Promise<string> {
  const asked = panel.span === "all" ? null : selection;
  const { from, to, guests } = await selectionFor({ project, sql: "$", selection: asked }, context);
  const { startNs } = await context.cached(project, "timeLine", readTimeLine);
  const exact = bounds && startNs !== null;
  return withSelection(sql ?? "", {
    from: String(exact ? nsOf(bounds.fromMs, startNs) : (from ?? "NULL")),
    to: String(exact ? nsOf(bounds.toMs, startNs) - 1n : (to ?? "NULL")),
    guests,
  });
}
