// Puts the records of all CPUs that need it into the order of their times: a bounded merge of one queue a CPU.

import type { Time } from "./cpus.ts";

/** Places of the words of an item: its time, kind and CPU, two values, the number of its record. */
export const ITEM = { low: 0, high: 1, kind: 2, cpu: 3, a: 4, b: 5, seqLow: 6, seqHigh: 7 } as const;
const ITEM_WORDS = 8;

/** Items that wait at most: 32 MiB. */
const MOST = 1 << 20;

export interface Merge {
  /** Items of one CPU come in the order of their times. */
  push(cpu: number, kind: number, low: number, high: number, a: number, b: number, seq: number): void;
  /** A stretch of one CPU's records begins; `low` and `high` are the greatest time of all records so far. */
  window(cpu: number, low: number, high: number): void;
  /** All items that are left. */
  finish(): void;
  /** Up to this time the records of all CPUs are known. */
  complete(): Time;
  /** Items that were let go before the records of all CPUs were known. */
  readonly early: () => number;
}

interface Queue {
  words: Uint32Array;
  head: number;
  tail: number;
}

/**
 * xentrace writes out the buffers of all CPUs in turn, again and again. What a round holds is what was in the buffers
 * when they were read, so once a round is over nothing is missing that is older than the newest record of the round
 * before. `ordered`: the records of all CPUs come in the order of their times anyway.
 */
export function merge(take: (words: Uint32Array, at: number) => void, ordered: boolean): Merge {
  const queues: (Queue | undefined)[] = [];
  const heap: number[] = [];
  let waiting = 0;
  let early = 0;
  let last = -1;
  // Greatest time when the round began that is being read.
  const limit = new Uint32Array(2);
  const single = new Uint32Array(ITEM_WORDS);

  function room(queue: Queue): void {
    const used = queue.tail - queue.head;
    const words = 2 * used > queue.words.length ? new Uint32Array(2 * queue.words.length) : queue.words;
    words.set(queue.words.subarray(queue.head, queue.tail));
    queue.words = words;
    queue.head = 0;
    queue.tail = used;
  }

  /** Whether the first item of queue `a` comes before that of queue `b`. */
  function before(a: number, b: number): boolean {
    const qa = queues[a] as Queue;
    const qb = queues[b] as Queue;
    const ha = qa.words[qa.head + ITEM.high] as number;
    const hb = qb.words[qb.head + ITEM.high] as number;
    if (ha !== hb) return ha < hb;
    const la = qa.words[qa.head] as number;
    const lb = qb.words[qb.head] as number;
    return la === lb ? a < b : la < lb;
  }

  /** Moves the queue at place `at` of the heap down to where it belongs. */
  function sink(at: number): void {
    const moved = heap[at] as number;
    let hole = at;
    for (let child = 2 * at + 1; child < heap.length; child = 2 * hole + 1) {
      const right = child + 1;
      if (right < heap.length && before(heap[right] as number, heap[child] as number)) child = right;
      if (!before(heap[child] as number, moved)) break;
      heap[hole] = heap[child] as number;
      hole = child;
    }
    heap[hole] = moved;
  }

  /** Takes items in order while there are more than `most` of them, or they are not beyond a time. */
  function release(most: number, low: number, high: number): void {
    heap.length = 0;
    for (const [cpu, queue] of queues.entries()) if (queue && queue.tail > queue.head) heap.push(cpu);
    for (let at = (heap.length >> 1) - 1; at >= 0; at--) sink(at);
    while (heap.length > 0) {
      const queue = queues[heap[0] as number] as Queue;
      const at = queue.head;
      const itemHigh = queue.words[at + 1] as number;
      const beyond = itemHigh > high || (itemHigh === high && (queue.words[at] as number) > low);
      if (beyond && waiting <= most) return;
      if (beyond) early++;
      queue.head += ITEM_WORDS;
      waiting--;
      take(queue.words, at);
      if (queue.head === queue.tail) {
        heap[0] = heap.at(-1) as number;
        heap.pop();
      }
      if (heap.length > 0) sink(0);
    }
  }

  return {
    push(cpu, kind, low, high, a, b, seq) {
      single[ITEM.low] = low;
      single[ITEM.high] = high;
      single[ITEM.kind] = kind;
      single[ITEM.cpu] = cpu;
      single[ITEM.a] = a;
      single[ITEM.b] = b;
      single[ITEM.seqLow] = seq;
      single[ITEM.seqHigh] = seq / 0x1_0000_0000;
      if (ordered) {
        take(single, 0);
        return;
      }
      let queue = queues[cpu];
      if (!queue) {
        queue = { words: new Uint32Array(64 * ITEM_WORDS), head: 0, tail: 0 };
        queues[cpu] = queue;
      }
      if (queue.tail === queue.words.length) room(queue);
      queue.words.set(single, queue.tail);
      queue.tail += ITEM_WORDS;
      waiting++;
      if (waiting > MOST) release(MOST / 2, limit[0] as number, limit[1] as number);
    },
    window(cpu, low, high) {
      if (cpu <= last) {
        release(MOST, limit[0] as number, limit[1] as number);
        limit[0] = low;
        limit[1] = high;
      }
      last = cpu;
    },
    finish: () => release(0, 0xffffffff, 0xffffffff),
    complete() {
      const words = ordered ? single : limit;
      return { low: words[0] as number, high: words[1] as number };
    },
    early: () => early,
  };
}
