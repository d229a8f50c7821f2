// Points of a kept result for a chart that tells the values of one column apart: a series for each of them.
import type { DuckDBConnection } from "@duckdb/node-api";
import { axisOf, type ChartPoints, type ChartRequest, requireNumbers, sumOf } from "./result-chart.ts";
import type { ColumnHead } from "./result-columns.ts";

export interface GroupRequest extends Pick<ChartRequest, "x" | "points" | "startNs" | "wall" | "exact"> {
  /** Columns by their index. */
  readonly y: number;
  readonly by: number;
  /** Most values of `by`: those with the greatest sums. */
  readonly groups: number;
}

export interface Groups extends ChartPoints {
  readonly series: readonly (ChartPoints["series"][number] & { readonly name: string })[];
  readonly left_out: number;
}

/**
 * Error: `result.not_numeric`. All series stand on one axis, of words of the first `points`; where one has no row at a place
 * its value is NaN.
 */
export async function readGroups(
  connection: DuckDBConnection,
  table: string,
  heads: readonly ColumnHead[],
  request: GroupRequest,
): Promise<Groups> {
  requireNumbers(heads, [request.y]);
  const axis = axisOf(`c${request.x}`, heads[request.x] as ColumnHead, request);
  const source = `(SELECT ${axis ?? `coalesce(c${request.x}::VARCHAR, '')`} AS x, coalesce(c${request.by}::VARCHAR, '') AS g, rowid AS r,
    CASE WHEN isfinite(c${request.y}::DOUBLE) THEN c${request.y}::DOUBLE END AS v FROM ${table})
    ${axis === null ? "" : "WHERE isfinite(x)"}`;
  const kept = await greatest(connection, source, request);
  const first =
    axis === null ? `AND x IN (SELECT x FROM ${source} GROUP BY x ORDER BY min(r) LIMIT ${request.points})` : "";
  const binned = axis === null ? "x AS bin" : `${await binOf(connection, source, request.points)} AS bin`;
  const drawn = (
    await connection.runAndReadAll(
      `SELECT bin, g, ${sumOf("v", "r", request.exact)} / count(v), min(v), max(v), min(r) AS first, count(*)::DOUBLE
       FROM (SELECT ${binned}, x, g, v, r FROM ${source}) WHERE g IN (SELECT unnest(${listOf(kept.names)})) ${first}
       GROUP BY bin, g ORDER BY ${axis === null ? "first" : "bin"}`,
    )
  ).getRows();
  const places = new Map<string | number, number>();
  for (const [bin] of drawn) {
    const place = bin as string | number;
    if (!places.has(place)) places.set(place, places.size);
  }
  const blank = (): Float64Array<ArrayBuffer> => new Float64Array(places.size).fill(Number.NaN);
  const series = new Map(
    kept.names.map((name) => [name, { column: request.y, name, mean: blank(), min: blank(), max: blank() }] as const),
  );
  for (const [bin, name, mean, min, max] of drawn) {
    const at = places.get(bin as string | number) as number;
    const one = series.get(String(name));
    if (!one) continue;
    one.mean[at] = (mean as number | null) ?? Number.NaN;
    one.min[at] = (min as number | null) ?? Number.NaN;
    one.max[at] = (max as number | null) ?? Number.NaN;
  }
  const words = [...places.keys()];
  return {
    rows: drawn.reduce((sum, row) => sum + Number(row[6]), 0),
    points: places.size,
    labels: axis === null ? words.map(String) : null,
    x: axis === null ? null : Float64Array.from(words, Number),
    series: [...series.values()].sort(byName),
    left_out: kept.left,
  };
}

/** Numbers by their size, words by their letters. */
function byName({ name: a }: { readonly name: string }, { name: b }: { readonly name: string }): number {
  const [x, y] = [Number(a), Number(b)];
  if (a !== "" && b !== "" && Number.isFinite(x) && Number.isFinite(y)) return x - y;
  return a < b ? -1 : a > b ? 1 : 0;
}

async function greatest(
  connection: DuckDBConnection,
  source: string,
  { groups, exact }: GroupRequest,
): Promise<{ readonly names: readonly string[]; readonly left: number }> {
  const rows = (
    await connection.runAndReadAll(
      `SELECT g, count(*) OVER ()::INTEGER FROM (SELECT g, ${sumOf("abs(v)", "r", exact)} AS s FROM ${source} GROUP BY g)
       ORDER BY s DESC NULLS LAST, g LIMIT ${Math.trunc(groups)}`,
    )
  ).getRows();
  return { names: rows.map(([name]) => String(name)), left: Number(rows[0]?.[1] ?? 0) - rows.length };
}

/** Places as they are while they are few, else the middles of equal parts of the axis. */
async function binOf(connection: DuckDBConnection, source: string, points: number): Promise<string> {
  const [row] = (
    await connection.runAndReadAll(`SELECT count(DISTINCT x)::DOUBLE, min(x), max(x) FROM (SELECT x FROM ${source})`)
  ).getRows();
  const [count, low, high] = (row ?? []).map(Number) as [number, number, number];
  if (!(count > points) || !(high > low)) return "x";
  const width = (high - low) / points;
  return `${low} + (least(floor((x - ${low}) / ${width}), ${points - 1}) + 0.5) * ${width}`;
}

const listOf = (names: readonly string[]): string =>
  `[${names.map((name) => `'${name.replaceAll("'", "''")}'`).join(", ")}]::VARCHAR[]`;
