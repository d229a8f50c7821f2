// What guests do to their memory: start, use more or less, write; and what the balloon takes and returns.
import { LAST_ON_NODE, ON_ZERO_PAGE, PRIVATE } from "../mechanisms/dedup/scanner.ts";
import type { Write } from "./contents.ts";
import { nextTier, takeFrames } from "./frames.ts";
import { enterPlace, groupOf } from "./groups.ts";
import { imageFrom, mapImage } from "./images.ts";
import { framesFor, leaveNode, movePages, totalFor } from "./ledger.ts";
import { freeFrames } from "./reclaim.ts";
import { countShared, releasePages, tierAt } from "./release.ts";
import { ABSENT, BALLOON, EPT, FREE, privateIn, REPORTED, type Tier, UNTOUCHED, VMM, ZEROMAP } from "./states.ts";
import { type ExactPages, GONE, RUNNING, usablePages, type World } from "./world.ts";

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
    for (const mechanism of world.atWork) mechanism.ended?.(guest);
    return;
  }
  columns.life[guest] = RUNNING;
  if (!world.guests[guest]!.managed) plugPages(world, guest, world.guests[guest]!.pages);
  takeFrames(world, VMM, vmm);
  takeFrames(world, EPT, ept);
  world.exact?.ksm.arrive(guest);
  for (const mechanism of world.atWork) mechanism.started?.(guest);
}

/** Pages that were not there are, untouched. */
export const plugPages = (world: World, guest: number, count: number): void =>
  movePages(world.ledger, guest, ABSENT, UNTOUCHED, count);

/** Pages that a guest uses that would use `pages`, with what the mechanisms make of it. */
export function wantedPages(world: World, guest: number, pages: number): number {
  const { atWork } = world;
  let wanted = pages;
  for (let i = 0; i < atWork.length; i++) wanted = atWork[i]!.wanted?.(guest, wanted) ?? wanted;
  return wanted;
}

/** Step 2: the guest uses this many pages; what the balloon holds it cannot use. */
export function setDemand(world: World, guest: number, demand: number, latencies: Latencies): void {
  const { columns } = world;
  if (columns.life[guest] !== RUNNING) return;
  const wanted = Math.min(demand, usablePages(world, guest));
  const resident = columns.resident[guest]!;
  if (wanted < resident) dropTo(world, guest, wanted, REPORTED);
  else if (wanted > resident && touchTo(world, guest, wanted)) {
    const back = Math.min(columns.takenByBalloon[guest]!, wanted - resident);
    columns.takenByBalloon[guest]! -= back;
    columns.stallNs[guest]! += back * latencies.minorFaultNs;
  }
}

/** The last pages of a guest beyond the first `pages` are given up for a state without a frame. */
export function dropTo(world: World, guest: number, pages: number, state: number): void {
  releasePages(world, guest, pages, world.columns.resident[guest]!, state);
  world.columns.resident[guest] = pages;
}

/** Pages up to `wanted` get frames of their own, fast ones first; false when the guest was killed over it. */
export function touchTo(world: World, guest: number, wanted: number): boolean {
  const { ledger, columns, groups } = world;
  while (columns.resident[guest]! < wanted) {
    const page = columns.resident[guest]!;
    const wasTouched = page < columns.touched[guest]!;
    const before = wasTouched ? REPORTED : UNTOUCHED;
    const sameBefore = wasTouched ? Math.min(wanted, columns.touched[guest]!) : wanted;
    let count = mapImage(world, guest, page, sameBefore, before);
    if (!count) {
      if (totalFor(ledger, FREE) === 0 && !freeFrames(world, guest, 1, wanted - page)) return false;
      // Frames that others gave up may be used for the image.
      if (count === 0) continue;
      const tier = nextTier(world);
      const group = groupOf(groups, guest, page);
      const end = Math.min(sameBefore, groups.until[group]!, imageFrom(world.images, guest, page));
      count = Math.min(end - page, framesFor(ledger, tier, FREE));
      enterPlace(world, group, before, tier, count);
      if (world.exact) appear(world.exact, guest, page, count, wasTouched, tier);
    }
    columns.resident[guest] = page + count;
    columns.touched[guest] = Math.max(columns.touched[guest]!, page + count);
  }
  return true;
}

function appear(exact: ExactPages, guest: number, page: number, count: number, wasTouched: boolean, tier: Tier): void {
  const first = exact.contents.firstPage[guest]! + page;
  for (let at = first; at < first + count; at++) {
    const content = exact.contents.contents[at]!;
    // Pages alone hold something else each time; those of known content come back as they were.
    exact.ksm.appear(at, content < 0 && wasTouched ? null : content);
    exact.place[at] = tier;
  }
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
  if (!exact.ksm.isPresent(at)) for (const mechanism of world.atWork) mechanism.bringBack?.(guest, page);
  if (exact.ksm.isShared(at) && !freeFrames(world, guest, 1)) return;
  const node = exact.ksm.nodeOf(at);
  const tier = nextTier(world);
  const former = exact.ksm.write(at, write.content);
  if (former === PRIVATE) return;
  world.events.cowBreaks++;
  columns.stallNs[guest]! += latencies.cowBreakNs;
  if (former === ON_ZERO_PAGE) movePages(ledger, guest, ZEROMAP, privateIn(tier), 1);
  else leaveNode(ledger, guest, privateIn(tier), tierAt(exact.nodeTier, node), former === LAST_ON_NODE);
  exact.place[at] = tier;
  countShared(world, guest, page, tier, false);
}

/** Step 8: the balloon takes pages: untouched ones first, then those given back, then resident ones. */
export function inflate(world: World, guest: number, count: number): void {
  const { ledger, columns } = world;
  const room = usablePages(world, guest) - count;
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
