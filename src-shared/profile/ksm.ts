// KSM on the captured host: counters as recorded, settings, scan rate, and where prediction and counters differ.

export const KSM_COUNTERS = [
  "pages_shared",
  "pages_sharing",
  "pages_unshared",
  "pages_volatile",
  "ksm_zero_pages",
] as const;

export type KsmCounterName = (typeof KSM_COUNTERS)[number];
export type KsmCounterValues = Readonly<Record<KsmCounterName, number>>;

/** One reading of the counters that tell how fast KSM scans. */
export interface ScanReading {
  /** Milliseconds of the project's time base. */
  readonly ms: number;
  readonly scanned: number;
  /** KSM was running (`run` = 1) at this reading. */
  readonly running: boolean;
}

/**
 * Pages visited per second while KSM ran: the sum of the increases between readings at which it ran, over their time. A
 * counter that falls was reset and its span is left out. Null when no such span was recorded.
 */
export function scanRate(readings: readonly ScanReading[]): number | null {
  let pages = 0;
  let ms = 0;
  for (let i = 1; i < readings.length; i++) {
    const [a, b] = [readings[i - 1]!, readings[i]!];
    if (!a.running || !b.running || b.scanned < a.scanned || b.ms <= a.ms) continue;
    pages += b.scanned - a.scanned;
    ms += b.ms - a.ms;
  }
  return ms > 0 ? Math.round((pages * 1_000_000) / ms) / 1000 : null;
}

/** Frames that KSM saves: mappings beyond the first of each shared frame, and pages on the kernel's zero page. */
export const savedFrames = (k: Pick<KsmCounterValues, "pages_sharing" | "ksm_zero_pages">): number =>
  k.pages_sharing + k.ksm_zero_pages;

export interface KsmTerm {
  readonly term: string;
  readonly pages: number;
  readonly note: string;
}

/**
 * From predicted to observed saved frames, step by step; the terms between the first and the last sum to their difference.
 * `framesSaved`: frames shared among the pages of the page table by their recorded host frames; null if not recorded.
 */
export function ksmTerms(
  predicted: KsmCounterValues | null,
  observed: KsmCounterValues | null,
  framesSaved: number | null,
): KsmTerm[] {
  const terms: KsmTerm[] = [];
  if (predicted)
    terms.push({
      term: "predicted",
      pages: savedFrames(predicted),
      note: "frames saved once every equal page has merged, from page contents, residency and settings",
    });
  if (predicted && framesSaved !== null)
    terms.push({
      term: "not_merged",
      pages: framesSaved - savedFrames(predicted),
      note: "equal pages on frames of their own in the page table: written lately, or not scanned twice since",
    });
  if (observed && (framesSaved !== null || predicted)) {
    const known = framesSaved ?? savedFrames(predicted!);
    terms.push({
      term: framesSaved === null ? "unexplained" : "outside",
      pages: savedFrames(observed) - known,
      note:
        framesSaved === null
          ? "counters against the prediction; host frame numbers in the page table would split this"
          : "counters against the page table's frames: pages of other processes, other memory of these, and visits still due",
    });
  }
  if (observed)
    terms.push({
      term: "observed",
      pages: savedFrames(observed),
      note: "pages_sharing + ksm_zero_pages at the end of the capture",
    });
  return terms;
}
