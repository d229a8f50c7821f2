// Guests whose memory is pinned: what that forbids, what it costs, and scenarios in which a mechanism has nobody left to act on.
import { failure } from "../base/errors.ts";
import { isHeld } from "../model/engine/guests.ts";
import { mechanismsIn } from "./chosen.ts";
import type { GuestType } from "./guest-type.ts";
import type { GuestEntry, MechanismId, Scenario } from "./scenario-schema.ts";

/** Mechanisms that would share the guest's pages, and those that would take or move them. */
const SHARING: readonly MechanismId[] = ["dedup", "images", "clone"];
const TAKING: readonly MechanismId[] = ["balloon", "reporting", "overcommit", "tiering"];

/** Mechanisms that must leave a guest alone. */
export const forbiddenTo = ({ pinned }: Pick<GuestEntry, "pinned">): readonly MechanismId[] =>
  pinned === undefined ? [] : pinned === "no-share" ? SHARING : [...SHARING, ...TAKING];

const WHY = {
  vfio: "a device maps all of it",
  hugepages: "it stands on huge pages of its own",
  locked: "it is locked",
  "no-share": "its pages must not be shared",
} as const;

/** Throws `scenario.pinned` (exit 2) for a mechanism that must leave every guest alone. */
export function refusePinned(scenario: Scenario): void {
  for (const { id } of mechanismsIn(scenario)) {
    if (!scenario.guests.every((guest) => forbiddenTo(guest).includes(id))) continue;
    const { pinned } = scenario.guests[0]!;
    throw failure(
      "scenario.pinned",
      `${id} must leave the memory of every guest alone: guests[0] is pinned (${pinned}), ${WHY[pinned!]}`,
      {
        expected: `a guest that ${id} may act on`,
        next: `take ${id} out of the mechanisms, or pinned out of a guest`,
        exit: 2,
      },
    );
  }
}

/** A type as its pin makes it: all of its memory is there from the start, and no page is equal to another. */
export function withPins(type: GuestType, guest: GuestEntry): GuestType {
  if (guest.pinned === undefined) return type;
  if (!isHeld(guest)) return { ...type, contents: null };
  const { ramPages, demand } = type;
  const pages = demand.kind === "bursts" ? demand.base + demand.burst : demand.kind === "constant" ? demand.pages : 0;
  const all = Math.max(ramPages, pages);
  return {
    ...type,
    allocatorSaves: 0,
    meanResident: all,
    meanDemand: all,
    demand: { kind: "constant", pages: all },
    contents: null,
    stall: null,
  };
}
