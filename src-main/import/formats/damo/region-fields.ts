// What one region of a scan tells, whatever order its keys stand in.
import { IN } from "./places.ts";
import { MICROSECOND, readNumber, readSize, readTime, type Whole, whole } from "./units.ts";

export interface RegionFields {
  clear(): void;
  /** Takes a value by the place and key it stands under; others say nothing of a region. */
  take(under: number, bytes: Uint8Array, from: number, until: number): void;
  readonly start: Whole;
  readonly end: Whole;
  /** Both ends were read, and the end lies behind the start. */
  hasPlace(): boolean;
  /** 0 to 0 with a count of -1: damo adds it to a single scan, so that its length can be told. */
  isNoMemory(): boolean;
  /** Samples seen accessed of so many; NaN where the region does not tell. */
  hitsOf(samples: number | null): number;
  /** Scans at about the same rate; null where the region does not tell. */
  ageOf(scanNs: bigint | null): number | null;
}

export function regionFields(): RegionFields {
  const start = whole();
  const end = whole();
  const told = { start: false, end: false, hits: Number.NaN, percent: Number.NaN, age: Number.NaN };
  let ageNs: bigint | null = null;
  return {
    start,
    end,
    clear() {
      told.start = told.end = false;
      told.hits = told.percent = told.age = Number.NaN;
      ageNs = null;
    },
    take(under, bytes, from, until) {
      switch (under) {
        case IN.start:
          told.start = readSize(bytes, from, until, start);
          break;
        case IN.end:
          told.end = readSize(bytes, from, until, end);
          break;
        case IN.hits:
          told.hits = readNumber(bytes, from, until);
          break;
        case IN.percent:
          told.percent = readNumber(bytes, from, until);
          break;
        case IN.scans:
          told.age = readNumber(bytes, from, until);
          break;
        case IN.ageTime:
          ageNs = readTime(bytes, from, until, MICROSECOND);
          break;
      }
    },
    hasPlace: () =>
      told.start && told.end && (end.high > start.high || (end.high === start.high && end.low > start.low)),
    isNoMemory: () => told.start && told.end && told.hits === -1 && start.low === end.low && start.high === end.high,
    hitsOf(samples) {
      if (!Number.isNaN(told.hits)) return Math.round(told.hits);
      return samples === null ? Number.NaN : Math.round((told.percent * samples) / 100);
    },
    ageOf(scanNs) {
      if (!Number.isNaN(told.age)) return Math.round(told.age);
      return ageNs === null || scanNs === null || scanNs <= 0n ? null : Number(ageNs / scanNs);
    },
  };
}
