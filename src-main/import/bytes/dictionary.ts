// Texts found as bytes, looked up without making a string: a hash table that is keyed by byte ranges.

const decoder = new TextDecoder();

/** Bytes kept for comparison; a full dictionary forgets everything and learns again. */
const MAX_KEPT_BYTES = 1 << 23;

export interface ByteDictionary {
  /** What `make` gave for the text in `bytes` from `start` to `end`. */
  find(bytes: Uint8Array, start: number, end: number): number;
}

/**
 * `make` is called with the UTF-8 text (broken sequences become U+FFFD) when it is new, or was forgotten, and must give
 * the same number for the same text.
 */
export function byteDictionary(make: (text: string) => number): ByteDictionary {
  let mask = 255;
  let slots = new Int32Array(256); // 1 + entry, 0 is free
  let hashes = new Int32Array(128);
  let starts = new Int32Array(129);
  let values = new Int32Array(128);
  let kept = new Uint8Array(4096);
  let entries = 0;
  let last = -1;

  const same = (entry: number, bytes: Uint8Array, start: number, end: number): boolean => {
    let at = starts[entry] as number;
    if ((starts[entry + 1] as number) - at !== end - start) return false;
    for (let i = start; i < end; i++, at++) if (kept[at] !== bytes[i]) return false;
    return true;
  };

  const forget = (): void => {
    slots.fill(0);
    entries = 0;
    last = -1;
  };

  const larger = <A extends Int32Array | Uint8Array>(old: A, size: number): A => {
    const grown = new (old.constructor as new (n: number) => A)(size);
    grown.set(old);
    return grown;
  };

  const growTable = (): void => {
    mask = 2 * mask + 1;
    slots = new Int32Array(mask + 1);
    hashes = larger(hashes, 2 * hashes.length);
    values = larger(values, 2 * values.length);
    starts = larger(starts, 2 * values.length + 1);
    for (let entry = 0; entry < entries; entry++) {
      let slot = (hashes[entry] as number) & mask;
      while (slots[slot]) slot = (slot + 1) & mask;
      slots[slot] = entry + 1;
    }
  };

  const learn = (hash: number, bytes: Uint8Array, start: number, end: number): number => {
    const value = make(decoder.decode(bytes.subarray(start, end)));
    const length = end - start;
    if (length > MAX_KEPT_BYTES / 8) return value;
    const from = entries ? (starts[entries] as number) : 0;
    if (from + length > MAX_KEPT_BYTES) {
      forget();
      return value;
    }
    if (from + length > kept.length) kept = larger(kept, 2 * (from + length));
    if (entries === values.length) growTable();
    kept.set(bytes.subarray(start, end), from);
    starts[entries] = from;
    starts[entries + 1] = from + length;
    hashes[entries] = hash;
    values[entries] = value;
    let slot = hash & mask;
    while (slots[slot]) slot = (slot + 1) & mask;
    last = entries++;
    slots[slot] = entries;
    return value;
  };

  return {
    find(bytes, start, end) {
      // Neighbouring records mostly name the same thread and event.
      if (last >= 0 && same(last, bytes, start, end)) return values[last] as number;
      let hash = 0x811c9dc5 | 0;
      for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
      hash ^= hash >>> 15;
      for (let slot = hash & mask; slots[slot]; slot = (slot + 1) & mask) {
        const entry = (slots[slot] as number) - 1;
        if (hashes[entry] === hash && same(entry, bytes, start, end)) {
          last = entry;
          return values[entry] as number;
        }
      }
      return learn(hash, bytes, start, end);
    },
  };
}
