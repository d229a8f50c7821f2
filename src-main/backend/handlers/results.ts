// Requests about results of queries that are kept for windows: open, page, chart, export, close; plans and checks of SQL.
import { basename, resolve } from "node:path";
import { resultUnitOf } from "../../../src-shared/capture/result-units.ts";
import type { Request } from "../../../src-shared/protocol/requests.ts";
import type { ReplyOf } from "../../../src-shared/protocol/transport.ts";

import { readFunctions } from "../../analysis/sql-functions.ts";
import { readTimeLine } from "../../analysis/time-line.ts";
import type { Job } from "../../jobs/job.ts";
import { stageFile } from "../../store/staging.ts";
import type { Context } from "../context.ts";
import { selectionFor } from "../query-selection.ts";

/** Rows that come with the first answer: more than a window shows at a time. */
const FIRST_ROWS = 200;

export async function handleResultOpen(
  request: Request<"resultOpen">,
  job: Job,
  context: Context,
): Promise<ReplyOf["resultOpen"]> {
  const { project, sql, limit } = request;
  const reader = await context.readers.of(project);
  const selection = await selectionFor(request, context);
  const began = performance.now();
  const opened = await reader.openResult({ sql, selection, limit, first: FIRST_ROWS }, job.signal, (rows) =>
    job.report(rows, null, "rows"),
  );
  const columns = opened.columns.map(({ name, type }) => ({ name, type, unit: resultUnitOf(name) }));
  return { ...copyOf(opened), columns, seconds: (performance.now() - began) / 1000 };
}

/** Without the columns, whose units the process does not know. */
const copyOf = ({ columns: _, first, ...rest }: Awaited<ReturnType<ReaderOf["openResult"]>>) => ({
  ...rest,
  first: { ...first, columns: [...first.columns] },
});

type ReaderOf = Awaited<ReturnType<Context["readers"]["of"]>>;

export async function handleResultPage(
  { project, ...page }: Request<"resultPage">,
  job: Job,
  context: Context,
): Promise<ReplyOf["resultPage"]> {
  const { from, rows, columns } = await (await context.readers.of(project)).page(page, job.signal);
  return { from, rows, columns: [...columns] };
}

export async function handleResultChart(
  { project, result, x, y, points }: Request<"resultChart">,
  job: Job,
  context: Context,
): Promise<ReplyOf["resultChart"]> {
  const { startNs, wall } = await context.cached(project, "timeLine", readTimeLine);
  const reader = await context.readers.of(project);
  const chart = await reader.chart(result, { x, y, points, startNs, wall }, job.signal);
  return { ...chart, labels: chart.labels && [...chart.labels], series: [...chart.series] };
}

export async function handleResultExport(
  request: Request<"resultExport">,
  job: Job,
  context: Context,
): Promise<ReplyOf["resultExport"]> {
  const { project, result, form } = request;
  const reader = await context.readers.of(project);
  let rows = 0;
  const write = async (out: string): Promise<void> => {
    rows = await reader.exportResult({ result, out, form }, job.signal);
  };
  const out = request.out === null ? null : resolve(request.out);
  const name = `${basename(resolve(project)).replace(/\.plimsoll$/, "")}-result.${form}`;
  const file = out === null ? await stageFile(context.staging, name, write) : null;
  if (out !== null) await write(out);
  return { out, file, rows };
}

export async function handleResultClose(
  { project, result }: Request<"resultClose">,
  _job: Job,
  context: Context,
): Promise<ReplyOf["resultClose"]> {
  await (await context.readers.of(project)).closeResult(result);
  return { done: true };
}

/** A query that asks for its plan by itself gives the plan it asks for. */
const EXPLAINS = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*explain\b/i;

export async function handlePlan(request: Request<"plan">, job: Job, context: Context): Promise<ReplyOf["plan"]> {
  const reader = await context.readers.of(request.project);
  const sql = EXPLAINS.test(request.sql) ? request.sql : `EXPLAIN ${request.sql}`;
  const selection = await selectionFor(request, context);
  const { rows } = await reader.json(sql, { selection, signal: job.signal });
  return {
    text: rows
      .map((row) => String(row.at(-1)))
      .join("\n")
      .trimEnd(),
  };
}

export async function handleCheckSql(
  { project, sql, parameters }: Request<"checkSql">,
  job: Job,
  context: Context,
): Promise<ReplyOf["checkSql"]> {
  return { error: await (await context.readers.of(project)).check(sql, job.signal, parameters) };
}

export async function handleFunctions(
  { project }: Request<"functions">,
  _job: Job,
  context: Context,
): Promise<ReplyOf["functions"]> {
  return { functions: [...(await context.cached(project, "functions", readFunctions))] };
}
