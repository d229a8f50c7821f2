// Miss ratios of a guest by the memory it has, as points; and what its hull says a page is worth (model 1.3, 3.4).

/** `[pages, miss ratio]`, pages ascending, ratios in 0..1 that never rise. */
export type MissCurve = readonly (readonly [pages: number, ratio: number])[];

/** Miss ratio with so many pages: straight between the points, 1 with no memory, the last ratio beyond the end. */
export function missRatio(curve: MissCurve, pages: number): number {
  let [lowPages, lowRatio] = [0, 1];
  for (const [at, ratio] of curve) {
    if (pages < at) return lowRatio + ((ratio - lowRatio) * (pages - lowPages)) / (at - lowPages);
    [lowPages, lowRatio] = [at, ratio];
  }
  return lowRatio;
}

/** Why a list of points is no miss ratio curve; null if it is one. */
export function curveFault(curve: MissCurve): string | null {
  for (const [i, [pages, ratio]] of curve.entries()) {
    const before = curve[i - 1];
    if (before && pages <= before[0]) return "pages that ascend from point to point";
    if (before && ratio > before[1]) return "miss ratios that never rise with memory";
  }
  return null;
}

/** Corners of the lower convex hull from (0, miss ratio with no memory) on. */
export function hullOf(curve: MissCurve): MissCurve {
  const points = curve[0]?.[0] === 0 ? [...curve] : [[0, 1] as const, ...curve];
  const hull: (readonly [number, number])[] = [];
  for (const point of points) {
    while (hull.length >= 2 && !bendsUp(hull[hull.length - 2]!, hull[hull.length - 1]!, point)) hull.pop();
    hull.push(point);
  }
  return hull;
}

type Point = readonly [number, number];
const slope = (a: Point, b: Point): number => (b[1] - a[1]) / (b[0] - a[0]);
const bendsUp = (a: Point, b: Point, c: Point): boolean => slope(a, b) < slope(b, c);

/** Misses a reference that the last page of so many saves on a hull; pages beyond the end are worth nothing. */
export function worthOnHull(hull: MissCurve, pages: number): number {
  for (let i = 1; i < hull.length; i++) if (pages <= hull[i]![0]) return -slope(hull[i - 1]!, hull[i]!);
  return 0;
}

/** Down to how many pages of a hull the last one is worth as much. */
export function alikeDownTo(hull: MissCurve, pages: number): number {
  for (let i = 1; i < hull.length; i++) if (pages <= hull[i]![0]) return hull[i - 1]![0];
  return hull[hull.length - 1]![0];
}
