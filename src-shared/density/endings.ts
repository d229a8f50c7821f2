// Why a run ends, and the words for it.
import { SEARCH_LIMIT } from "./words.ts";

/** Memory, an objective, the search's own limit, or what stands behind memory. */
export const endings = [
  "memory",
  "slowdown",
  "stall",
  "limit",
  "swap",
  "pool",
  "swap-in",
  "cold-starts",
  "invocations",
  "numa",
] as const;
export type Ending = (typeof endings)[number];

export const endingNames: Readonly<Record<Ending, string>> = {
  memory: "memory",
  slowdown: "p99 slowdown",
  stall: "stall share",
  limit: SEARCH_LIMIT,
  swap: "swap slots",
  pool: "zpool",
  "swap-in": "swap-in rate",
  "cold-starts": "cold start share",
  invocations: "p99 of invocations",
  numa: "numa node",
};
