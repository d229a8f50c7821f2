// One LRU memory of a fixed size, replayed: which references miss, without distances.

export interface LruMemory {
  /** Uses page `id`, numbered densely from 0; true when it was not there. */
  use(id: number): boolean;
}

/** A doubly linked list in columns; `distinct` is the number of different ids that come. */
export function lruMemory(size: number, distinct: number): LruMemory {
  const END = distinct;
  const newer = new Int32Array(distinct + 1).fill(END);
  const older = new Int32Array(distinct + 1).fill(END);
  const held = new Uint8Array(distinct);
  let count = 0;
  const unlink = (id: number): void => {
    newer[older[id]!] = newer[id]!;
    older[newer[id]!] = older[id]!;
  };
  return {
    use(id) {
      const miss = held[id] === 0;
      if (!miss) {
        // Already the newest: nothing moves.
        if (older[END] === id) return false;
        unlink(id);
      } else if (size === 0) return true;
      else if (count === size) {
        const oldest = newer[END]!;
        unlink(oldest);
        held[oldest] = 0;
      } else count++;
      const newest = older[END]!;
      older[id] = newest;
      newer[id] = END;
      newer[newest] = id;
      older[END] = id;
      held[id] = 1;
      return miss;
    },
  };
}
