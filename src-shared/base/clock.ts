// Clock times: in UTC where the wall clock of project start is known, else time since project start.

const DAY = 86_400_000;

/** How finely a time is written. */
export type ClockStep = "min" | "s" | "tenth" | "ms";

const UNITS: Readonly<Record<ClockStep, number>> = { min: 60_000, s: 1000, tenth: 100, ms: 1 };

const pad = (value: number, digits = 2): string => String(value).padStart(digits, "0");

/** `ms` since project start as "14:14:20"; without a wall clock as time since the start, "0:14:20". */
export function formatClock(ms: number, startWallMs: number | null, step: ClockStep = "s"): string {
  const unit = UNITS[step];
  const whole = Math.floor(Math.round(ms + (startWallMs ?? 0)) / unit) * unit;
  const day = startWallMs === null ? Math.abs(whole) : ((whole % DAY) + DAY) % DAY;
  const [hours, minutes, seconds] = [
    Math.floor(day / 3_600_000),
    Math.floor(day / 60_000) % 60,
    Math.floor(day / 1000) % 60,
  ];
  const rest = day % 1000;
  const fraction = step === "tenth" ? `.${Math.floor(rest / 100)}` : step === "ms" ? `.${pad(rest, 3)}` : "";
  const sign = startWallMs === null && whole < 0 ? "\u2212" : "";
  const first = startWallMs === null ? String(hours) : pad(hours);
  return `${sign}${first}:${pad(minutes)}${step === "min" ? "" : `:${pad(seconds)}`}${fraction}`;
}
