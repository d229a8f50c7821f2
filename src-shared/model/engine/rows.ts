// The output row of an epoch: columns in their fixed order, and how they are filled from the world.
import { nearestRank } from "../../base/percentile.ts";
import { framesFor, totalFor, totalIn } from "./ledger.ts";
import { fastShare } from "./memory.ts";
import { FRAME_USES, MERGED, NODES, STATES, TIERS, type Tier } from "./states.ts";
import { running, type World } from "./world.ts";

const KSM_COLUMNS = [
  "pages_shared",
  "pages_sharing",
  "pages_unshared",
  "pages_volatile",
  "ksm_zero_pages",
  "full_scans",
  "pages_scanned",
  "pages_skipped",
] as const;

const TMEM_COLUMNS = ["used", "puts", "puts_failed", "gets", "gets_missed"];
const TMEM_OF_GUEST = ["tmem_used", "tmem_target", "tmem_failed"];
const HOTPLUG_COLUMNS = ["plugged_bytes", "unplugged_bytes", "migrated", "zeroed", "reclaim_ms"];

/** Column names for a run of this many guests. */
export function columnNames(guests: number): string[] {
  return [
    "epoch",
    "guests",
    "guest_pages",
    ...STATES,
    ...TIERS.flatMap((tier) => [`${tier}.total`, ...FRAME_USES.map((use) => `${tier}.${use}`)]),
    "merged.nodes",
    "merged.extra",
    ...KSM_COLUMNS.map((name) => `ksm.${name}`),
    "swap.slots",
    "zpool.bytes",
    ...TMEM_COLUMNS.map((name) => `tmem.${name}`),
    ...Array.from({ length: guests }, (_, guest) => TMEM_OF_GUEST.map((name) => `g${guest}.${name}`)).flat(),
    "tier.promoted",
    "tier.demoted",
    "hit_fast",
    ...HOTPLUG_COLUMNS.map((name) => `hotplug.${name}`),
    "slowdown_p50",
    "slowdown_p99",
  ];
}

/** Slowdowns of the running guests this epoch, ascending: time with the mechanisms over time without. */
export function slowdowns(world: World): Float64Array {
  const values = Float64Array.from(running(world), (guest) => 1 + world.columns.stallNs[guest]! / world.epochNs);
  return values.sort();
}

/** The row after an epoch; `ascending` are its slowdowns. */
export function fillRow(world: World, epoch: number, ascending: Float64Array, width: number): Float64Array {
  const { ledger } = world;
  const row = new Float64Array(width);
  let at = 0;
  const put = (value: number): void => {
    row[at++] = value;
  };
  put(epoch);
  put(ascending.length);
  put(ledger.guestSizes.reduce((sum, pages) => sum + pages, 0));
  for (let state = 0; state < STATES.length; state++) put(totalIn(ledger, state));
  for (const tier of [0, 1] as const satisfies readonly Tier[]) {
    put(ledger.tierSizes[tier]!);
    for (let use = 0; use < FRAME_USES.length; use++) put(framesFor(ledger, tier, use));
  }
  const nodes = totalFor(ledger, NODES);
  put(nodes);
  put(totalIn(ledger, MERGED) - nodes);
  const ksm = world.exact?.ksm.counters();
  for (const name of KSM_COLUMNS) put(ksm?.[name] ?? 0);
  // Swap, compressed memory and tmem have no mechanism yet; their columns stay 0 so that rows never change shape.
  at += 2 + TMEM_COLUMNS.length + TMEM_OF_GUEST.length * world.guests.length;
  at += 2;
  put(fastShare(world));
  at += HOTPLUG_COLUMNS.length;
  put(ascending.length === 0 ? 1 : nearestRank(ascending, 0.5));
  put(ascending.length === 0 ? 1 : nearestRank(ascending, 0.99));
  return row;
}
