// The range of values that a lane shows: round, and the same as long as it can be.
import { GIB } from "../../src-shared/base/units.ts";
import type { Columns } from "./columns.ts";
import type { Range } from "./draw.ts";
import type { Measure, Track } from "./track.ts";

const ROUND = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** The least round number that is not below `value`; of memory in the unit that people would use. */
export function roundTop(value: number, binary: boolean): number {
  if (!(value > 0) || !Number.isFinite(value)) return 1;
  let unit = 1;
  if (binary) while (unit < GIB * 1024 && value / unit >= 1024) unit *= 1024;
  const inUnit = value / unit;
  const power = 10 ** Math.floor(Math.log10(inUnit));
  const step = ROUND.find((one) => one * power >= inUnit * (1 - 1e-6)) ?? 10;
  return step * power * unit;
}

/** Least and greatest of one quantity; null when nothing is known of it. */
export function extentOfOne(columns: Columns | undefined): Range | null {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let x = 0; x < (columns?.value.length ?? 0); x++) {
    if ((columns?.low[x] as number) < from) from = columns?.low[x] as number;
    if ((columns?.high[x] as number) > to) to = columns?.high[x] as number;
  }
  return from > to ? null : { from, to };
}

/** Least and greatest of what a track shows; null when nothing is known. */
export function extentOf(track: Track, columns: ReadonlyMap<string, Columns>): Range | null {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const stack = track.measures.filter(({ look }) => look === "stack" || look === "beyond");
  for (const measure of track.measures) {
    const own = columns.get(measure.id);
    if (!own || measure.look === "told" || measure.look === "ticks" || stack.includes(measure)) continue;
    const extent = extentOfOne(own);
    if (extent) [from, to] = [Math.min(from, extent.from), Math.max(to, extent.to)];
  }
  const sum = stackTop(stack, columns);
  if (sum !== null) [from, to] = [Math.min(0, from), Math.max(to, sum)];
  return from > to ? null : { from, to };
}

function stackTop(stack: readonly Measure[], columns: ReadonlyMap<string, Columns>): number | null {
  const layers = stack.map(({ id }) => columns.get(id)?.value).filter((one) => one !== undefined);
  const first = layers[0];
  if (!first) return null;
  let top: number | null = null;
  for (let x = 0; x < first.length; x++) {
    let [sum, known] = [0, false];
    for (const layer of layers) {
      const own = layer[x] as number;
      if (Number.isNaN(own)) continue;
      known = true;
      sum += Math.max(0, own);
    }
    if (known && (top === null || sum > top)) top = sum;
  }
  return top;
}

/** Values whose least is above this share of the greatest are shown from the least on. */
const FAR_FROM_ZERO = 0.6;
/** A smaller greatest value changes the range only when it would fill less than this share of it. */
const KEEPS = 0.3;

/** The range for an extent; `before`: what is shown now. */
export function rangeFor({ scale }: Pick<Track, "scale">, extent: Range | null, before: Range | null): Range {
  if (!extent) return before ?? { from: 0, to: scale.top ?? 1 };
  const { from, to } = extent;
  if (scale.top !== undefined && to <= scale.top * 1.001) return { from: 0, to: scale.top };
  if (scale.from === "values" && (from < 0 || from > to * FAR_FROM_ZERO)) {
    const room = (to - from || Math.abs(to) || 1) * 0.1;
    const step = roundTop((to - from + 2 * room) / 10, scale.binary);
    return { from: Math.floor((from - room) / step) * step, to: Math.ceil((to + room) / step) * step };
  }
  const top = roundTop(to, scale.binary);
  if (before && before.from === 0 && to <= before.to && to > before.to * KEEPS) return before;
  return { from: 0, to: top };
}
