// How placement policies choose pages: how many of a group of the slow tier each would promote, and what it demotes for them.
import { exp } from "../../../base/math.ts";
import { defaultOf } from "../../parameters.ts";

export type TieringPolicy =
  | "static"
  | "hot-first"
  | "hint-fault"
  | "tpp-like"
  | "memtis-like"
  | "damon-like"
  | "oracle";

/** What makes room in the fast tier: a colder page in exchange, pages ahead of need at a watermark, idle ones, or nothing. */
type Demotion = "exchange" | "watermark" | "idle" | "nothing";

export interface Placement {
  readonly demotion: Demotion;
  /** Share of the pages of a group in the slow tier that are promoted if there is room. */
  promotes(group: PageUse): number;
  /** Share of the pages of a group in the fast tier that are found idle. */
  idle(group: PageUse): number;
  /** Without limit of bandwidth and without cost. */
  readonly free: boolean;
  /** Whether it asks which groups fit whole. */
  readonly byThreshold?: true;
}

/** Of one group: references to each page a second, and whether its pages would all be among the hottest that fit. */
export interface PageUse {
  readonly warmth: number;
  readonly fitsWhole: boolean;
  readonly epochS: number;
}

const HOT_S = defaultOf("tiering.hot_threshold_ms") / 1000;
const AGGREGATION_S = defaultOf("tiering.damon_aggregation_ms") / 1000;

/** Chance that a page with so many references a second is used within a time. */
const usedWithin = (warmth: number, seconds: number): number => 1 - exp(-warmth * seconds);

const never = (): number => 0;
const always = (): number => 1;

/** The policies that move pages (model 3.3); `static` leaves them where they were touched first. */
export const placements: Readonly<Record<Exclude<TieringPolicy, "static">, Placement>> = {
  "hot-first": { demotion: "exchange", promotes: always, idle: never, free: false },
  oracle: { demotion: "exchange", promotes: always, idle: never, free: true },
  // A hint fault within the threshold promotes; nothing is demoted for it.
  "hint-fault": {
    demotion: "nothing",
    promotes: ({ warmth }) => usedWithin(warmth, HOT_S),
    idle: never,
    free: false,
  },
  // A second hint fault promotes; the coldest pages leave ahead of need.
  "tpp-like": {
    demotion: "watermark",
    promotes: ({ warmth }) => usedWithin(warmth, HOT_S) ** 2,
    idle: never,
    free: false,
  },
  // The threshold of the histogram is such that the groups above it just fill the fast tier.
  "memtis-like": {
    demotion: "exchange",
    promotes: ({ fitsWhole }) => (fitsWhole ? 1 : 0),
    byThreshold: true,
    idle: never,
    free: false,
  },
  // A region with an access in an aggregation interval is hot, one without any in an epoch is cold.
  "damon-like": {
    demotion: "idle",
    promotes: ({ warmth }) => usedWithin(warmth, AGGREGATION_S),
    idle: ({ warmth, epochS }) => 1 - usedWithin(warmth, epochS),
    free: false,
  },
};
