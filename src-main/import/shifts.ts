// Clock shifts found after rows were written: captures whose clock an import has linked to another one.
import type { CatalogueEntry, Shift } from "../store/contract.ts";
import type { ClockLink } from "./clocks.ts";

/** The one offset of a clock to the wall clock among links; null without one, or with several. */
function toWall(clock: string | null, links: readonly ClockLink[]): bigint | null {
  const fitting = links.filter((link) => link.from === clock && link.to === "wall");
  return fitting.length === 1 ? (fitting[0] as ClockLink).offsetNs : null;
}

/**
 * The shifts of a project after an import: of captures without a link whose clock it linked to the wall clock, then what it
 * measured; captures that lie on another clock's times follow that clock to the wall. What the user gave stays.
 */
export function mergedShifts(
  catalogue: readonly CatalogueEntry[],
  known: readonly Shift[],
  links: readonly ClockLink[],
  measured: readonly Shift[],
): Shift[] {
  const shifts = new Map(known.map((shift) => [shift.capture, shift]));
  for (const entry of catalogue) {
    if (entry.wall || entry.clock === null || shifts.has(entry.id)) continue;
    const ns = toWall(entry.clock, links);
    if (ns !== null) shifts.set(entry.id, { capture: entry.id, ns: String(ns), wall: true });
  }
  for (const shift of measured) {
    const before = shifts.get(shift.capture);
    if (!before || (!before.wall && !before.given && shift.wall)) shifts.set(shift.capture, shift);
  }
  for (const shift of shifts.values()) {
    if (shift.wall || shift.given || shift.onto === undefined) continue;
    const ns = toWall(shift.onto, links);
    if (ns !== null)
      shifts.set(shift.capture, { capture: shift.capture, ns: String(BigInt(shift.ns) + ns), wall: true });
  }
  return [...shifts.values()];
}
