// Dedup in a run: ksmd scans guests in list order, pages in theirs, and the ledger follows what it merges.

import { numberContents } from "../../engine/contents.ts";
import { mergePage, movePages } from "../../engine/ledger.ts";
import { countShared, tierAt } from "../../engine/release.ts";
import type { DedupEntry } from "../../engine/scenario.ts";
import { privateIn, ZEROMAP } from "../../engine/states.ts";
import type { ExactPages, World } from "../../engine/world.ts";
import { defaultOf, parametersOf } from "../../parameters.ts";
import type { KsmKnobs, Mechanism } from "../mechanism.ts";
import { grown } from "./columns.ts";
import { createKsm } from "./ksm.ts";
import type { Ksm, SavedKsm } from "./scanner.ts";
import { ksmSettings } from "./settings.ts";

/** A switch as scenario files write it. */
const flag = (given: 0 | 1 | boolean | undefined): boolean | undefined =>
  given === undefined ? undefined : given === true || given === 1;

/** Counters in the row. */
const SHOWN = [
  "pages_shared",
  "pages_sharing",
  "pages_unshared",
  "pages_volatile",
  "ksm_zero_pages",
  "full_scans",
  "pages_scanned",
  "pages_skipped",
] as const;

interface SavedDedup {
  readonly ksm: SavedKsm;
  readonly place: Uint8Array;
  readonly nodeTier: Uint8Array;
  readonly pace: Float64Array;
}

export const dedup: Mechanism<DedupEntry> = {
  id: "dedup",
  title: "Deduplication (KSM)",
  parameters: parametersOf("dedup"),
  requires: [{ what: "page contents of each guest", capture: "page hashes of the running guests, or memory images" }],
  init: (world, entry, saved) => {
    if (!(flag(entry.run) ?? defaultOf("dedup.run") === 1)) return null;
    const before = saved as SavedDedup | undefined;
    const pages = openPages(world, entry, before);
    world.exact = pages;
    const pace = createPace(pages.ksm, entry, world.epochNs, before?.pace);
    return {
      scan: pace.scan,
      fill: (row, columns) => {
        const counters = pages.ksm.counters();
        for (const name of SHOWN) row[columns.of(`ksm.${name}`)] = counters[name];
      },
      saved: () => {
        const { nodes, merged, zero } = pages.ksm.truth();
        return merged - nodes + zero;
      },
      overBudget: pace.overBudget,
      save: (): SavedDedup => ({
        ksm: pages.ksm.save(),
        place: pages.place.slice(),
        nodeTier: pages.nodeTier.slice(),
        pace: pace.save(),
      }),
      controls: { setKsm: pace.set },
    };
  },
};

/** The pages of all guests, and a scanner over them whose merges go through the ledger. */
function openPages(world: World, entry: DedupEntry, saved: SavedDedup | undefined): ExactPages {
  const contents = numberContents(world.guests);
  const place = saved?.place.slice() ?? new Uint8Array(contents.contents.length);
  const { ledger } = world;
  const guestOf = (page: number): number => {
    let [low, high] = [0, contents.firstPage.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (contents.firstPage[middle]! <= page) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const settings = ksmSettings({
    kernel: entry.kernel,
    smartScan: flag(entry.smart_scan),
    useZeroPages: flag(entry.use_zero_pages),
    maxPageSharing: entry.max_page_sharing,
  });
  const pages: ExactPages = {
    contents,
    place,
    nodeTier: saved?.nodeTier.slice() ?? new Uint8Array(16),
    ksm: createKsm(
      {
        contents: contents.contents,
        zeroContents: contents.zeroContents,
        regions: contents.firstPage,
        empty: true,
        settings,
        listener: {
          merged: (page, node, first) => {
            const tier = tierAt(place, page);
            const guest = guestOf(page);
            if (first) {
              pages.nodeTier = grown(pages.nodeTier, node + 1, 0);
              pages.nodeTier[node] = tier;
            }
            mergePage(ledger, guest, privateIn(tier), tier, first);
            countShared(world, guest, page - contents.firstPage[guest]!, tier, true);
          },
          zeroed: (page) => {
            const guest = guestOf(page);
            const tier = tierAt(place, page);
            movePages(ledger, guest, privateIn(tier), ZEROMAP, 1);
            countShared(world, guest, page - contents.firstPage[guest]!, tier, true);
          },
        },
      },
      saved?.ksm,
    ),
  };
  return pages;
}

interface Pace {
  scan(): void;
  overBudget(): number;
  /** Sets what a policy may set, and says what is set now. */
  set(knobs: KsmKnobs): KsmKnobs;
  save(): Float64Array;
}

/** How much ksmd scans in an epoch: so many visits, one pass, or the wake-ups that fit into its time. */
function createPace(ksm: Ksm, entry: DedupEntry, epochNs: number, saved?: Float64Array): Pace {
  const perEpoch = entry.pages_per_epoch;
  let pagesToScan = saved?.[1] ?? entry.pages_to_scan ?? defaultOf("dedup.pages_to_scan");
  const pageNs = Math.round(defaultOf("dedup.page_us") * 1000);
  const sleepNsOf = (sleepMs: number): number => Math.round((sleepMs + defaultOf("dedup.sleep_overrun_ms")) * 1e6);
  let sleepMs = saved?.[2] ?? entry.sleep_millisecs ?? defaultOf("dedup.sleep_millisecs");
  let runs = saved?.[3] !== 0;
  let timeLeft = saved?.[0] ?? 0;
  let overBudget = 0;
  const wakeUps = (): void => {
    const sleepNs = sleepNsOf(sleepMs);
    timeLeft += epochNs;
    while (timeLeft > 0) timeLeft -= sleepNs + ksm.batch(pagesToScan) * pageNs;
    if (timeLeft <= -(sleepNs + pagesToScan * pageNs)) overBudget++;
  };
  return {
    scan: () => {
      overBudget = 0;
      if (!runs) return;
      if (perEpoch === "pass") ksm.pass();
      else if (perEpoch !== undefined) {
        if (ksm.scan(perEpoch) > perEpoch) overBudget++;
      } else wakeUps();
    },
    overBudget: () => overBudget,
    set: (knobs) => {
      runs = knobs.run ?? runs;
      pagesToScan = Math.max(1, Math.floor(knobs.pagesToScan ?? pagesToScan));
      sleepMs = Math.max(0, knobs.sleepMs ?? sleepMs);
      return { run: runs, pagesToScan, sleepMs };
    },
    save: () => Float64Array.of(timeLeft, pagesToScan, sleepMs, runs ? 1 : 0),
  };
}
