// KSM page by page, as mm/ksm.c does it (model 2.1): ksmd's walk over processes and pages, pass after pass.
import {
  createItems,
  freeItem,
  ITEM,
  type Items,
  isSkipped,
  leave,
  MAPPED,
  meet,
  NONE,
  PRESENT,
  saveItems,
  setContent,
  visit,
  ZEROED,
} from "./items.ts";
import type { Ksm, KsmInput, SavedKsm, Walk } from "./scanner.ts";
import { generalProfit, type KsmState } from "./settings.ts";

const ABSENT_REGION = 0;
const WAITING_REGION = 1;
const SCANNED_REGION = 2;

const START: Walk = { region: 0, cursor: 0, inPass: 0, candidates: 0, fullScans: 0, scanned: 0 };

/** A scanner over the given pages, or one that goes on from a checkpoint of the same pages and settings. */
export function createKsm(input: KsmInput, saved?: SavedKsm): Ksm {
  const pages = input.contents.length;
  const firstOf = input.regions ?? Int32Array.of(0);
  const regions = firstOf.length;
  const endOf = Int32Array.from(firstOf, (_, r) => (r + 1 < regions ? firstOf[r + 1]! : pages));
  const regionState =
    saved?.regionState.slice() ?? new Uint8Array(regions).fill(input.empty ? ABSENT_REGION : SCANNED_REGION);
  const items = createItems(input, saved?.items);
  const { flags, nodes } = items;
  const walk: Walk = { ...(saved?.walk ?? START) };

  /** Moves to the next candidate and returns it, or -1 at the end of the pass; items of pages gone are freed on the way. */
  const nextPage = (): number => {
    while (walk.region < regions) {
      if (regionState[walk.region] === SCANNED_REGION) {
        const end = endOf[walk.region]!;
        for (let page = walk.cursor; page < end; page++) {
          const state = flags[page]!;
          if ((state & (PRESENT | ZEROED)) === PRESENT) {
            walk.cursor = page;
            return page;
          }
          if (state & ITEM) freeItem(items, page);
        }
      }
      walk.region++;
      walk.cursor = walk.region < regions ? firstOf[walk.region]! : pages;
    }
    return NONE;
  };

  /** Goes on with the pass or begins one; false when there is no process to scan. */
  const inPass = (): boolean => {
    if (walk.inPass) return true;
    for (let r = 0; r < regions; r++) if (regionState[r] === WAITING_REGION) regionState[r] = SCANNED_REGION;
    if (!regionState.includes(SCANNED_REGION)) return false;
    walk.inPass = 1;
    walk.region = 0;
    walk.cursor = 0;
    walk.candidates = 0;
    items.counts.pass++;
    return true;
  };

  const endPass = (): void => {
    walk.inPass = 0;
    walk.fullScans++;
  };

  /** Visits up to `limit` pages of this pass. */
  const visitSome = (limit: number): number => {
    let visits = 0;
    while (visits < limit) {
      const page = nextPage();
      if (page === NONE) break;
      walk.cursor = page + 1;
      walk.candidates++;
      meet(items, page);
      if (isSkipped(items, page)) continue;
      visit(items, page);
      visits++;
    }
    walk.scanned += visits;
    return visits;
  };

  return {
    scan: (visits) => {
      let made = 0;
      while (made < visits && inPass()) {
        made += visitSome(visits - made);
        if (nextPage() !== NONE) break;
        endPass();
        if (walk.candidates === 0) break;
      }
      return made;
    },
    batch: (pagesToScan) => {
      if (!inPass()) return 0;
      const made = visitSome(pagesToScan);
      if (made < pagesToScan) endPass();
      return made;
    },
    pass: () => {
      if (!inPass()) return 0;
      const made = visitSome(Number.POSITIVE_INFINITY);
      endPass();
      return made;
    },
    write: (page, content) => {
      const former = leave(items, page);
      setContent(items, page, content);
      return former;
    },
    appear: (page, content) => {
      flags[page]! |= PRESENT;
      setContent(items, page, content);
    },
    reappear: (page) => {
      flags[page]! |= PRESENT;
    },
    drop: (page) => {
      const former = leave(items, page);
      flags[page]! &= ~PRESENT;
      return former;
    },
    arrive: (region) => {
      if (regionState[region] === ABSENT_REGION) regionState[region] = WAITING_REGION;
    },
    isPresent: (page) => (flags[page]! & PRESENT) !== 0,
    isShared: (page) => (flags[page]! & (MAPPED | ZEROED)) !== 0,
    nodeOf: (page) => (flags[page]! & MAPPED ? items.node[page]! : NONE),
    counters: () => countersOf(items, walk),
    saved: () => nodes.sharing() + items.counts.zero,
    truth: () => ({ nodes: nodes.frames(), merged: nodes.mappings(), zero: items.counts.zero }),
    violations: nodes.violations,
    save: () => ({ items: saveItems(items), regionState: regionState.slice(), walk: { ...walk } }),
  };
}

/** The counters as sysfs shows them. */
export function countersOf({ nodes, counts }: Items, walk: Pick<Walk, "fullScans" | "scanned">): KsmState {
  const [shared, sharing] = [nodes.shared(), nodes.sharing()];
  return {
    pages_shared: shared,
    pages_sharing: sharing,
    pages_unshared: counts.unshared,
    pages_volatile: Math.max(0, counts.items - shared - sharing - counts.unshared),
    ksm_zero_pages: counts.zero,
    full_scans: walk.fullScans,
    pages_scanned: walk.scanned,
    pages_skipped: counts.skipped,
    rmap_items: counts.items,
    general_profit: generalProfit(sharing, counts.zero, counts.items),
  };
}
