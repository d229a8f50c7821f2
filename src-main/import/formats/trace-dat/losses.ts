// How many records were lost, from what stands on the pages and what the kernel counted; both tell of the same ones.
import type { ImportContext } from "../../importer.ts";
import type { TraceSink } from "../../trace-events/contract.ts";
import type { Lane } from "./lanes.ts";
import type { CpuStat } from "./stats.ts";

/**
 * Records lost on one CPU. A page is marked with what was overwritten before it. The kernel's own count, `overrun`,
 * also has what a page had no room to tell, so the greater of both counts. It is not of this file where the kernel
 * counted more records than are here: those of a part that was split off, or of a file that was cut. Refused records
 * never were in the buffer and are on no page.
 */
function lostOn(lane: Lane, stat: CpuStat | undefined): number {
  if (!stat || stat.entries + stat.read > lane.records) return lane.marked;
  return Math.max(lane.marked, stat.overrun) + stat.refused;
}

const keyOf = (buffer: string, cpu: number): string => `${cpu} ${buffer}`;

/** Tells the context how many were lost, and the sink of those that no page told of. */
export function tellLosses(
  lanes: readonly Lane[],
  stats: readonly CpuStat[],
  sink: TraceSink,
  context: ImportContext,
): void {
  const counted = new Map(stats.map((stat) => [keyOf(stat.buffer, stat.cpu), stat]));
  let lost = 0;
  const tell = (cpu: number, records: number, told: number): void => {
    lost += records;
    if (records > told) sink.lost(cpu, null, null, records - told);
  };
  for (const lane of lanes) {
    const key = keyOf(lane.buffer, lane.cpu);
    tell(lane.cpu, lostOn(lane, counted.get(key)), lane.marked);
    counted.delete(key);
  }
  // What is left are CPUs without pages: all that they had is gone, unless it is in another file.
  for (const { cpu, entries, read, overrun, refused } of counted.values())
    if (cpu >= 0 && entries + read === 0) tell(cpu, overrun + refused, 0);
  context.lost(lost);
}
