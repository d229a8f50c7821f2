// The SQL by which a user counts the touches of frames again that residency was computed from.
import { PAGE_BYTES } from "../../src-shared/base/units.ts";
import { type Epochs, epochSql } from "./recording.ts";
import type { GivingSpan } from "./sizes.ts";
import { sqlText } from "./sql.ts";

/** No hypervisor maps more at once; a larger range is damage. */
const MOST_MAPPED_BYTES = 2 ** 30;

export const FAULTS_IN_RAM = `FROM fault
    WHERE gpa IS NOT NULL AND guest IS NOT NULL AND mmio IS NOT TRUE`;
export const MAPPED_RANGES = `FROM mmu WHERE kind IN ('map', 'populate') AND gpa IS NOT NULL AND guest IS NOT NULL
      AND bytes BETWEEN ${PAGE_BYTES} AND ${MOST_MAPPED_BYTES}`;

/** Rows of phases that a text may list; a guest whose size never rests has more. */
export const MOST_PHASE_ROWS = 2000;

const ns = (ms: number): string => `${BigInt(Math.round(ms)) * 1_000_000n}`;
const ALWAYS = "-9223372036854775807";

/** Rows (guest, first moment, phase) for the guests that gave up pages. */
function phaseRows(spans: ReadonlyMap<string, readonly GivingSpan[]>): string[] {
  const rows: string[] = [];
  for (const [guest, list] of spans) {
    if (list.length === 0) continue;
    rows.push(`(${sqlText(guest)}, ${ALWAYS}, 0)`);
    for (const [k, span] of list.entries()) {
      rows.push(`(${sqlText(guest)}, ${ns(span.fromMs)}, ${2 * k + 1})`);
      rows.push(`(${sqlText(guest)}, ${ns(span.untilMs + 1)}, ${2 * k + 2})`);
    }
  }
  return rows;
}

/**
 * Counts by guest and epoch: `fault` all faults; `frame` frames that are touched for the first time in a phase, with the phase
 * in which they were touched before (NULL: never). A frame is touched by a fault on it, or when a range with it is mapped: one
 * fault on a huge page brings all its frames. Phases are told apart only for guests that gave up pages.
 */
export function faultsSql(epochs: Epochs, spans: ReadonlyMap<string, readonly GivingSpan[]>): string {
  const epoch = epochSql(epochs);
  const rows = phaseRows(spans);
  const still = "SELECT guest, 0 AS phase, NULL::BIGINT AS before, min(t) AS t FROM touch";
  const phased = `p AS (SELECT guest, gfn, phase, min(t) AS t FROM (SELECT touch.guest, touch.gfn, phase.phase, touch.t
    FROM touch ASOF JOIN phase ON touch.guest = phase.guest AND touch.t >= phase.t) GROUP BY guest, gfn, phase),
  frame AS (SELECT guest, phase, lag(phase) OVER (PARTITION BY guest, gfn ORDER BY phase) AS before, t FROM p
    UNION ALL ${still} WHERE guest NOT IN (SELECT guest FROM phase) GROUP BY guest, gfn)`;
  const parts = [
    `f AS MATERIALIZED (SELECT guest, gpa // ${PAGE_BYTES} AS gfn, coalesce(t, 0) AS t ${FAULTS_IN_RAM})`,
    `mapped AS (SELECT DISTINCT guest, gpa // ${PAGE_BYTES} AS gfn, bytes // ${PAGE_BYTES} AS frames, coalesce(t, 0) AS t
    ${MAPPED_RANGES})`,
    `touch AS (SELECT guest, gfn, t FROM f UNION ALL
    SELECT guest, unnest(range(gfn::BIGINT, (gfn + frames)::BIGINT))::UBIGINT, t FROM mapped)`,
    ...(rows.length > 0
      ? [`phase(guest, t, phase) AS (SELECT col0, col1::BIGINT, col2::BIGINT FROM (VALUES ${rows.join(", ")}))`, phased]
      : [`frame AS (${still} GROUP BY guest, gfn)`]),
  ];
  return `WITH ${parts.join(",\n  ")}
  SELECT 'fault' AS what, guest, NULL::BIGINT AS before, 0::BIGINT AS phase, ${epoch} AS e, count(*) AS n FROM f GROUP BY ALL
  UNION ALL SELECT 'frame', guest, before, phase, ${epoch} AS e, count(*) FROM frame GROUP BY ALL
  ORDER BY guest, what, e, phase, before NULLS FIRST`;
}
