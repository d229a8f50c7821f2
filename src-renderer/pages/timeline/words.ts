// Values, units and moments of the timeline in words.
import { byteUnit, formatBytes, formatBytesIn, formatNumber, formatPlain } from "../../../src-shared/base/format.ts";
import type { Range } from "../../timeline/draw.ts";
import type { LaneSpec, Unit } from "./spec.ts";

/** Counts are written per second, ms or µs, whichever the buckets are long enough for. */
export type Tempo = "s" | "ms" | "µs";

export const tempoOf = (bucketMs: number): Tempo => (bucketMs >= 16 ? "s" : bucketMs >= 0.016 ? "ms" : "µs");
const SECONDS: Readonly<Record<Tempo, number>> = { s: 1, ms: 1e-3, µs: 1e-6 };

const spread = ({ from, to }: Range): number => Math.max(Math.abs(from), Math.abs(to));

/** The unit under a lane's title: "GiB, by state", "per second". */
export function unitWords(unit: Unit, range: Range, tempo: Tempo): string {
  const per = unit.perSecond ? (tempo === "s" ? "per second" : `per ${tempo}`) : "";
  if (unit.of === "bytes") return unit.perSecond ? `${byteUnit(spread(range)).name}/s` : byteUnit(spread(range)).name;
  if (unit.of === "percent") return unit.word.startsWith("%") ? unit.word : "%";
  if (unit.of === "count") return [unit.word, per].filter(Boolean).join(" ") || "count";
  return [unit.word, per].filter(Boolean).join(" ");
}

export const subWords = (lane: LaneSpec, range: Range, tempo: Tempo): string =>
  [unitWords(lane.unit, range, tempo), lane.sub].filter(Boolean).join(", ");

/** A value as a number in the unit that its lane is written in. */
export function inUnit(value: number, unit: Unit, range: Range, tempo: Tempo): number {
  if (unit.of === "bytes") return value / byteUnit(spread(range)).bytes;
  return unit.of === "count" && unit.perSecond ? value * SECONDS[tempo] : value;
}

/** A value in the unit of its lane, without the unit's name. */
export function valueText(value: number, unit: Unit, range: Range, tempo: Tempo): string {
  if (Number.isNaN(value)) return "";
  if (unit.of === "bytes") {
    const shown = byteUnit(spread(range));
    return formatBytesIn(value, shown, spread(range) >= 100 * shown.bytes ? 1 : 2);
  }
  const own = inUnit(value, unit, range, tempo);
  if (unit.of === "percent") return formatNumber(own, Math.abs(own) >= 100 || own === 0 ? 0 : 1);
  if (unit.of === "pages") return formatNumber(Math.round(own));
  return Math.abs(own) >= 100 ? formatNumber(Math.round(own)) : formatPlain(Math.round(own * 100) / 100);
}

/** The same with its unit, for sentences and single numbers. */
export function valueWords(value: number, unit: Unit, tempo: Tempo): string {
  if (Number.isNaN(value)) return "not recorded";
  if (unit.of === "bytes") return unit.perSecond ? `${formatBytes(value)}/s` : formatBytes(value);
  const text = valueText(value, unit, { from: 0, to: value }, tempo);
  if (unit.of === "percent") return `${text} %`;
  const word = unit.word === "" ? "" : ` ${unit.word}`;
  return unit.perSecond ? `${text}${word}/${tempo}` : `${text}${word}`;
}

/** The mark at the top of a lane: the end of its range. */
export const rangeText = (value: number, unit: Unit, range: Range, tempo: Tempo): string =>
  shortNumber(inUnit(value, unit, range, tempo));

/** A number with the few digits that a mark needs: "0.5", "31.6", "1 000", "2.5 M". */
export function shortNumber(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e7) return `${shortNumber(value / 1e6)} M`;
  const rounded = Number(value.toPrecision(size >= 1000 ? 6 : 3));
  const decimals = Number.isInteger(rounded) ? 0 : Math.min(6, (String(rounded).split(".")[1] ?? "").length);
  return formatNumber(rounded, decimals);
}
