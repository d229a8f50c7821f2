// Spans in which the recorder lost records, hatched over a plot on the time line: what stands there is too low.
import type { LostSpan } from "./series-data.ts";
import type { ChartTokens } from "./tokens.ts";

interface Api {
  coord(point: readonly [number, number]): readonly [number, number];
}
interface Place {
  readonly coordSys: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

/** Between two lines of the hatch, px along an axis. */
const GAP = 6;
/** A moment is as wide as this, px. */
const LEAST_WIDTH = 3;

/** Lines of x + y = a multiple of the gap through a box, so that boxes side by side have one hatch. */
export function hatchPath(left: number, top: number, right: number, bottom: number): string {
  const lines: string[] = [];
  for (let sum = Math.ceil((left + top) / GAP) * GAP; sum < right + bottom; sum += GAP) {
    const [x0, x1] = [Math.max(left, sum - bottom), Math.min(right, sum - top)];
    if (x1 > x0) lines.push(`M${tenth(x0)} ${tenth(sum - x0)}L${tenth(x1)} ${tenth(sum - x1)}`);
  }
  return lines.join("");
}

const tenth = (value: number): number => Math.round(value * 10) / 10;

/** Spans on the screen, those that meet as one: thousands of losses are a few hatched boxes. */
export function joinedPx(boxes: readonly (readonly [left: number, right: number])[]): [left: number, right: number][] {
  const joined: [number, number][] = [];
  for (const [left, right] of [...boxes].sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last && left <= last[1] + 1) last[1] = Math.max(last[1], right);
    else joined.push([left, right]);
  }
  return joined;
}

/** A custom series over the first grid, or over the one that `at` names; none without losses. */
export function lostSeries(lost: readonly LostSpan[] | undefined, t: ChartTokens, at: object = {}): object[] {
  if (!lost || lost.length === 0) return [];
  const renderItem = ({ coordSys: { x, y, width, height } }: Place, api: Api) => {
    const boxes = lost.flatMap(({ fromMs, toMs }): (readonly [number, number])[] => {
      const [from, to] = [api.coord([fromMs, 0])[0], api.coord([toMs, 0])[0]];
      const box = [Math.max(x, from), Math.min(x + width, Math.max(to, from + LEAST_WIDTH))] as const;
      return box[1] > box[0] ? [box] : [];
    });
    const shown = joinedPx(boxes);
    const bottom = y + height;
    const paths = [
      [t.colour.hatch, shown.map(([left, right]) => hatchPath(left, y, right, bottom))],
      [t.colour.err, shown.map(([left, right]) => `M${tenth(left)} ${y}V${bottom}M${tenth(right)} ${y}V${bottom}`)],
    ] as const;
    const children = paths.map(([stroke, boxPaths]) => ({
      ...{ type: "path", silent: true, shape: { pathData: boxPaths.join("") } },
      style: { stroke, lineWidth: 1, fill: "none" },
    }));
    return { type: "group", children: shown.length > 0 ? children : [] };
  };
  return [{ type: "custom", id: "lost", silent: true, animation: false, z: 3, data: [[0, 0]], renderItem, ...at }];
}
