// The clock of a recording.
import type { ClockInfo } from "../../importer.ts";
import type { Events } from "./events.ts";
import type { Features } from "./features.ts";

/** POSIX clock ids that perf records with; the coarse ones tick on the same clock. */
const clocks: ReadonlyMap<number, string> = new Map([
  [0, "wall"],
  [1, "mono"],
  [4, "mono_raw"],
  [5, "wall"],
  [6, "mono"],
  [7, "boot"],
  [11, "tai"],
]);

/** Without a chosen clock times are the kernel's own, `perf`; without times there is none. */
export function recordedClock(events: Events, features: Features): ClockInfo {
  const timed = events.list.find((event) => event.attr.time >= 0);
  if (!timed) return { name: "none", stepNs: 1 };
  const { clockId } = timed.attr;
  if (clockId === null) return { name: "perf", stepNs: 1 };
  const name = clocks.get(clockId) ?? `clock-${clockId}`;
  const pair = features.clock;
  if (pair?.clockId !== clockId) return { name, stepNs: 1 };
  return { name, stepNs: 1, wallPair: { clockNs: pair.clockNs, wallNs: pair.wallNs } };
}
