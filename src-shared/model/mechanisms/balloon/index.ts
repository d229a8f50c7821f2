// The balloon: brings every guest to a size, one that stands in the scenario or one that a control sets as it goes (model 3.1).
import { PAGE_BYTES } from "../../../base/units.ts";
import type { BalloonEntry } from "../../engine/scenario.ts";
import { RUNNING, running, usablePages, type World } from "../../engine/world.ts";
import { missRatio } from "../../miss-curve.ts";
import { defaultOf, parametersOf } from "../../parameters.ts";
import type { AtWork, Mechanism } from "../mechanism.ts";
import { createControl } from "./control.ts";
import { createDriver, type SavedDriver } from "./driver.ts";
import { balloonInAllocator } from "./in-allocator.ts";

interface SavedBalloon {
  readonly targets: Float64Array;
  readonly asked: Float64Array;
  readonly driver: SavedDriver;
}

export const balloon: Mechanism<BalloonEntry> = {
  id: "balloon",
  title: "Balloon",
  parameters: parametersOf("balloon"),
  requires: [
    { what: "pages free inside the guest", capture: "virsh dommemstat or QMP guest-stats" },
    { what: "what a guest misses with less memory", capture: "references to pages, DAMON, or refaults under reclaim" },
  ],
  init: (world, entry, saved, { mechanisms }) => {
    if (entry.mode === "allocator" || entry.mode === "mini-os") return balloonInAllocator(world, entry, saved);
    // Guests give back what they do not use at once, so a balloon down to what they use takes nothing more.
    const { target_bytes: target, control } = entry;
    const whole = target === undefined || target === null;
    const first = whole ? Number.POSITIVE_INFINITY : Math.floor(target / PAGE_BYTES);
    const idle = !control && !world.steered;
    if (idle && world.guests.every((guest) => guest.managed || guest.held || guest.pages <= first)) return null;
    // A guest that reports its free pages does not keep them for the balloon.
    const keeps = control !== undefined && mechanisms.every(({ id }) => id !== "reporting");
    return balloonToTargets(world, entry, first, keeps, saved as SavedBalloon | undefined);
  },
};

function balloonToTargets(
  world: World,
  entry: BalloonEntry,
  first: number,
  keeps: boolean,
  saved?: SavedBalloon,
): AtWork {
  const { columns, guests } = world;
  const targets = saved?.targets.slice() ?? new Float64Array(guests.length).fill(first);
  const asked = saved?.asked.slice() ?? new Float64Array(guests.length);
  const control = entry.control ? createControl(world, entry, entry.control) : null;
  const driver = createDriver(world, entry, saved?.driver);
  const squeeze = createSqueeze(world, entry);
  return {
    wanted: (guest, pages) => {
      asked[guest] = pages;
      if (!keeps) return pages;
      const usable = usablePages(world, guest);
      return Math.max(Math.min(pages, usable), Math.min(columns.resident[guest]!, usable));
    },
    fault: () => {
      for (let guest = 0; guest < guests.length; guest++)
        if (columns.life[guest] === RUNNING && !guests[guest]!.managed) squeeze(guest, asked[guest]!);
    },
    actuate: (epoch) => {
      driver.begin(epoch);
      control?.act(targets, asked, epoch);
      for (const guest of running(world)) {
        if (guests[guest]!.managed || guests[guest]!.held) continue;
        // Balloon and unplugged memory together are no more than the guest.
        const most = guests[guest]!.pages - columns.unplugged[guest]!;
        const wanted = Math.min(most, Math.max(0, guests[guest]!.pages - targets[guest]!));
        driver.move(guest, wanted, asked[guest]!);
      }
    },
    controls: {
      setBalloon: (guest, pages) => {
        const { pages: size, held } = guests[guest]!;
        if (held) return 0;
        targets[guest] = size - Math.min(size, Math.max(0, pages));
        return size - targets[guest]!;
      },
    },
    saved: () => columns.ballooned.reduce((sum, pages) => sum + pages, 0),
    overBudget: driver.overBudget,
    save: (): SavedBalloon => ({ targets: targets.slice(), asked: asked.slice(), driver: driver.save() }),
  };
}

/**
 * What a guest pays that asks for more than the balloon leaves it: it reads what it misses from its own disk, so many more
 * references than with all it asks for. Without a curve all its pages are used alike. A balloon to a given size and without a
 * driver is free of it for guests without a curve.
 */
function createSqueeze(world: World, entry: BalloonEntry): (guest: number, asked: number) => void {
  const diskNs = (entry.disk_us ?? defaultOf("balloon.disk_us")) * 1000;
  const always = entry.control !== undefined || entry.driver !== undefined;
  const perPage = defaultOf("guests.references_per_page_s");
  return (guest, asked) => {
    const usable = usablePages(world, guest);
    const { pages, spec } = world.guests[guest]!;
    if (asked <= usable || !(spec.curve || always)) return;
    const ratio = spec.curve ? missRatio(spec.curve, usable) - missRatio(spec.curve, asked) : 1 - usable / asked;
    const references = ((spec.references_per_s ?? pages * perPage) * world.columns.workNs[guest]!) / 1e9;
    world.columns.stallNs[guest]! += references * ratio * diskNs;
  };
}
