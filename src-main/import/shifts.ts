// Clock shifts found after an import: captures whose clock a later import has linked to the wall clock.
import type { CatalogueEntry, Manifest } from "../store/contract.ts";
import type { ClockLink } from "./clocks.ts";

/** A capture without a link gets the offset of its clock where the new import found exactly one for it. */
export function laterShifts(
  catalogue: readonly CatalogueEntry[],
  known: Manifest["shifts"],
  links: readonly ClockLink[],
): Manifest["shifts"] {
  const shifted = new Set(known.map((s) => s.capture));
  return catalogue.flatMap((entry) => {
    if (entry.wall || entry.clock === null || shifted.has(entry.id)) return [];
    const fitting = links.filter((link) => link.from === entry.clock && link.to === "wall");
    const only = fitting.length === 1 ? fitting[0] : undefined;
    return only ? [{ capture: entry.id, ns: String(only.offsetNs), wall: true }] : [];
  });
}
