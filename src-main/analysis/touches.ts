// First touches of frames by epoch and phase, of a few guests at a time and a part of their frames at a time: what the database
// and this process hold is bounded, however many faults there are.
import { PAGE_BYTES } from "../../src-shared/base/units.ts";
import type { PhaseFaults } from "../../src-shared/profile/residency.ts";
import type { QueryClient } from "../store/contract.ts";
import { FAULTS_IN_RAM, MAPPED_RANGES } from "./faults-sql.ts";
import { type PhaseBounds, phaseBounds } from "./phase-bounds.ts";
import { type Epochs, epochSql } from "./recording.ts";
import type { GivingSpan } from "./sizes.ts";
import { sqlText } from "./sql.ts";

/** Touches whose frames the database groups at a time. */
export const TOUCHES_AT_A_TIME = 2 ** 21;

export interface TouchingGuest {
  readonly name: string;
  readonly touches: number;
  /** Spans in which it gave up pages. */
  readonly spans: readonly GivingSpan[];
}

/** Some frames of each guest: those whose number leaves the rest `part` when divided by `parts`. */
interface Part {
  readonly part: number;
  readonly parts: number;
}

/**
 * Every touch (guest `g`, `gfn`, `t`) of the frames of a part. A frame is touched by a fault on it, or when a range with it is
 * mapped: one fault on a huge page brings all its frames.
 */
function touchCte(names: readonly string[], { part, parts }: Part): string {
  const who = names.map((name, g) => `(${sqlText(name)}, ${g})`).join(", ");
  const frame = `gpa // ${PAGE_BYTES}`;
  const first = `head + (${part + parts} - head % ${parts}) % ${parts}`;
  return `who(guest, g) AS (SELECT col0, col1::INTEGER FROM (VALUES ${who})),
  touch AS (SELECT g, gfn, t FROM (SELECT guest, ${frame} AS gfn, coalesce(t, 0) AS t ${FAULTS_IN_RAM}) JOIN who USING (guest)
    WHERE gfn % ${parts} = ${part}
    UNION ALL SELECT g, unnest(range(${first}, head + frames, ${parts}))::UBIGINT, t FROM (
      SELECT guest, (${frame})::BIGINT AS head, (bytes // ${PAGE_BYTES})::BIGINT AS frames, coalesce(t, 0) AS t ${MAPPED_RANGES}) JOIN who USING (guest))`;
}

/** Counts (g, epoch, phase in which the frames were touched before or -1, phase, frames) of guests that never gave up pages. */
const stillSql = (epochs: Epochs, names: readonly string[], part: Part): string =>
  `WITH ${touchCte(names, part)}
  SELECT g, e, -1 AS before, 0 AS phase, count(*)::DOUBLE AS n
  FROM (SELECT g, min(${epochSql(epochs)})::INTEGER AS e FROM touch GROUP BY g, gfn) GROUP BY g, e`;

/** The same of guests that gave up pages. */
const phasedSql = (epochs: Epochs, names: readonly string[], part: Part, { sql, bucket }: PhaseBounds): string =>
  `WITH ${touchCte(names, part)},
  bound AS (${sql}),
  p AS (SELECT touch.g, gfn, phase, min(${epochSql(epochs)})::INTEGER AS e FROM touch JOIN bound
    ON bound.g = touch.g AND b = ${bucket} AND t BETWEEN from_t AND last_t GROUP BY ALL)
  SELECT g, e, coalesce(before, -1) AS before, phase, count(*)::DOUBLE AS n
  FROM (SELECT g, e, phase, lag(phase) OVER (PARTITION BY g, gfn ORDER BY phase) AS before FROM p) GROUP BY ALL`;

/** Counts as they come. */
function createCounts() {
  let [rows, room] = [0, 256];
  let [epoch, before, phase] = [new Int32Array(room), new Int32Array(room), new Int32Array(room)];
  let frames = new Float64Array(room);
  const grow = (): void => {
    room *= 2;
    const larger = (old: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
      const own = new Int32Array(room);
      own.set(old);
      return own;
    };
    [epoch, before, phase] = [larger(epoch), larger(before), larger(phase)];
    const more = new Float64Array(room);
    more.set(frames);
    frames = more;
  };
  return {
    add(e: number, was: number, is: number, n: number): void {
      if (rows === room) grow();
      [epoch[rows], before[rows], phase[rows], frames[rows]] = [e, was, is, n];
      rows++;
    },
    /** In order of epoch, phase and the phase before, equal ones as one. */
    sorted(): PhaseFaults {
      const order = Uint32Array.from({ length: rows }, (_, i) => i).sort(
        (a, b) => epoch[a]! - epoch[b]! || phase[a]! - phase[b]! || before[a]! - before[b]!,
      );
      const out = createColumns(rows);
      for (const i of order) out.add(epoch[i]!, before[i]!, phase[i]!, frames[i]!);
      return out.columns();
    },
  };
}

function createColumns(most: number) {
  const [epoch, before, phase] = [new Int32Array(most), new Int32Array(most), new Int32Array(most)];
  const frames = new Float64Array(most);
  let rows = 0;
  return {
    add(e: number, was: number, is: number, n: number): void {
      const last = rows - 1;
      if (last >= 0 && epoch[last] === e && before[last] === was && phase[last] === is) frames[last]! += n;
      else {
        [epoch[rows], before[rows], phase[rows], frames[rows]] = [e, was, is, n];
        rows++;
      }
    },
    columns: (): PhaseFaults => ({
      epoch: epoch.subarray(0, rows),
      before: before.subarray(0, rows),
      phase: phase.subarray(0, rows),
      frames: frames.subarray(0, rows),
    }),
  };
}

/** An odd number of parts: frames of huge pages are spread over all of them. */
const partsOf = (times: number): number => (times <= 1 ? 1 : Math.ceil(times) | 1);

/**
 * First touches of each guest of the list, which either all gave up pages or none; `tell` hears of touches that were read.
 */
export async function readTouches(
  query: QueryClient,
  epochs: Epochs,
  guests: readonly TouchingGuest[],
  tell: (touches: number) => void,
  atATime = TOUCHES_AT_A_TIME,
): Promise<PhaseFaults[]> {
  const counts = guests.map(() => createCounts());
  const names = guests.map(({ name }) => name);
  const touches = guests.reduce((sum, guest) => sum + guest.touches, 0);
  const parts = partsOf(touches / atATime);
  const bounds = guests.some(({ spans }) => spans.length > 0) ? phaseBounds(guests.map(({ spans }) => spans)) : null;
  for (let part = 0; part < parts; part++) {
    const sql = bounds ? phasedSql(epochs, names, { part, parts }, bounds) : stillSql(epochs, names, { part, parts });
    for await (const { rows, columns } of query.select(sql, bounds?.params)) {
      const [g, e, before, phase, n] = columns.map(({ data }) => data) as unknown as ArrayLike<number>[];
      for (let i = 0; i < rows; i++) counts[g![i]!]?.add(e![i]!, before![i]!, phase![i]!, n![i]!);
    }
    tell(touches / parts);
  }
  return counts.map((one) => one.sorted());
}
