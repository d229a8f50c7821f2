// Guests that say what they miss with less memory: what their last page is worth, and what they miss (model 3.4).
import { pagesIn } from "../../engine/ledger.ts";
import { SWAP, ZSWAP } from "../../engine/states.ts";
import type { World } from "../../engine/world.ts";
import { alikeDownTo, hullOf, missRatio, worthOnHull } from "../../miss-curve.ts";
import { defaultOf } from "../../parameters.ts";

export interface Curved {
  readonly guest: number;
  /** Misses a second that its last page in memory saves. */
  worth(): number;
  /** Pages in memory that save as many, the last one included. */
  alike(): number;
  /** Expected misses in this epoch: of pages in the pool, and of those on disk. */
  misses(): { readonly pool: number; readonly disk: number };
}

/** The guests with a curve, by number. Along the lower hull of their curves two guests on one list share memory at the least cost. */
export function openCurves(world: World): ReadonlyMap<number, Curved> {
  const { ledger, columns } = world;
  const found = new Map<number, Curved>();
  for (const [guest, { spec, pages }] of world.guests.entries()) {
    const { curve } = spec;
    if (curve === undefined || curve.length === 0) continue;
    const hull = hullOf(curve);
    const perSecond = spec.references_per_s ?? pages * defaultOf("guests.references_per_page_s");
    const inMemory = (): number =>
      columns.resident[guest]! - pagesIn(ledger, guest, ZSWAP) - pagesIn(ledger, guest, SWAP);
    found.set(guest, {
      guest,
      worth: () => worthOnHull(hull, inMemory()) * perSecond,
      alike: () => Math.max(1, Math.floor(inMemory() - alikeDownTo(hull, inMemory()))),
      misses: () => {
        const all = columns.resident[guest]!;
        const references = (perSecond * columns.workNs[guest]!) / 1e9;
        const diskFree = missRatio(curve, all - pagesIn(ledger, guest, SWAP));
        return {
          pool: references * (missRatio(curve, inMemory()) - diskFree),
          disk: references * (diskFree - missRatio(curve, all)),
        };
      },
    });
  }
  return found;
}
