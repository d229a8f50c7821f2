// A made-up captured host for tests of density: contents drawn page by page, so that sharing can be counted by hand.
import { createStream } from "../../base/rng.ts";
import type { CapturedGuest, CapturedHost, ContentPattern } from "../../profile/host.ts";

export interface MadeHost {
  readonly guests: number;
  /** Resident pages of each guest in the content snapshot. */
  readonly pages: number;
  readonly seed: number;
  readonly change?: (guest: CapturedGuest, index: number) => CapturedGuest;
}

const EPOCHS = 40;

/** A host whose guests hold zero pages, contents common to all, contents of pairs and contents of their own. */
export function makeHost({ guests, pages, seed, change = (guest) => guest }: MadeHost): CapturedHost {
  const stream = createStream(seed, { mechanism: 251 });
  const zeroPages = Math.floor(pages * 0.2);
  const patterns: ContentPattern[] = [];
  const left = Array.from({ length: guests }, () => pages - zeroPages);
  const add = (holders: number[], copies: number, contents: number): void => {
    for (const g of holders) left[g]! -= copies * contents;
    patterns.push({
      copies: Array.from({ length: guests }, (_, g) => (holders.includes(g) ? copies : 0)),
      contents,
    });
  };
  const everyone = left.map((_, g) => g);
  if (guests > 1) add(everyone, 1, Math.floor(pages * 0.2));
  for (let g = 0; g + 1 < guests; g++) add([g, g + 1], 1, Math.floor(pages * 0.05));
  for (const g of everyone) add([g], 3, Math.floor(pages * 0.02));
  for (const g of everyone) add([g], 1, left[g]!);
  const course = (low: number, high: number): Float64Array =>
    Float64Array.from({ length: EPOCHS }, () => Math.floor(low + stream.next() * (high - low)));
  return {
    guests: everyone.map((index) =>
      change(
        {
          name: `guest${index}`,
          ramPages: 2 * pages,
          overheadPages: Math.floor(pages / 10),
          overheadBand: null,
          residentPages: course(pages * 0.8, pages * 1.2),
          freePages: course(pages * 0.9, pages * 1.3),
          faults: course(0, 2000),
          zeroPages,
          contentPages: pages,
          pinned: null,
        },
        index,
      ),
    ),
    epochSeconds: 1,
    patterns,
    ksmSettings: { pages_to_scan: 1000, sleep_millisecs: 20 },
    ksmScanRate: 30_000,
    ksmSavedPages: null,
    hostMemoryBytes: null,
    unusableShare: null,
    xen: null,
    observed: null,
    coverage: { grade: "C", reasons: ["made for a test"], raise_by: ["capture more"] },
    provenance: [
      {
        field: "residentPages",
        sources: [{ what: "faults.data", sha256: "a".repeat(64), note: null }],
        sql: "SELECT count(*) FROM fault",
      },
      { field: "patterns", sources: [{ what: "pages.csv", sha256: "b".repeat(64), note: null }], sql: null },
    ],
  };
}
