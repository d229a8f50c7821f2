// Huge pages: mappings of 2 MiB in the guest and in the host, the walks they shorten, the memory they hold unused (model 3.5).
import { pagesIn } from "../../engine/ledger.ts";
import type { HugepagesEntry } from "../../engine/scenario.ts";
import { FILESHARE, MERGED, SWAP, ZEROMAP, ZSWAP } from "../../engine/states.ts";
import { RUNNING, type World } from "../../engine/world.ts";
import { defaultOf, parametersOf } from "../../parameters.ts";
import type { Mechanism } from "../mechanism.ts";
import { backedPages, type HeatClass, missesLeft, referencesPerMiss, wholeRegions } from "./translation.ts";

/** Sums over guests and epochs. */
interface Books {
  walks: number;
  references: number;
  largeShare: number;
  samples: number;
}

export const hugepages: Mechanism<HugepagesEntry> = {
  id: "hugepages",
  title: "Huge pages",
  parameters: parametersOf("hugepages"),
  requires: [
    {
      what: "TLB misses of each guest",
      capture: "perf stat -e dtlb_load_misses.walk_completed,dtlb_store_misses.walk_completed of the vCPU threads",
    },
  ],
  init: (world, entry, saved) => {
    const settings = settingsOf(entry);
    const missing = world.guests.some(({ spec }) => (spec.tlb_misses_per_s ?? 0) > 0);
    if (!settings.hostLarge && !missing) return null;
    const books: Books = saved ? { ...(saved as Books) } : { walks: 0, references: 0, largeShare: 0, samples: 0 };
    const left = world.guests.map((_, guest) => missesLeft(heatOf(world, guest), settings.entries));
    return {
      wanted: (guest, pages) => (settings.backsWhole ? wholeDemand(pages, world.guests[guest]!.pages, entry) : pages),
      fault: () => {
        for (let guest = 0; guest < world.guests.length; guest++) {
          if (world.columns.life[guest] === RUNNING) walk(world, guest, settings, left[guest]!, books);
        }
      },
      summarise: () => ({
        translation: {
          walks_per_s: (books.walks * 1e9) / (world.epochNs * Math.max(1, books.samples)),
          references_per_walk: books.walks === 0 ? 0 : books.references / books.walks,
          large_share: books.samples === 0 ? 0 : books.largeShare / books.samples,
        },
      }),
      saved: () => 0,
      overBudget: () => 0,
      save: (): Books => ({ ...books }),
    };
  },
};

interface Settings {
  readonly guestLarge: boolean;
  readonly hostLarge: boolean;
  /** Share of the host's large mappings that cannot be had. */
  readonly unusable: number;
  readonly backsWhole: boolean;
  readonly entries: number;
  /** Of one reference of a walk, those that caches of page tables answer averaged in. */
  readonly referenceNs: number;
}

function settingsOf(entry: HugepagesEntry): Settings {
  const hostLarge = (entry.host_leaf ?? "2m") === "2m";
  const answered = entry.walk_cache_share ?? defaultOf("hugepages.walk_cache_share");
  return {
    guestLarge: (entry.guest_leaf ?? "2m") === "2m",
    hostLarge,
    unusable: entry.unusable_share ?? defaultOf("hugepages.unusable_share"),
    backsWhole: hostLarge && (entry.whole_regions ?? true),
    entries: entry.tlb_entries ?? defaultOf("hugepages.tlb_entries"),
    referenceNs: (entry.reference_ns ?? defaultOf("hugepages.reference_ns")) * (1 - answered),
  };
}

/** Pages that a guest needs which uses `pages` of `most`, where the host backs regions whole as far as it finds large frames. */
export function wholeDemand(pages: number, most: number, entry: HugepagesEntry): number {
  if (entry.host_leaf === "4k" || entry.whole_regions === false) return pages;
  const usable = 1 - (entry.unusable_share ?? defaultOf("hugepages.unusable_share"));
  const backed = Math.min(most, backedPages(pages, entry.fill_share ?? defaultOf("hugepages.fill_share")));
  return Math.max(pages, pages + Math.floor((backed - pages) * usable));
}

/** One guest's walks of an epoch: what its misses cost with the mappings that are whole now. */
function walk(world: World, guest: number, settings: Settings, left: number, books: Books): void {
  const { ledger, columns, guests } = world;
  const used = columns.resident[guest]!;
  if (used === 0) return;
  let broken = 0;
  for (const state of SMALL_STATES) broken += pagesIn(ledger, guest, state);
  const large = settings.hostLarge ? (1 - settings.unusable) * wholeRegions(broken / used) : 0;
  books.samples++;
  books.largeShare += large;
  const given = guests[guest]!.spec.tlb_misses_per_s ?? 0;
  if (given === 0) return;
  const misses = (given * used * columns.workNs[guest]!) / guests[guest]!.pages / 1e9;
  const references = misses * referencesPerMiss(settings.guestLarge, large, left);
  books.walks += misses * (settings.guestLarge ? large * left + 1 - large : 1);
  books.references += references;
  columns.stallNs[guest]! += references * settings.referenceNs;
}

/** A page that shares a frame or is out of memory is mapped by itself. */
const SMALL_STATES = [MERGED, ZEROMAP, FILESHARE, ZSWAP, SWAP] as const;

function heatOf({ groups }: World, guest: number): HeatClass[] {
  const heat: HeatClass[] = [];
  for (let group = groups.firstOf[guest]!; group < groups.firstOf[guest + 1]!; group++)
    heat.push({ pages: groups.until[group]! - groups.from[group]!, share: groups.share[group]! });
  return heat;
}
