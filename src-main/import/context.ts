// The import context of one source: counts what an importer reports and keeps the first place of each complaint.
import { failure } from "../../src-shared/base/errors.ts";
import type { SqlValue } from "../store/contract.ts";
import type { ClockInfo, Complaint, ImportContext, ImportOptions } from "./importer.ts";

/** Ids that are unique within one import job, shared by all its sources. */
export interface JobIds {
  name(text: string): number;
  next(table: "task" | "series" | "snapshot" | "moment"): number;
  /** Dictionary entries added since the last call. */
  takeNames(): Record<string, SqlValue>[];
}

export function createJobIds(): JobIds {
  const names = new Map<string, number>();
  const next = { task: 1, series: 1, snapshot: 1, moment: 1 };
  let fresh: Record<string, SqlValue>[] = [];
  return {
    name(text) {
      const known = names.get(text);
      if (known !== undefined) return known;
      const id = names.size + 1;
      names.set(text, id);
      fresh.push({ id, text });
      return id;
    },
    next: (table) => next[table]++,
    takeNames() {
      const taken = fresh;
      fresh = [];
      return taken;
    },
  };
}

/** A complaint with how often it came. */
export interface CountedComplaint extends Complaint {
  readonly count: number;
  readonly rejected: boolean;
}

export interface ClockPair {
  readonly from: string;
  readonly to: string;
  readonly fromNs: bigint;
  readonly toNs: bigint;
}

/** Everything an importer reported of one source. */
export interface Findings {
  accepted: number;
  rejected: number;
  skipped: number;
  lost: number | null;
  status: "whole" | "truncated" | "partial";
  clock: ClockInfo | null;
  offset: bigint;
  wall: boolean;
  first: bigint | null;
  last: bigint | null;
  readonly counts: Record<"event" | "comm" | "cpu" | "skipped", Map<string, number>>;
  readonly complaints: Map<string, CountedComplaint>;
  readonly pairs: ClockPair[];
  readonly properties: Map<string, string>;
  /** Ticks a second by clock, as the source told them. */
  readonly rates: Map<string, number>;
  commsFromTasks: boolean;
  toldByPath: boolean;
}

const bump = (map: Map<string, number>, key: string, n: number): void => {
  map.set(key, (map.get(key) ?? 0) + n);
};

/** What is known of clocks when a source is opened. */
export interface KnownClocks {
  /** What must be added to a clock's ns for the project's time base, null when it is not known. */
  offsetOf(clock: ClockInfo): { offset: bigint; wall: boolean } | null;
  /** Ticks a second of a clock, null when they are not known. */
  rateOf(clock: string): number | null;
}

export const noClocks: KnownClocks = { offsetOf: () => null, rateOf: () => null };

export function createContext(
  ids: JobIds,
  options: ImportOptions,
  signal: AbortSignal,
  clocks: KnownClocks,
): { context: ImportContext; findings: Findings } {
  const findings: Findings = {
    accepted: 0,
    rejected: 0,
    skipped: 0,
    lost: null,
    status: "whole",
    clock: null,
    offset: 0n,
    wall: false,
    first: null,
    last: null,
    counts: { event: new Map(), comm: new Map(), cpu: new Map(), skipped: new Map() },
    complaints: new Map(),
    pairs: [],
    properties: new Map(),
    rates: new Map(),
    commsFromTasks: false,
    toldByPath: false,
  };
  const complain = (complaint: Complaint, count: number, rejected: boolean): void => {
    const known = findings.complaints.get(complaint.code);
    findings.complaints.set(complaint.code, { ...(known ?? complaint), count: (known?.count ?? 0) + count, rejected });
  };
  const context: ImportContext = {
    options,
    signal,
    name: (text) => ids.name(text),
    nextId: (table) => ids.next(table),
    clock(info) {
      if (findings.clock) throw failure("internal", "an importer told its clock twice", { exit: 5 });
      const found = clocks.offsetOf(info);
      findings.clock = info;
      findings.offset = found?.offset ?? 0n;
      findings.wall = found?.wall ?? false;
      return findings.offset;
    },
    accept(records) {
      findings.accepted += records;
    },
    reject(complaint, records = 1) {
      findings.rejected += records;
      complain(complaint, records, true);
    },
    skip(kind, records = 1) {
      findings.skipped += records;
      bump(findings.counts.skipped, kind, records);
    },
    remark: (complaint) => complain(complaint, 1, false),
    count: (what, key, n) => bump(findings.counts[what], key, n),
    commsFromTasks() {
      findings.commsFromTasks = true;
    },
    toldByPath() {
      findings.toldByPath = true;
    },
    lost(records) {
      findings.lost = (findings.lost ?? 0) + records;
    },
    span(first, last) {
      // Damaged times may exceed 64 bits; rows hold them wrapped around.
      const [from, until] = [BigInt.asIntN(64, first), BigInt.asIntN(64, last)];
      if (findings.first === null || from < findings.first) findings.first = from;
      if (findings.last === null || until > findings.last) findings.last = until;
    },
    status(status) {
      if (findings.status === "whole" || status === "partial") findings.status = status;
    },
    property: (key, value) => void findings.properties.set(key, value),
    rate: (clock) => findings.rates.get(clock) ?? clocks.rateOf(clock),
    tellRate: (clock, hz) => void findings.rates.set(clock, hz),
    clockPair: (from, to, fromNs, toNs) => void findings.pairs.push({ from, to, fromNs, toNs }),
  };
  return { context, findings };
}
