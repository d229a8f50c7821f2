// The files of /sys/kernel/mm/ksm: which keys there are, their units, and how a choice is written.
import { counter, gauge, type Meaning } from "./statistics.ts";

const PAGES = ["pages_shared", "pages_sharing", "pages_unshared", "pages_volatile", "ksm_zero_pages"];
const COUNTS = ["full_scans", "pages_scanned", "pages_skipped"];
const SETTINGS = [
  "run",
  "pages_to_scan",
  "sleep_millisecs",
  "merge_across_nodes",
  "max_page_sharing",
  "use_zero_pages",
  "smart_scan",
  "advisor_mode",
  "advisor_max_cpu",
  "advisor_min_pages_to_scan",
  "advisor_max_pages_to_scan",
  "advisor_target_scan_time",
  "stable_node_chains_prune_millisecs",
];
const OTHERS = ["general_profit", "stable_node_chains", "stable_node_dups"];

/** Keys of kernels up to 6.18; newer ones may have more. */
export const KSM_KEYS: ReadonlySet<string> = new Set([...PAGES, ...COUNTS, ...SETTINGS, ...OTHERS]);

/** Meaning of a key. The keys name their unit themselves, so their values stay as the kernel writes them. */
export function ksmMeaning(key: string): Meaning {
  if (COUNTS.includes(key)) return counter(key === "full_scans" ? "count" : "pages");
  if (key === "general_profit") return gauge("bytes");
  if (key.endsWith("_millisecs")) return gauge("ms");
  return gauge(PAGES.includes(key) || key.includes("pages_to_scan") ? "pages" : "count");
}

/** The chosen word of `none [scan-time]`; other values as they are. */
export const chosen = (value: string): string => /(?:^|\s)\[([^\]\s]+)\]/.exec(value)?.[1] ?? value;

/** Meaning of a key of /proc/PID/ksm_stat; all of them are levels. */
export const ksmStatMeaning = (key: string): Meaning =>
  gauge(key.endsWith("profit") ? "bytes" : key.includes("pages") ? "pages" : "count");
