// Heat panels of lanes: faults of one guest by address and time.
import { HEAT_FAMILY, heatName, matches } from "./lanes.ts";
import { lostIn } from "./lost.ts";
import { nothing, type PanelData } from "./panel-data.ts";
import type { LanesSource } from "./schema.ts";
import type { PanelSources, Scope } from "./sources.ts";
import { bucketsOf, wholeSpan } from "./tiles.ts";

const COLUMNS = 128;
const ROWS = 256;

export const isHeat = (source: LanesSource): boolean =>
  source.lanes.every((entry) => (typeof entry === "string" ? entry : entry.lane).startsWith(`${HEAT_FAMILY}/`));

export async function loadHeat(source: LanesSource, scope: Scope, sources: PanelSources): Promise<PanelData> {
  const line = await sources.lanes();
  const names = source.lanes.map((entry) => (typeof entry === "string" ? entry : entry.lane));
  const all = line.heat_lanes.filter((lane) => names.some((name) => matches(name, heatName(lane))));
  const lane = all.find(({ guest }) => scope.guests.length === 0 || (guest !== null && scope.guests.includes(guest)));
  if (!lane)
    return all.length > 0
      ? nothing("Nothing of the selected guests", `no addresses were recorded of ${scope.guests.join(", ")}`)
      : nothing("Not recorded", "no capture has page faults with addresses of this guest", "recipe");
  const whole = wholeSpan(line);
  const span = scope.span ?? whole;
  const buckets = bucketsOf(line, span, COLUMNS);
  const first = Math.floor(buckets.first / COLUMNS);
  const last = Math.floor((buckets.first + buckets.count - 1) / COLUMNS);
  const tiles = await Promise.all(
    Array.from({ length: last - first + 1 }, (_, at) =>
      sources.heat({ lane: lane.id, level: buckets.level, index: first + at }),
    ),
  );
  const values = new Float64Array(buckets.count * ROWS);
  let highest = -1;
  for (let column = 0; column < buckets.count; column++) {
    const bucket = buckets.first + column;
    const tile = tiles[Math.floor(bucket / COLUMNS) - first];
    for (let row = 0; row < ROWS; row++) {
      const count = tile?.count[(bucket % COLUMNS) * ROWS + row] ?? 0;
      values[column * ROWS + row] = count;
      if (count > 0 && row > highest) highest = row;
    }
  }
  const evidence = {
    how: `${capital(lane.counts)} of each bucket of time and each range of guest physical addresses.`,
    sql:
      lane.family !== "fault"
        ? null
        : `SELECT (t >> ${buckets.level}) << ${buckets.level} AS t, gpa >> ${lane.shift} << ${lane.shift} AS gpa, count(*) AS faults
FROM fault
WHERE gpa IS NOT NULL AND guest = '${(lane.guest ?? "").replaceAll("'", "''")}' AND t BETWEEN $from AND $to
GROUP BY ALL ORDER BY ALL`,
    bounds: { fromMs: buckets.fromMs, toMs: buckets.fromMs + buckets.count * buckets.bucketMs },
  };
  if (highest < 0) return nothing("Nothing in this span", `no ${lane.counts} lie in it`, null, evidence);
  const rows = highest + 1;
  const lost = lostIn([lane.family], line, span, scope);
  return {
    shape: "heat",
    axis: {
      kind: "time",
      at: Float64Array.from({ length: buckets.count }, (_, at) => buckets.fromMs + at * buckets.bucketMs),
      fromMs: span.fromMs,
      toMs: span.toMs,
      stepMs: buckets.bucketMs,
    },
    lost: lost.spans,
    columns: buckets.count,
    rows,
    values: trimmed(values, buckets.count, rows),
    y: { from: 0, to: rows * 2 ** lane.shift, unit: "bytes", words: null },
    unit: lane.counts,
    evidence,
    notes: [
      ...(all.length > 1 && scope.guests.length === 0
        ? [`${lane.guest ?? lane.title} is shown; select another guest to see it`]
        : []),
      ...lost.notes,
    ],
  };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Rows above the highest address that was seen are left away. */
function trimmed(values: Float64Array, columns: number, rows: number): Float64Array {
  const out = new Float64Array(columns * rows);
  for (let column = 0; column < columns; column++)
    out.set(values.subarray(column * ROWS, column * ROWS + rows), column * rows);
  return out;
}
