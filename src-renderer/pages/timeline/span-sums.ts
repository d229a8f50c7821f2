// Sums of lanes over a span, asked with one query for each table.
import type { Client } from "../../../src-shared/protocol/client.ts";
import type { Span } from "../../app/selection.ts";
import { askRows, type Cell, numberIn, textIn } from "./ask-rows.ts";
import type { NamedLane } from "./lane-index.ts";
import { added, countedSql, gaugeSql, isCounted, noSums, rateSql, type Sums } from "./span-sql.ts";

/** Sums of each lane by its id; lanes of which the span holds nothing are in it with 0. */
export async function sumsOf(
  client: Pick<Client, "request">,
  project: string,
  lanes: readonly NamedLane[],
  span: Span,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Sums>> {
  const sums = new Map<string, Sums>(lanes.map(({ id }) => [id, noSums]));
  const take = (
    lane: NamedLane | undefined,
    n: Cell | undefined,
    sum: Cell | undefined,
    most: Cell | undefined,
  ): void => {
    if (!lane) return;
    const own = { n: numberIn(n) ?? 0, sum: numberIn(sum), most: numberIn(most) };
    sums.set(lane.id, added(sums.get(lane.id) ?? noSums, own));
  };
  const ask = async (sql: string): Promise<readonly (readonly Cell[])[]> =>
    (await askRows(client, { project, sql, span, limit: 100_000 }, signal)).rows;
  const families = [...new Set(lanes.filter(isCounted).map(({ family }) => family))];
  for (const family of families)
    for (const [, guest, kind, n, sum, most] of await ask(countedSql(family))) {
      const lane = lanes.find(
        (one) =>
          one.family === family &&
          (family === "event" || one.guest === textIn(guest)) &&
          (kind === null || one.name === textIn(kind)),
      );
      take(lane, n, sum, most);
    }
  for (const [kind, sql] of [
    ["gauge", gaugeSql],
    ["rate", rateSql],
  ] as const) {
    const own = lanes.filter((lane) => lane.kind === kind && lane.series.length > 0);
    const bySeries = new Map(own.flatMap((lane) => lane.series.map((id) => [id, lane] as const)));
    if (bySeries.size === 0) continue;
    for (const [series, n, sum, most] of await ask(sql([...bySeries.keys()])))
      take(bySeries.get(numberIn(series) ?? -1), n, sum, most);
  }
  return sums;
}

/** What a comparison says of one lane. */
export interface Compared {
  readonly lane: NamedLane;
  /** Count, sum, mean and greatest of both spans. */
  readonly a: Figures;
  readonly b: Figures;
}

export interface Figures {
  readonly count: number;
  readonly sum: number | null;
  readonly mean: number | null;
  readonly most: number | null;
}

/** Levels have no sum; the mean of a counter is its rise a second, that of events the mean of what is summed. */
export function figuresOf({ kind }: Pick<NamedLane, "kind">, { n, sum, most }: Sums, span: Span): Figures {
  const seconds = (span.toMs - span.fromMs) / 1000;
  const mean = sum === null || n === 0 ? null : kind === "rate" ? (seconds > 0 ? sum / seconds : null) : sum / n;
  return { count: n, sum: kind === "gauge" ? null : sum, mean, most };
}
