// Marks of a time axis: round clock times, as close as their words allow.
import type { Track } from "./track.ts";
import type { View } from "./view.ts";
import { lengthOf } from "./view.ts";

export interface Tick {
  readonly ms: number;
  /** Null: a short mark between two that are written. */
  readonly text: string | null;
}

/** The axis itself, as a lane that shows the marks. */
export const AXIS: Track = {
  ...{ id: "axis", measures: [], heat: null, scale: { from: "zero", binary: false }, losses: [] },
  axis: true,
};
/** Height of a mark that is written, and of one that is not, in px. */
export const AXIS_HEIGHT = 7;
export const SHORT_MARK = 4;

const S = 1000;
const MIN = 60 * S;
const H = 60 * MIN;
const DAY = 24 * H;
const STEPS = [
  ...[-6, -5, -4, -3, -2, -1, 0, 1, 2].flatMap((power) => [1, 2, 5].map((digit) => digit * 10 ** power)),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * S),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MIN),
  ...[1, 2, 3, 6, 12].map((n) => n * H),
  ...[1, 2, 7, 14, 28].map((n) => n * DAY),
];

/** Px that the words of a mark need. */
const widthOf = (step: number): number => (step >= MIN && step < DAY ? 58 : step >= S ? 72 : step >= 1 ? 92 : 106);

/** The step between written marks, and how many short marks part it. */
export function tickStep(view: View, widthPx: number): { readonly step: number; readonly parts: number } {
  const perPx = lengthOf(view) / Math.max(1, widthPx);
  const step = STEPS.find((one) => one / perPx >= widthOf(one)) ?? DAY * 28 * Math.ceil((perPx * 72) / (DAY * 28));
  const finer = STEPS.filter((one) => one < step && step % one < 1e-9 * step && one / perPx >= 14);
  return { step, parts: finer.length > 0 ? Math.round(step / (finer.at(-1) as number)) : 1 };
}

/** The marks of a view. Clock times where the wall clock of the start is known, else time since the start. */
export function ticksOf(view: View, widthPx: number, startWallMs: number | null): readonly Tick[] {
  const { step, parts } = tickStep(view, widthPx);
  const part = step / parts;
  // Whole days are left out, so that fractions of a ms keep their digits.
  const offset = startWallMs === null ? 0 : ((startWallMs % DAY) + DAY) % DAY;
  const ticks: Tick[] = [];
  const first = Math.ceil((view.fromMs + offset) / part - 1e-6);
  const last = Math.floor((view.toMs + offset) / part + 1e-6);
  for (let at = first; at <= last; at++) {
    const clock = at * part;
    const written = at % parts === 0;
    const midnight = startWallMs !== null && clock % DAY === 0;
    const words = () =>
      midnight ? dateText(startWallMs - offset + clock) : tickText(clock, step, startWallMs !== null);
    ticks.push({ ms: clock - offset, text: written ? words() : null });
  }
  return ticks;
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** The day that begins at a mark: "22 Nov". */
function dateText(wallMs: number): string {
  const day = new Date(wallMs);
  return `${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]}`;
}

const pad = (value: number, digits = 2): string => String(value).padStart(digits, "0");

/** A mark's words, as fine as its step: "14:08", "14:08:30", "14:08:30.250", "30.250 125". */
export function tickText(clockMs: number, step: number, ofDay: boolean): string {
  const ns = Math.round(clockMs * 1e6);
  const whole = Math.floor(ns / 1e6);
  const day = ofDay ? ((whole % DAY) + DAY) % DAY : Math.abs(whole);
  const [hours, minutes, seconds, ms] = [
    Math.floor(day / H),
    Math.floor(day / MIN) % 60,
    Math.floor(day / S) % 60,
    day % S,
  ];
  if (step < 1) {
    const rest = ((ns % 1e6) + 1e6) % 1e6;
    const digits =
      step >= 1e-3 ? pad(Math.floor(rest / 1000), 3) : `${pad(Math.floor(rest / 1000), 3)} ${pad(rest % 1000, 3)}`;
    return `${pad(seconds)}.${pad(ms, 3)} ${digits}`;
  }
  const head = `${ofDay ? pad(hours) : hours}:${pad(minutes)}`;
  if (step >= MIN) return head;
  return step >= S ? `${head}:${pad(seconds)}` : `${head}:${pad(seconds)}.${pad(ms, 3)}`;
}
