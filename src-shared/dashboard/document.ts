// A dashboard from the text of its file and back: every mistake named with its place, the same dashboard the same text.
import type { z } from "zod";
import { failure } from "../base/errors.ts";
import { issueWords } from "../density/issue-words.ts";
import { nearest } from "../density/nearest.ts";
import { bottomOf, closedUp, LOWEST_ROW, settle } from "./layout.ts";
import { COLUMNS, DASHBOARD_SCHEMA, Dashboard, type Panel } from "./schema.ts";

/**
 * Panels of a file that overlap are pushed apart. Throws `dashboard.not_json`, `dashboard.newer` for a later version of
 * the format, and `dashboard.bad_value`.
 */
export function readDashboard(text: string, file: string | null = null): Dashboard {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (thrown) {
    throw failure(
      "dashboard.not_json",
      `the dashboard is no JSON: ${thrown instanceof Error ? thrown.message : thrown}`,
      {
        where: { file },
        expected: "a JSON object with schema, title and panels",
      },
    );
  }
  refuseNewer(json, file);
  const parsed = Dashboard.safeParse(json);
  if (!parsed.success) throw mistake(parsed.error, file);
  const settled = settle(parsed.data.panels.map(fitted));
  const panels = bottomOf(settled) > LOWEST_ROW ? closedUp(settled) : settled;
  const dashboard = { ...parsed.data, panels };
  refuseTwice(dashboard, file);
  return dashboard;
}

function refuseNewer(json: unknown, file: string | null): void {
  const schema = (json as { schema?: unknown } | null)?.schema;
  const version = typeof schema === "string" ? /^plimsoll\.dashboard\/(\d+)$/.exec(schema)?.[1] : undefined;
  if (version === undefined || Number(version) <= 1) return;
  throw failure("dashboard.newer", `this dashboard was made by a newer version (format ${version})`, {
    where: { file },
    expected: DASHBOARD_SCHEMA,
    next: "open it with that version; nothing is guessed",
  });
}

function mistake(error: z.ZodError, file: string | null) {
  const issue = deepest(error.issues);
  const place = placeWords(issue.path);
  const key = String(issue.path.at(-1) ?? "");
  if (issue.code === "unrecognized_keys") {
    const [unknown = ""] = issue.keys;
    const meant = nearest(unknown, KEYS);
    return failure("dashboard.bad_value", `${place}: there is no key ${JSON.stringify(unknown)}`, {
      where: { file },
      expected: "the keys of docs/dashboards.md",
      ...(meant ? { next: `did you mean ${meant}?` } : { next: "take it out" }),
    });
  }
  return failure("dashboard.bad_value", `${place} is not what it must be`, {
    where: { file },
    expected: issueWords(issue, key),
    next: "correct the file; docs/dashboards.md describes it",
  });
}

const KEYS = [
  ..."schema title about parameters panels id kind sub x y w h span source chart number text sql lanes measure".split(
    " ",
  ),
  ..."answer field form by stacked totals limit limit_title unit show better colour lane name type default choices".split(
    " ",
  ),
];

/** Of a union the issue of the branch that came farthest: its words say more than "invalid input". */
function deepest(issues: readonly z.core.$ZodIssue[], path: readonly PropertyKey[] = []): z.core.$ZodIssue {
  const issue = issues[0] as z.core.$ZodIssue;
  const own = { ...issue, path: [...path, ...issue.path] } as z.core.$ZodIssue;
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return own;
  const branches = issue.errors.map((branch) => deepest(branch, own.path));
  return branches.reduce((best, one) => (rank(one) > rank(best) ? one : best));
}

/** A key that a branch does not know tells less than a value that it does. */
const rank = (issue: z.core.$ZodIssue): number => issue.path.length * 2 - (issue.code === "unrecognized_keys" ? 3 : 0);

const placeWords = (path: readonly PropertyKey[]): string =>
  path.length === 0
    ? "the dashboard"
    : path.reduce<string>(
        (text, step) =>
          typeof step === "number" ? `${text}[${step}]` : text === "" ? String(step) : `${text}.${String(step)}`,
        "",
      );

const fitted = (panel: Panel): Panel => ({ ...panel, x: Math.min(panel.x, COLUMNS - panel.w) });

function refuseTwice({ panels, parameters = [] }: Dashboard, file: string | null): void {
  const twice = (names: readonly string[]): string | undefined => names.find((name, at) => names.indexOf(name) !== at);
  const panel = twice(panels.map(({ id }) => id));
  const parameter = twice(parameters.map(({ name }) => name));
  if (panel === undefined && parameter === undefined) return;
  throw failure(
    "dashboard.bad_value",
    panel === undefined ? `two parameters are called ${parameter}` : `two panels have the id ${panel}`,
    { where: { file }, expected: "names that stand once", next: "give one of them another name" },
  );
}

/** The text of a dashboard: keys in the order of the format, one panel after another by place, so that it can be diffed. */
export function writeDashboard(dashboard: Dashboard): string {
  const panels = [...dashboard.panels].sort((a, b) => a.y - b.y || a.x - b.x || (a.id < b.id ? -1 : 1));
  return `${JSON.stringify({ ...ordered(Dashboard.parse(dashboard)), panels: panels.map(ordered) }, null, 2)}\n`;
}

/** Keys in the order in which the format declares them; what is left out stays out. */
function ordered<T extends object>(value: T): T {
  const rank = (key: string): number => (KEYS.includes(key) ? KEYS.indexOf(key) : KEYS.length);
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => rank(a) - rank(b))) as T;
}

/** An id for a new panel, from its title; never one that is taken. */
export function freeId(title: string, taken: readonly string[]): string {
  const base =
    title
      .toLowerCase()
      .normalize("NFKD")
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 40) || "panel";
  for (let at = 1; ; at++) {
    const id = at === 1 ? base : `${base}-${at}`;
    if (!taken.includes(id)) return id;
  }
}
