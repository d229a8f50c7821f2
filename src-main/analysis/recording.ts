// What a project holds at a glance: guests, captures, the span of the faults, the clock of the epochs.
import type { QueryClient } from "../store/contract.ts";
import { maybe, numberOf, type Row, rowsOf, textOf } from "./sql.ts";

export interface RecordedGuest {
  readonly name: string;
  readonly ramBytes: number | null;
  readonly mapped: boolean;
}

export interface RecordedCapture {
  readonly id: number;
  readonly name: string;
  readonly sha256: string;
  readonly lost: number | null;
  /** Faults in it, and those of them in the RAM of a guest. */
  readonly faults: number;
  readonly faultsInRam: number;
}

/**
 * Epochs of equal length from the first page fault of the host to the last one, without faults over the span of the guests'
 * statistics. Milliseconds of the time base.
 */
export interface Epochs {
  readonly originMs: number;
  readonly epochMs: number;
  readonly count: number;
}

export interface Recording {
  readonly guests: readonly RecordedGuest[];
  readonly captures: readonly RecordedCapture[];
  /** Null when nothing has a time. */
  readonly epochs: Epochs | null;
}

/** Lengths of an epoch in ms; the first that gives at most MAX_EPOCHS is taken, so that long captures stay small. */
const EPOCH_LENGTHS = [1000, 10_000, 60_000, 600_000];
const MAX_EPOCHS = 200_000;

export const GUESTS_SQL = "SELECT name, ram_bytes, mapped::VARCHAR AS mapped FROM guest ORDER BY name";
const CAPTURES_SQL = "SELECT id, name, sha256, lost FROM capture WHERE state = 'active' ORDER BY id";
const FAULT_SPAN_SQL = `SELECT capture, count(*) AS n, count(gpa) AS in_ram,
  min(t) // 1000000 AS first_ms, max(t) // 1000000 AS last_ms FROM fault GROUP BY capture ORDER BY capture`;

const STATISTICS_SPAN_SQL = `SELECT min(t) // 1000000 AS first_ms, max(t) // 1000000 AS last_ms FROM counter
  WHERE scope = 'guest'`;

function epochsOf(spans: readonly Row[], statistics: readonly Row[]): Epochs | null {
  if (spans.length > 0 && spans.every((s) => s.first_ms === null)) return { originMs: 0, epochMs: 1000, count: 1 };
  const timed = (spans.length > 0 ? spans : statistics).filter((s) => s.first_ms !== null);
  if (timed.length === 0) return null;
  const first = Math.min(...timed.map((s) => numberOf(s, "first_ms")));
  const last = Math.max(...timed.map((s) => numberOf(s, "last_ms")));
  const epochMs =
    EPOCH_LENGTHS.find((ms) => (last - first) / ms < MAX_EPOCHS) ?? Math.ceil((last - first) / MAX_EPOCHS);
  return { originMs: first, epochMs, count: Math.floor((last - first) / epochMs) + 1 };
}

/** Reads guests, captures and the span of the page faults. */
export async function readRecording(query: QueryClient): Promise<Recording> {
  const guests = await rowsOf(query, GUESTS_SQL);
  const captures = await rowsOf(query, CAPTURES_SQL);
  const spans = await rowsOf(query, FAULT_SPAN_SQL);
  const statistics = spans.length > 0 ? [] : await rowsOf(query, STATISTICS_SPAN_SQL);
  const faults = new Map(spans.map((s) => [numberOf(s, "capture"), s]));
  return {
    guests: guests.map((g) => ({
      name: textOf(g, "name"),
      ramBytes: maybe(g, "ram_bytes"),
      mapped: textOf(g, "mapped") !== "none",
    })),
    captures: captures.map((c) => {
      const span = faults.get(numberOf(c, "id"));
      return {
        id: numberOf(c, "id"),
        name: textOf(c, "name"),
        sha256: textOf(c, "sha256"),
        lost: maybe(c, "lost"),
        faults: span ? numberOf(span, "n") : 0,
        faultsInRam: span ? numberOf(span, "in_ram") : 0,
      };
    }),
    epochs: epochsOf(spans, statistics),
  };
}

/** Epoch of a moment, held within the recording. */
export const epochOf = (epochs: Epochs, ms: number): number =>
  Math.min(epochs.count - 1, Math.max(0, Math.floor((ms - epochs.originMs) / epochs.epochMs)));

/** The same in SQL, of column `t`. */
export const epochSql = ({ originMs, epochMs, count }: Epochs): string =>
  `least(${count - 1}, greatest(0, (t // 1000000 - ${originMs}) // ${epochMs}))::BIGINT`;

/** Length of the recording in seconds; null when nothing in it has a time. */
export const secondsOf = (epochs: Epochs | null): number | null =>
  epochs === null || epochs.count <= 1 ? null : (epochs.count * epochs.epochMs) / 1000;
