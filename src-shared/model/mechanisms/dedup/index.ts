// Dedup in a run: ksmd scans guests in list order, pages in theirs, or ESX draws pages; the ledger follows what they merge.

import { numberContents } from "../../engine/contents.ts";
import { mergePage, movePages } from "../../engine/ledger.ts";
import { countShared, tierAt } from "../../engine/release.ts";
import type { DedupEntry } from "../../engine/scenario.ts";
import { privateIn, ZEROMAP } from "../../engine/states.ts";
import type { ExactPages, World } from "../../engine/world.ts";
import { defaultOf, parametersOf } from "../../parameters.ts";
import type { Mechanism } from "../mechanism.ts";
import { grown } from "./columns.ts";
import { createEsx } from "./esx.ts";
import { createKsm } from "./ksm.ts";
import { createDraws, type Draws, ksmPace, samplingPace } from "./pace.ts";
import type { KsmInput, SavedKsm } from "./scanner.ts";
import { type KsmSettings, ksmSettings } from "./settings.ts";

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
    const draws = createDraws(world.randomness);
    const pages = openPages(world, entry, draws, before);
    world.exact = pages;
    const inMemory = (): number => world.columns.resident.reduce((sum, count) => sum + count, 0);
    const pace =
      entry.scanner === "esx"
        ? samplingPace(pages.ksm, entry, draws, inMemory, world.epochNs, before?.pace)
        : ksmPace(pages.ksm, entry, world.epochNs, before?.pace);
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
      ...(pace.set ? { controls: { setKsm: pace.set } } : {}),
    };
  },
};

/** The pages of all guests, and a scanner over them whose merges go through the ledger. */
function openPages(world: World, entry: DedupEntry, draws: Draws, saved: SavedDedup | undefined): ExactPages {
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
  const input: KsmInput = {
    contents: contents.contents,
    zeroContents: contents.zeroContents,
    regions: contents.firstPage,
    empty: true,
    settings: settingsOf(entry),
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
  };
  const pages: ExactPages = {
    contents,
    place,
    nodeTier: saved?.nodeTier.slice() ?? new Uint8Array(16),
    ksm: entry.scanner === "esx" ? createEsx(input, draws.draw, saved?.ksm) : createKsm(input, saved?.ksm),
  };
  return pages;
}

/** What the scanner keeps to; ESX maps any number of pages to one frame and knows no zero page. */
function settingsOf(entry: DedupEntry): KsmSettings {
  const settings = ksmSettings({
    kernel: entry.kernel,
    smartScan: flag(entry.smart_scan),
    useZeroPages: flag(entry.use_zero_pages),
    maxPageSharing: entry.max_page_sharing,
  });
  if (entry.scanner !== "esx") return settings;
  return { ...settings, smartScan: false, useZeroPages: false, maxPageSharing: Number.POSITIVE_INFINITY };
}
