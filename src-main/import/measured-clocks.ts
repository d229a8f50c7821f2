// Clocks measured against each other: two recordings of the same events tell how far their clocks are apart.
import type { Shift } from "../store/contract.ts";
import type { ClockLink } from "./clocks.ts";
import type { All, StoredCaptures } from "./stored-captures.ts";
import type { TimedCapture } from "./timed-captures.ts";

/** How far `a` must be moved to lie on the times of `b`. */
interface Distance {
  readonly ns: bigint;
  readonly residualNs: bigint;
  readonly driftPpm: number | null;
  readonly pairs: number;
}

export interface Measured {
  readonly links: readonly (ClockLink & { readonly capture: number })[];
  readonly shifts: readonly Shift[];
}

/** What tells one record of a table from all others, whatever recorder wrote it. */
const KEYS = {
  fault: { what: "k.tid, x.addr", known: "x.addr IS NOT NULL", more: "" },
  event: {
    what: "k.tid, regexp_replace(n.text, '^.*:', ''), x.v1, x.v2, x.v3",
    known: "x.v1 IS NOT NULL",
    more: "name",
  },
  vm_exit: { what: "k.tid, x.ip, x.info1, x.info2", known: "x.ip IS NOT NULL", more: "" },
} as const;
type Keyed = keyof typeof KEYS;
const TABLES = Object.keys(KEYS) as Keyed[];

/** Fewer equal records may be chance. */
const LEAST_PAIRS = 50;
/** Half of all differences must lie this close together, or they are of records that only look alike. */
const MOST_SPREAD_NS = 1_000_000n;
/** Records compared for one pair of captures; of more, those whose key falls on every nth number. */
const MOST_KEYS = 400_000;
/** Captures that one is measured against. */
const MOST_REFERENCES = 12;

const recorded = (rows: TimedCapture["rows"]): number => TABLES.reduce((n, table) => n + (rows[table] ?? 0), 0);

/** Keys that stand once in a table of a capture, with their times. */
function keyed(table: Keyed, c: TimedCapture, every: number): string {
  const { what, known, more } = KEYS[table];
  const name = more ? ` JOIN ${c.schema}name n ON n.id = x.event_id` : "";
  return `SELECT h, any_value(t) AS t FROM (
    SELECT hash(${what}) AS h, x.t + (${c.shift}) AS t FROM ${c.schema}${table} x
    JOIN (SELECT DISTINCT id, tid FROM ${c.schema}task WHERE capture_id = ${c.id}) k ON k.id = x.task_id${name}
    WHERE x.capture_id = ${c.id} AND x.t IS NOT NULL AND ${known})
    WHERE h % ${every} = 0 GROUP BY h HAVING count(*) = 1`;
}

async function distance(all: All, a: TimedCapture, b: TimedCapture, table: Keyed): Promise<Distance | null> {
  const every = Math.max(1, Math.ceil(Math.max(a.rows[table] ?? 0, b.rows[table] ?? 0) / MOST_KEYS));
  const [row] = await all(`
    WITH pair AS (SELECT a.t, b.t - a.t AS d FROM (${keyed(table, a, every)}) a JOIN (${keyed(table, b, every)}) b USING (h)),
    mid AS (SELECT quantile_disc(d, 0.5) AS d, quantile_disc(d, 0.75) - quantile_disc(d, 0.25) AS spread,
      min(t) AS t, count(*) AS n FROM pair)
    SELECT mid.n, mid.d::VARCHAR AS d, mid.spread::VARCHAR AS spread,
      quantile_disc(abs(pair.d - mid.d), 0.95)::VARCHAR AS residual,
      regr_slope((pair.d - mid.d)::DOUBLE, (pair.t - mid.t)::DOUBLE)
        FILTER (abs(pair.d - mid.d) <= ${MOST_SPREAD_NS}) * 1e6 AS drift
    FROM pair, mid GROUP BY ALL`);
  if (!row || Number(row.n) < LEAST_PAIRS || BigInt(String(row.spread)) > MOST_SPREAD_NS) return null;
  return {
    ns: BigInt(String(row.d)),
    residualNs: BigInt(String(row.residual)),
    driftPpm: typeof row.drift === "number" && Number.isFinite(row.drift) ? row.drift : null,
    pairs: Number(row.n),
  };
}

/** The most telling table first. */
async function measure(all: All, a: TimedCapture, b: TimedCapture): Promise<Distance | null> {
  for (const table of TABLES) {
    if (!a.rows[table] || !b.rows[table]) continue;
    const found = await distance(all, a, b, table);
    if (found) return found;
  }
  return null;
}

/** Whom a capture is measured against: clocks that are linked to the wall clock first, then whoever recorded most. */
const references = (a: TimedCapture, captures: readonly TimedCapture[]): TimedCapture[] =>
  captures
    .filter((b) => b.clock !== a.clock && b.clock !== "none" && recorded(b.rows) > 0)
    .sort((x, y) => Number(y.wall) - Number(x.wall) || recorded(y.rows) - recorded(x.rows) || x.id - y.id)
    .slice(0, MOST_REFERENCES);

/**
 * Measures every clock that nothing links to the wall clock against the other captures, new and stored. What is found for
 * one capture holds for all of its clock that are not linked either.
 */
export async function measureClocks(
  all: All,
  captures: readonly TimedCapture[],
  held: StoredCaptures,
): Promise<Measured> {
  const links: (ClockLink & { capture: number })[] = [];
  const shifts: Shift[] = [];
  const settled = new Set<string>();
  const open = captures.filter((c) => !c.wall && c.clock !== "none" && !c.shifted && recorded(c.rows) > 0);
  for (const a of open.sort((x, y) => recorded(y.rows) - recorded(x.rows) || x.id - y.id)) {
    if (settled.has(a.clock)) continue;
    for (const b of references(a, captures)) {
      // Two stored captures were measured when the later one came; of two clocks without a link one stays the reference.
      if ((a.stored && b.stored) || (!b.wall && settled.has(b.clock))) continue;
      for (const c of [a, b]) if (c.stored) await held.attach(c.id);
      const found = await measure(all, a, b);
      if (!found) continue;
      settled.add(a.clock);
      if (!b.wall) settled.add(b.clock);
      const onto = b.wall ? {} : { onto: b.clock };
      for (const c of open)
        if (c.clock === a.clock) shifts.push({ capture: c.id, ns: String(found.ns), wall: b.wall, ...onto });
      links.push({
        capture: a.stored ? b.id : a.id,
        from: a.clock,
        to: b.clock,
        offsetNs: found.ns + a.offset - b.offset - b.shift,
        residualNs: found.residualNs,
        pairs: found.pairs,
        method: "measured on equal records",
        driftPpm: found.driftPpm,
      });
      break;
    }
  }
  return { links, shifts };
}
