// What the drawer says of a span: how much happened and was lost, what the host's memory did, what the guests did.
import type { Client } from "../../../src-shared/protocol/client.ts";
import type { Span } from "../../app/selection.ts";
import type { Part } from "../../timeline/track.ts";
import { askRows, numberIn, textIn } from "./ask-rows.ts";
import { endsSql, faultsSql } from "./span-sql.ts";
import type { LaneSpec, TimelineModel } from "./spec.ts";
import type { TimelineData } from "./use-timeline.ts";

/** A quantity at both ends of the span; null: not recorded. */
export interface Ends {
  readonly id: string;
  readonly title: string;
  readonly ink: string;
  readonly first: number | null;
  readonly last: number | null;
}

export interface GuestFacts {
  readonly name: string;
  readonly place: number;
  readonly resident: number | null;
  readonly inUse: number | null;
  readonly faults: number | null;
}

export interface FaultFacts {
  readonly kind: string;
  readonly n: number;
  readonly stallNs: number | null;
}

export interface SpanFacts {
  /** Recorded events of all traces. */
  readonly events: number;
  readonly eventsSql: string | null;
  /** Null: some source lost events and cannot say how many. */
  readonly lost: number | null;
  /** States of the first host's memory; empty where it was not recorded. */
  readonly memory: readonly Ends[];
  readonly memorySql: string | null;
  readonly guests: readonly GuestFacts[];
  readonly faults: readonly FaultFacts[];
}

/** Tables whose rows are events. */
const TRACES = ["fault", "vm_exit", "mmu", "sched", "region", "event", "guest_event"];

export async function readSpan(
  client: Pick<Client, "request">,
  {
    project,
    data,
    tables,
    guests,
  }: {
    readonly project: string;
    readonly data: TimelineData;
    readonly tables: Readonly<Record<string, number>>;
    /** Only these; empty: all. */
    readonly guests: readonly string[];
  },
  span: Span,
  signal: AbortSignal,
): Promise<SpanFacts> {
  const ask = async (sql: string) => (await askRows(client, { project, sql, span, limit: 20_000 }, signal)).rows;
  const eventsSql = countSql(TRACES.filter((table) => (tables[table] ?? 0) > 0));
  const events = eventsSql === null ? 0 : (numberIn((await ask(eventsSql))[0]?.[0]) ?? 0);
  const { model } = data;
  const series = seriesOf(model);
  const ends = await readEnds(ask, series);
  const memory = memoryOf(model);
  const memorySeries = memory ? memory.sources.flatMap((source) => source.series) : [];
  const faultRows = (tables.fault ?? 0) > 0 ? await ask(faultsSql) : [];
  const wanted = (guest: string | null): boolean => guests.length === 0 || (guest !== null && guests.includes(guest));
  const faults = new Map<string, FaultFacts>();
  const byGuest = new Map<string, number>();
  for (const [who, kind, access, n, stall] of faultRows) {
    const guest = textIn(who);
    if (guest !== null) byGuest.set(guest, (byGuest.get(guest) ?? 0) + (numberIn(n) ?? 0));
    if (!wanted(guest)) continue;
    const name = [textIn(kind), textIn(access)].filter(Boolean).join(" ");
    const known = faults.get(name);
    const stallNs = numberIn(stall);
    faults.set(name, {
      kind: name,
      n: (known?.n ?? 0) + (numberIn(n) ?? 0),
      stallNs: stallNs === null ? (known?.stallNs ?? null) : (known?.stallNs ?? 0) + stallNs,
    });
  }
  return {
    events,
    eventsSql,
    lost: lostIn(data, span),
    memory: memory ? statesOf(memory, ends) : [],
    memorySql: memorySeries.length > 0 ? endsSql(memorySeries) : null,
    guests: model.groups
      .filter(({ kind, title }) => kind === "guest" && (guests.length === 0 || guests.includes(title)))
      .map(({ title, place, head }) => ({
        name: title,
        place,
        resident: lastOf(head, "resident", ends),
        inUse: lastOf(head, "inUse", ends),
        faults: faultRows.length > 0 ? (byGuest.get(title) ?? 0) : null,
      })),
    faults: [...faults.values()].sort((a, b) => b.n - a.n),
  };
}

const countSql = (tables: readonly string[]): string | null =>
  tables.length === 0
    ? null
    : `SELECT sum(n)::DOUBLE AS n FROM (\n${tables.map((table) => `  SELECT count(*) AS n FROM ${table} WHERE t BETWEEN $from AND $to`).join("\n  UNION ALL\n")})`;

/** Lost events of spans that touch the selected one. */
export function lostIn({ losses }: Pick<TimelineData, "losses">, span: Span): number | null {
  const own = losses.filter(({ fromMs, toMs }) => toMs >= span.fromMs && fromMs <= span.toMs);
  if (own.some(({ n }) => n === null)) return null;
  return own.reduce((sum, { n }) => sum + (n ?? 0), 0);
}

const memoryOf = (model: TimelineModel): LaneSpec | null =>
  model.lanes.find(({ id }) => id.startsWith("host/") && id.endsWith("/memory")) ?? null;

/** The series of the host's memory and of the guests' heads. */
function seriesOf(model: TimelineModel): readonly number[] {
  const heads = model.groups.flatMap(({ kind, head }) => (kind === "guest" && head ? [head] : []));
  const memory = memoryOf(model);
  const lanes = memory ? [memory, ...heads] : heads;
  return [...new Set(lanes.flatMap(({ sources }) => sources.flatMap((source) => source.series)))];
}

/** First and last value by series. */
type SeriesEnds = ReadonlyMap<number, readonly [number | null, number | null]>;

async function readEnds(
  ask: (sql: string) => Promise<Awaited<ReturnType<typeof askRows>>["rows"]>,
  series: readonly number[],
): Promise<ReadonlyMap<number, readonly [number | null, number | null]>> {
  if (series.length === 0) return new Map();
  const rows = await ask(endsSql(series));
  return new Map(rows.map(([id, first, last]) => [numberIn(id) ?? -1, [numberIn(first), numberIn(last)]]));
}

/** The value of a lane's quantity at one end; the same sum that its drawing makes. */
function valueAt(lane: LaneSpec, measure: string, ends: SeriesEnds, end: 0 | 1): number | null {
  const own = lane.track.measures.find(({ id }) => id === measure);
  if (!own) return null;
  const seriesOfLane = new Map(lane.sources.map((source) => [source.lane, source.series]));
  const partValue = ({ terms, constant = 0 }: Part): number | null => {
    let sum = constant;
    for (const { lanes, factor } of terms) {
      const values = lanes.flatMap((id) => seriesOfLane.get(id) ?? []).map((id) => ends.get(id)?.[end] ?? null);
      const value = values.findLast((one) => one !== null);
      if (value === undefined || value === null) return null;
      sum += value * factor;
    }
    return sum;
  };
  let total: number | null = null;
  for (const [at, part] of own.parts.entries()) {
    const value = partValue(part);
    if (value === null && at === 0 && own.needs === "first") return null;
    if (value !== null) total = (total ?? 0) + value;
  }
  return total;
}

const lastOf = (lane: LaneSpec | null, measure: string, ends: SeriesEnds): number | null =>
  lane ? valueAt(lane, measure, ends, 1) : null;

function statesOf(memory: LaneSpec, ends: SeriesEnds): readonly Ends[] {
  return memory.track.measures
    .filter(({ look }) => look === "stack" || look === "beyond")
    .map(({ id, ink }) => ({
      id,
      title: memory.told.find(({ measure }) => measure === id)?.title ?? id,
      ink,
      first: clamped(valueAt(memory, id, ends, 0)),
      last: clamped(valueAt(memory, id, ends, 1)),
    }));
}

/** A state of memory is never less than nothing, however its series were read. */
const clamped = (value: number | null): number | null => (value === null ? null : Math.max(0, value));
