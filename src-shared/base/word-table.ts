// A hash table from 64-bit keys, given as two words, to the order in which they were added: no object per key.
import { grownInts } from "./grow.ts";

export interface WordTable {
  /** Number of keys. */
  readonly size: () => number;
  /** Order number of a key, -1 where it was not added. */
  find(low: number, high: number): number;
  /** Adds a key that is not there yet; returns its order number, from 0. */
  add(low: number, high: number): number;
  /** Order number of a key, added where it was not there yet. */
  orderOf(low: number, high: number): number;
  /** Calls `visit` with every key, in no order. */
  each(visit: (low: number, high: number) => void): void;
}

const mix = (low: number, high: number): number => {
  const mixed = Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
};

export function wordTable(): WordTable {
  let mask = 127;
  // Two words a slot, so that most look-ups end in one cache line: the low word, and 1 + order number (0 is free).
  let slots = new Int32Array(2 * (mask + 1));
  // High words by order number; none as long as all are 0.
  let highs: Int32Array | null = null;
  let size = 0;

  const place = (low: number, high: number, value: number): void => {
    let slot = mix(low, high) & mask;
    while (slots[2 * slot + 1]) slot = (slot + 1) & mask;
    slots[2 * slot] = low;
    slots[2 * slot + 1] = value;
  };
  const grow = (): void => {
    const old = slots;
    mask = 2 * mask + 1;
    slots = new Int32Array(2 * (mask + 1));
    for (let at = 0; at < old.length; at += 2) {
      const value = old[at + 1] as number;
      if (value) place(old[at] as number, highs ? (highs[value - 1] as number) : 0, value);
    }
    if (highs) highs = grownInts(highs, mask + 1);
  };
  const find = (low: number, high: number): number => {
    for (let slot = mix(low, high) & mask; ; slot = (slot + 1) & mask) {
      const found = (slots[2 * slot + 1] as number) - 1;
      if (found < 0) return -1;
      if (slots[2 * slot] === (low | 0) && (highs ? (highs[found] as number) : 0) === (high | 0)) return found;
    }
  };
  const add = (low: number, high: number): number => {
    if (4 * size > 3 * mask) grow();
    if (high !== 0) {
      highs ??= new Int32Array(mask + 1);
      highs[size] = high;
    }
    place(low, high, size + 1);
    return size++;
  };

  return {
    size: () => size,
    find,
    add,
    orderOf(low, high) {
      const found = find(low, high);
      return found < 0 ? add(low, high) : found;
    },
    each(visit) {
      for (let at = 0; at < slots.length; at += 2) {
        const value = slots[at + 1] as number;
        if (value) visit(slots[at] as number, highs ? (highs[value - 1] as number) : 0);
      }
    },
  };
}
