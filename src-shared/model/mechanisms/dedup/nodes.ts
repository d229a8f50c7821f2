// The stable tree: nodes by content, each one host frame with up to max_page_sharing mappings, and the counters they drive.
import { grown } from "./columns.ts";

const NONE = -1;

const ALIVE = 0;
/** The frame is gone, items still point at it. */
const DEAD = 1;
/** The row is unused. */
const FREE = 2;

/** The plain state of the nodes, for checkpoints. */
export interface SavedNodes {
  readonly members: Int32Array;
  readonly mapped: Int32Array;
  readonly content: Int32Array;
  readonly dead: Uint8Array;
  readonly sequence: Float64Array;
  readonly next: Int32Array;
  readonly previous: Int32Array;
  readonly firstOpen: Int32Array;
  readonly free: Int32Array;
  readonly totals: Readonly<Totals>;
}

interface Totals {
  /** Rows of the table in use, the free ones included; nodes ever created. */
  made: number;
  created: number;
  shared: number;
  sharing: number;
  frames: number;
  mappings: number;
}

export interface StableNodes {
  /** The oldest node of a content with room, or -1. A node whose frame is gone is given up on the way, as the kernel does. */
  findRoom(content: number): number;
  /** A new node without members; its first link makes it count as shared. */
  create(content: number): number;
  /** One more item and one more mapping on a node with room. */
  link(node: number): void;
  /** An item lets go of the node; its mapping was undone before by `unmap`. */
  unlink(node: number): void;
  /** A mapping ends (a write broke it, or the page went away); true when it was the last and the frame is free. */
  unmap(node: number): boolean;
  /** As sysfs shows them: they follow items, not mappings. */
  readonly shared: () => number;
  readonly sharing: () => number;
  /** True state: frames in use by nodes, and pages that map them. */
  readonly frames: () => number;
  readonly mappings: () => number;
  /** Nodes whose number of items lies outside 1..cap. */
  violations(): number;
  save(): SavedNodes;
}

/** Empty stable tree for contents 0..contents-1 (it grows), or the one of a checkpoint. */
export function createNodes(cap: number, contents: number, saved?: SavedNodes): StableNodes {
  let members = saved?.members.slice() ?? new Int32Array(16);
  let mapped = saved?.mapped.slice() ?? new Int32Array(16);
  let content = saved?.content.slice() ?? new Int32Array(16);
  let dead = saved?.dead.slice() ?? new Uint8Array(16);
  let sequence = saved?.sequence.slice() ?? new Float64Array(16);
  let next = saved?.next.slice() ?? new Int32Array(16);
  let previous = saved?.previous.slice() ?? new Int32Array(16);
  // Nodes with room, oldest first: a doubly linked list per content.
  let firstOpen = saved?.firstOpen.slice() ?? new Int32Array(contents).fill(NONE);
  const free: number[] = saved ? [...saved.free] : [];
  const totals: Totals = {
    ...(saved?.totals ?? { made: 0, created: 0, shared: 0, sharing: 0, frames: 0, mappings: 0 }),
  };

  const close = (node: number): void => {
    const [before, after] = [previous[node]!, next[node]!];
    if (before === NONE) firstOpen[content[node]!] = after;
    else next[before] = after;
    if (after !== NONE) previous[after] = before;
  };

  const open = (node: number): void => {
    let before = NONE;
    let after = firstOpen[content[node]!]!;
    while (after !== NONE && sequence[after]! < sequence[node]!) {
      before = after;
      after = next[after]!;
    }
    previous[node] = before;
    next[node] = after;
    if (before === NONE) firstOpen[content[node]!] = node;
    else next[before] = node;
    if (after !== NONE) previous[after] = node;
  };

  const giveUp = (node: number): void => {
    close(node);
    dead[node] = DEAD;
    totals.shared -= 1;
    totals.sharing -= members[node]! - 1;
  };

  return {
    findRoom: (wanted) => {
      if (wanted >= firstOpen.length) return NONE;
      let node = firstOpen[wanted]!;
      while (node !== NONE && mapped[node] === 0) {
        giveUp(node);
        node = firstOpen[wanted]!;
      }
      return node;
    },
    create: (wanted) => {
      firstOpen = grown(firstOpen, wanted + 1, NONE);
      const node = free.pop() ?? totals.made++;
      if (node >= members.length) {
        members = grown(members, node + 1, 0);
        mapped = grown(mapped, node + 1, 0);
        content = grown(content, node + 1, 0);
        dead = grown(dead, node + 1, 0);
        sequence = grown(sequence, node + 1, 0);
        next = grown(next, node + 1, 0);
        previous = grown(previous, node + 1, 0);
      }
      members[node] = 0;
      mapped[node] = 0;
      content[node] = wanted;
      dead[node] = ALIVE;
      sequence[node] = totals.created++;
      totals.frames += 1;
      open(node);
      return node;
    },
    link: (node) => {
      members[node]! += 1;
      mapped[node]! += 1;
      totals.mappings += 1;
      if (members[node] === 1) totals.shared += 1;
      else totals.sharing += 1;
      if (members[node]! >= cap) close(node);
    },
    unlink: (node) => {
      const wasFull = members[node]! >= cap;
      members[node]! -= 1;
      const left = members[node]!;
      if (dead[node] === ALIVE) {
        if (left > 0) totals.sharing -= 1;
        else totals.shared -= 1;
        if (wasFull && left > 0) open(node);
        if (!wasFull && left === 0) close(node);
      }
      if (left > 0) return;
      dead[node] = FREE;
      free.push(node);
    },
    unmap: (node) => {
      mapped[node]! -= 1;
      totals.mappings -= 1;
      if (mapped[node]! > 0) return false;
      totals.frames -= 1;
      return true;
    },
    shared: () => totals.shared,
    sharing: () => totals.sharing,
    frames: () => totals.frames,
    mappings: () => totals.mappings,
    violations: () => {
      let count = 0;
      for (let node = 0; node < totals.made; node++) {
        if (dead[node] === FREE) continue;
        if (members[node]! < 1 || members[node]! > cap || mapped[node]! > members[node]!) count++;
      }
      return count;
    },
    save: () => ({
      members: members.slice(0, totals.made),
      mapped: mapped.slice(0, totals.made),
      content: content.slice(0, totals.made),
      dead: dead.slice(0, totals.made),
      sequence: sequence.slice(0, totals.made),
      next: next.slice(0, totals.made),
      previous: previous.slice(0, totals.made),
      firstOpen: firstOpen.slice(),
      free: Int32Array.from(free),
      totals: { ...totals },
    }),
  };
}
