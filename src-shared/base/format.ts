// Numbers as words for people: one spelling on every page and in every report, without locale.
import { GIB, KIB, MIB } from "./units.ts";

/** What stands where a value was not recorded. */
export const NOT_SEEN = "not seen";

/** Narrow no-break space: parts groups of three and a number from its unit. */
const GAP = "\u202f";
const MINUS = "\u2212";
const TIB = 1024 * GIB;

/** A unit of memory and its size in bytes. */
export interface ByteUnit {
  readonly name: "B" | "KiB" | "MiB" | "GiB" | "TiB";
  readonly bytes: number;
}

const byteUnits: readonly ByteUnit[] = [
  { name: "TiB", bytes: TIB },
  { name: "GiB", bytes: GIB },
  { name: "MiB", bytes: MIB },
  { name: "KiB", bytes: KIB },
  { name: "B", bytes: 1 },
];

/** The largest unit in which `bytes` is at least one; bytes for anything smaller. */
export function byteUnit(bytes: number): ByteUnit {
  const size = Math.abs(bytes);
  return byteUnits.find((unit) => size >= unit.bytes) ?? byteUnits[byteUnits.length - 1]!;
}

/** A number with exactly `decimals` decimals: groups of three, a true minus, never "−0". */
export function formatNumber(value: number, decimals = 0): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "not a number" : value > 0 ? "∞" : `${MINUS}∞`;
  const size = Math.abs(value);
  if (size >= 1e21) return `${value < 0 ? MINUS : ""}${size}`;
  const [whole = "0", fraction] = size.toFixed(decimals).split(".");
  const text = fraction === undefined ? grouped(whole) : `${grouped(whole)}.${fraction}`;
  return value < 0 && /[1-9]/.test(text) ? `${MINUS}${text}` : text;
}

/** A whole number given as decimal text, of any length. */
export const formatDecimal = (text: string): string =>
  text.startsWith("-") ? MINUS + grouped(text.slice(1)) : grouped(text);

const grouped = (digits: string): string => digits.replace(/\B(?=(?:[0-9]{3})+$)/g, GAP);

/** Whole numbers without decimals, others with two to four digits that matter. */
export function formatPlain(value: number): string {
  if (Number.isInteger(value) || !Number.isFinite(value)) return formatNumber(value);
  const size = Math.abs(value);
  return size >= 100
    ? formatNumber(value)
    : size >= 10
      ? formatNumber(value, 1)
      : formatNumber(value, size >= 1 ? 2 : 4);
}

/** A memory size: "64 GiB", "70.3 MiB", "1.57 GiB". With `unit` and `decimals` fixed for a column. */
export function formatBytes(bytes: number, unit = byteUnit(bytes), decimals?: number): string {
  return `${formatBytesIn(bytes, unit, decimals)}${GAP}${unit.name}`;
}

/** The number of `formatBytes` without its unit, for a column whose head names the unit. */
export function formatBytesIn(bytes: number, unit: ByteUnit, decimals?: number): string {
  const value = bytes / unit.bytes;
  if (decimals !== undefined) return formatNumber(value, decimals);
  if (Number.isInteger(value)) return formatNumber(value);
  const size = Math.abs(value);
  return formatNumber(value, size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

const percentSteps = [1, 0.1, 0.01, 0.001];

/** A share of one as percent: 0.953 is "95.3 %". What is neither 0 nor 1 is never shown as 0 % or 100 %. */
export function formatPercent(share: number, decimals?: number): string {
  const percent = share * 100;
  const digits = decimals ?? (Math.abs(percent - Math.round(percent)) < 1e-9 ? 0 : 1);
  const step = percentSteps[digits] ?? 0;
  if (percent > 0 && percent < step / 2) return `<${GAP}${formatNumber(step, digits)}${GAP}%`;
  if (percent < 100 && percent > 100 - step / 2 && digits < 3)
    return `>${GAP}${formatNumber(100 - step, digits)}${GAP}%`;
  return `${formatNumber(percent, digits)}${GAP}%`;
}

/** A slowdown (time with over time without, at least 1) as the extra time: 1.043 is "4.3 %". */
export const formatSlowdown = (slowdown: number): string => formatPercent(Math.round((slowdown - 1) * 1e9) / 1e9);

/** Seconds: "35 ms", "2.1 s", "2 min 8 s", "3 h 20 min". */
export function formatSeconds(seconds: number): string {
  const size = Math.abs(seconds);
  if (size === 0) return `0${GAP}s`;
  if (size < 1e-3) return `${formatPlain(seconds * 1e6)}${GAP}µs`;
  if (size < 1) return `${formatPlain(seconds * 1e3)}${GAP}ms`;
  if (size < 120) return `${Number.isInteger(seconds) ? formatNumber(seconds) : formatNumber(seconds, 1)}${GAP}s`;
  const sign = seconds < 0 ? MINUS : "";
  const whole = Math.round(size);
  if (whole < 7200) return sign + pair(Math.floor(whole / 60), "min", whole % 60, "s");
  return sign + pair(Math.floor(whole / 3600), "h", Math.floor((whole % 3600) / 60), "min");
}

const pair = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
  small === 0
    ? `${formatNumber(large)}${GAP}${largeUnit}`
    : `${formatNumber(large)}${GAP}${largeUnit} ${small}${GAP}${smallUnit}`;

/** "1 guest", "2 guests": the noun that goes with a count. */
export const plural = (count: number, one: string, many = `${one}s`): string => (count === 1 ? one : many);
