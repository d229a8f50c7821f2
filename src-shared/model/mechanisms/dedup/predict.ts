// What KSM will show for given page contents and settings, before any counter is looked at.
import { ksmEnd, multiplicitiesOf } from "./closed-form.ts";
import { createKsm } from "./ksm.ts";
import { SMART_SCAN_PERIOD } from "./rate.ts";
import type { KsmCounters, KsmSettings } from "./settings.ts";

export interface PredictionInput {
  /**
   * Content of every present page in the order of the scan: processes in the order in which they registered with KSM,
   * pages by address. 0 is the zero page, equal numbers are equal contents, negative ones are alone. Keep them dense.
   */
  readonly pages: Int32Array;
  /** 1 for pages known to be rewritten, with contents never seen before, between any two visits. */
  readonly volatile: Uint8Array;
  readonly settings: KsmSettings;
}

export interface Prediction {
  /** After convergence; unshared and volatile are means over passes, rounded. */
  readonly counters: KsmCounters;
  /** Frames that hold all pages then. */
  readonly frames: number;
  /** Pages scanned when half and nine tenths of the final sharing (with zero pages) is reached; null without sharing. */
  readonly scanned: { readonly p50: number; readonly p90: number } | null;
}

/** Passes after which the search for p50 and p90 gives up: smart scan visits every page within nine. */
const MAX_PASSES = 40;

/** The converged counters in closed form, and the way there from the page-exact scanner. */
export function predictKsm(input: PredictionInput): Prediction {
  const { pages, settings } = input;
  const isVolatile = (page: number): boolean => input.volatile[page] === 1;
  let [zero, volatilePages] = [0, 0];
  for (let page = 0; page < pages.length; page++) {
    if (isVolatile(page)) volatilePages++;
    else if (pages[page] === 0) zero++;
  }
  const histogram = multiplicitiesOf(pages, (content, page) => content === 0 || isVolatile(page));
  const end = ksmEnd(histogram, zero, { cap: settings.maxPageSharing, zeroPages: settings.useZeroPages });
  const unshared = settings.smartScan ? Math.round(end.pages_unshared / SMART_SCAN_PERIOD) : end.pages_unshared;
  return {
    counters: {
      pages_shared: end.pages_shared,
      pages_sharing: end.pages_sharing,
      pages_unshared: unshared,
      pages_volatile: volatilePages + end.pages_unshared - unshared,
      ksm_zero_pages: end.ksm_zero_pages,
    },
    frames: end.frames + volatilePages,
    scanned: scannedUntil(input, end.pages_sharing + end.ksm_zero_pages),
  };
}

/** Visits of the page-exact scanner until half and nine tenths of `final` pages are saved. */
function scannedUntil(input: PredictionInput, final: number): Prediction["scanned"] {
  if (final === 0) return null;
  const rewritten: number[] = [];
  input.volatile.forEach((flag, page) => {
    if (flag === 1) rewritten.push(page);
  });
  const ksm = createKsm({ contents: input.pages, settings: input.settings });
  let p50 = -1;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    for (const page of rewritten) ksm.write(page, null);
    let ended = false;
    while (!ended) {
      // One page at a time: the moment of the merge matters. A batch that visits nothing is the end of the pass.
      ended = ksm.batch(1) === 0;
      const saved = ksm.saved();
      if (p50 < 0 && saved >= 0.5 * final) p50 = ksm.counters().pages_scanned;
      if (saved >= 0.9 * final) return { p50, p90: ksm.counters().pages_scanned };
    }
  }
  return null;
}
