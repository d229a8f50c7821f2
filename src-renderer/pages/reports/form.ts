// What the report's author chose: title, note, scenario and sections; remembered for each project.
import { REPORT_SECTIONS } from "../../../src-shared/protocol/report.ts";
import type { ReportDashboard } from "../../../src-shared/protocol/requests.ts";

export interface ReportForm {
  readonly title: string;
  readonly note: string;
  /** Id of a choice of scenario; null: the first one. */
  readonly scenario: string | null;
  /** Ids of sections left out. */
  readonly without: readonly string[];
  /** Dashboards that become sections: `saved:NAME` or `built:ID`. */
  readonly dashboards: readonly string[];
}

/** Longest note that the back end takes. */
export const MOST_NOTE = 4000;

export const defaultForm = (projectName: string): ReportForm => ({
  title: `${projectName}: how many guests fit`,
  note: "",
  scenario: null,
  without: [],
  dashboards: [],
});

/** The form as it was remembered; whatever is damaged or unknown by now takes its default. */
export function readForm(kept: unknown, projectName: string): ReportForm {
  const standard = defaultForm(projectName);
  if (typeof kept !== "object" || kept === null) return standard;
  const { title, note, scenario, without, dashboards } = kept as Partial<Record<keyof ReportForm, unknown>>;
  const known = REPORT_SECTIONS.map((section) => section.id as string);
  return {
    title: typeof title === "string" ? title : standard.title,
    note: typeof note === "string" ? note.slice(0, MOST_NOTE) : standard.note,
    scenario: typeof scenario === "string" ? scenario : null,
    without: Array.isArray(without) ? known.filter((id) => without.includes(id)) : [],
    dashboards: Array.isArray(dashboards)
      ? dashboards.filter((one): one is string => typeof one === "string" && dashboardOf(one) !== null)
      : [],
  };
}

/** What a dashboard of the form asks the back end for; null for a name of another kind. */
export function dashboardOf(key: string): ReportDashboard | null {
  const [, kind, name] = /^(saved|built):(.+)$/s.exec(key) ?? [];
  if (!kind || !name) return null;
  return kind === "saved" ? { saved: name } : { built: name };
}

/** Of a route's detail: `dashboard:KEY` asks for a dashboard in the report. */
export function dashboardOfDetail(detail: string | null): string | null {
  const key = detail?.startsWith("dashboard:") ? detail.slice("dashboard:".length) : null;
  return key !== null && dashboardOf(key) ? key : null;
}

/** The section of the page that a change concerns: where a new preview opens; null: its top. */
export function placeOf(before: ReportForm, after: ReportForm): string | null {
  const added = after.dashboards.findIndex((one) => !before.dashboards.includes(one));
  if (added >= 0) return `dashboard-${added + 1}`;
  const at = REPORT_SECTIONS.findIndex(({ id }) => before.without.includes(id) !== after.without.includes(id));
  if (at < 0) return null;
  // A section that went out leaves the reader at the one that stood before it.
  const near = REPORT_SECTIONS.slice(0, at + 1).findLast(({ id }) => !after.without.includes(id));
  return near?.id ?? null;
}

/** What changed from one form to another, as undo names it. */
export function changeWords(before: ReportForm, after: ReportForm): string {
  if (before.title !== after.title) return "Title of the report";
  if (before.note !== after.note) return "Note to the reader";
  if (before.scenario !== after.scenario) return "Scenario of the report";
  const dashboard = before.dashboards.length < after.dashboards.length ? "into" : "out of";
  if (before.dashboards.length !== after.dashboards.length) return `Dashboard ${dashboard} the report`;
  const section = REPORT_SECTIONS.find(({ id }) => before.without.includes(id) !== after.without.includes(id));
  if (!section) return "Report";
  return `${section.title} ${after.without.includes(section.id) ? "out of the report" : "into the report"}`;
}
