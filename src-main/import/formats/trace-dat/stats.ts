// What the kernel counted of each CPU's ring buffer, as the options of a trace.dat file hold it.

export interface CpuStat {
  /** Name of the instance, empty for the top buffer. */
  readonly buffer: string;
  readonly cpu: number;
  /** Records that lay in the buffer at the end, and those that had been read before. */
  readonly entries: number;
  readonly read: number;
  /** Records that were overwritten before anybody read them. */
  readonly overrun: number;
  /** Records that could not be written: interrupted writers in the way, or a full buffer that is not overwritten. */
  readonly refused: number;
}

const value = (text: string, key: string): number => {
  const found = new RegExp(`^${key}: *(\\d+)`, "m").exec(text)?.[1];
  const number = Number(found ?? 0);
  return Number.isSafeInteger(number) ? number : 0;
};

/**
 * Adds the counters of a CPU: the text of `per_cpu/cpuN/stats`. Before those of an instance stands its name, which
 * counts for all that follow.
 */
export function readStat(text: string, into: CpuStat[]): void {
  const buffer = /^\s*Buffer: (.*?)\s*$/m.exec(text)?.[1];
  const cpu = /^CPU: *(\d+)/m.exec(text)?.[1];
  if (buffer !== undefined) into.push({ buffer, cpu: -1, entries: 0, read: 0, overrun: 0, refused: 0 });
  if (cpu === undefined) return;
  into.push({
    buffer: into.at(-1)?.buffer ?? "",
    cpu: Number(cpu),
    entries: value(text, "entries"),
    read: value(text, "read events"),
    overrun: value(text, "overrun"),
    refused: value(text, "commit overrun") + value(text, "dropped events"),
  });
}
