// What the columns of a table of counters are: whose they are, their names, units and kinds.
import { ksmMeaning, ksmStatMeaning } from "../../text/ksm.ts";
import { unitOfColumn } from "../../text/numbers.ts";
import { gauge, type Meaning, type Scope } from "../../text/statistics.ts";
import { isClockColumn } from "../../text/timed-csv.ts";

const PROCESS_COLUMNS: readonly string[] = ["proc", "process", "comm"];
const GUEST_COLUMNS: readonly string[] = ["guest", "domain", "vm"];

export interface CounterColumn {
  readonly at: number;
  readonly name: string;
  readonly meaning: Meaning;
  /** Known to hold numbers before its first value is seen. */
  readonly numbers: boolean;
}

export interface TableMeaning {
  /** First part of the names of the series. */
  readonly source: string;
  readonly scope: Scope;
  /** Columns that say whom a row is about; -1 where there is none. */
  readonly subject: number;
  readonly pid: number;
  readonly columns: readonly CounterColumn[];
}

/** Counters of KSM as seen from other processes than those under study; never the host's own totals. */
const OTHER_PROCESSES: readonly string[] = ["procs", "rmap_items", "merging_pages"];

/** The one file of KSM that holds words. */
const KSM_WORDS: readonly string[] = ["advisor_mode"];

function sourceOf(names: readonly string[]): string {
  if (names.includes("pages_sharing")) return "ksm";
  if (OTHER_PROCESSES.every((name) => names.includes(name))) return "ksm_other";
  return names.some((name) => name.startsWith("ksm_")) ? "ksm_stat" : "csv";
}

function columnOf(source: string, name: string, at: number): CounterColumn {
  if (source === "ksm") return { at, name, meaning: ksmMeaning(name), numbers: !KSM_WORDS.includes(name) };
  if (source !== "csv") return { at, name, meaning: ksmStatMeaning(name), numbers: false };
  const { unit, scale } = unitOfColumn(name);
  return { at, name, meaning: gauge(unit, scale), numbers: unit !== "count" };
}

/** Reads the meaning of a table from its header. */
export function meaningOf(names: readonly string[]): TableMeaning {
  const source = sourceOf(names);
  const pid = names.indexOf("pid");
  const process = names.findIndex((name) => PROCESS_COLUMNS.includes(name));
  const guest = names.findIndex((name) => GUEST_COLUMNS.includes(name));
  const scope: Scope =
    process >= 0 || pid >= 0 ? "process" : guest >= 0 ? "guest" : source === "ksm" ? "host" : "other";
  const subject = process >= 0 ? process : guest;
  const columns = names
    .map((name, at) => columnOf(source, name, at))
    .filter(({ at, name }) => !isClockColumn(name) && at !== subject && at !== pid);
  return { source, scope, subject, pid, columns };
}
