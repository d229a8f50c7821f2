// Panels of lanes: tiles of the span become courses, totals or one number.
import { greatestOf, type Series, type SeriesLimit } from "../charts/series-data.ts";
import type { LanesReply } from "../protocol/column-replies.ts";
import { laneSql, totalSql } from "./lane-sql.ts";
import {
  groupsOf,
  type LaneGroup,
  laneName,
  legendTitles,
  matches,
  type Taken,
  takenOf,
  unitOfTaken,
} from "./lanes.ts";
import { lostIn } from "./lost.ts";
import type { Evidence, NumberPanel, PanelData, RowsPanel, SeriesPanel } from "./panel-data.ts";
import { nothing } from "./panel-data.ts";
import type { ChartLook, LanesSource, NumberLook, Panel } from "./schema.ts";
import { guestPlaces, type PanelSources, type Scope } from "./sources.ts";
import {
  type Buckets,
  bucketsOf,
  type Counted,
  type Course,
  courseOf,
  gathered,
  type SpanMs,
  TILE_BUCKETS,
  tileOf,
  tilesOf,
  totalsOf,
  wholeSpan,
  within,
} from "./tiles.ts";

/** Lanes that one panel shows at most: more cannot be told apart. */
const MOST_GROUPS = 16;

/** Buckets behind one number: what its small course has room for. */
const NUMBER_BUCKETS = 128;

type LanePanel = Extract<Panel, { kind: "chart" | "table" | "number" }> & { readonly source: LanesSource };

/** One line of a panel with what was read of it. */
interface Read {
  readonly group: LaneGroup;
  readonly title: string;
  readonly taken: Taken;
  readonly unit: string | null;
  readonly counted: Counted;
  readonly course: Course;
}

interface Frame {
  readonly line: LanesReply;
  readonly span: SpanMs;
  readonly buckets: Buckets;
}

export async function loadLanes(panel: LanePanel, scope: Scope, sources: PanelSources): Promise<PanelData> {
  const line = await sources.lanes();
  const groups = groupsOf(panel.source, line.lanes, scope.guests);
  if (groups.length === 0) return noLane(panel, scope, line);
  const span = clipped(scope.span, line);
  const frame = {
    line,
    span,
    buckets: bucketsOf(line, span, panel.kind === "number" ? NUMBER_BUCKETS : (scope.points ?? TILE_BUCKETS)),
  };
  const shown = groups.slice(0, MOST_GROUPS);
  const read = await readAll(panel.source, shown, frame, scope, sources);
  const left = groups.length - shown.length;
  const notes = left > 0 ? [`${left} more ${left === 1 ? "lane is" : "lanes are"} not shown`] : [];
  if (panel.kind === "number") return numberOf(panel.number ?? {}, read, frame, sources, notes);
  if (panel.kind === "table") return tableOf(read, frame, notes);
  const look = panel.chart ?? { form: "line" };
  const limit = await limitOf(look, frame, sources);
  return look.totals || look.form === "lying"
    ? totalsOfLanes(read, frame, scope, limit, notes)
    : coursesOf(read, frame, scope, limit, notes);
}

/** A span that lies outside of the recording shows nothing; one that is partly in it shows that part. */
function clipped(span: SpanMs | null, line: LanesReply): SpanMs {
  const whole = wholeSpan(line);
  if (!span) return whole;
  const [fromMs, toMs] = [Math.max(whole.fromMs, span.fromMs), Math.min(whole.toMs, span.toMs)];
  return toMs > fromMs ? { fromMs, toMs } : whole;
}

function noLane(panel: LanePanel, { guests }: Scope, line: LanesReply): PanelData {
  const names = panel.source.lanes.map((entry) => (typeof entry === "string" ? entry : entry.lane));
  const exist = line.lanes.some((lane) => names.some((name) => matches(name, laneName(lane))));
  if (exist)
    return nothing("Nothing of the selected guests", `${names.join(", ")} was not recorded of ${guests.join(", ")}`);
  return nothing("Not recorded", `no capture holds ${names.join(", ")}`, "recipe");
}

/** All lanes of a panel are asked for together, tile by tile. */
async function readAll(
  source: LanesSource,
  groups: readonly LaneGroup[],
  { line, buckets }: Frame,
  scope: Scope,
  sources: PanelSources,
): Promise<Read[]> {
  const titles = legendTitles(groups);
  const lanes = [...new Set(groups.flatMap((group) => group.lanes.map(({ id }) => id)))];
  const tiles = await Promise.all(
    tilesOf(buckets).map((index) => sources.tiles({ lanes, level: buckets.level, index })),
  );
  return groups.map((group, at) => {
    const [{ kind, family, unit }] = group.lanes as readonly [LaneGroup["lanes"][number]];
    const taken = takenOf(kind, source.measure);
    const read = group.lanes.map(({ id }) => tiles.map((tile) => tileOf(tile, lanes.indexOf(id))));
    const counted = gathered(buckets, read, kind);
    const course = courseOf(counted, taken, buckets, kind);
    const covered = kind === "count" && taken !== "value_per_event" ? scope.covered(family) : [];
    const known = covered.length > 0 && line.length_ms > 0 ? within(course, buckets, covered) : course;
    return { group, title: titles[at] as string, taken, unit: unitOfTaken(unit, taken), counted, course: known };
  });
}

/** Units that cannot stand on one axis: the first one counts, the others are said to be left out. */
function ofOneUnit(
  read: readonly Read[],
  notes: readonly string[],
): { kept: readonly Read[]; notes: readonly string[] } {
  const [first] = read;
  const kept = read.filter(({ unit }) => unit === first?.unit);
  const out = read.filter(({ unit }) => unit !== first?.unit).map(({ title }) => title);
  return { kept, notes: out.length === 0 ? notes : [...notes, `${out.join(", ")}: another unit, left out`] };
}

const isEmpty = ({ counted }: Read): boolean => counted.before === null && greatestOf(counted.count) === 0;

function coursesOf(
  all: readonly Read[],
  frame: Frame,
  scope: Scope,
  limit: SeriesLimit | null,
  told: readonly string[],
): PanelData {
  const { kept, notes } = ofOneUnit(all, told);
  const evidence = evidenceOf(kept, frame);
  if (kept.every(isEmpty)) return nothing("Nothing in this span", "no reading and no event lies in it", null, evidence);
  const place = guestPlaces(scope);
  const { buckets, span } = frame;
  const families = kept.flatMap(({ group }) =>
    group.lanes.filter(({ kind }) => kind === "count").map((one) => one.family),
  );
  const lost = lostIn(families, frame.line, span, scope);
  const data: SeriesPanel = {
    shape: "series",
    axis: {
      kind: "time",
      at: Float64Array.from({ length: buckets.count }, (_, at) => buckets.fromMs + at * buckets.bucketMs),
      ...span,
      stepMs: buckets.bucketMs,
    },
    lost: lost.spans,
    unit: kept[0]?.unit ?? null,
    series: kept.map(
      ({ group, title, course }): Series => ({
        id: group.name,
        title,
        guest: group.colour || group.guest === null ? null : place(group.guest),
        colour: group.colour,
        ...course,
      }),
    ),
    limit,
    evidence,
    notes: [...notes, ...lost.notes],
  };
  return data;
}

/** The total of a lane: events and sums of counts, the mean of levels and of values of events. */
function totalOf({ taken, counted, course }: Read): number {
  const { events, sum } = totalsOf(counted);
  if (taken === "events_per_s") return events;
  if (taken === "value_per_s") return sum;
  if (taken === "value_per_event") return events > 0 ? sum / events : Number.NaN;
  return meanOf(course.mean);
}

const totalUnit = ({ group, taken, unit }: Read): string | null => {
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

function totalsOfLanes(
  all: readonly Read[],
  frame: Frame,
  scope: Scope,
  limit: SeriesLimit | null,
  told: readonly string[],
): PanelData {
  const { kept, notes } = ofOneUnit(all, told);
  const evidence = evidenceOf(kept, frame);
  if (kept.every(isEmpty)) return nothing("Nothing in this span", "no reading and no event lies in it", null, evidence);
  const place = guestPlaces(scope);
  const values = Float64Array.from(kept, totalOf);
  const [first] = kept as readonly [Read];
  return {
    shape: "series",
    axis: {
      kind: "words",
      words: kept.map(({ title }) => title),
      guests: kept.map(({ group }) => (group.guest === null ? null : place(group.guest))),
    },
    unit: totalUnit(first),
    series: [
      {
        id: "total",
        title: totalTitle(first.taken),
        guest: null,
        colour: first.group.colour,
        mean: values,
        min: null,
        max: null,
      },
    ],
    limit,
    evidence,
    notes,
  };
}

const totalTitle = (taken: Taken): string =>
  taken === "events_per_s"
    ? "Events"
    : taken === "value_per_s"
      ? "Sum"
      : taken === "level"
        ? "Mean"
        : "Mean of an event";

function tableOf(all: readonly Read[], frame: Frame, notes: readonly string[]): RowsPanel {
  const rows = all.map((read) => {
    const { events, min, max } = totalsOf(read.counted);
    const known = (value: number | null): number | null => (value === null || Number.isNaN(value) ? null : value);
    return [read.title, events, known(totalOf(read)), known(min), known(max), totalUnit(read) ?? ""];
  });
  const column = (name: string, type = "DOUBLE") => ({ name, type, unit: null });
  const names = [
    column("lane", "VARCHAR"),
    column("events or readings"),
    column("total or mean"),
    column("least"),
    column("greatest"),
    column("unit", "VARCHAR"),
  ];
  return { shape: "rows", columns: names, rows, total: rows.length, evidence: evidenceOf(all, frame), notes };
}

const HOW: Readonly<Record<Taken, string>> = {
  level: "Readings of each bucket, with their least and greatest; a level holds until the next reading.",
  events_per_s: "Events of each bucket, divided by its length.",
  value_per_s: "What the events or the counter added in each bucket, divided by its length.",
  value_per_event: "Mean of what the events of each bucket say, with their least and greatest.",
};

function evidenceOf(read: readonly Read[], { buckets, span }: Frame): Evidence {
  const taken = read[0]?.taken ?? "level";
  const groups = read.map(({ group }) => group);
  const length =
    buckets.bucketMs >= 1000
      ? `${Number((buckets.bucketMs / 1000).toPrecision(4))} s`
      : `${Number(buckets.bucketMs.toPrecision(4))} ms`;
  const whole = span.fromMs <= 0 ? "" : " The buckets at the ends of the span count as a whole.";
  return {
    how: `${HOW[taken]} A bucket is ${length} long.${whole}`,
    sql: laneSql(groups, taken, buckets.level),
    bounds: boundsOf({ buckets }),
  };
}

/** The span that the buckets cover. */
const boundsOf = ({ buckets }: Pick<Frame, "buckets">): SpanMs => ({
  fromMs: buckets.fromMs,
  toMs: buckets.fromMs + buckets.count * buckets.bucketMs,
});

/** The dashed line of a chart: a number, or the last reading of a lane. */
async function limitOf(look: ChartLook, frame: Frame, sources: PanelSources): Promise<SeriesLimit | null> {
  if (look.limit === undefined) return null;
  const title = look.limit_title ?? "limit";
  if (typeof look.limit === "number") return { value: look.limit, title };
  const name = look.limit;
  const lane = frame.line.lanes.find((one) => laneName(one) === name);
  const [value = null] = lane ? await readingsAt([lane.id], frame.span.toMs, frame.line, sources) : [];
  return value === null ? null : { value, title };
}

/** The last readings of gauges up to a moment: what tiles of the finest level behind it say came before. */
async function readingsAt(
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

async function numberOf(
  look: NumberLook,
  all: readonly Read[],
  frame: Frame,
  sources: PanelSources,
  told: readonly string[],
): Promise<PanelData> {
  const { kept, notes } = ofOneUnit(all, told);
  const [first] = kept as readonly [Read];
  const show = look.show ?? (first.taken === "level" ? "last" : "mean");
  const groups = kept.map(({ group }) => group);
  const sql = totalSql(groups, first.taken, show);
  const evidence = { how: numberWords(first.taken, show), sql, bounds: boundsOf(frame) };
  if (kept.every(isEmpty)) return nothing("Nothing in this span", "no reading and no event lies in it", null, evidence);
  const spark = summed(kept);
  const held = first.group.lanes[0]?.family === "gauge" ? heldAtEnd(kept) : kept;
  const read = async (ms: number): Promise<number | null> => {
    const lanes = (ms === frame.span.toMs ? held : kept).flatMap(({ group }) => group.lanes.map(({ id }) => id));
    const values = await readingsAt(lanes, ms, frame.line, sources);
    return values.every((value) => value === null)
      ? null
      : values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  };
  const exact = first.taken === "level" && groups.every(({ lanes }) => lanes.length === 1);
  const last = show === "last" && exact ? await read(frame.span.toMs) : null;
  const start = show === "last" && exact ? ((await read(frame.span.fromMs)) ?? firstKnown(spark)) : null;
  const value = last ?? shownOf(show, first.taken, kept, spark, frame);
  const unit = show === "sum" ? totalUnit(first) : (look.unit ?? first.unit);
  const panel: NumberPanel = {
    shape: "number",
    value: Number.isNaN(value) ? null : value,
    unit,
    of: show,
    start,
    spark,
    evidence,
    notes,
  };
  return panel;
}

/** Lanes that were still read when the newest reading was made: a guest that has gone holds nothing any more. */
function heldAtEnd(read: readonly Read[]): readonly Read[] {
  const newest = summed(read).findLastIndex((value) => !Number.isNaN(value));
  return newest < 0 ? read : read.filter(({ course }) => !Number.isNaN(course.mean[newest] as number));
}

const firstKnown = (values: Float64Array): number | null => values.find((value) => !Number.isNaN(value)) ?? null;

/** Lanes of one number are added up; where none is known nothing is. */
function summed(read: readonly Read[]): Float64Array {
  const length = read[0]?.course.mean.length ?? 0;
  return Float64Array.from({ length }, (_, at) => {
    let [sum, known] = [0, false];
    for (const { course } of read) {
      const value = course.mean[at] as number;
      if (Number.isNaN(value)) continue;
      [sum, known] = [sum + value, true];
    }
    return known ? sum : Number.NaN;
  });
}

function shownOf(show: string, taken: Taken, read: readonly Read[], spark: Float64Array, { span }: Frame): number {
  const known = spark.filter((value) => !Number.isNaN(value));
  const add = (of: (one: Read) => number): number => read.reduce((sum, one) => sum + of(one), 0);
  if (show === "sum") return taken === "level" ? add(totalOf) : add(totalOf);
  const single =
    read.length === 1 && (taken === "level" || taken === "value_per_event")
      ? totalsOf((read[0] as Read).counted)
      : null;
  if (show === "max") return single?.max ?? known.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (show === "min") return single?.min ?? known.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  if (show === "last") return known.at(-1) ?? Number.NaN;
  if (taken === "events_per_s" || taken === "value_per_s") return add(totalOf) / ((span.toMs - span.fromMs) / 1000);
  return add(totalOf);
}

function numberWords(taken: Taken, show: string): string {
  const what = taken === "level" ? "reading" : taken === "value_per_event" ? "value of an event" : "rate";
  const words: Readonly<Record<string, string>> = {
    last: `The last ${what} in the span; the change is counted from its start.`,
    mean: taken === "level" ? "Mean of the readings in the span." : `Mean ${what} over the span.`,
    max: `The greatest ${what} in the span.`,
    min: `The least ${what} in the span.`,
    sum: "All of the span together.",
  };
  return words[show] ?? "";
}
