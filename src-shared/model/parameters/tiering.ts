// Numbers of memory tiers: unit, default, range, evidence, source.
import { row } from "./row.ts";

export const TIERING = [
  row(
    "tiering.bandwidth_bytes_per_s",
    "migration between the tiers",
    "bytes/s",
    null,
    [0, null],
    "published",
    "absent: no limit; Linux allows 65 536 MB/s",
  ),
  row("tiering.migrate_us", "moving a page to the other tier", "µs", 2.5, [1, 10], "assumed", "model section 4"),
  row(
    "tiering.hot_threshold_ms",
    "time between hint and fault below which a page is hot",
    "ms",
    1000,
    [1, 60000],
    "published",
    "Linux 6.12 kernel/sched/fair.c",
  ),
  row(
    "tiering.damon_aggregation_ms",
    "interval over which DAMON counts accesses",
    "ms",
    100,
    [1, 60000],
    "published",
    "Linux 6.12 mm/damon/core.c",
  ),
  row(
    "tiering.free_watermark",
    "free share of the fast tier that demotion ahead of need keeps",
    "share",
    0.02,
    [0, 0.2],
    "assumed",
    "TPP demotes before allocations fail",
  ),
];
