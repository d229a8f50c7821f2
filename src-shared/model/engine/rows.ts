// The output row of an epoch, filled from the world and by the mechanisms at work.
import { nearestRank } from "../../base/percentile.ts";
import type { Columns } from "./columns.ts";
import { framesFor, totalFor, totalIn } from "./ledger.ts";
import { FRAME_USES, MERGED, NODES, STATES, TIERS, type Tier } from "./states.ts";
import { running, stallOf, type World } from "./world.ts";

/** Slowdowns of the running guests this epoch, ascending: time with the mechanisms over time without. */
export function slowdowns(world: World): Float64Array {
  const values = Float64Array.from(running(world), (guest) => 1 + stallOf(world, guest));
  return values.sort();
}

/** The row after an epoch; `ascending` are its slowdowns, `hit` the share of accesses that the fast tier served. */
export function fillRow(
  world: World,
  columns: Columns,
  epoch: number,
  ascending: Float64Array,
  hit: number,
): Float64Array {
  const { ledger } = world;
  const row = new Float64Array(columns.names.length);
  let at = 0;
  const put = (value: number): void => {
    row[at++] = value;
  };
  put(epoch);
  put(ascending.length);
  put(ledger.guestSizes.reduce((sum, pages) => sum + pages, 0));
  for (let state = 0; state < STATES.length; state++) put(totalIn(ledger, state));
  for (const tier of [0, 1] as const satisfies readonly Tier[]) {
    at = columns.of(`${TIERS[tier]}.total`);
    put(ledger.tierSizes[tier]!);
    for (let use = 0; use < FRAME_USES.length; use++) put(framesFor(ledger, tier, use));
  }
  const nodes = totalFor(ledger, NODES);
  row[columns.of("merged.nodes")] = nodes;
  row[columns.of("merged.extra")] = totalIn(ledger, MERGED) - nodes;
  row[columns.of("hit_fast")] = hit;
  row[columns.of("slowdown_p50")] = ascending.length === 0 ? 1 : nearestRank(ascending, 0.5);
  row[columns.of("slowdown_p99")] = ascending.length === 0 ? 1 : nearestRank(ascending, 0.99);
  for (const mechanism of world.atWork) mechanism.fill?.(row, columns);
  return row;
}
