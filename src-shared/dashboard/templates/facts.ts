// What a project holds that dashboards can show: its lanes, rows of its tables, and a few counts that tell what is known.
import type { LanesReply } from "../../protocol/column-replies.ts";
import { heatName, laneName, matches } from "../lanes.ts";

export interface Facts {
  readonly lanes: LanesReply["lanes"];
  readonly heatLanes: LanesReply["heat_lanes"];
  /** Rows by table. */
  readonly tables: Readonly<Record<string, number>>;
  readonly guests: readonly string[];
  /** Whether any scenario was answered. */
  readonly answered: boolean;
  /** Counts by the names of `FACTS_SQL`; empty while they are not known. */
  readonly counts: Readonly<Record<string, number>>;
}

/** One row of counts: whether stalls, addresses, contents and balloon events were recorded. */
export const FACTS_SQL = `SELECT
  (SELECT count(stall_ns) FROM fault) AS fault_stalls,
  (SELECT count(*) FROM fault WHERE guest IS NOT NULL) AS guest_faults,
  (SELECT count(DISTINCT kind) FROM fault) AS fault_kinds,
  (SELECT count(stall_ns) FROM vm_exit) AS exit_stalls,
  (SELECT count(hash) FROM page) AS hashed_pages,
  (SELECT count(*) FROM guest_event WHERE kind = 'balloon') AS balloon_events,
  (SELECT count(*) FROM mmu WHERE kind IN ('populate', 'reclaim', 'balloon_out', 'grant', 'ungrant')) AS xen_moves`;

/** Counts of a reply to `FACTS_SQL`. */
export function countsOf(
  columns: readonly { readonly name: string }[],
  row: readonly unknown[] | undefined,
): Facts["counts"] {
  return Object.fromEntries(columns.map(({ name }, at) => [name, Number(row?.[at] ?? 0)]));
}

/** Patterns of statistics of guests; other processes have the same ones. */
export const isOfGuests = (pattern: string): boolean => pattern.endsWith(" of *");

export const hasLane = ({ lanes }: Facts, pattern: string): boolean =>
  lanes.some((lane) => matches(pattern, laneName(lane)) && (lane.guest !== null || !isOfGuests(pattern)));

export const hasHeat = ({ heatLanes }: Facts, pattern: string): boolean =>
  heatLanes.some((lane) => matches(pattern, heatName(lane)));

/** The first of the patterns that any lane has; null: none. */
export const firstLane = (facts: Facts, patterns: readonly string[]): string | null =>
  patterns.find((pattern) => hasLane(facts, pattern)) ?? null;

/** Statistics that tell how much host memory a guest's process holds, best first. */
export const RESIDENT = [
  "gauge/smaps_rollup.Rss of *",
  "gauge/domstats.balloon.rss of *",
  "gauge/dommemstat.rss of *",
  "gauge/status.VmRSS of *",
  "gauge/stat.rss of *",
  "resident/*",
  "gauge/xentop.MEM(k) of *",
  "gauge/xl_list.Mem of *",
];

/** Statistics that tell what size a guest has now. */
export const BALLOON = [
  "gauge/domstats.balloon.current of *",
  "gauge/dommemstat.actual of *",
  "gauge/qmp.balloon.actual of *",
  "gauge/xenstore.memory/target of *",
];
