// Guests on a host of several NUMA nodes: each fits one node or is split, placed first-fit-decreasing by what it needs.

import { largestRemainder } from "../base/remainder.ts";
import { bytesOf, pagesOf } from "../base/units.ts";
import type { DensityReply } from "../protocol/replies.ts";
import { createSharedFrames, type SharedFrames } from "./contents.ts";
import { courseOf } from "./feedback.ts";
import type { Plan } from "./plan.ts";
import type { Replication } from "./replication.ts";
import type { GuestEntry, Scenario } from "./scenario-schema.ts";
import { takeStep } from "./step.ts";
import { runNumber } from "./streams.ts";

type Splitting = NonNullable<GuestEntry["numa"]>;

export interface NumaPlan {
  /** Pages of each node that guests may use: the reserve and pools take their share of every node. */
  readonly nodes: readonly number[];
  /** Whether equal pages of guests on different nodes are merged. */
  readonly across: boolean;
  /** How the guests of each entry are split. */
  readonly splitting: readonly Splitting[];
}

/** Null on a host of one node: it is as large as the host. */
export function numaOf({ host, guests }: Scenario, capacity: number, across: boolean): NumaPlan | null {
  const nodes = host.numa ?? [];
  if (nodes.length < 2) return null;
  const pages = nodes.map(({ bytes }) => pagesOf(bytes));
  // Without their common divisor the weights stay small, and the parts exact.
  const unit = Math.max(1, pages.reduce(commonDivisor));
  return {
    nodes: largestRemainder(
      capacity,
      pages.map((size) => size / unit),
    ),
    across,
    splitting: guests.map(({ numa }) => numa ?? "bind"),
  };
}

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));

/** A guest to be placed: pages it needs at each epoch, those that equal ones may share apart. */
interface Placed {
  readonly type: number;
  readonly splitting: Splitting;
  readonly own: Float64Array;
  readonly shareable: Float64Array;
  /** Pages at its largest, shared with nobody. */
  readonly most: number;
}

interface Node {
  readonly capacity: number;
  readonly own: Float64Array;
  readonly shareable: Float64Array;
  /** Null where equal pages are merged across nodes: then they stand where there is room. */
  readonly shared: SharedFrames | null;
  guests: number;
}

export interface Packing {
  readonly fits: boolean;
  readonly numa: NonNullable<DensityReply["numa"]>;
}

/** Bound guests first, the most demanding of them first; then those that need room on every node, then those that take what is left. */
const IN_ORDER: readonly Splitting[] = ["bind", "interleave", "prefer"];

/** Places n guests of an inner run; stops at the first that finds no room. */
export function packNodes(replication: Replication, inner: number, n: number): Packing {
  const { plan, book } = replication;
  const { nodes: capacities, across } = plan.numa!;
  const nodes = capacities.map(
    (capacity): Node => ({
      capacity,
      own: new Float64Array(plan.period),
      shareable: new Float64Array(plan.period),
      shared: across || !book ? null : createSharedFrames(book, plan.merging!.cap),
      guests: 0,
    }),
  );
  const guests = guestsOf(replication, inner, n).sort(
    (a, b) => IN_ORDER.indexOf(a.splitting) - IN_ORDER.indexOf(b.splitting) || b.most - a.most || a.type - b.type,
  );
  const order: { guest: string; numa: Splitting; count: number; bytes: number }[] = [];
  let fits = true;
  let split = 0;
  for (const guest of guests) {
    const home = place(guest, nodes);
    if (home === null) {
      fits = false;
      break;
    }
    if (home < 0) split++;
    const { name } = plan.types[guest.type]!;
    const last = order.at(-1);
    if (last?.guest === name && last.numa === guest.splitting && last.bytes === bytesOf(guest.most)) last.count++;
    else order.push({ guest: name, numa: guest.splitting, count: 1, bytes: bytesOf(guest.most) });
  }
  const used = nodes.map((node) => ({
    bytes: bytesOf(node.capacity),
    guests: node.guests,
    most_bytes: bytesOf(node.own.reduce((most, _, epoch) => Math.max(most, needAt(node, epoch)), 0)),
  }));
  return { fits, numa: { nodes: used, split, order } };
}

const needAt = ({ own, shareable, shared }: Node, epoch: number): number =>
  own[epoch]! + (shared ? Math.min(shared.frames(), shareable[epoch]!) : 0);

/** Number of the node that takes a guest, -1 where several do; null without room. */
function place(guest: Placed, nodes: readonly Node[]): number | null {
  if (guest.splitting !== "interleave") {
    const home = nodes.findIndex((node) => takes(node, guest));
    if (home >= 0 || guest.splitting === "bind") return home < 0 ? null : home;
  }
  return takeParts(guest, nodes) ? -1 : null;
}

/** Puts a whole guest on a node if it fits at every epoch. */
function takes(node: Node, guest: Placed): boolean {
  add(node, guest, 1);
  if (node.own.every((_, epoch) => needAt(node, epoch) <= node.capacity)) {
    node.guests++;
    return true;
  }
  add(node, guest, -1);
  return false;
}

function add(node: Node, { type, own, shareable }: Placed, sign: 1 | -1): void {
  node.shared?.change(type, sign);
  for (let epoch = 0; epoch < own.length; epoch++) {
    node.own[epoch]! += sign * own[epoch]!;
    node.shareable[epoch]! += sign * shareable[epoch]!;
  }
}

/** Splits a guest: evenly, or by the room that is left; what equal pages save is not counted for its parts. */
function takeParts({ splitting, own, shareable }: Placed, nodes: readonly Node[]): boolean {
  const parts = Array.from(own, (pages, epoch) => {
    const wanted = pages + (nodes[0]!.shared ? shareable[epoch]! : 0);
    const room = nodes.map((node) => Math.max(0, Math.floor(node.capacity - needAt(node, epoch))));
    if (splitting === "interleave")
      return largestRemainder(
        wanted,
        nodes.map(() => 1),
      );
    let left = wanted;
    return room.map((free) => {
      const taken = Math.min(free, left);
      left -= taken;
      return taken;
    });
  });
  const fits = parts.every(
    (part, epoch) =>
      part.reduce((sum, pages) => sum + pages, 0) >= own[epoch]! + (nodes[0]!.shared ? shareable[epoch]! : 0) &&
      nodes.every((node, i) => needAt(node, epoch) + part[i]! <= node.capacity),
  );
  if (!fits) return false;
  for (const [i, node] of nodes.entries()) for (const [epoch, part] of parts.entries()) node.own[epoch]! += part[i]!;
  return true;
}

/** The first n guests with their courses in this run. */
function guestsOf(replication: Replication, inner: number, n: number): Placed[] {
  const { plan, loads } = replication;
  const run = runNumber(replication.outer, inner);
  const present = plan.entries.map(() => 0);
  for (let step = 1; step <= n; step++) takeStep(plan, step, (entry, _, sign) => (present[entry]! += sign));
  return plan.entries.flatMap((entry, at) =>
    Array.from({ length: present[at]! }, (_, ordinal): Placed => {
      const type = replication.typeOf(at, ordinal);
      const load = loads[type]!;
      const course = (of: "own" | "shareable"): Float64Array => {
        const moving = courseOf(plan, load, entry, ordinal, run, of);
        return new Float64Array(plan.period).map(
          (__, epoch) => load[of] + (moving?.[epoch] ?? 0) + (of === "own" ? (load.planned?.[epoch] ?? 0) : 0),
        );
      };
      const [own, shareable] = [course("own"), course("shareable")];
      const most = own.reduce((largest, pages, epoch) => Math.max(largest, pages + shareable[epoch]!), 0);
      return { type, splitting: plan.numa!.splitting[entry.index]!, own, shareable, most };
    }),
  );
}

/** Where the guests of the answer stand: run 0 with n of them; null on a host of one node. */
export const packedAt = (plan: Plan, replication: Replication, n: number): Packing["numa"] | null =>
  plan.numa && packNodes(replication, 0, n).numa;
