// Numbers of clones: unit, default, range, evidence, source.
import { row } from "./row.ts";

const FAASNAP = "FaaSnap, EuroSys 2022, section 3.3 (secondary), Linux 5.4 on c5d.metal";

export const CLONE = [
  row(
    "clone.dirty_bytes",
    "what a clone writes",
    "bytes",
    2097152,
    [0, null],
    "published",
    "SEUSS, EuroSys 2020 (secondary): a difference of 2 MB to a snapshot of 114.5 MB",
  ),
  row(
    "clone.copied_bytes",
    "what a clone reads through userfaultfd",
    "bytes",
    0,
    [0, null],
    "assumed",
    "0: the snapshot is mapped; REAP reads 8 to 99 MB",
  ),
  row("clone.anonymous_us", "first write of a page", "µs", 2.5, [1, 10], "published", FAASNAP),
  row(
    "clone.cache_us",
    "first touch of a page that stands in the page cache",
    "µs",
    3.7,
    [1, 10],
    "published",
    FAASNAP,
  ),
  row("clone.user_us", "first touch of a page through userfaultfd", "µs", 6.7, [3, 20], "published", FAASNAP),
];
