// Lanes by the time of their next record: a heap of which the earliest is on top; of equal times the lane told first.
import type { Lane } from "./lanes.ts";

export interface Merge {
  /** The lane whose record comes next, null when there is none. */
  top(): Lane | null;
  /** Adds a lane whose record was found. */
  add(lane: Lane): void;
  /** The top lane has gone on to its next record. */
  moved(): void;
  /** The top lane has no further record. */
  removeTop(): void;
}

const isBefore = (a: Lane, b: Lane): boolean =>
  a.timeHigh !== b.timeHigh
    ? a.timeHigh < b.timeHigh
    : a.timeLow !== b.timeLow
      ? a.timeLow < b.timeLow
      : a.order < b.order;

export function merge(): Merge {
  const heap: Lane[] = [];

  function down(): void {
    const lane = heap[0] as Lane;
    const size = heap.length;
    let at = 0;
    for (let child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && isBefore(heap[child + 1] as Lane, heap[child] as Lane)) child++;
      const other = heap[child] as Lane;
      if (!isBefore(other, lane)) break;
      heap[at] = other;
      at = child;
    }
    heap[at] = lane;
  }

  return {
    top: () => heap[0] ?? null,
    add(lane) {
      let at = heap.push(lane) - 1;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        const other = heap[parent] as Lane;
        if (!isBefore(lane, other)) break;
        heap[at] = other;
        at = parent;
      }
      heap[at] = lane;
    },
    moved: down,
    removeTop() {
      const last = heap.pop() as Lane;
      if (heap.length === 0) return;
      heap[0] = last;
      down();
    },
  };
}
