// Views that sum up the canonical ones for one kind of host: declared once for the database, completion and docs/tables.md.

export interface SummaryColumn {
  readonly name: string;
  readonly type: string;
  readonly unit: string | null;
  readonly meaning: string;
}

export interface Summary {
  readonly name: string;
  readonly meaning: string;
  readonly columns: readonly SummaryColumn[];
  /** A SELECT over the canonical views, its columns in this order. */
  readonly sql: string;
  readonly examples: readonly string[];
}

const column = (name: string, type: string, unit: string | null, meaning: string): SummaryColumn => ({
  name,
  type,
  unit,
  meaning,
});

/** Rows of `view` that a vCPU or domain of Xen has, counted by `key`. */
const ofXen = (what: string, view: string, key: string, ns: string, bytes: string): string => `
SELECT capture, guest, TRY_CAST(regexp_extract(comm, '^d([0-9]+)', 1) AS INTEGER) AS domid, vcpu, '${what}' AS what,
  ${key} AS "key", count(*) AS n, ${ns}::BIGINT AS ns, ${bytes}::BIGINT AS bytes
FROM ${view} WHERE capture IN (SELECT id FROM capture WHERE format LIKE 'xentrace%') GROUP BY ALL`;

/** An event's name as xentrace_format prints it, which the importer keeps as a fact. */
const EVENT_NAME = `coalesce((SELECT any_value(f.value) FROM fact f WHERE f.capture = event.capture
  AND f.name = 'xentrace.' || event.event), event.event)`;

const xenSummary: Summary = {
  name: "xen_summary",
  meaning:
    "What xenalyze's summary tells of a Xen recording: for each vCPU the time in each run state, exits with their time, page faults, memory operations, and all other records by name. What is of nobody known has domid NULL; memory operations on a domain by another one have vcpu NULL; the idle domain is 32767",
  columns: [
    column("capture", "INTEGER", null, "the recording"),
    column("guest", "VARCHAR", null, "name of the guest; NULL: dom0, idle, nobody known"),
    column("domid", "INTEGER", null, "Xen domain"),
    column("vcpu", "INTEGER", null, "vCPU; NULL: the whole domain"),
    column("what", "VARCHAR", null, "state, exit, fault, memory or event"),
    column(
      "key",
      "VARCHAR",
      null,
      "run state, reason of the exit, kind of fault, memory operation, name of the record",
    ),
    column("n", "BIGINT", null, "how many"),
    column("ns", "BIGINT", "ns", "time in the state; time from exits and faults to the next entry, where it is known"),
    column("bytes", "BIGINT", "bytes", "memory concerned"),
  ],
  sql: [
    ofXen("state", "sched", "state::VARCHAR", "sum(ns)", "NULL"),
    ofXen("exit", "vm_exit", "reason", "sum(stall_ns)", "NULL"),
    ofXen("fault", "fault", "kind::VARCHAR || CASE WHEN mmio THEN ' mmio' ELSE '' END", "sum(stall_ns)", "NULL"),
    ofXen("memory", "mmu", "kind::VARCHAR", "NULL", "sum(bytes)"),
    ofXen("event", "event", EVENT_NAME, "NULL", "NULL"),
  ].join("\nUNION ALL\n"),
  examples: [
    `SELECT domid, guest, "key", sum(ns) / 1e9 AS seconds FROM xen_summary WHERE what = 'state' GROUP BY ALL ORDER BY ALL;`,
    `SELECT guest, "key", sum(n) AS exits, sum(ns) / 1e6 AS ms FROM xen_summary WHERE what = 'exit' GROUP BY ALL ORDER BY exits DESC;`,
    `SELECT guest, sum(bytes) / 1048576 AS mib FROM xen_summary WHERE what = 'memory' AND "key" = 'balloon_out' GROUP BY guest;`,
  ],
};

export const summaries: readonly Summary[] = [xenSummary];
