// The page-exact scanner's contract: what it is given, what it tells, what can be asked of it.
import type { SavedItems } from "./items.ts";
import type { KsmSettings, KsmState } from "./settings.ts";

/** What a page was before it was written or taken away. */
export const PRIVATE = 0;
export const ON_NODE = 1;
/** The last page on its node: the node's frame is free now. */
export const LAST_ON_NODE = 2;
export const ON_ZERO_PAGE = 3;
export type Former = typeof PRIVATE | typeof ON_NODE | typeof LAST_ON_NODE | typeof ON_ZERO_PAGE;

/** Told of every page that the scanner moves. */
export interface ScanListener {
  /** The page maps the node now; `first`: its own frame became the node's, else its frame is free. */
  merged(page: number, node: number, first: boolean): void;
  /** The page maps the kernel's zero page now and its frame is free. */
  zeroed(page: number): void;
}

export interface KsmInput {
  /**
   * Content of each page in scan order. Equal numbers are equal contents; 0..zeroContents-1 are zero pages;
   * negative numbers are contents nobody else has. Non-negative ones index tables, so keep them dense.
   */
  readonly contents: Int32Array;
  readonly settings: KsmSettings;
  readonly zeroContents?: number;
  /** First page of each process (ascending, starting with 0); one process without it. */
  readonly regions?: Int32Array;
  /** Start with no process and no page: they come by `arrive` and `appear`. */
  readonly empty?: boolean;
  readonly listener?: ScanListener;
}

export interface Ksm {
  /** Exactly this many page visits (skipped pages are free), going on over ends of passes. Returns the visits made. */
  scan(visits: number): number;
  /** One wake-up of ksmd: at most this many visits, cut short by the end of a pass, which is seen at the next page. */
  batch(pagesToScan: number): number;
  /** To the end of the pass. Returns the visits made. */
  pass(): number;
  /** A write: the page has this content now, privately. `content` null: one never seen before. */
  write(page: number, content: number | null): Former;
  /** The guest touches an absent page; null: a content never seen before. */
  appear(page: number, content: number | null): void;
  /** A page that was taken away is there again with the content it had. */
  reappear(page: number): void;
  /** The page is taken away; its item stays until the scanner comes by. */
  drop(page: number): Former;
  /** A process starts; it is scanned from the next pass on. */
  arrive(region: number): void;
  isPresent(page: number): boolean;
  /** True when a write would have to copy it: it maps a node or the zero page. */
  isShared(page: number): boolean;
  /** The node a page maps, or -1. */
  nodeOf(page: number): number;
  counters(): KsmState;
  /** Frames saved as the counters show it: pages_sharing + ksm_zero_pages. */
  saved(): number;
  /** Frames by the true state of mappings, not by counters: of nodes, and pages on them and on the zero page. */
  truth(): { readonly nodes: number; readonly merged: number; readonly zero: number };
  /** Nodes with a number of items outside 1..cap (invariant 8). */
  violations(): number;
  save(): SavedKsm;
}

export interface SavedKsm {
  readonly items: SavedItems;
  readonly regionState: Uint8Array;
  readonly walk: Readonly<Walk>;
  /** Pages to draw samples from, in the order that draws depend on; of a scanner that samples. */
  readonly drawn?: Int32Array;
}

/** Where the scanner stands. */
export interface Walk {
  region: number;
  cursor: number;
  inPass: 0 | 1;
  /** Pages met in this pass, visited or skipped. */
  candidates: number;
  fullScans: number;
  scanned: number;
}
