// The twelve invariants of a run, checked after every epoch; a count above zero means the run cannot be trusted.
import { PAGE_BYTES } from "../../base/units.ts";
import { framesFor, totalFor, totalIn } from "./ledger.ts";
import {
  FILE,
  FRAME_USES,
  FREE,
  MERGED,
  NODES,
  PRIV,
  PRIV_FAST,
  PRIV_SLOW,
  RESERVE,
  STATES,
  SWAP,
  type Tier,
  ZPOOL,
  ZSWAP,
} from "./states.ts";
import { RUNNING, type World } from "./world.ts";

const INVARIANTS = [
  "i1_guest_states",
  "i2_tier_frames",
  "i3_merged",
  "i4_swap_slots",
  "i5_zpool",
  "i6_negative",
  "i7_capacity",
  "i8_node_mappings",
  "i9_saved_once",
  "i10_budget",
  "i11_causality",
  "i12_finite",
] as const;
export type InvariantCounts = Record<(typeof INVARIANTS)[number], number>;

export const noViolations = (): InvariantCounts =>
  Object.fromEntries(INVARIANTS.map((name) => [name, 0])) as InvariantCounts;

const bothTiers: readonly Tier[] = [0, 1];

/** Adds the violations after an epoch. `reserve` is the reserve in pages, `row` the epoch's output row. */
export function checkEpoch(
  counts: InvariantCounts,
  world: World,
  epoch: { readonly number: number; readonly before: number; readonly reserve: number; readonly row: Float64Array },
): void {
  const { ledger, atWork: mechanisms } = world;
  counts.i1_guest_states += guestStateErrors(world);
  for (const tier of bothTiers) {
    let sum = 0;
    for (let use = 0; use < FRAME_USES.length; use++) sum += framesFor(ledger, tier, use);
    if (sum !== ledger.tierSizes[tier]) counts.i2_tier_frames++;
    const privately = totalIn(ledger, tier === 0 ? PRIV_FAST : PRIV_SLOW);
    if (privately !== framesFor(ledger, tier, PRIV)) counts.i2_tier_frames++;
    const free = framesFor(ledger, tier, FREE);
    if (free < 0 || free > ledger.tierSizes[tier]!) counts.i7_capacity++;
  }
  if (totalFor(ledger, RESERVE) !== epoch.reserve) counts.i7_capacity++;

  const truth = world.exact?.ksm.truth() ?? { nodes: 0, merged: 0, zero: 0 };
  const nodes = totalFor(ledger, NODES);
  if (totalIn(ledger, MERGED) !== truth.merged || nodes !== truth.nodes || truth.merged < nodes) counts.i3_merged++;
  counts.i8_node_mappings += world.exact?.ksm.violations() ?? 0;
  const onDisk = world.swap?.onDisk ?? 0;
  if (totalIn(ledger, SWAP) !== onDisk || onDisk > (world.swap?.slots ?? 0)) counts.i4_swap_slots++;
  if (!poolHolds(world)) counts.i5_zpool++;
  counts.i6_negative += negatives(ledger.pages) + negatives(ledger.frames);

  const saved = mechanisms.reduce((sum, mechanism) => sum + mechanism.saved(), 0);
  const used = totalFor(ledger, PRIV) + nodes + totalFor(ledger, FILE);
  if (saved + unbacked(world) !== total(ledger.guestSizes) - used) counts.i9_saved_once++;
  counts.i10_budget += mechanisms.reduce((sum, mechanism) => sum + mechanism.overBudget(), 0);
  if (epoch.number !== epoch.before + 1) counts.i11_causality++;
  for (const value of epoch.row) if (!Number.isFinite(value)) counts.i12_finite++;
}

/** Whether the pool's frames hold its pages and no more, and its pages are those of the guests. */
function poolHolds({ ledger, swap }: World): boolean {
  const [pages, frames] = [totalIn(ledger, ZSWAP), totalFor(ledger, ZPOOL)];
  if (swap === null) return pages === 0 && frames === 0;
  const bytes = pages * swap.pageBytes;
  const enough = frames * PAGE_BYTES >= bytes && (frames - 1) * PAGE_BYTES < bytes;
  return pages === swap.compressed && frames <= swap.poolFrames && enough;
}

/** Guests whose states do not add up to their size. */
function guestStateErrors(world: World): number {
  const { pages, guestSizes } = world.ledger;
  let errors = 0;
  for (let guest = 0; guest < guestSizes.length; guest++) {
    let sum = 0;
    for (let state = 0; state < STATES.length; state++) sum += pages[guest * STATES.length + state]!;
    if (sum !== guestSizes[guest]) errors++;
  }
  return errors;
}

/** Pages without a frame for no merit of a mechanism, from the guests' own columns: not there, never touched, given back. */
function unbacked(world: World): number {
  const { life, resident, ballooned } = world.columns;
  let pages = 0;
  for (let guest = 0; guest < life.length; guest++) {
    const size = world.ledger.guestSizes[guest]!;
    pages += life[guest] === RUNNING ? size - ballooned[guest]! - resident[guest]! : size;
  }
  return pages;
}

function negatives(values: Float64Array): number {
  let count = 0;
  for (const value of values) if (value < 0) count++;
  return count;
}

const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
