// What the status bar says of the open project: counts, clocks, quality of the data.
import { formatNumber, formatPercent, formatSeconds, plural } from "../../src-shared/base/format.ts";
import type { ReplyOf } from "../../src-shared/protocol/reply-schemas.ts";
import type { Progress } from "../../src-shared/protocol/requests.ts";
import type { OpenReply } from "../../src-shared/protocol/window-replies.ts";

const CLOCKS: Readonly<Record<string, string>> = {
  wall: "wall clock",
  mono: "host monotonic",
  boot: "host boot time",
  perf: "perf clock",
};
const clockName = (name: string): string => CLOCKS[name] ?? `clock ${name}`;

export const countWords = (count: number, noun: string): string => `${formatNumber(count)} ${plural(count, noun)}`;

/** "plimsoll-engine 1.0.0" without its name. */
export const engineVersion = (engine: string): string => engine.replace(/^\D*(?=\d)/, "");

export interface ClockWords {
  readonly text: string;
  /** How each clock was joined, and which were not. */
  readonly detail: string;
}

/** The clock that the project's times are in, and how far the joined clocks may be off; null without any times. */
export function clockWords({
  clocks,
  info,
  start_wall_ms,
}: Pick<OpenReply, "clocks" | "info" | "start_wall_ms">): ClockWords | null {
  const used = [
    ...new Set(info.captures.map((capture) => capture.clock).filter((clock) => clock !== null && clock !== "none")),
  ];
  if (used.length === 0) return null;
  const base = start_wall_ms === null ? used.map((name) => clockName(name as string)).join(", ") : clockName("wall");
  const residuals = clocks.map((clock) => clock.residual_ns).filter((residual) => residual !== null);
  const worst = residuals.reduce((most, residual) => Math.max(most, Math.abs(Number(residual))), 0);
  const joined = clocks.map(({ from, to, residual_ns }) => {
    const residual =
      residual_ns === null ? "residual not known" : `residual ${plusMinus(Math.abs(Number(residual_ns)))}`;
    return `${clockName(from)} joined to ${clockName(to)}, ${residual}`;
  });
  const known = new Set(["wall", ...clocks.map((clock) => clock.from)]);
  const apart = start_wall_ms === null ? [] : used.filter((name) => !known.has(name as string));
  const notJoined = apart.map(
    (name) => `${clockName(name as string)} not joined: its captures are not on the time line`,
  );
  const detail = [...joined, ...notJoined].join("; ");
  const text = residuals.length > 0 ? `${base}, residual ${plusMinus(worst)}` : base;
  return { text, detail: detail || "one clock; nothing had to be joined" };
}

const plusMinus = (ns: number): string => `±${formatSeconds(Number((ns / 1e9).toPrecision(2)))}`;

const GRADES = "ABCDE";

export interface Quality {
  readonly grade: string;
  readonly detail: string;
}

/** While the profile is on its way: how far it is, where that is known. */
export function qualityPending(progress: Progress | null): string {
  const { done = 0, total = null } = progress ?? {};
  return total === null || total <= 0
    ? "grading data"
    : `grading data, ${formatPercent(Math.floor((100 * done) / total) / 100)}`;
}

/** The lowest coverage grade of the guests, as it limits an answer about all of them; null without guests. */
export function qualityOf(profile: ReplyOf["profile"]): Quality | null {
  const grades = profile.guests.map((guest) => guest.coverage.grade);
  if (grades.length === 0) return null;
  const grade = [...grades].sort((a, b) => GRADES.indexOf(b) - GRADES.indexOf(a))[0] as string;
  const counts = [...GRADES]
    .map((letter) => [letter, grades.filter((one) => one === letter).length] as const)
    .filter(([, count]) => count > 0)
    .map(([letter, count]) => `${countWords(count, "guest")} grade ${letter}`);
  return { grade, detail: `Coverage of the guests: ${counts.join(", ")}` };
}
