// The time of the last sample of each CPU: what a CPU lost, it lost after that.
import { MAX_CPUS } from "../../trace-events/rows.ts";

export interface CpuTimes {
  /** A sample of a CPU below the limit. */
  see(cpu: number, low: number, high: number): void;
  /** Recorded time of the last sample; null where there was none. */
  last(cpu: number): bigint | null;
}

export function cpuTimes(): CpuTimes {
  const words = new Uint32Array(2 * MAX_CPUS);
  const times = new BigUint64Array(words.buffer);
  return {
    see(cpu, low, high) {
      words[2 * cpu] = low;
      words[2 * cpu + 1] = high;
    },
    last(cpu) {
      const time = cpu >= 0 && cpu < MAX_CPUS ? (times[cpu] as bigint) : 0n;
      return time === 0n ? null : time;
    },
  };
}
