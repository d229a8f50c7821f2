// Sharing at load time: guests made from one image map its pages from one copy, from the first touch on (model 2.4, systems R4).
import { commonPages, dropUnmapped, openImages, savedByImages } from "../../engine/images.ts";
import type { ImagesEntry } from "../../engine/scenario.ts";
import { parametersOf } from "../../parameters.ts";
import type { Mechanism } from "../mechanism.ts";

export const images: Mechanism<ImagesEntry> = {
  id: "images",
  title: "Images shared at load time",
  parameters: parametersOf("images"),
  requires: [{ what: "which pages guests have from one image", capture: "page hashes of guests made from it" }],
  init: (world, _, saved) => {
    const found = openImages(world.guests, commonPages);
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
