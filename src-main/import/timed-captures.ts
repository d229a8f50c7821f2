// The captures of a project and of a job as far as their times go: what clocks and recordings are compared by.
import type { CatalogueEntry, Shift } from "../store/contract.ts";
import type { JobSpec, ReadSource } from "./import-job.ts";
import type { StoredCaptures } from "./stored-captures.ts";

/** A capture with times, as far as its clock goes; `schema` is the prefix of its tables. */
export interface TimedCapture {
  readonly id: number;
  readonly schema: string;
  readonly stored: boolean;
  readonly clock: string;
  /** Recorded clock = time in the project - offset. */
  readonly offset: bigint;
  /** What is added to the stored `t`. */
  readonly shift: bigint;
  readonly wall: boolean;
  /** A shift of it is known already. */
  readonly shifted: boolean;
  /** What its times count from: the wall clock, or the zero of a clock. */
  readonly base: string;
  readonly whole: boolean;
  /** What wrote it: a recording and the text printed of it have one recorder. */
  readonly recorder: string;
  readonly stepNs: number;
  /** Names of its events, without their systems. */
  readonly events: ReadonlySet<string>;
  readonly rows: Readonly<Record<string, number>>;
}

const bare = (event: string): string => event.slice(event.lastIndexOf(":") + 1);
const baseOf = (clock: string, wall: boolean, onto: string | undefined): string => (wall ? "wall" : (onto ?? clock));

const recorderOf = (format: string): string =>
  (/^(perf|ftrace|trace|xen)/.exec(format)?.[0] ?? format).replace("ftrace", "trace");

function fromSource(one: ReadSource, rows: TimedCapture["rows"]): TimedCapture {
  const { findings } = one;
  const clock = findings.clock?.name ?? "none";
  return {
    id: one.id,
    schema: "",
    stored: false,
    clock,
    offset: findings.offset,
    shift: 0n,
    wall: findings.wall,
    shifted: false,
    base: baseOf(clock, findings.wall, undefined),
    whole: findings.status === "whole",
    recorder: recorderOf(one.source.importer.id),
    stepNs: findings.clock?.stepNs ?? 1,
    events: new Set([...findings.counts.event.keys()].map(bare)),
    rows,
  };
}

function fromCatalogue(entry: CatalogueEntry, schema: string, shift: Shift | undefined): TimedCapture {
  const clock = entry.clock ?? "none";
  const wall = shift?.wall ?? entry.wall;
  return {
    id: entry.id,
    schema,
    stored: true,
    clock,
    offset: BigInt(entry.offset_ns),
    shift: BigInt(shift?.ns ?? 0),
    wall,
    shifted: shift !== undefined,
    base: baseOf(clock, wall, shift?.onto),
    whole: true,
    recorder: recorderOf(entry.format ?? ""),
    stepNs: entry.step_ns,
    events: new Set(Object.keys(entry.events).map(bare)),
    rows: entry.tables,
  };
}

/** The captures of a job, then those that the project holds already. */
export function timedCaptures(
  read: readonly ReadSource[],
  rows: ReadonlyMap<number, Record<string, number>>,
  spec: JobSpec,
  held: StoredCaptures,
): TimedCapture[] {
  const shifts = new Map(spec.shifts.map((shift) => [shift.capture, shift]));
  return [
    ...read.map((one) => fromSource(one, rows.get(one.id) ?? {})),
    ...spec.catalogue.map((entry) => fromCatalogue(entry, held.schemaOf(entry), shifts.get(entry.id))),
  ];
}

/** The captures as they lie once the measured shifts are known. */
export const withShifts = (captures: readonly TimedCapture[], shifts: readonly Shift[]): TimedCapture[] =>
  captures.map((capture) => {
    const shift = shifts.find((one) => one.capture === capture.id);
    if (!shift) return capture;
    return {
      ...capture,
      shift: BigInt(shift.ns),
      wall: shift.wall,
      base: baseOf(capture.clock, shift.wall, shift.onto),
    };
  });
