// Page faults as columns by epochs, and from them and the moves of sizes the resident pages of every guest.
import { PAGE_BYTES } from "../../src-shared/base/units.ts";
import type { SizeMove, SizeStep } from "../../src-shared/profile/balloon.ts";
import { type PhaseFaults, type ResidencyBand, residency } from "../../src-shared/profile/residency.ts";
import { byEpoch } from "../../src-shared/profile/series.ts";
import type { QueryClient } from "../store/contract.ts";
import { type Epochs, epochOf, type RecordedGuest } from "./recording.ts";
import { type GivingSpan, givingSpans, readMoves } from "./sizes.ts";
import { groupBy, maybe, numberOf, type Row, rowsOf, sqlText } from "./sql.ts";

/** What the faults of one guest give. */
export interface GuestFaults {
  readonly faults: number;
  /** Distinct frames that faulted. */
  readonly footprint: number;
  /** Epoch of its first fault. */
  readonly firstEpoch: number;
  readonly firstTouches: Float64Array;
  readonly perEpoch: Float64Array;
  readonly resident: ResidencyBand;
  readonly moves: number;
}

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

/** No hypervisor maps more at once; a larger range is damage. */
const MOST_MAPPED_BYTES = 2 ** 30;

/**
 * Counts by guest and epoch: `fault` all faults; `frame` frames that are touched for the first time in a phase, with the phase
 * in which they were touched before (NULL: never). A frame is touched by a fault on it, or when a range with it is mapped: one
 * fault on a huge page brings all its frames. Phases are told apart only for guests that gave up pages.
 */
export function faultsSql(epochs: Epochs, spans: ReadonlyMap<string, readonly GivingSpan[]>): string {
  const epoch = `least(${epochs.count - 1}, greatest(0, (t // 1000000 - ${epochs.originMs}) // ${epochs.epochMs}))::BIGINT`;
  const rows = phaseRows(spans);
  const still = "SELECT guest, 0 AS phase, NULL::BIGINT AS before, min(t) AS t FROM touch";
  const phased = `p AS (SELECT guest, gfn, phase, min(t) AS t FROM (SELECT touch.guest, touch.gfn, phase.phase, touch.t
    FROM touch ASOF JOIN phase ON touch.guest = phase.guest AND touch.t >= phase.t) GROUP BY guest, gfn, phase),
  frame AS (SELECT guest, phase, lag(phase) OVER (PARTITION BY guest, gfn ORDER BY phase) AS before, t FROM p
    UNION ALL ${still} WHERE guest NOT IN (SELECT guest FROM phase) GROUP BY guest, gfn)`;
  const parts = [
    `f AS MATERIALIZED (SELECT guest, gpa // ${PAGE_BYTES} AS gfn, coalesce(t, 0) AS t FROM fault
    WHERE gpa IS NOT NULL AND guest IS NOT NULL AND mmio IS NOT TRUE)`,
    `mapped AS (SELECT DISTINCT guest, gpa // ${PAGE_BYTES} AS gfn, bytes // ${PAGE_BYTES} AS frames, coalesce(t, 0) AS t
    FROM mmu WHERE kind IN ('map', 'populate') AND gpa IS NOT NULL AND guest IS NOT NULL
      AND bytes BETWEEN ${PAGE_BYTES} AND ${MOST_MAPPED_BYTES})`,
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

const column = (epochs: Epochs, rows: readonly Row[]): Float64Array =>
  byEpoch(
    epochs.count,
    rows.map((r) => numberOf(r, "e")),
    rows.map((r) => numberOf(r, "n")),
  );

const stepColumn = (epochs: Epochs, steps: readonly SizeStep[]): Float64Array =>
  byEpoch(
    epochs.count,
    steps.map((s) => epochOf(epochs, s.ms)),
    steps.map((s) => Math.abs(s.pages)),
  );

const phaseFaults = (frames: readonly Row[]): PhaseFaults => ({
  epoch: frames.map((r) => numberOf(r, "e")),
  before: frames.map((r) => maybe(r, "before") ?? -1),
  phase: frames.map((r) => numberOf(r, "phase")),
  frames: frames.map((r) => numberOf(r, "n")),
});

function guestFaults(
  epochs: Epochs,
  rows: readonly Row[],
  guest: RecordedGuest,
  moves: readonly SizeMove[],
  merging: boolean,
): GuestFaults {
  const frames = rows.filter((r) => r.what === "frame");
  const firstTouches = column(
    epochs,
    frames.filter((r) => r.before === null),
  );
  const perEpoch = column(
    epochs,
    rows.filter((r) => r.what === "fault"),
  );
  const input = {
    epochs: epochs.count,
    ramPages: guest.ramBytes === null ? Number.MAX_SAFE_INTEGER : Math.floor(guest.ramBytes / PAGE_BYTES),
    faults: phaseFaults(frames),
    givenUp: givingSpans(moves).map((span) => stepColumn(epochs, span.steps)),
    givenBack: stepColumn(
      epochs,
      moves.filter((m) => m.pages < 0).flatMap((m) => m.steps),
    ),
    merging,
  };
  return {
    faults: perEpoch.reduce((a, b) => a + b, 0),
    footprint: firstTouches.reduce((a, b) => a + b, 0),
    firstEpoch: Math.max(
      0,
      perEpoch.findIndex((n) => n > 0),
    ),
    firstTouches,
    perEpoch,
    resident: residency(input),
    moves: moves.length,
  };
}

/** Reads the faults of all guests whose RAM is mapped; guests without a fault in it are left out. */
export async function readFaults(
  query: QueryClient,
  epochs: Epochs,
  guests: readonly RecordedGuest[],
  merging: boolean,
): Promise<{ byGuest: Map<string, GuestFaults>; sql: string }> {
  const moves = await readMoves(query, guests);
  const sql = faultsSql(epochs, new Map([...moves].map(([guest, list]) => [guest, givingSpans(list)])));
  const byGuest = new Map<string, GuestFaults>();
  for (const [name, rows] of groupBy(await rowsOf(query, sql), "guest")) {
    const guest = guests.find((g) => g.name === name);
    if (guest) byGuest.set(name, guestFaults(epochs, rows, guest, moves.get(name) ?? [], merging));
  }
  return { byGuest, sql };
}
