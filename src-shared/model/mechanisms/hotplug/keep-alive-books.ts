// What the keep-alive of instances remembers: calls and idle times by machine, ends and worth by place.
import { type IdleTimes, openIdleTimes } from "../keepalive/idle-times.ts";

export type KeepAlive = "fixed" | "histogram" | "greedy-dual";

/** What is remembered of calls, by machine, and of idle instances, by place. */
export interface KeepAliveBooks {
  readonly idleTimes: IdleTimes;
  /** End of the last execution in microseconds; -1 before the first. */
  readonly lastEndUs: Float64Array;
  readonly calls: Float64Array;
  /** When an instance is to be started ahead, by the last plan, and until when it stays, in microseconds. */
  readonly aheadAtUs: Float64Array;
  readonly aheadUntilUs: Float64Array;
  /** By place: when its keep-alive ends, and its worth. */
  readonly untilUs: Float64Array;
  readonly priority: Float64Array;
  /** Priority of what was evicted last. */
  readonly clock: Float64Array;
}

export function openKeepAlive(machines: number, places: number, saved?: KeepAliveBooks): KeepAliveBooks {
  const column = (name: Exclude<keyof KeepAliveBooks, "idleTimes">, length: number): Float64Array =>
    saved?.[name].slice() ?? new Float64Array(length);
  return {
    idleTimes: openIdleTimes(machines, saved?.idleTimes),
    lastEndUs: saved?.lastEndUs.slice() ?? new Float64Array(machines).fill(-1),
    calls: column("calls", machines),
    aheadAtUs: column("aheadAtUs", machines),
    aheadUntilUs: column("aheadUntilUs", machines),
    untilUs: column("untilUs", places),
    priority: column("priority", places),
    clock: column("clock", 1),
  };
}
