// One event of a guest told by two sources of a job (libvirt's log and QEMU's) is kept once; the rest is counted.
import type { JsonRow, SqlValue } from "../store/contract.ts";
import type { Findings } from "./context.ts";

type All = (sql: string, params?: readonly SqlValue[]) => Promise<JsonRow[]>;

/** A source as far as repeated events go. */
export interface EventSource {
  readonly id: number;
  readonly findings: Findings;
}

/**
 * Two logs stamp one event where they hear of it: some milliseconds apart, more on a busy host. QEMU itself sends equal
 * events of one device a second apart.
 */
const WINDOW_NS = 250_000_000n;

/** Beyond this no log of events is compared: guests have few events. */
const MOST = 200_000;

interface Told {
  readonly capture: number;
  readonly seq: string;
  readonly t: bigint;
  readonly stepNs: number;
  /** How much its row tells. */
  readonly columns: number;
}

/** What must be equal for two rows to be one event; sizes asked for and sizes reached are never equal. */
const KEY = "guest_name, kind, bytes, wanted_bytes, took_ns";
/** A mark is whatever the user wrote, so equal ones are told apart. */
const COMPARABLE = "guest_name IS NOT NULL AND t IS NOT NULL AND kind <> 'mark'";

async function readGroups(all: All, stepOf: (capture: number) => number): Promise<Map<string, Told[]>> {
  const [row] = await all(
    `SELECT count(*) AS n, count(DISTINCT capture_id) AS captures FROM guest_event WHERE ${COMPARABLE}`,
  );
  const groups = new Map<string, Told[]>();
  if (Number(row?.n) > MOST || Number(row?.captures) < 2) return groups;
  const rows = await all(`SELECT capture_id, seq::VARCHAR AS seq, t::VARCHAR AS t, row(${KEY})::VARCHAR AS key,
    (device IS NOT NULL)::INTEGER + (detail IS NOT NULL)::INTEGER AS columns
    FROM guest_event WHERE ${COMPARABLE} ORDER BY guest_event.t, capture_id, guest_event.seq`);
  for (const r of rows) {
    const capture = Number(r.capture_id);
    const told = {
      capture,
      seq: String(r.seq),
      t: BigInt(String(r.t)),
      stepNs: stepOf(capture),
      columns: Number(r.columns),
    };
    const group = groups.get(String(r.key));
    if (group) group.push(told);
    else groups.set(String(r.key), [told]);
  }
  return groups;
}

/** Rows of one event, one a source at most: a source that tells it twice means two events. */
function sameEvents(rows: readonly Told[]): Told[][] {
  const open: Told[][] = [];
  const events: Told[][] = [];
  for (const row of rows) {
    while (open[0] && row.t - (open[0][0] as Told).t > WINDOW_NS) open.shift();
    const home = open.find((event) => event.every((told) => told.capture !== row.capture));
    if (home) home.push(row);
    else {
      const event = [row];
      open.push(event);
      events.push(event);
    }
  }
  return events.filter((event) => event.length > 1);
}

const better = (a: Told, b: Told): number => a.stepNs - b.stepNs || b.columns - a.columns || a.capture - b.capture;

/** Removes from `guest_event` what another source of the job tells better, and counts it as skipped where it stood. */
export async function skipRepeatedEvents(all: All, sources: readonly EventSource[]): Promise<void> {
  const steps = new Map(sources.map((s) => [s.id, s.findings.clock?.stepNs ?? 1]));
  const groups = await readGroups(all, (capture) => steps.get(capture) ?? 1);
  const gone = new Map<number, string[]>();
  for (const rows of groups.values())
    for (const event of sameEvents(rows))
      for (const { capture, seq } of event.sort(better).slice(1)) {
        const list = gone.get(capture);
        if (list) list.push(seq);
        else gone.set(capture, [seq]);
      }
  for (const { id, findings } of sources) {
    const seqs = gone.get(id);
    if (!seqs) continue;
    await all(`DELETE FROM guest_event WHERE capture_id = ${id} AND seq IN (${seqs.join(", ")})`);
    findings.accepted -= seqs.length;
    findings.skipped += seqs.length;
    const { skipped } = findings.counts;
    const kind = "event that another capture tells";
    skipped.set(kind, (skipped.get(kind) ?? 0) + seqs.length);
  }
}
