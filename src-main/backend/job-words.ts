// Which requests are jobs, and how the job centre speaks of each.
import { basename, resolve } from "node:path";
import { formatBytes, formatNumber, plural } from "../../src-shared/base/format.ts";
import { Replications } from "../../src-shared/density/scenario-schema.ts";
import type { ReplyOf } from "../../src-shared/protocol/reply-schemas.ts";
import type { Request, RequestName } from "../../src-shared/protocol/requests.ts";
import type { JobDescription } from "../jobs/job-list.ts";

interface Words<N extends RequestName> {
  title(request: Request<N>): string;
  summary(reply: ReplyOf[N]): string | null;
  /** Left out: it stays on the list when it has ended. */
  kept?(request: Request<N>): boolean;
  readonly mistakesLeave?: boolean;
}

const count = (n: number, word: string): string => `${formatNumber(n)} ${plural(n, word)}`;
const list = (parts: readonly (string | null)[]): string => parts.filter((part) => part !== null).join(", ");
const nameOf = (path: string): string => basename(resolve(path));
const projectName = (project: string): string => nameOf(project).replace(/\.plimsoll$/, "");

function importTitle({ paths, project }: Request<"import">): string {
  const [first] = paths;
  if (first === undefined) return `Match guests of ${projectName(project)}`;
  return `Import ${nameOf(first)}${paths.length > 1 ? ` and ${paths.length - 1} more` : ""}`;
}

function importSummary({ captures, guests, problems }: ReplyOf["import"]): string {
  const fresh = captures.filter((capture) => capture.duplicate_of === null);
  const rejected = captures.reduce((sum, capture) => sum + capture.records.rejected, 0);
  return list([
    count(fresh.length, "capture"),
    captures.length > fresh.length ? count(captures.length - fresh.length, "duplicate") : null,
    count(guests.length, "guest"),
    rejected > 0 ? `${formatNumber(rejected)} rejected` : null,
    problems.length > 0 ? count(problems.length, "problem") : null,
  ]);
}

const answerWords = ({ n, coverage }: ReplyOf["density"]): string =>
  `${count(n.p50, "guest")} (p5 ${formatNumber(n.p5)}, p95 ${formatNumber(n.p95)}), grade ${coverage.grade}`;

function validationSummary({ rows, counts }: ReplyOf["validate"]): string {
  const of = (verdict: string): number =>
    Object.values(counts ?? {}).reduce((sum, byVerdict) => sum + (byVerdict[verdict] ?? 0), 0);
  const failed = of("fail") + of("inconsistent");
  return list([
    count(rows.length, "row"),
    counts ? (failed > 0 ? `${formatNumber(failed)} failed` : "none failed") : null,
    of("not_run") > 0 ? `${formatNumber(of("not_run"))} not run` : null,
  ]);
}

/** An answer with fewer replications than the scenario has by itself: while a hand is still on a slider. */
export function isQuick(scenario: unknown): boolean {
  const asked = Replications.safeParse((scenario as { replications?: unknown } | null)?.replications ?? {});
  const whole = Replications.parse({});
  return asked.success && asked.data.outer * asked.data.inner < whole.outer * whole.inner;
}

interface Written {
  readonly out?: string | null | undefined;
  readonly form?: string | undefined;
}

/** A page for a window's own eyes; it is made again after each change of the report. */
export const isPreview = ({ out = null, form = "html" }: Written): boolean => out === null && form === "html";

const exportTitle = ({ out = null, form }: Written, what: string): string =>
  `Export ${out === null ? `${what}.${form}` : nameOf(out)}`;

const timeline = (request: { readonly project: string }): string => `Timeline of ${projectName(request.project)}`;

const words: { readonly [N in RequestName]?: Words<N> } = {
  import: { title: importTitle, summary: importSummary },
  detect: {
    title: ({ paths: [first = "", ...more] }) =>
      `Look at ${nameOf(first)}${more.length > 0 ? ` and ${more.length} more` : ""}`,
    summary: ({ files }) => count(files.length, "file"),
    kept: () => false,
  },
  density: {
    title: ({ scenario }) => (isQuick(scenario) ? "Quick answer" : "Exact answer"),
    summary: answerWords,
    kept: ({ scenario }) => !isQuick(scenario),
  },
  size: {
    title: ({ guests }) => `Memory for ${count(guests, "guest")}`,
    summary: ({ memory_bytes: m }) => `${formatBytes(m.p50)} (p5 ${formatBytes(m.p5)}, p95 ${formatBytes(m.p95)})`,
    kept: ({ scenario }) => !isQuick(scenario),
  },
  compare: {
    title: () => "Systems beside each other",
    summary: ({ rows }) =>
      `${formatNumber(rows.filter(({ n }) => n !== null).length)} of ${count(rows.length, "row")} counted`,
  },
  shapley: {
    title: () => "Attribution to mechanisms",
    summary: ({ why, players }) => why ?? count(players.length, "mechanism"),
  },
  simulate: { title: () => "Simulate the scenario", summary: ({ digest }) => `digest ${digest}` },
  policyRun: {
    title: ({ builtIn }) => (builtIn === null ? "Run of a policy" : `Run of the policy ${builtIn}`),
    summary: ({ result, violations }) =>
      list([
        result ? count(result.actions, "action") : null,
        violations && violations.length > 0 ? "stopped by a violation" : null,
      ]),
    kept: () => true,
  },
  validate: {
    title: ({ row }) => (row === null ? "Validation" : `Validation of ${row}`),
    summary: validationSummary,
    kept: ({ row }) => row === null,
  },
  report: {
    title: (request) => (isPreview(request) ? "Preview of the report" : exportTitle(request, "report")),
    summary: ({ density, out, file }) =>
      list([file?.name ?? (out === null ? null : nameOf(out)), answerWords(density)]),
    kept: (request) => !isPreview(request),
  },
  pyramids: { title: timeline, summary: ({ lanes }) => count(lanes.length, "lane") },
  lanes: { title: timeline, summary: ({ lanes }) => count(lanes.length, "lane") },
  profile: {
    title: ({ project }) => `Profiles of ${projectName(project)}`,
    summary: ({ guests }) => count(guests.length, "guest"),
  },
  query: { title: () => "Query", summary: ({ row_count: rows }) => count(rows, "row") },
  resultOpen: {
    title: () => "Query",
    summary: ({ rows, truncated }) => (truncated ? `first ${count(rows, "row")}` : count(rows, "row")),
    // The editor shows them, at their place in the SQL.
    mistakesLeave: true,
  },
  resultExport: {
    title: (request) => exportTitle(request, "result"),
    summary: ({ rows }) => count(rows, "row"),
  },
};

/** A request's job and the line that tells what came out; null where a request is no job. */
export function jobOf<N extends RequestName>(
  name: N,
  request: Request<N>,
): { readonly description: JobDescription; summary(reply: ReplyOf[N]): string | null } | null {
  const own = words[name] as Words<N> | undefined;
  if (!own) return null;
  const { project = null } = request as { readonly project?: string | null };
  return {
    description: {
      request: name,
      title: own.title(request),
      project: project === null ? null : resolve(project),
      kept: own.kept?.(request) ?? true,
      mistakesLeave: own.mistakesLeave ?? false,
    },
    summary: own.summary,
  };
}
