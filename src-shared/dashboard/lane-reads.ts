// What was read of the lanes of a panel, whatever it shows of them.
import { greatestOf } from "../charts/series-data.ts";
import type { LanesReply } from "../protocol/column-replies.ts";
import type { LaneGroup, Taken } from "./lanes.ts";
import { type Evidence, nothing, type PanelData } from "./panel-data.ts";
import type { PanelSources } from "./sources.ts";
import { type Buckets, type Counted, type Course, type SpanMs, TILE_BUCKETS, totalsOf } from "./tiles.ts";

/** One line of a panel with what was read of it. */
export interface Read {
  readonly group: LaneGroup;
  readonly title: string;
  readonly taken: Taken;
  readonly unit: string | null;
  readonly counted: Counted;
  readonly course: Course;
}

export interface Frame {
  readonly line: LanesReply;
  readonly span: SpanMs;
  readonly buckets: Buckets;
}

/** Units that cannot stand on one axis: the first one counts, the others are said to be left out. */
export function ofOneUnit(
  read: readonly Read[],
  notes: readonly string[],
): { kept: readonly Read[]; notes: readonly string[] } {
  const [first] = read;
  const kept = read.filter(({ unit }) => unit === first?.unit);
  const out = read.filter(({ unit }) => unit !== first?.unit).map(({ title }) => title);
  return { kept, notes: out.length === 0 ? notes : [...notes, `${out.join(", ")}: another unit, left out`] };
}

export const emptySpan = (evidence: Evidence): PanelData =>
  nothing("Nothing in this span", "no reading and no event lies in it", null, evidence);

export const isEmpty = ({ counted }: Read): boolean => counted.before === null && greatestOf(counted.count) === 0;

/** The total of a lane: events and sums of counts, the mean of levels and of values of events. */
export function totalOf({ taken, counted, course }: Read): number {
  const { events, sum } = totalsOf(counted);
  if (taken === "events_per_s") return events;
  if (taken === "value_per_s") return sum;
  if (taken === "value_per_event") return events > 0 ? sum / events : Number.NaN;
  return meanOf(course.mean);
}

export const totalUnit = ({ group, taken, unit }: Read): string | null => {
  if (taken === "events_per_s") return null;
  const own = group.lanes[0]?.unit ?? "";
  return taken === "value_per_s" ? (own === "count" || own === "" ? null : own) : unit;
};

function meanOf(values: Float64Array): number {
  let [sum, n] = [0, 0];
  for (const value of values)
    if (!Number.isNaN(value)) {
      sum += value;
      n++;
    }
  return n === 0 ? Number.NaN : sum / n;
}

/** The span that the buckets cover. */
export const boundsOf = ({ buckets }: Pick<Frame, "buckets">): SpanMs => ({
  fromMs: buckets.fromMs,
  toMs: buckets.fromMs + buckets.count * buckets.bucketMs,
});

/** The last readings of gauges up to a moment: what tiles of the finest level behind it say came before. */
export async function readingsAt(
  lanes: readonly number[],
  ms: number,
  line: LanesReply,
  sources: PanelSources,
): Promise<readonly (number | null)[]> {
  const tileMs = TILE_BUCKETS / 1e6;
  const index = Math.floor((ms - (line.level_start_ms[0] ?? 0)) / tileMs) + 1;
  const { before } = await sources.tiles({ lanes: [...lanes], level: 0, index });
  return lanes.map((_, at) => (Number.isNaN(before[at] ?? Number.NaN) ? null : (before[at] as number)));
}
