// The same run recorded by two recorders: their times differ by a little, so neither holds the other's rows exactly.
import type { All, StoredCaptures } from "./stored-captures.ts";
import type { TimedCapture } from "./timed-captures.ts";

/** What a record is recognised by, whoever wrote it. */
const KEYS = {
  fault: "k.tid, x.addr, x.kind",
  vm_exit: "k.tid, x.ip, x.info1, x.info2",
  mmu: "k.tid, x.addr, x.bytes, x.frame",
  event: "k.tid, regexp_replace(n.text, '^.*:', '')",
} as const;
type Recorded = keyof typeof KEYS;
const TABLES = Object.keys(KEYS) as Recorded[];

/** Tables beside the recorded ones that every trace has: who ran, what was mapped, settings. */
const BESIDE = new Set(["task", "mapping", "fact", "event_field", "guest_seen", "guest_ram", "loss", "sched", "name"]);

const SAMPLE = 1000;
const LEAST_ROWS = 100;
const LEAST_SHARE = 0.99;
/** Recorders stamp one event one after the other. */
const MOST_APART_NS = 50_000;

/** Whether `small` may be another recording of what `large` holds, by what is known without a query. */
function plausible(small: TimedCapture, large: TimedCapture): boolean {
  if (small.recorder === large.recorder || small.base !== large.base || small.base === "none") return false;
  const tables = Object.keys(small.rows).filter((table) => (small.rows[table] ?? 0) > 0);
  if (tables.some((table) => !(table in KEYS) && !BESIDE.has(table))) return false;
  const own = TABLES.filter((table) => (small.rows[table] ?? 0) > 0);
  const count = (c: TimedCapture): number => own.reduce((n, table) => n + (c.rows[table] ?? 0), 0);
  if (
    count(small) < LEAST_ROWS ||
    own.some((table) => (large.rows[table] ?? 0) < (small.rows[table] ?? 0) * LEAST_SHARE)
  )
    return false;
  if (![...small.events].every((event) => large.events.has(event))) return false;
  return count(small) !== count(large) || isBetter(large, small);
}

/** Which of two recordings of as many events is kept. */
function isBetter(a: TimedCapture, b: TimedCapture): boolean {
  if (a.stored !== b.stored) return a.stored;
  if (a.stepNs !== b.stepNs) return a.stepNs < b.stepNs;
  if (a.whole !== b.whole) return a.whole;
  return a.id < b.id;
}

function keyed(table: Recorded, c: TimedCapture): string {
  const name = table === "event" ? ` LEFT JOIN ${c.schema}name n ON n.id = x.event_id` : "";
  return `SELECT hash(${KEYS[table]}) AS h, x.t + (${c.shift}) AS t, x.seq FROM ${c.schema}${table} x
    LEFT JOIN (SELECT DISTINCT id, tid FROM ${c.schema}task WHERE capture_id = ${c.id}) k ON k.id = x.task_id${name}
    WHERE x.capture_id = ${c.id} AND x.t IS NOT NULL`;
}

/** Whether nearly all of a sample of the small one's rows stand in the large one, within what recorders differ by. */
async function liesIn(all: All, small: TimedCapture, large: TimedCapture): Promise<boolean> {
  for (const table of TABLES) {
    if (!small.rows[table]) continue;
    const [row] = await all(`
      WITH sample AS (SELECT * FROM (${keyed(table, small)}) ORDER BY hash(seq), seq LIMIT ${SAMPLE})
      SELECT (SELECT count(*) FROM sample) AS n, count(DISTINCT s.seq) AS found
      FROM sample s JOIN (${keyed(table, large)}) l ON l.h = s.h AND l.t BETWEEN s.t - ${MOST_APART_NS} AND s.t + ${MOST_APART_NS}`);
    if (Number(row?.found ?? 0) < LEAST_SHARE * Number(row?.n ?? 0)) return false;
  }
  return true;
}

/**
 * Finds captures that another recorder made of what a larger one holds too, on one time line; `known` are duplicates that
 * were found already and are left out. Returns the capture that is kept for each that is hidden.
 */
export async function findOtherRecordings(
  all: All,
  captures: readonly TimedCapture[],
  held: StoredCaptures,
  known: ReadonlyMap<number, number>,
): Promise<Map<number, number>> {
  const twins = new Map(known);
  for (const small of captures) {
    for (const large of captures) {
      if (twins.has(small.id) || twins.has(large.id) || (small.stored && large.stored)) continue;
      if (!plausible(small, large)) continue;
      for (const c of [small, large]) if (c.stored) await held.attach(c.id);
      if (await liesIn(all, small, large)) twins.set(small.id, large.id);
    }
  }
  return twins;
}
