// Numbers of deduplication: unit, default, range, evidence, source.
import { row } from "./row.ts";

const KERNEL = "Linux 6.12 mm/ksm.c";

export const DEDUP = [
  row("dedup.run", "KSM scans", "0 or 1", 1, [0, 1], "assumed", "a mechanism that is named is on"),
  row("dedup.smart_scan", "skip pages that did not merge", "0 or 1", 1, [0, 1], "published", `${KERNEL}; none in 6.1`),
  row("dedup.use_zero_pages", "map zero pages to the kernel's own", "0 or 1", 0, [0, 1], "published", KERNEL),
  row("dedup.max_page_sharing", "most pages on one frame", "pages", 256, [2, null], "published", KERNEL),
  row("dedup.pages_to_scan", "pages of one wake-up", "pages", 100, [1, null], "published", KERNEL),
  row("dedup.sleep_millisecs", "sleep between wake-ups", "ms", 20, [0, null], "published", KERNEL),
  row(
    "dedup.sleep_overrun_ms",
    "how much longer than asked ksmd sleeps",
    "ms",
    5.9,
    [0, 10],
    "measured",
    "recorded KSM session: batches of 100 pages every 26.1 ms, of 1000 every 28.1 ms",
  ),
  row("dedup.page_us", "CPU time of one page visit", "µs", 2.2, [0.25, 8], "measured", "recorded KSM session"),
  row("dedup.cow_break_us", "write to a merged page", "µs", 3, [1.5, 8], "assumed", "model section 4"),
  row("dedup.rmap_item_bytes", "memory of one item of the scanner", "bytes", 64, [64, 64], "published", KERNEL),
  row("dedup.smart_scan_period", "passes between visits of a page alone", "passes", 9, [9, 9], "published", KERNEL),
  row(
    "dedup.advisor_target_scan_time",
    "length of a pass the advisor aims at",
    "s",
    200,
    [1, null],
    "published",
    KERNEL,
  ),
  row("dedup.advisor_min_cpu", "least CPU of ksmd under the advisor", "%", 10, [10, 10], "published", KERNEL),
  row("dedup.advisor_max_cpu", "most CPU of ksmd under the advisor", "%", 70, [0, 100], "published", KERNEL),
  row("dedup.advisor_max_pages_to_scan", "most pages of a wake-up", "pages", 30000, [1, null], "published", KERNEL),
  row(
    "dedup.pages_per_s",
    "pages that ESX samples",
    "pages/s",
    null,
    [0, null],
    "assumed",
    "absent: all pages once in dedup.scan_time_s; esxtop's scan counters tell it",
  ),
  row(
    "dedup.scan_time_s",
    "mean time between two samples of a page by ESX",
    "s",
    1600,
    [1, null],
    "derived",
    "a duplicate is found after about 40 minutes (systems B6): both copies have to be sampled, 1.5 scan times",
  ),
];
