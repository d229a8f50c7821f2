// How fast a job goes, from its progress over the last seconds.

/** What is told of a job's pace; null before it can be known. */
export interface Pace {
  /** Units of the progress each second. */
  readonly rate: number | null;
  readonly secondsLeft: number | null;
}

interface Point {
  readonly at: number;
  readonly done: number;
}

/** The stretch of time that a rate is taken over. */
const OVER_MS = 5_000;
/** Before this a rate says nothing. */
const FROM_MS = 2_000;

/** Times are milliseconds of any clock that only goes forward. */
export function createPace(startedAt: number): {
  add(at: number, done: number): void;
  pace(at: number, total: number | null): Pace;
} {
  let points: Point[] = [{ at: startedAt, done: 0 }];
  return {
    add(at, done) {
      // Work that begins another stage counts from the start again.
      if (done < (points.at(-1)?.done ?? 0)) points = [];
      points.push({ at, done });
      // One point before the stretch stays, so that slow work has a rate too.
      while (points.length > 2 && (points[1] as Point).at < at - OVER_MS) points.shift();
    },
    pace(at, total) {
      const [first, last] = [points[0] as Point, points.at(-1) as Point];
      if (at - startedAt < FROM_MS || last.done <= first.done) return { rate: null, secondsLeft: null };
      const rate = ((last.done - first.done) / (at - first.at)) * 1000;
      return { rate, secondsLeft: total === null ? null : Math.max(0, (total - last.done) / rate) };
    },
  };
}
