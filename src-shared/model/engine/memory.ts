// What guests do to their memory: start, use more or less, write; and what the balloon takes and returns.
import { LAST_ON_NODE, ON_ZERO_PAGE, PRIVATE } from "../mechanisms/dedup/scanner.ts";
import type { Write } from "./contents.ts";
import { framesFor, leaveNode, movePages } from "./ledger.ts";
import { freeFrames, nextTier, takeOverhead } from "./reclaim.ts";
import { releasePages, tierAt } from "./release.ts";
import {
  ABSENT,
  BALLOON,
  EPT,
  FAST,
  FREE,
  NODES,
  PRIV,
  privateIn,
  REPORTED,
  SLOW,
  UNTOUCHED,
  VMM,
  ZEROMAP,
} from "./states.ts";
import { GONE, RUNNING, type World } from "./world.ts";

/** Nanoseconds that the events of mechanisms make a guest wait. */
export interface Latencies {
  readonly minorFaultNs: number;
  readonly cowBreakNs: number;
}

/** Step 1: the guest is there, with all its pages untouched; without room for its overhead it cannot start. */
export function startGuest(world: World, guest: number): void {
  const { columns } = world;
  const { vmm, ept } = world.overheadOf(world.guests[guest]!);
  if (!freeFrames(world, guest, vmm + ept)) {
    columns.life[guest] = GONE;
    world.events.refusedStarts++;
    return;
  }
  columns.life[guest] = RUNNING;
  movePages(world.ledger, guest, ABSENT, UNTOUCHED, world.guests[guest]!.pages);
  takeOverhead(world, VMM, vmm);
  takeOverhead(world, EPT, ept);
  world.exact?.ksm.arrive(guest);
  for (const mechanism of world.atWork) mechanism.started?.(guest);
}

/** Step 2: the guest uses this many pages; what the balloon holds it cannot use. */
export function setDemand(world: World, guest: number, demand: number, latencies: Latencies): void {
  const { columns } = world;
  if (columns.life[guest] !== RUNNING) return;
  const wanted = Math.min(demand, world.guests[guest]!.pages - columns.ballooned[guest]!);
  const resident = columns.resident[guest]!;
  if (wanted < resident) {
    releasePages(world, guest, wanted, resident, REPORTED);
    columns.resident[guest] = wanted;
  } else if (wanted > resident && freeFrames(world, guest, wanted - resident)) {
    touch(world, guest, wanted);
    const back = Math.min(columns.takenByBalloon[guest]!, wanted - resident);
    columns.takenByBalloon[guest]! -= back;
    columns.stallNs[guest]! += back * latencies.minorFaultNs;
  }
}

/** Pages up to `wanted` get frames of their own, fast ones first. */
function touch(world: World, guest: number, wanted: number): void {
  const { ledger, columns, exact } = world;
  const from = columns.resident[guest]!;
  let page = from;
  while (page < wanted) {
    const tier = nextTier(world);
    const wasTouched = page < columns.touched[guest]!;
    const end = wasTouched ? Math.min(wanted, columns.touched[guest]!) : wanted;
    const count = Math.min(end - page, framesFor(ledger, tier, FREE));
    movePages(ledger, guest, wasTouched ? REPORTED : UNTOUCHED, privateIn(tier), count);
    if (exact) {
      const first = exact.contents.firstPage[guest]!;
      for (let at = first + page; at < first + page + count; at++) {
        const content = exact.contents.contents[at]!;
        // Pages alone hold something else each time; those of known content come back as they were.
        exact.ksm.appear(at, content < 0 && wasTouched ? null : content);
        exact.pageTier[at] = tier;
      }
    }
    page += count;
  }
  columns.resident[guest] = wanted;
  columns.touched[guest] = Math.max(columns.touched[guest]!, wanted);
}

/** Step 2 and 3: one write; a write to a shared page copies it into a frame of its own. */
export function writePage(world: World, write: Write, latencies: Latencies): void {
  const { ledger, columns, exact } = world;
  const { guest, page } = write;
  if (columns.life[guest] !== RUNNING || page >= columns.resident[guest]!) {
    world.events.writesOutside++;
    return;
  }
  if (exact === null) return;
  const at = exact.contents.firstPage[guest]! + page;
  if (exact.ksm.isShared(at) && !freeFrames(world, guest, 1)) return;
  const node = exact.ksm.nodeOf(at);
  const tier = nextTier(world);
  const former = exact.ksm.write(at, write.content);
  if (former === PRIVATE) return;
  world.events.cowBreaks++;
  columns.stallNs[guest]! += latencies.cowBreakNs;
  if (former === ON_ZERO_PAGE) movePages(ledger, guest, ZEROMAP, privateIn(tier), 1);
  else leaveNode(ledger, guest, privateIn(tier), tierAt(exact.nodeTier, node), former === LAST_ON_NODE);
  exact.pageTier[at] = tier;
}

/** Step 8: the balloon takes pages: untouched ones first, then those given back, then resident ones. */
export function inflate(world: World, guest: number, count: number): void {
  const { ledger, columns } = world;
  const room = world.guests[guest]!.pages - columns.ballooned[guest]! - count;
  const resident = columns.resident[guest]!;
  const taken = Math.max(0, resident - room);
  releasePages(world, guest, room, resident, BALLOON);
  columns.resident[guest] = resident - taken;
  columns.takenByBalloon[guest]! += taken;
  const reported = Math.max(0, columns.touched[guest]! - Math.max(room, resident));
  movePages(ledger, guest, REPORTED, BALLOON, reported);
  movePages(ledger, guest, UNTOUCHED, BALLOON, count - taken - reported);
  columns.touched[guest] = Math.min(columns.touched[guest]!, room);
  columns.ballooned[guest]! += count;
}

/** Step 8: the balloon returns pages; they have no frame until the guest touches them. */
export function deflate(world: World, guest: number, count: number): void {
  movePages(world.ledger, guest, BALLOON, UNTOUCHED, count);
  world.columns.ballooned[guest]! -= count;
}

/** Share of guests' frames that are in the fast tier: accesses are taken as even over resident pages. */
export function fastShare(world: World): number {
  const { ledger } = world;
  const slow = framesFor(ledger, SLOW, PRIV) + framesFor(ledger, SLOW, NODES);
  const fast = framesFor(ledger, FAST, PRIV) + framesFor(ledger, FAST, NODES);
  return slow === 0 ? 1 : fast / (fast + slow);
}
