// Guests that start from a snapshot: what is their own, and what stands once for all of an entry.
import { ownPagesOf } from "../model/mechanisms/clone/index.ts";
import { mechanismIn } from "./chosen.ts";
import type { GuestType } from "./guest-type.ts";
import type { GuestEntry, Scenario } from "./scenario-schema.ts";

/** A constant type with the contents of a clone; types of known contents share what they have in common. */
export function asClone(type: GuestType, guest: GuestEntry, index: number, scenario: Scenario): GuestType {
  const entry = mechanismIn(scenario, "clone");
  if (!entry || guest.kind !== "static" || guest.pinned || type.demand.kind !== "constant") return type;
  const unique = Math.min(ownPagesOf(entry).all, type.demand.pages);
  const shared = [{ key: `snapshot ${index}`, copies: 1, contents: type.demand.pages - unique }];
  return { ...type, contents: { zero: 0, shared, uncertain: [], unique } };
}
