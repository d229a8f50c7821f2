// The columns of an output row: their names in the fixed order, and where each one stands.
import { FRAME_USES, STATES, TIERS } from "./states.ts";

const KSM = [
  "pages_shared",
  "pages_sharing",
  "pages_unshared",
  "pages_volatile",
  "ksm_zero_pages",
  "full_scans",
  "pages_scanned",
  "pages_skipped",
];
const TMEM = ["used", "puts", "puts_failed", "gets", "gets_missed"];
const OF_GUEST = ["tmem_used", "tmem_target", "tmem_failed"] as const;
const HOTPLUG = ["plugged_bytes", "unplugged_bytes", "migrated", "zeroed", "reclaim_ms"];

export interface Columns {
  readonly names: readonly string[];
  /** Place of a column. */
  of(name: string): number;
  /** Place of a guest's own column. */
  ofGuest(guest: number, name: (typeof OF_GUEST)[number]): number;
}

/** The columns of a run with this many guests. */
export function columnsOf(guests: number): Columns {
  const before = [
    "epoch",
    "guests",
    "guest_pages",
    ...STATES,
    ...TIERS.flatMap((tier) => [`${tier}.total`, ...FRAME_USES.map((use) => `${tier}.${use}`)]),
    "merged.nodes",
    "merged.extra",
    ...KSM.map((name) => `ksm.${name}`),
    "swap.slots",
    "zpool.bytes",
    ...TMEM.map((name) => `tmem.${name}`),
  ];
  const ofGuests = Array.from({ length: guests }, (_, guest) => OF_GUEST.map((name) => `g${guest}.${name}`)).flat();
  const after = [
    "tier.promoted",
    "tier.demoted",
    "hit_fast",
    ...HOTPLUG.map((name) => `hotplug.${name}`),
    "slowdown_p50",
    "slowdown_p99",
  ];
  const places = new Map<string, number>();
  for (const [i, name] of before.entries()) places.set(name, i);
  for (const [i, name] of after.entries()) places.set(name, before.length + ofGuests.length + i);
  return {
    names: [...before, ...ofGuests, ...after],
    of: (name) => {
      const place = places.get(name);
      if (place === undefined) throw new RangeError(`no column ${name}`);
      return place;
    },
    ofGuest: (guest, name) => before.length + guest * OF_GUEST.length + OF_GUEST.indexOf(name),
  };
}
