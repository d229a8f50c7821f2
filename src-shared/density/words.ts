// Words for ids of the engine: resources, mechanisms, grades.

/** What a coverage grade says to somebody who decides. */
export const gradeMeanings: Readonly<Record<"A" | "B" | "C" | "D" | "E", string>> = {
  A: "The recording is long and broad enough to rely on: several periods of the load, many guests, and forecasts that held.",
  B: "Good ground: at least two periods of the load and several guests. Small surprises are possible.",
  C: "Usable with care: one period of the load or few guests were seen. Use the low end of the interval.",
  D: "Thin ground: the recording is short or shows too few guests. The interval holds only what the recording can tell; rarer loads were not seen.",
  E: "No recording stands behind this: the guests are made up, or only their sizes are known. It is a calculation, not evidence.",
};

const mechanisms: Readonly<Record<string, string>> = {
  dedup: "KSM (deduplication)",
  balloon: "Balloon",
  hotplug: "Memory hotplug",
  tiering: "Tiering",
  tmem: "Transcendent memory",
  overcommit: "Overcommit with swap",
  layout: "Layout",
  images: "Images shared at load time",
  allocator: "Allocator of the guest",
  overhead: "Overhead per guest",
  hugepages: "Huge pages",
  populate: "Populate on demand",
  pool: "Pool of scrubbed pages",
};

export const mechanismTitle = (id: string): string => (Object.hasOwn(mechanisms, id) ? mechanisms[id]! : id);

/** Resource of the reply when the search ended before anything was short. */
export const SEARCH_LIMIT = "limit of the search";

export const sentenceCase = (words: string): string => words.slice(0, 1).toUpperCase() + words.slice(1);
