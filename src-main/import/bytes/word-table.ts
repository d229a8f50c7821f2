// A hash table from 64-bit keys, given as two words, to the order in which they were added: no object per key.

export interface WordTable {
  /** Number of keys. */
  readonly size: () => number;
  /** Order number of a key, -1 where it was not added. */
  find(low: number, high: number): number;
  /** Adds a key that is not there yet; returns its order number, from 0. */
  add(low: number, high: number): number;
}

const mix = (low: number, high: number): number => {
  const mixed = Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
};

export function wordTable(): WordTable {
  let mask = 127;
  let slots = new Int32Array(128); // 1 + order number, 0 is free
  let lows = new Int32Array(64);
  let highs = new Int32Array(64);
  let size = 0;

  const place = (low: number, high: number, value: number): void => {
    let slot = mix(low, high) & mask;
    while (slots[slot]) slot = (slot + 1) & mask;
    slots[slot] = value;
  };
  const doubled = (old: Int32Array): Int32Array<ArrayBuffer> => {
    const grown = new Int32Array(2 * old.length);
    grown.set(old);
    return grown;
  };

  return {
    size: () => size,
    find(low, high) {
      for (let slot = mix(low, high) & mask; slots[slot]; slot = (slot + 1) & mask) {
        const found = (slots[slot] as number) - 1;
        if (lows[found] === (low | 0) && highs[found] === (high | 0)) return found;
      }
      return -1;
    },
    add(low, high) {
      if (size === lows.length) {
        mask = 2 * mask + 1;
        slots = new Int32Array(mask + 1);
        lows = doubled(lows);
        highs = doubled(highs);
        for (let i = 0; i < size; i++) place(lows[i] as number, highs[i] as number, i + 1);
      }
      lows[size] = low;
      highs[size] = high;
      place(low, high, size + 1);
      return size++;
    },
  };
}
