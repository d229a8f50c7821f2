// The host's CPUs while a recording is read: their last time, who runs on them, and which exit is open there.
import type { ImportContext } from "../../importer.ts";

/** A time as recorded, in words. */
export interface Time {
  readonly low: number;
  readonly high: number;
}

export const isBefore = (a: Time, b: Time): boolean => a.high < b.high || (a.high === b.high && a.low < b.low);

export interface Cpu {
  readonly index: number;
  /** Records counted. */
  n: number;
  /** A record with a time stamp was seen; the last one's time. */
  timed: boolean;
  low: number;
  high: number;
  /** vCPU that runs here, -1: unknown. */
  running: number;
  /** vCPU that the scheduler chose and that runs unless a run state says otherwise, -1: none. */
  next: number;
  /** Open exit of who runs here, -1: none. */
  exit: number;
}

export interface Cpus {
  /** The CPU whose records come now. */
  cpu: Cpu;
  /** Greatest time so far. */
  readonly greatest: { low: number; high: number };
  choose(index: number): void;
  /** Sets the time of the current CPU; true where it is its first one. */
  stamp(low: number, high: number): boolean;
  /** A time between the CPU's stamp before the last and its last one. */
  clamped(time: Time): Time;
  all(): readonly Cpu[];
  /** Last times of all CPUs that have one. */
  last(): ReadonlyMap<number, Time>;
  tell(): void;
}

export function createCpus(context: ImportContext): Cpus {
  const list: (Cpu | undefined)[] = [];
  const newCpu = (index: number): Cpu => ({
    index,
    n: 0,
    timed: false,
    low: 0,
    high: 0,
    running: -1,
    next: -1,
    exit: -1,
  });
  const before = { low: 0, high: 0 };
  const now = { low: 0, high: 0 };
  let backwards = 0;
  let where = "";

  const self: Cpus = {
    cpu: newCpu(0),
    greatest: { low: 0, high: 0 },
    choose(index) {
      const known = list[index] ?? newCpu(index);
      list[index] = known;
      self.cpu = known;
    },
    stamp(low, high) {
      const { cpu, greatest } = self;
      const first = !cpu.timed;
      now.low = low;
      now.high = high;
      if (!first && isBefore(now, cpu) && backwards++ === 0)
        where = `CPU ${cpu.index}, from ${cpu.high}:${cpu.low} to ${high}:${low} (high:low)`;
      before.low = first ? low : cpu.low;
      before.high = first ? high : cpu.high;
      cpu.timed = true;
      cpu.low = low;
      cpu.high = high;
      if (isBefore(greatest, now)) {
        greatest.low = low;
        greatest.high = high;
      }
      return first;
    },
    clamped(time) {
      const { low, high } = isBefore(self.cpu, time) ? self.cpu : isBefore(time, before) ? before : time;
      return { low, high };
    },
    all: () => list.filter((cpu) => cpu !== undefined),
    last: () => new Map(self.all().flatMap((cpu) => (cpu.timed ? [[cpu.index, cpu]] : []))),
    tell() {
      for (const cpu of self.all()) if (cpu.n > 0) context.count("cpu", String(cpu.index), cpu.n);
      if (backwards > 0)
        context.remark({
          code: "xentrace.time_backwards",
          excerpt: `${backwards} times; first on ${where}`,
          expected: "times that do not go back on one CPU",
          next: "the time stamp counters of this host are not reliable",
        });
    },
  };
  return self;
}
