// Exact LRU stack distances (Mattson 1970), one page at a time: marks of last uses in a bitmap, counted by a Fenwick tree.
import { grownInts } from "../../base/grow.ts";

export interface StackDistances {
  /**
   * Uses page `id` (a small whole number, numbered densely from 0) and tells how many different pages were used since its
   * last use, itself included; 0 when it was not used before or was forgotten.
   */
  use(id: number): number;
  /** Takes a page out, as if it had never been used. */
  forget(id: number): void;
  /** Pages in the stack. */
  readonly pages: () => number;
}

/** Slots of time whose marks are counted together: 16 words of 32. */
const BLOCK_BITS = 9;
const FIRST_SLOTS = 1 << 12;

const bitsIn = (word: number): number => {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
};

/**
 * Time is counted in slots; the slot of each page's last use holds a mark, so a distance is the number of marks behind
 * the page's own. When the slots are used up the marks move together, which costs less than one step a use.
 */
export function stackDistances(): StackDistances {
  let slots = FIRST_SLOTS;
  let marks = new Int32Array(slots >>> 5);
  let tree = new Int32Array((slots >>> BLOCK_BITS) + 1);
  let pageAt = new Int32Array(slots);
  /** 1 + slot of the last use by page, 0: none. */
  let lastUse = new Int32Array(1024);
  let now = 0;
  let pages = 0;

  const add = (slot: number, change: number): void => {
    const last = tree.length;
    for (let i = (slot >>> BLOCK_BITS) + 1; i < last; i += i & -i) tree[i] = tree[i]! + change;
  };
  /** Marks in slots up to and including this one. */
  const upTo = (slot: number): number => {
    const block = slot >>> BLOCK_BITS;
    let sum = 0;
    for (let i = block; i > 0; i -= i & -i) sum += tree[i]!;
    const word = slot >>> 5;
    for (let i = block << (BLOCK_BITS - 5); i < word; i++) sum += bitsIn(marks[i]!);
    return sum + bitsIn(marks[word]! & (-1 >>> (31 - (slot & 31))));
  };
  const clear = (slot: number): void => {
    marks[slot >>> 5] = marks[slot >>> 5]! & ~(1 << (slot & 31));
    add(slot, -1);
    pages--;
  };
  const rebuildTree = (): void => {
    tree.fill(0);
    for (let word = 0; word < marks.length; word++) {
      const i = (word >>> (BLOCK_BITS - 5)) + 1;
      tree[i] = tree[i]! + bitsIn(marks[word]!);
    }
    for (let i = 1; i < tree.length; i++) {
      const above = i + (i & -i);
      if (above < tree.length) tree[above] = tree[above]! + tree[i]!;
    }
  };
  /** Moves the marks to the first slots, in order, into twice the room when they fill more than half of it. */
  const compact = (): void => {
    let to = 0;
    for (let slot = 0; slot < now; slot++) {
      if ((marks[slot >>> 5]! & (1 << (slot & 31))) === 0) continue;
      const id = pageAt[slot]!;
      pageAt[to] = id;
      lastUse[id] = ++to;
    }
    if (2 * to > slots) {
      slots *= 2;
      marks = new Int32Array(slots >>> 5);
      tree = new Int32Array((slots >>> BLOCK_BITS) + 1);
      pageAt = grownInts(pageAt, slots);
    } else marks.fill(0);
    for (let slot = 0; slot < to; slot++) marks[slot >>> 5] = marks[slot >>> 5]! | (1 << (slot & 31));
    rebuildTree();
    now = to;
  };

  return {
    use(id) {
      if (now === slots) compact();
      if (id >= lastUse.length) lastUse = grownInts(lastUse, Math.max(2 * lastUse.length, id + 1));
      const last = lastUse[id]! - 1;
      let distance = 0;
      if (last >= 0) {
        distance = pages - upTo(last) + 1;
        clear(last);
      }
      marks[now >>> 5] = marks[now >>> 5]! | (1 << (now & 31));
      add(now, 1);
      pages++;
      pageAt[now] = id;
      lastUse[id] = ++now;
      return distance;
    },
    forget(id) {
      const last = (lastUse[id] ?? 0) - 1;
      if (last < 0) return;
      clear(last);
      lastUse[id] = 0;
    },
    pages: () => pages,
  };
}
