// Clones of a snapshot, copy-on-write: what a guest writes or reads through userfaultfd is its own, all else stands once (systems B22).
import { failure } from "../../../base/errors.ts";
import { pagesOf } from "../../../base/units.ts";
import type { Guest } from "../../engine/guests.ts";
import { dropUnmapped, type ImageRun, imagePages, loadedRuns, openImages, savedByImages } from "../../engine/images.ts";
import type { CloneEntry, EngineScenario } from "../../engine/scenario.ts";
import { RUNNING } from "../../engine/world.ts";
import { defaultOf, parametersOf } from "../../parameters.ts";
import type { Mechanism } from "../mechanism.ts";
import { privatePages, touchUs } from "./start.ts";

interface Saved {
  readonly present: Float64Array;
  readonly touched: Float64Array;
}

export const clone: Mechanism<CloneEntry> = {
  id: "clone",
  title: "Clones of a snapshot",
  parameters: parametersOf("clone"),
  requires: [
    { what: "pages that a guest writes after its start", capture: "dirty logging, or write faults after a restore" },
  ],
  init: (world, entry, saved, scenario) => {
    refuseImages(scenario);
    const own = ownPagesOf(entry);
    const images = openImages(world.guests, (guest) => sharedRuns(guest, own.all));
    if (images === null) return null;
    const before = saved as Saved | undefined;
    if (before) images.present.set(before.present);
    world.images = images;
    const { columns } = world;
    /** Pages each guest has touched so far; only first touches cost. */
    const touched = before?.touched.slice() ?? new Float64Array(world.guests.length);
    const costs = {
      anonymousUs: entry.anonymous_us ?? defaultOf("clone.anonymous_us"),
      userUs: entry.user_us ?? defaultOf("clone.user_us"),
      cacheUs: entry.cache_us ?? defaultOf("clone.cache_us"),
    };
    return {
      ended: (guest) => {
        touched[guest] = 0;
      },
      fault: () => {
        for (let guest = 0; guest < touched.length; guest++) {
          const [from, until] = [touched[guest]!, columns.resident[guest]!];
          if (columns.life[guest] !== RUNNING || images.firstOf[guest] === images.firstOf[guest + 1] || until <= from)
            continue;
          const shared = imagePages(images, guest, from, until);
          const copied = Math.max(0, Math.min(until, own.copied) - from);
          columns.stallNs[guest]! += touchUs({ shared, copied, dirtied: until - from - shared - copied }, costs) * 1000;
          touched[guest] = until;
        }
      },
      makeFree: () => dropUnmapped(world),
      saved: () => savedByImages(world, images),
      overBudget: () => 0,
      save: (): Saved => ({ present: images.present.slice(), touched: touched.slice() }),
    };
  },
};

/** Pages of its own that every clone has: those read through userfaultfd, and with them those written. */
export function ownPagesOf(entry: Pick<CloneEntry, "dirty_bytes" | "copied_bytes">): {
  readonly copied: number;
  readonly all: number;
} {
  const dirtied = pagesOf(entry.dirty_bytes ?? defaultOf("clone.dirty_bytes"));
  const copied = pagesOf(entry.copied_bytes ?? defaultOf("clone.copied_bytes"));
  return { copied, all: privatePages({ dirtied, copied }) };
}

/**
 * A guest touches its own pages first. Those of known contents share what they have in common; those written down page by
 * page, functions and guests by work are no clones.
 */
function sharedRuns(guest: Guest, own: number): readonly ImageRun[] {
  const { spec, pages, entry } = guest;
  if (spec.kind === "synthetic") return loadedRuns(guest);
  if (spec.kind === "pages" || spec.kind === "function" || spec.kind === "work") return [];
  return [{ name: `entry ${entry}`, from: Math.min(own, pages), until: pages }];
}

function refuseImages({ mechanisms }: EngineScenario): void {
  if (mechanisms.every(({ id }) => id !== "images")) return;
  throw failure("scenario.bad_value", "clone and images both say which pages guests map from one copy", {
    expected: "one of them",
    next: "take images out: clones map the common pages of synthetic guests, too",
    exit: 2,
  });
}
