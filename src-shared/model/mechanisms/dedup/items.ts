// The scanner's items, one row a page: checksum, age, the tree it is in; and what one visit does to them (model 2.1).
import { grown } from "./columns.ts";
import { createNodes, type SavedNodes, type StableNodes } from "./nodes.ts";
import {
  type Former,
  type KsmInput,
  LAST_ON_NODE,
  ON_NODE,
  ON_ZERO_PAGE,
  PRIVATE,
  type ScanListener,
} from "./scanner.ts";
import type { KsmSettings } from "./settings.ts";

export const NONE = -1;
/** No checksum yet: smaller than every content. */
const NO_CHECKSUM = -2147483648;
const MAX_AGE = 255;

export const PRESENT = 1;
export const MAPPED = 2;
const UNSTABLE = 4;
/** The scanner has an item for the page. */
export const ITEM = 8;
export const ZEROED = 16;

interface Counts {
  /** Passes begun; stamps the entries of the unstable tree. */
  pass: number;
  /** Next content never seen before: negative, going down. */
  fresh: number;
  unshared: number;
  zero: number;
  items: number;
  skipped: number;
}

export interface Items {
  readonly settings: KsmSettings;
  readonly zeroContents: number;
  readonly listener: ScanListener | undefined;
  readonly content: Int32Array;
  readonly checksum: Int32Array;
  readonly node: Int32Array;
  readonly age: Uint8Array;
  readonly skips: Uint8Array;
  readonly flags: Uint8Array;
  /** The unstable tree: the page that waits for a twin, by content; only entries of this pass are in it. */
  unstablePage: Int32Array;
  unstablePass: Int32Array;
  readonly nodes: StableNodes;
  readonly counts: Counts;
}

export interface SavedItems {
  readonly content: Int32Array;
  readonly checksum: Int32Array;
  readonly node: Int32Array;
  readonly age: Uint8Array;
  readonly skips: Uint8Array;
  readonly flags: Uint8Array;
  readonly unstablePage: Int32Array;
  readonly unstablePass: Int32Array;
  readonly nodes: SavedNodes;
  readonly counts: Readonly<Counts>;
}

/** Rows for the pages of the input, none of them with an item, or those of a checkpoint. */
export function createItems(input: KsmInput, saved?: SavedItems): Items {
  const pages = input.contents.length;
  const { kinds, lowest } = contentRange(input.contents);
  return {
    settings: input.settings,
    zeroContents: input.zeroContents ?? 1,
    listener: input.listener,
    content: (saved?.content ?? input.contents).slice(),
    checksum: saved?.checksum.slice() ?? new Int32Array(pages).fill(NO_CHECKSUM),
    node: saved?.node.slice() ?? new Int32Array(pages).fill(NONE),
    age: saved?.age.slice() ?? new Uint8Array(pages),
    skips: saved?.skips.slice() ?? new Uint8Array(pages),
    flags: saved?.flags.slice() ?? new Uint8Array(pages).fill(input.empty ? 0 : PRESENT),
    unstablePage: saved?.unstablePage.slice() ?? new Int32Array(kinds).fill(NONE),
    unstablePass: saved?.unstablePass.slice() ?? new Int32Array(kinds),
    nodes: createNodes(input.settings.maxPageSharing, kinds, saved?.nodes),
    counts: { ...(saved?.counts ?? { pass: 0, fresh: lowest - 1, unshared: 0, zero: 0, items: 0, skipped: 0 }) },
  };
}

export function saveItems(items: Items): SavedItems {
  return {
    content: items.content.slice(),
    checksum: items.checksum.slice(),
    node: items.node.slice(),
    age: items.age.slice(),
    skips: items.skips.slice(),
    flags: items.flags.slice(),
    unstablePage: items.unstablePage.slice(),
    unstablePass: items.unstablePass.slice(),
    nodes: items.nodes.save(),
    counts: { ...items.counts },
  };
}

/** One more than the largest content, and the smallest one or -1. */
function contentRange(contents: Int32Array): { kinds: number; lowest: number } {
  let [highest, lowest] = [NONE, NONE];
  for (let i = 0; i < contents.length; i++) {
    const value = contents[i]!;
    if (value > highest) highest = value;
    if (value < lowest) lowest = value;
  }
  return { kinds: highest + 1, lowest };
}

/** The page holds this content now; null: one never seen before. */
export function setContent(items: Items, page: number, content: number | null): void {
  if (content === null) {
    const { counts } = items;
    items.content[page] = counts.fresh;
    counts.fresh = counts.fresh - 1 <= NO_CHECKSUM ? NONE : counts.fresh - 1;
  } else items.content[page] = content;
}

/** The scanner meets a candidate, if only to skip it. */
export function meet(items: Items, page: number): void {
  if (items.flags[page]! & ITEM) return;
  items.flags[page]! |= ITEM;
  items.counts.items++;
}

/** Smart scan (should_skip_rmap_item): pages that did not merge for long are visited ever more seldom. */
export function isSkipped(items: Items, page: number): boolean {
  if (!items.settings.smartScan || items.flags[page]! & MAPPED) return false;
  const age = items.age[page]!;
  if (age < MAX_AGE) items.age[page] = age + 1;
  if (age < 3) return false;
  if (items.skips[page] === 0) {
    items.skips[page] = skipsAt(age);
    return false;
  }
  items.skips[page]! -= 1;
  items.counts.skipped++;
  unlink(items, page);
  return true;
}

/** Skips allowed to a page of this age after the visit it gets now (skip_age). */
const skipsAt = (age: number): number => (age <= 3 ? 1 : age <= 5 ? 2 : age <= 8 ? 4 : 8);

/** A visit (cmp_and_merge_page). */
export function visit(items: Items, page: number): void {
  if (items.flags[page]! & MAPPED) return;
  const { settings, checksum } = items;
  unlink(items, page);
  const content = items.content[page]!;
  if (settings.kernel === "6.1" && joinsNode(items, page)) return;
  if (checksum[page] !== content) {
    checksum[page] = content;
    return;
  }
  if (settings.useZeroPages && content >= 0 && content < items.zeroContents) {
    items.flags[page]! |= ZEROED;
    items.counts.zero++;
    items.listener?.zeroed(page);
    return;
  }
  if (settings.kernel !== "6.1" && joinsNode(items, page)) return;
  joinTwin(items, page);
}

/** A sample of ESX: the page shares with a shared one of its content, or with the hint that another one left, or is a hint. */
export function sample(items: Items, page: number): void {
  if (items.flags[page]! & MAPPED) return;
  unlink(items, page);
  if (!joinsNode(items, page)) joinTwin(items, page);
}

/** The item leaves the tree it is in. */
export function unlink(items: Items, page: number): void {
  const on = items.node[page]!;
  if (on !== NONE) {
    items.node[page] = NONE;
    items.nodes.unlink(on);
  } else if (items.flags[page]! & UNSTABLE) {
    items.flags[page]! &= ~UNSTABLE;
    items.counts.unshared--;
  }
}

function link(items: Items, page: number, on: number, first: boolean): void {
  items.nodes.link(on);
  items.node[page] = on;
  items.flags[page]! |= MAPPED;
  items.listener?.merged(page, on, first);
}

/** Merges the page into the stable tree if its content has a node with room. */
function joinsNode(items: Items, page: number): boolean {
  const content = items.content[page]!;
  if (content < 0) return false;
  const on = items.nodes.findRoom(content);
  if (on === NONE) return false;
  link(items, page, on, false);
  return true;
}

/** The page of this pass that waits with the same content, or -1. */
function twinOf(items: Items, content: number): number {
  if (content < 0 || content >= items.unstablePage.length || items.unstablePass[content] !== items.counts.pass) {
    return NONE;
  }
  const twin = items.unstablePage[content]!;
  const waits = PRESENT | UNSTABLE;
  return (items.flags[twin]! & waits) === waits && items.content[twin] === content ? twin : NONE;
}

function waitForTwin(items: Items, page: number): void {
  const content = items.content[page]!;
  items.flags[page]! |= UNSTABLE;
  items.counts.unshared++;
  if (content < 0) return;
  items.unstablePage = grown(items.unstablePage, content + 1, NONE);
  items.unstablePass = grown(items.unstablePass, content + 1, 0);
  items.unstablePage[content] = page;
  items.unstablePass[content] = items.counts.pass;
}

/** The page merges with the one that waits with its content, or waits itself. */
function joinTwin(items: Items, page: number): void {
  const twin = twinOf(items, items.content[page]!);
  if (twin === NONE) {
    waitForTwin(items, page);
    return;
  }
  unlink(items, twin);
  const on = items.nodes.create(items.content[page]!);
  link(items, page, on, true);
  link(items, twin, on, false);
}

/** The item of a page that is gone, or on the zero page, ends; its history with it. */
export function freeItem(items: Items, page: number): void {
  unlink(items, page);
  items.flags[page]! &= ~ITEM;
  items.checksum[page] = NO_CHECKSUM;
  items.age[page] = 0;
  items.skips[page] = 0;
  items.counts.items--;
}

/** The page stops sharing a frame, by a write or by being taken away. */
export function leave(items: Items, page: number): Former {
  const { flags } = items;
  if (flags[page]! & MAPPED) {
    flags[page]! &= ~MAPPED;
    return items.nodes.unmap(items.node[page]!) ? LAST_ON_NODE : ON_NODE;
  }
  if (flags[page]! & ZEROED) {
    flags[page]! &= ~ZEROED;
    items.counts.zero--;
    return ON_ZERO_PAGE;
  }
  return PRIVATE;
}
