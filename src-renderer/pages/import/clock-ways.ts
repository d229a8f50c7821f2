// The ways in which a capture can be put on the time line by hand, and what is typed for them.
import type { OpenReply } from "../../../src-shared/protocol/window-replies.ts";
import { clockName } from "./clocks.ts";

/** By a clock that is joined to the wall clock, by when its first record was, or by what is added to its times. */
export type Way = `clock:${string}` | "start" | "add";

export function clockWays({ clocks }: Pick<OpenReply, "clocks">): readonly { value: Way; title: string }[] {
  const linked = [...new Set(clocks.filter(({ to }) => to === "wall").map(({ from }) => from))];
  return [
    ...linked.map((name) => ({ value: `clock:${name}` as const, title: `its clock is: ${clockName(name)}` })),
    { value: "start", title: "its first record was at" },
    { value: "add", title: "add to its times" },
  ];
}

/** "2026-11-21 09:42:15.5" in UTC as Unix ns in decimal text; null where it is no time. */
export function parseStart(text: string): string | null {
  const [, date, clock, fraction = ""] =
    /^\s*(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?\s*Z?\s*$/.exec(text) ?? [];
  if (date === undefined || clock === undefined) return null;
  const ms = Date.parse(`${date}T${clock}Z`);
  return Number.isNaN(ms) ? null : String(BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, "0")));
}

const NS_OF: Readonly<Record<string, number>> = { ns: 0, us: 3, µs: 3, ms: 6, s: 9 };

/** "-1.5 ms" as ns in decimal text; null where it is no time. */
export function parseAdd(text: string): string | null {
  const [, sign, whole, fraction = "", unit] =
    /^\s*([+\-−]?)(\d{1,9})(?:\.(\d+))?\s*(ns|us|µs|ms|s)\s*$/.exec(text) ?? [];
  const digits = unit === undefined ? undefined : NS_OF[unit];
  if (whole === undefined || digits === undefined || fraction.length > digits) return null;
  const ns = BigInt(whole + fraction.padEnd(digits, "0"));
  return String(sign === "" || sign === "+" ? ns : -ns);
}
