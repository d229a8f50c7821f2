// Free page reporting: guests keep what they freed until a pass reports it, a part of the free list at a time (model 3.1, systems B13).
import type { ReportingEntry } from "../../engine/scenario.ts";
import { usablePages } from "../../engine/world.ts";
import { defaultOf, parametersOf } from "../../parameters.ts";
import { freePageReporting } from "../balloon/requests.ts";
import type { Mechanism } from "../mechanism.ts";

export const reporting: Mechanism<ReportingEntry> = {
  id: "reporting",
  title: "Free page reporting",
  parameters: parametersOf("reporting"),
  requires: [{ what: "free chunks inside the guest", capture: "buddyinfo and pagetypeinfo of the guest" }],
  init: (world, entry, saved) => {
    if (world.guests.every(({ managed }) => managed)) return null;
    const { columns } = world;
    const chunk = entry.chunk_pages ?? defaultOf("reporting.chunk_pages");
    const faultNs = (entry.minor_fault_us ?? defaultOf("reporting.minor_fault_us")) * 1000;
    const delayS = entry.delay_s ?? defaultOf("reporting.delay_s");
    const perCall = defaultOf("reporting.chunks_per_call");
    const cycle = defaultOf("reporting.cycle");
    const least = entry.min_free_pages ?? defaultOf("reporting.min_free_pages");
    const epochS = world.epochNs / 1e9;
    /** Second of each guest's next pass; 0 while it has nothing to report. */
    const nextS = (saved as Float64Array | undefined)?.slice() ?? new Float64Array(world.guests.length);
    let nowS = 0;
    /** Pages of `kept` free ones that the passes of this epoch report. */
    const reported = (guest: number, kept: number, free: number): number => {
      if (kept < chunk || free < least) {
        nextS[guest] = 0;
        return 0;
      }
      if (delayS === 0) return kept - (kept % chunk);
      if (nextS[guest] === 0) nextS[guest] = nowS - epochS + delayS;
      // Reported chunks stay in the list, so that each pass is as large as the first one.
      const { perPass } = freePageReporting(Math.floor(free / chunk), perCall, cycle);
      let left = kept;
      for (; nextS[guest]! <= nowS + 1e-9 && left >= chunk; nextS[guest]! += delayS)
        left -= Math.min(perPass, Math.floor(left / chunk)) * chunk;
      return kept - left;
    };
    return {
      begin: (epoch) => {
        nowS = epoch * epochS;
      },
      wanted: (guest, pages) => {
        const usable = usablePages(world, guest);
        const used = Math.min(pages, usable);
        const held = Math.min(columns.resident[guest]!, usable);
        if (used >= held) {
          nextS[guest] = 0;
          const again = Math.max(0, Math.min(columns.touched[guest]!, used) - held);
          columns.stallNs[guest]! += again * faultNs;
          return pages;
        }
        return held - reported(guest, held - used, usable - used);
      },
      ended: (guest) => {
        nextS[guest] = 0;
      },
      saved: () => 0,
      overBudget: () => 0,
      save: () => nextS.slice(),
    };
  },
};
