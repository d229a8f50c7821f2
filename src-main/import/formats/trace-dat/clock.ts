// The clock of a recording: its name, its step, and what is known of its distance from wall time.
import type { ClockInfo, ImportContext } from "../../importer.ts";
import type { Options } from "./options.ts";
import type { Recording, RingBuffer } from "./recording.ts";

/** Clocks of the kernel that do not tick in ns: cycles of the CPU, its time base, and a number for each event. */
const COUNTS: ReadonlySet<string> = new Set(["x86-tsc", "tsc2nsec", "ppc-tb", "counter"]);

const NAMES: ReadonlyMap<string, string> = new Map([
  ["x86-tsc", "tsc"],
  ["tsc2nsec", "tsc"],
]);

const UPTIME_STEP_NS = 10_000_000;

const sizeOf = (buffer: RingBuffer): number => buffer.cpus.reduce((sum, cpu) => sum + cpu.size, 0);

/** Clock of a buffer as the kernel calls it. */
export const clockOf = (buffer: RingBuffer, options: Options): string => buffer.clock ?? options.clock ?? "local";

/** The clock of most of the data: the one clock of the capture. */
export function mainClock({ buffers, options }: Recording): string {
  const most = buffers.reduce<RingBuffer | null>(
    (best, buffer) => (best === null || sizeOf(buffer) > sizeOf(best) ? buffer : best),
    null,
  );
  return most ? clockOf(most, options) : (options.clock ?? "local");
}

/** Cycles of the CPU without the recorder's word for how long one is. */
const isCycles = (clock: string, options: Options): boolean => NAMES.has(clock) && !options.tsc;

/** Ticks a second of cycles of the CPU, where the user or another capture told them. */
export const rateOf = (clock: string, options: Options, context: Pick<ImportContext, "rate">): number | null =>
  isCycles(clock, options) ? context.rate("tsc") : null;

/** Whether stamps only count: cycles that nothing turns into ns, or events. `hz`: ticks a second, null: unknown. */
export const isCount = (clock: string, options: Options, hz: number | null): boolean =>
  COUNTS.has(clock) && !options.tsc && hz === null;

/** Name of the clock that was recorded with, before anything was added to it. */
export const recordedName = (clock: string): string => NAMES.get(clock) ?? clock;

/**
 * Times are those that trace-cmd prints. With a date they are wall time; moved by a wish of the user they are on no
 * clock that another recording could share.
 */
export function clockInfo(clock: string, options: Options): ClockInfo {
  const name = recordedName(clock);
  const stepNs = clock === "uptime" ? UPTIME_STEP_NS : 1;
  if (options.date !== null) return { name: "wall", stepNs };
  return { name: options.offset ? `${name} moved` : name, stepNs };
}
