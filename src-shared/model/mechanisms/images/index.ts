// Sharing at load time: guests made from one image map its pages from one copy, from the first touch on (model 2.4, systems R4).
import { failure } from "../../../base/errors.ts";
import type { Guest } from "../../engine/guests.ts";
import { dropUnmapped, loadedRuns, openImages, savedByImages } from "../../engine/images.ts";
import type { ImagesEntry } from "../../engine/scenario.ts";
import { parametersOf } from "../../parameters.ts";
import type { Mechanism } from "../mechanism.ts";

export const images: Mechanism<ImagesEntry> = {
  id: "images",
  title: "Images shared at load time",
  parameters: parametersOf("images"),
  requires: [{ what: "which pages guests have from one image", capture: "page hashes of guests made from it" }],
  init: (world, _, saved) => {
    refuseWrites(world.guests);
    const found = openImages(world.guests, loadedRuns);
    if (found === null) return null;
    if (saved) found.present.set(saved as Float64Array);
    world.images = found;
    return {
      // Clean pages of a file go before anything else does.
      makeFree: () => dropUnmapped(world),
      saved: () => savedByImages(world, found),
      overBudget: () => 0,
      save: () => found.present.slice(),
    };
  },
};

/** Throws `scenario.bad_value` for a write to a page that is mapped from an image: those are read-only. */
function refuseWrites(guests: readonly Guest[]): void {
  for (const { spec } of new Set(guests)) {
    if (spec.kind !== "pages" || !spec.mapped_pages) continue;
    const { mapped_pages } = spec;
    const write = spec.writes?.find(([, page]) => page < mapped_pages);
    if (!write) continue;
    throw failure(
      "scenario.bad_value",
      `epoch ${write[0]} writes page ${write[1]} of the ${mapped_pages} mapped ones`,
      {
        expected: `a page from ${mapped_pages} on`,
        next: "map fewer pages, or write others: mapped pages are read-only",
        exit: 2,
      },
    );
  }
}
