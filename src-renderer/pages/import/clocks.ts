// Clocks in words: which was joined to which, by how much, and how well.
import { formatNumber, formatPlain } from "../../../src-shared/base/format.ts";
import type { OpenReply } from "../../../src-shared/protocol/window-replies.ts";

const NAMES: Readonly<Record<string, string>> = {
  mono: "Host monotonic",
  mono_raw: "Host monotonic, raw",
  boot: "Time since boot",
  wall: "Wall clock",
  tai: "Atomic time (TAI)",
  perf: "perf clock",
  local: "CPU clock",
  tsc: "Time stamp counter",
  none: "No clock",
};

export const clockName = (name: string): string => NAMES[name] ?? name;

interface ClockRow {
  readonly from: string;
  readonly to: string;
  readonly title: string;
  /** "+1.2 ms", or the moment at which the clock stood at zero. */
  readonly offset: string;
  /** "±173 µs"; null: not known. */
  readonly residual: string | null;
  /** How often they were joined. */
  readonly times: number;
  readonly method: string;
  /** As recorded, in ns. */
  readonly offsetNs: string;
}

/** An offset this large is a moment on another time scale rather than a difference. */
const A_YEAR_NS = 365n * 86_400n * 1_000_000_000n;

/** One row for each pair of clocks and offset; several imports may have joined the same two. */
export function clockRows({ clocks }: Pick<OpenReply, "clocks">): readonly ClockRow[] {
  const groups = new Map<string, (typeof clocks)[number][]>();
  for (const clock of clocks) {
    const key = `${clock.from} ${clock.to} ${offsetWords(BigInt(clock.offset_ns), clock.to)}`;
    groups.set(key, [...(groups.get(key) ?? []), clock]);
  }
  return [...groups.values()].flatMap((links) => {
    const [first] = links;
    if (!first) return [];
    const { from, to, offset_ns, method } = first;
    const residuals = links.flatMap(({ residual_ns }) => (residual_ns === null ? [] : [Number(residual_ns)]));
    const [least, most] = [Math.min(...residuals), Math.max(...residuals)];
    const residual = `±${least === most ? nsWords(most) : `${nsWords(least)} to ±${nsWords(most)}`}`;
    return {
      from,
      to,
      title: `${clockName(from)} to ${lowerFirst(clockName(to))}`,
      offset: offsetWords(BigInt(offset_ns), to),
      residual: residuals.length === 0 ? null : residual,
      times: links.length,
      method,
      offsetNs: offset_ns,
    };
  });
}

const lowerFirst = (text: string): string =>
  /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;

/** The clocks that others were joined to, and that were joined to none. */
export function referenceClocks({ clocks }: Pick<OpenReply, "clocks">): readonly string[] {
  const from = new Set(clocks.map((clock) => clock.from));
  return [...new Set(clocks.map((clock) => clock.to))].filter((clock) => !from.has(clock));
}

function offsetWords(ns: bigint, to: string): string {
  const size = ns < 0n ? -ns : ns;
  if (size > A_YEAR_NS && to === "wall") {
    const moment = new Date(Number(ns / 1_000_000n)).toISOString();
    return `zero at ${moment.slice(0, 10)} ${moment.slice(11, 23)}`;
  }
  return `${ns < 0n ? "\u2212" : "+"}${nsWords(Number(size))}`;
}

/** A time in its own unit with three digits: "41.7 ms", "173 µs", "12 345 s". */
export function nsWords(ns: number): string {
  const [unit, size] =
    ns < 1e3
      ? (["ns", 1] as const)
      : ns < 1e6
        ? (["µs", 1e3] as const)
        : ns < 1e9
          ? (["ms", 1e6] as const)
          : (["s", 1e9] as const);
  const value = ns / size;
  return `${value >= 1000 ? formatNumber(value) : formatPlain(value)}\u202f${unit}`;
}
