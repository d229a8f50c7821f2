// What panels show, said in sentences: for those who do not see the drawing, and as captions of a report.
import { formatClock } from "../base/clock.ts";
import { formatPlain } from "../base/format.ts";
import type { HeatData, SeriesAxis, SeriesData } from "../charts/series-data.ts";
import { unitText } from "../charts/units.ts";

/** Lines of a chart that its sentence speaks of. */
const MOST_SPOKEN = 4;

function overWords(axis: SeriesAxis, startWallMs: number | null): string {
  if (axis.kind === "words") return `for ${axis.words.length} ${axis.words.length === 1 ? "entry" : "entries"}`;
  if (axis.kind === "number") return `over ${axis.name}`;
  const wall = axis.absolute ? 0 : startWallMs;
  return `from ${formatClock(axis.fromMs, wall)} to ${formatClock(axis.toMs, wall)}`;
}

function rangeWords(values: Float64Array, unit: string | null): string {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return "not seen";
  return low === high ? unitText(low, unit) : `${unitText(low, unit)} to ${unitText(high, unit)}`;
}

export function seriesSentence(title: string, { axis, series, unit }: SeriesData, startWallMs: number | null): string {
  const spoken = series.slice(0, MOST_SPOKEN).map((one) => {
    const words = rangeWords(one.mean, unit);
    return series.length === 1 ? words : `${one.title} ${words}`;
  });
  const more = series.length > MOST_SPOKEN ? ` and ${series.length - MOST_SPOKEN} more` : "";
  return `${title}, ${overWords(axis, startWallMs)}: ${spoken.join("; ")}${more}`;
}

export function heatSentence(title: string, { columns, rows, values, unit }: HeatData): string {
  let [sum, filled] = [0, 0];
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    sum += value;
    if (value > 0) filled++;
  }
  return `${title}: ${formatPlain(sum)} ${unit ?? "counted"} in ${formatPlain(filled)} of ${formatPlain(columns * rows)} cells`;
}
