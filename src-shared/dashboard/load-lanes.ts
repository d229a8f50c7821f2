// Panels of lanes: tiles of the span become courses, totals or one number.
import type { Series, SeriesLimit } from "../charts/series-data.ts";
import type { LanesReply } from "../protocol/column-replies.ts";
import { numberOf } from "./lane-number.ts";
import {
  boundsOf,
  emptySpan,
  type Frame,
  isEmpty,
  ofOneUnit,
  type Read,
  readingsAt,
  totalOf,
  totalUnit,
} from "./lane-reads.ts";
import { laneSql } from "./lane-sql.ts";
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
import { type Evidence, nothing, type PanelData, type RowsPanel, type SeriesPanel } from "./panel-data.ts";
import type { ChartLook, LanesSource, Panel } from "./schema.ts";
import { guestPlaces, type PanelSources, type Scope } from "./sources.ts";
import {
  bucketsOf,
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

export async function loadLanes(panel: LanePanel, scope: Scope, sources: PanelSources): Promise<PanelData> {
  const line = await sources.lanes();
  const groups = groupsOf(panel.source, line.lanes, scope.guests);
  if (groups.length === 0) return noLane(panel, scope, line);
  const span = clipped(scope.span, line);
  if (!span) return nothing("Nothing in this span", "it lies outside of the recording");
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
  const { kept, notes: told } = ofOneUnit(read, notes);
  const evidence = evidenceOf(kept, frame);
  if (kept.every(isEmpty)) return emptySpan(evidence);
  const shownLines = { kept, evidence, notes: told, limit };
  return look.totals || look.form === "lying" ? totalsOfLanes(shownLines, scope) : coursesOf(shownLines, frame, scope);
}

/** A span that lies outside of the recording shows nothing; one that is partly in it shows that part. */
function clipped(span: SpanMs | null, line: LanesReply): SpanMs | null {
  const whole = wholeSpan(line);
  if (!span) return whole;
  const [fromMs, toMs] = [Math.max(whole.fromMs, span.fromMs), Math.min(whole.toMs, span.toMs)];
  return toMs > fromMs ? { fromMs, toMs } : null;
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

/** What a chart of lanes is made of: lines of one unit, and what is said of them. */
interface Shown {
  readonly kept: readonly Read[];
  readonly evidence: Evidence;
  readonly notes: readonly string[];
  readonly limit: SeriesLimit | null;
}

function coursesOf({ kept, evidence, notes, limit }: Shown, frame: Frame, scope: Scope): SeriesPanel {
  const place = guestPlaces(scope);
  const { buckets, span } = frame;
  const families = kept.flatMap(({ group }) =>
    group.lanes.filter(({ kind }) => kind === "count").map((one) => one.family),
  );
  const lost = lostIn(families, frame.line, span, scope);
  return {
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
}

function totalsOfLanes({ kept, evidence, notes, limit }: Shown, scope: Scope): SeriesPanel {
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
