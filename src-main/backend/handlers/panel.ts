// Request panel: what a panel of a dashboard shows of a query.
import { resultUnitOf } from "../../../src-shared/capture/result-units.ts";
import type { Request } from "../../../src-shared/protocol/requests.ts";
import type { ReplyOf } from "../../../src-shared/protocol/transport.ts";
import { readTimeLine } from "../../analysis/time-line.ts";
import type { Job } from "../../jobs/job.ts";
import type { Context } from "../context.ts";
import { selectionFor } from "../query-selection.ts";

/** Rows that a panel draws or counts at most; a reader is told when there are more. */
const MOST_ROWS = 5_000_000;

export async function handlePanel(request: Request<"panel">, job: Job, context: Context): Promise<ReplyOf["panel"]> {
  const { project, sql, draw, number, exact, rows } = request;
  const reader = await context.readers.of(project);
  const selection = await selectionFor(request, context);
  const { startNs, wall } = await context.cached(project, "timeLine", readTimeLine);
  const began = performance.now();
  const told = await reader.panel(
    { sql, selection, limit: MOST_ROWS, rows, draw, number, exact, startNs, wall },
    job.signal,
  );
  const { chart } = told;
  return {
    ...told,
    columns: told.columns.map(({ name, type }) => ({ name, type, unit: resultUnitOf(name) })),
    seconds: (performance.now() - began) / 1000,
    page: { ...told.page, columns: [...told.page.columns] },
    draw: told.draw && { ...told.draw, y: [...told.draw.y] },
    chart: chart && { ...chart, labels: chart.labels && [...chart.labels], series: [...chart.series] },
  };
}
