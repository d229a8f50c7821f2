// A balloon inside the guest's allocator: it asks for pages when an allocation finds too few and gives back what passes a mark (systems R1).
import { dropTo } from "../../engine/memory.ts";
import { grantFromPool } from "../../engine/pool.ts";
import type { BalloonEntry } from "../../engine/scenario.ts";
import { REPORTED } from "../../engine/states.ts";
import { running, usablePages, type World } from "../../engine/world.ts";
import { defaultOf } from "../../parameters.ts";
import type { AtWork } from "../mechanism.ts";
import { miniOsBalloonUp } from "./mini-os.ts";
import { pagesGivenBack } from "./watermarks.ts";

/** Marks and costs of a balloon inside the allocator. */
export const allocatorBalloon = (entry: BalloonEntry) => ({
  low: entry.low_pages ?? defaultOf("balloon.low_pages"),
  high: entry.high_pages ?? defaultOf("balloon.high_pages"),
  chunk: entry.chunk_pages ?? defaultOf("balloon.chunk_pages"),
  emergency: entry.emergency_pages ?? defaultOf("balloon.emergency_pages"),
  callNs: (entry.call_us ?? defaultOf("balloon.call_us")) * 1000,
  pageNs: (entry.page_us ?? defaultOf("balloon.page_us")) * 1000,
});

export function balloonInAllocator(world: World, entry: BalloonEntry, saved: unknown): AtWork {
  const { low, high, chunk, emergency, callNs, pageNs } = allocatorBalloon(entry);
  /** Mini-OS has no code that gives pages back. */
  const givesBack = entry.mode !== "mini-os";
  const { columns } = world;
  /** Pages that the guest really uses; the rest of those it has are free inside it. */
  const used = (saved as Float64Array | undefined)?.slice() ?? new Float64Array(world.guests.length);
  return {
    wanted: (guest, pages) => {
      const size = usablePages(world, guest);
      const held = columns.resident[guest]!;
      used[guest] = Math.min(pages, size);
      const free = held - used[guest]!;
      if (free < emergency) {
        const need = Math.min(size - held, Math.max(0, emergency - free));
        const { calls } = miniOsBalloonUp({ free: 0, need, emergency: 0, chunk });
        const ready = grantFromPool(world, need);
        columns.stallNs[guest]! += calls * callNs + (need - ready) * pageNs;
        return held + need;
      }
      const given = givesBack ? Math.ceil(pagesGivenBack(free, low, high)) : 0;
      columns.stallNs[guest]! += Math.ceil(given / chunk) * callNs;
      return held - given;
    },
    // Donors answer with what is free inside them, those with most first, down to their emergency pages.
    makeFree: (frames) => {
      if (!givesBack) return 0;
      let left = frames;
      const donors = running(world).filter((guest) => columns.resident[guest]! - used[guest]! > emergency);
      donors.sort((a, b) => columns.resident[b]! - used[b]! - columns.resident[a]! + used[a]! || a - b);
      for (const guest of donors) {
        if (left <= 0) break;
        const given = Math.min(left, columns.resident[guest]! - used[guest]! - emergency);
        dropTo(world, guest, columns.resident[guest]! - given, REPORTED);
        columns.stallNs[guest]! += Math.ceil(given / chunk) * callNs;
        left -= given;
      }
      return frames - left;
    },
    ended: (guest) => {
      used[guest] = 0;
    },
    saved: () => 0,
    overBudget: () => 0,
    save: () => used.slice(),
  };
}
