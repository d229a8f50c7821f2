// The balloon: brings every guest to a target size at a limited rate (model 3.1).
import { PAGE_BYTES } from "../../../base/units.ts";
import { deflate, inflate } from "../../engine/memory.ts";
import { pagesAllowed } from "../../engine/rate.ts";
import type { BalloonEntry } from "../../engine/scenario.ts";
import { running } from "../../engine/world.ts";
import { parametersOf } from "../../parameters.ts";
import type { Mechanism } from "../mechanism.ts";
import { balloonInAllocator } from "./in-allocator.ts";

export const balloon: Mechanism<BalloonEntry> = {
  id: "balloon",
  title: "Balloon",
  parameters: parametersOf("balloon"),
  requires: [{ what: "pages free inside the guest", capture: "virsh dommemstat or QMP guest-stats" }],
  init: (world, entry, saved) => {
    const { target_bytes: target, rate_bytes_per_s: rate } = entry;
    if (entry.mode === "allocator") return balloonInAllocator(world, entry, saved);
    // Guests give back what they do not use at once, so a balloon down to what they use takes nothing more.
    const whole = target === undefined || target === null;
    const first = whole ? Number.POSITIVE_INFINITY : Math.floor(target / PAGE_BYTES);
    if (!world.steered && world.guests.every((guest) => guest.managed || guest.pages <= first)) return null;
    const targets = (saved as Float64Array | undefined)?.slice() ?? new Float64Array(world.guests.length).fill(first);
    const held = (): number => world.columns.ballooned.reduce((sum, pages) => sum + pages, 0);
    let overBudget = 0;
    return {
      actuate: (epoch) => {
        overBudget = 0;
        const allowed = pagesAllowed(rate ?? null, epoch, world.epochNs / 1e9);
        for (const guest of running(world)) {
          if (world.guests[guest]!.managed) continue;
          // Balloon and unplugged memory together are no more than the guest.
          const most = world.guests[guest]!.pages - world.columns.unplugged[guest]!;
          const wanted = Math.min(most, Math.max(0, world.guests[guest]!.pages - targets[guest]!));
          const before = world.columns.ballooned[guest]!;
          const step = Math.min(Math.abs(wanted - before), allowed);
          if (wanted > before) inflate(world, guest, step);
          else if (wanted < before) deflate(world, guest, step);
          if (Math.abs(world.columns.ballooned[guest]! - before) > allowed) overBudget++;
        }
      },
      controls: {
        setBalloon: (guest, pages) => {
          const { pages: size } = world.guests[guest]!;
          targets[guest] = size - Math.min(size, Math.max(0, pages));
          return size - targets[guest]!;
        },
      },
      saved: held,
      overBudget: () => overBudget,
      save: () => targets.slice(),
    };
  },
};
