// Page sharing as ESX does it (Waldspurger 2002): pages drawn at random are hashed, and a hit is shared at once (model 2.4).
import {
  createItems,
  freeItem,
  ITEM,
  leave,
  MAPPED,
  meet,
  NONE,
  PRESENT,
  sample,
  saveItems,
  setContent,
  unlink,
} from "./items.ts";
import { countersOf } from "./ksm.ts";
import { type Ksm, type KsmInput, PRIVATE, type SavedKsm } from "./scanner.ts";

/**
 * A scanner that draws pages in memory, each as likely as any other and again and again; `draw` gives numbers in [0, 1).
 * What a write or a page that leaves changes is known at once, since both go through the hypervisor.
 */
export function createEsx(input: KsmInput, draw: () => number, saved?: SavedKsm): Ksm {
  const items = createItems(input, saved?.items);
  const { flags, nodes, counts } = items;
  counts.pass = 1;
  const pages = input.contents.length;
  const list = new Int32Array(pages);
  const place = new Int32Array(pages).fill(NONE);
  let inMemory = 0;
  let scanned = saved?.walk.scanned ?? 0;

  const enter = (page: number): void => {
    if (place[page] !== NONE) return;
    place[page] = inMemory;
    list[inMemory++] = page;
  };
  const exit = (page: number): void => {
    const at = place[page]!;
    if (at === NONE) return;
    const last = list[--inMemory]!;
    list[at] = last;
    place[last] = at;
    place[page] = NONE;
  };
  if (saved) for (const page of saved.drawn ?? []) enter(page);
  else for (let page = 0; page < pages; page++) if (flags[page]! & PRESENT) enter(page);

  const visit = (page: number): void => {
    meet(items, page);
    sample(items, page);
    scanned++;
  };
  const samples = (count: number): number => {
    if (inMemory === 0) return 0;
    for (let i = 0; i < count; i++) visit(list[Math.floor(draw() * inMemory)]!);
    return count;
  };
  return {
    scan: samples,
    batch: samples,
    pass: () => {
      const before = scanned;
      for (let page = 0; page < pages; page++) if (flags[page]! & PRESENT) visit(page);
      return scanned - before;
    },
    write: (page, content) => {
      const former = leave(items, page);
      unlink(items, page);
      setContent(items, page, content);
      return former;
    },
    appear: (page, content) => {
      flags[page]! |= PRESENT;
      enter(page);
      setContent(items, page, content);
    },
    reappear: (page) => {
      flags[page]! |= PRESENT;
      enter(page);
    },
    drop: (page) => {
      const former = flags[page]! & MAPPED ? leave(items, page) : PRIVATE;
      if (flags[page]! & ITEM) freeItem(items, page);
      flags[page]! &= ~PRESENT;
      exit(page);
      return former;
    },
    arrive: () => {},
    isPresent: (page) => (flags[page]! & PRESENT) !== 0,
    isShared: (page) => (flags[page]! & MAPPED) !== 0,
    nodeOf: (page) => (flags[page]! & MAPPED ? items.node[page]! : NONE),
    counters: () => countersOf(items, { fullScans: 0, scanned }),
    saved: nodes.sharing,
    truth: () => ({ nodes: nodes.frames(), merged: nodes.mappings(), zero: 0 }),
    violations: nodes.violations,
    save: () => ({
      items: saveItems(items),
      regionState: new Uint8Array(0),
      walk: { region: 0, cursor: 0, inPass: 0, candidates: 0, fullScans: 0, scanned },
      drawn: list.slice(0, inMemory),
    }),
  };
}
