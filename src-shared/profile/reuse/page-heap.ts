// Sampled pages by hash, the one with the largest on top: a binary heap in columns.
import { grownDoubles, grownInts } from "../../base/grow.ts";

export interface PageHeap {
  push(hash: number, id: number): void;
  /** The largest hash; only where there are pages. */
  largest(): number;
  /** Takes a page with the largest hash out and returns its id. */
  pop(): number;
  readonly size: () => number;
}

export function pageHeap(): PageHeap {
  let hashes = new Float64Array(1024);
  let ids = new Int32Array(1024);
  let size = 0;
  const swap = (a: number, b: number): void => {
    const [hash, id] = [hashes[a]!, ids[a]!];
    hashes[a] = hashes[b]!;
    ids[a] = ids[b]!;
    hashes[b] = hash;
    ids[b] = id;
  };
  return {
    push(hash, id) {
      if (size === ids.length) {
        hashes = grownDoubles(hashes, 2 * size);
        ids = grownInts(ids, 2 * size);
      }
      hashes[size] = hash;
      ids[size] = id;
      let at = size++;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (hashes[parent]! >= hashes[at]!) break;
        swap(at, parent);
        at = parent;
      }
    },
    largest: () => hashes[0]!,
    pop() {
      const id = ids[0]!;
      size--;
      swap(0, size);
      let at = 0;
      for (;;) {
        const left = 2 * at + 1;
        const child = left + 1 < size && hashes[left + 1]! > hashes[left]! ? left + 1 : left;
        if (child >= size || hashes[at]! >= hashes[child]!) return id;
        swap(at, child);
        at = child;
      }
    },
    size: () => size,
  };
}
