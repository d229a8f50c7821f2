// When rows of a table were recorded: nothing seen at other times is not the same as nothing that happened.
import type { SpanMs } from "./tiles.ts";

interface Recorded {
  readonly captures: readonly {
    readonly id: number;
    readonly tables: Readonly<Record<string, number>>;
    readonly duplicate_of: number | null;
  }[];
  readonly spans: readonly {
    readonly capture: number;
    readonly from_ms: number | null;
    readonly to_ms: number | null;
  }[];
  readonly excluded: readonly number[];
}

/** When a capture recorded. */
export interface CoveredSpan extends SpanMs {
  readonly capture: number;
}

/** The spans of the captures that hold rows of a table; none where no such capture has times. */
export function coverageOf({ captures, spans, excluded }: Recorded): (table: string) => readonly CoveredSpan[] {
  const places = new Map(spans.map((span) => [span.capture, span]));
  const known = new Map<string, readonly CoveredSpan[]>();
  return (table) => {
    const kept = known.get(table);
    if (kept) return kept;
    const found = captures
      .filter(({ id, tables, duplicate_of: of }) => (tables[table] ?? 0) > 0 && of === null && !excluded.includes(id))
      .flatMap(({ id }): CoveredSpan[] => {
        const span = places.get(id);
        return span?.from_ms == null || span.to_ms === null
          ? []
          : [{ capture: id, fromMs: span.from_ms, toMs: span.to_ms }];
      });
    known.set(table, found);
    return found;
  };
}
