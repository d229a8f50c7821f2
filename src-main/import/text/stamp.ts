// The line before each block of a recorded series: when it was read, on which clocks, and of whom.
import type { CopyTime, ImportContext } from "../importer.ts";
import { int32Of, int63Of } from "./numbers.ts";

export interface Stamp {
  readonly wallNs: bigint | null;
  readonly monoNs: bigint | null;
  readonly bootNs: bigint | null;
  readonly guest: string | null;
  readonly pid: number | null;
  /** The file that was read, where the stamp names it. */
  readonly path: string | null;
}

/** Resolution of the two kinds of stamps in ns. */
const KEY_VALUE_STEP = 1;
const SECONDS_STEP = 1000;

const SECONDS = /^@@@ (\d+)\.(\d{1,9}) (\d+)\.(\d{1,9}) (?:([^\s:/]+):)?(\/\S+)$/;

export const isStamp = (text: string): boolean => text.startsWith("# stamp ") || text.startsWith("@@@ ");

/**
 * Reads `# stamp wall_ns=N mono_ns=N [boot_ns=N] [guest=NAME] [pid=N]`, or `@@@ WALL MONO [GUEST:]PATH` with seconds.
 * Null where neither clock can be read.
 */
export function parseStamp(text: string): Stamp | null {
  const seconds = SECONDS.exec(text);
  if (seconds) {
    const [, wall, wallPart, mono, monoPart, guest, path] = seconds as unknown as string[];
    return {
      wallNs: nanoseconds(wall, wallPart),
      monoNs: nanoseconds(mono, monoPart),
      bootNs: null,
      guest: guest ?? null,
      pid: int32Of(/^\/proc\/(\d+)\//.exec(path ?? "")?.[1]),
      path: path ?? null,
    };
  }
  if (!text.startsWith("# stamp ")) return null;
  const field = (key: string): string | undefined => new RegExp(`\\s${key}=(\\S+)`).exec(text)?.[1];
  const wallNs = int63Of(field("wall_ns"));
  const monoNs = int63Of(field("mono_ns"));
  if (wallNs === null && monoNs === null) return null;
  return {
    wallNs,
    monoNs,
    bootNs: int63Of(field("boot_ns")),
    guest: field("guest") ?? null,
    pid: int32Of(field("pid")),
    path: null,
  };
}

/**
 * Reads a file STAMP, which says when the folder was copied that it lies in: `wall_ns=N` or `wall_s=N`, with `mono_ns=N`,
 * `boot_ns=N` or the `uptime=SECONDS` of /proc/uptime beside it or not. Null where neither clock can be read.
 */
export function parseCopyTime(text: string): CopyTime | null {
  const field = (key: string): string | undefined => new RegExp(`(?:^|\\s)${key}=(\\S+)`).exec(text)?.[1];
  const seconds = (key: string): bigint | null => {
    const [, whole, part] = /^(\d+)(?:\.(\d{1,9}))?$/.exec(field(key) ?? "") ?? [];
    return whole === undefined ? null : nanoseconds(whole, part);
  };
  const wallNs = int63Of(field("wall_ns")) ?? seconds("wall_s");
  const monoNs = int63Of(field("mono_ns"));
  const bootNs = int63Of(field("boot_ns")) ?? seconds("uptime");
  return wallNs === null && monoNs === null ? null : { wallNs, monoNs, bootNs };
}

/** The stamp of everything in a folder that was copied at once. */
export const stampOfCopy = (at: CopyTime): Stamp => ({ ...at, guest: null, pid: null, path: null });

const nanoseconds = (whole = "", part = ""): bigint | null => int63Of(whole + part.padEnd(9, "0"));

export interface StampClock {
  /** `t` of a stamp in the project's time base; null where the stamp lacks the clock of the first one. */
  time(stamp: Stamp): bigint | null;
  /** `t` of a wall time that a record itself carries in steps of `stepNs`; null where the stamps lack wall time. */
  wall(ns: bigint, stepNs: number): bigint | null;
}

/** Tells the context the clock at the first stamp, and every pair of clocks that was read together. */
export function createStampClock(context: ImportContext): StampClock {
  let clock: "wallNs" | "monoNs" | null = null;
  let offset = 0n;
  const begin = (first: "wallNs" | "monoNs", stepNs: number): "wallNs" | "monoNs" => {
    offset = context.clock({ name: first === "wallNs" ? "wall" : "mono", stepNs });
    return first;
  };
  return {
    wall(ns, stepNs) {
      clock ??= begin("wallNs", stepNs);
      return clock === "wallNs" ? ns + offset : null;
    },
    time(stamp) {
      const stepNs = stamp.path === null ? KEY_VALUE_STEP : SECONDS_STEP;
      clock ??= begin(stamp.wallNs === null ? "monoNs" : "wallNs", stepNs);
      if (stamp.wallNs !== null && stamp.monoNs !== null) context.clockPair("mono", "wall", stamp.monoNs, stamp.wallNs);
      if (stamp.wallNs !== null && stamp.bootNs !== null) context.clockPair("boot", "wall", stamp.bootNs, stamp.wallNs);
      const ns = stamp[clock];
      return ns === null ? null : ns + offset;
    },
  };
}
