// Where KSM ends when nothing is written any more: counters and frames as functions of content multiplicities (model 2.2).
import type { KsmCounters } from "./settings.ts";

/** How many contents stand how many times: [copies, contents]. */
export type Multiplicities = Iterable<readonly [copies: number, contents: number]>;

export interface KsmEnd extends KsmCounters {
  /** Host frames that hold all the pages, the kernel's zero page not counted. */
  readonly frames: number;
}

/** Frames that hold `copies` equal pages when one frame may be mapped `cap` times. */
export const frames = (copies: number, cap: number): number => Math.ceil(copies / cap);

/**
 * Counters after convergence, in pages. `multiplicities` are the non-zero contents, `zero` the zero pages;
 * `zeroPages` says that use_zero_pages is on. A lone page cannot form a node and stays unshared.
 */
export function ksmEnd(
  multiplicities: Multiplicities,
  zero: number,
  settings: { readonly cap: number; readonly zeroPages: boolean },
): KsmEnd {
  const { cap, zeroPages } = settings;
  let [shared, sharing, unshared, used] = [0, 0, 0, 0];
  const add = (copies: number, contents: number): void => {
    const rest = copies % cap;
    const leftOver = rest === 1 ? 1 : 0;
    const nodes = Math.floor(copies / cap) + (rest >= 2 ? 1 : 0);
    shared += nodes * contents;
    sharing += (copies - leftOver - nodes) * contents;
    unshared += leftOver * contents;
    used += frames(copies, cap) * contents;
  };
  for (const [copies, contents] of multiplicities) add(copies, contents);
  if (!zeroPages && zero > 0) add(zero, 1);
  return {
    pages_shared: shared,
    pages_sharing: sharing,
    pages_unshared: unshared,
    pages_volatile: 0,
    ksm_zero_pages: zeroPages ? zero : 0,
    frames: used,
  };
}

/** The histogram of multiplicities of a list of contents; negative contents count once each, `skip` says which to leave out. */
export function multiplicitiesOf(
  contents: Int32Array,
  skip: (content: number, page: number) => boolean,
): Map<number, number> {
  let highest = -1;
  for (let i = 0; i < contents.length; i++) if (contents[i]! > highest) highest = contents[i]!;
  const copies = new Uint32Array(highest + 1);
  const histogram = new Map<number, number>();
  let single = 0;
  for (let i = 0; i < contents.length; i++) {
    const content = contents[i]!;
    if (skip(content, i)) continue;
    if (content < 0) single++;
    else copies[content]! += 1;
  }
  if (single > 0) histogram.set(1, single);
  for (let c = 0; c < copies.length; c++) {
    if (copies[c]! > 0) histogram.set(copies[c]!, (histogram.get(copies[c]!) ?? 0) + 1);
  }
  return histogram;
}
