// Populate on demand: a guest starts with its image, boot set and the table of its pages, and gets the rest as it touches it (systems R2).
import { pagesOf } from "../../../base/units.ts";
import type { PopulateEntry } from "../../engine/scenario.ts";
import { defaultOf, parametersOf } from "../../parameters.ts";
import type { Mechanism } from "../mechanism.ts";

/** Pages that a guest of this size has from its start on. */
export function pagesAtStart(entry: PopulateEntry, guestPages: number): number {
  const perPage = entry.metadata_bytes_per_page ?? defaultOf("populate.metadata_bytes_per_page");
  return Math.min(guestPages, pagesOf(entry.initial_bytes ?? 0) + pagesOf(guestPages * perPage));
}

export const populate: Mechanism<PopulateEntry> = {
  id: "populate",
  title: "Populate on demand",
  parameters: parametersOf("populate"),
  requires: [{ what: "pages a guest has when it is up", capture: "second-level faults from its start on" }],
  init: (world, entry) => {
    const least = world.guests.map((guest) => pagesAtStart(entry, guest.pages));
    return {
      wanted: (guest, pages) => Math.max(pages, least[guest]!),
      saved: () => 0,
      overBudget: () => 0,
      save: () => null,
    };
  },
};
