// Lanes as one number: the last, greatest, least, mean or sum of a span, and the course that it is of.

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
import { totalSql } from "./lane-sql.ts";
import type { Taken } from "./lanes.ts";
import type { PanelData } from "./panel-data.ts";
import type { NumberLook } from "./schema.ts";
import type { PanelSources } from "./sources.ts";
import { type SpanMs, totalsOf, wholeSpan } from "./tiles.ts";

export async function numberOf(
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
  const evidence = { how: numberWords(first.taken, show), sql, bounds: recordedIn(frame) };
  if (kept.every(isEmpty)) return emptySpan(evidence);
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
  return {
    shape: "number",
    value: Number.isNaN(value) ? null : value,
    unit,
    of: show,
    start,
    spark,
    evidence,
    notes,
  };
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

function shownOf(show: string, taken: Taken, read: readonly Read[], spark: Float64Array, frame: Frame): number {
  const known = spark.filter((value) => !Number.isNaN(value));
  const add = (of: (one: Read) => number): number => read.reduce((sum, one) => sum + of(one), 0);
  if (show === "sum") return add(totalOf);
  const single =
    read.length === 1 && (taken === "level" || taken === "value_per_event")
      ? totalsOf((read[0] as Read).counted)
      : null;
  if (show === "max") return single?.max ?? known.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (show === "min") return single?.min ?? known.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  if (show === "last") return known.at(-1) ?? Number.NaN;
  if (taken === "events_per_s" || taken === "value_per_s") return add(totalOf) / recordedSeconds(frame);
  return add(totalOf);
}

const NS_IN_MS = 1e-6;

/** What of the recording lies in the buckets, which at the ends of a span reach beyond it; its last moment belongs to it. */
function recordedIn(frame: Frame): SpanMs {
  const [whole, { fromMs, toMs }] = [wholeSpan(frame.line), boundsOf(frame)];
  return { fromMs: Math.max(fromMs, whole.fromMs), toMs: Math.min(toMs, whole.toMs + NS_IN_MS) };
}

/** As the query divides: from the first to the last moment. */
function recordedSeconds(frame: Frame): number {
  const { fromMs, toMs } = recordedIn(frame);
  return (toMs - NS_IN_MS - fromMs) / 1000;
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
