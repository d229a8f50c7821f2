// Finding free frames: what the host does when a fault needs one and there is none.
import { giveFrames } from "./frames.ts";
import { movePages, pagesIn, totalFor } from "./ledger.ts";
import { releasePages } from "./release.ts";
import { ABSENT, BALLOON, EPT, FREE, REPORTED, UNTOUCHED, VMM } from "./states.ts";
import { GONE, RUNNING, type World } from "./world.ts";

/**
 * Makes `count` frames free for a guest: mechanisms find some, or the host kills the largest guest, the lowest number
 * among equals, until they are. Mechanisms are asked for `useful` frames, so that they are not asked for each.
 * False when the guest itself was killed, or nobody is left.
 */
export function freeFrames(world: World, guest: number, count: number, useful = count): boolean {
  while (totalFor(world.ledger, FREE) < count) {
    if (madeFree(world, useful - totalFor(world.ledger, FREE), guest)) continue;
    const victim = largestGuest(world);
    if (victim < 0) return false;
    world.events.oomKills++;
    endGuest(world, victim);
  }
  return world.columns.life[guest] !== GONE;
}

/** Whether a mechanism found some of the frames that are missing. */
function madeFree(world: World, missing: number, guest: number | null): boolean {
  return world.atWork.some((mechanism) => (mechanism.makeFree?.(missing, guest) ?? 0) > 0);
}

function largestGuest(world: World): number {
  let victim = -1;
  world.columns.life.forEach((life, guest) => {
    if (life !== RUNNING) return;
    if (victim < 0 || world.columns.resident[guest]! > world.columns.resident[victim]!) victim = guest;
  });
  return victim;
}

/** Step 1 or an out-of-memory kill, the guest ends: all its frames are free at once, its pages absent. */
export function endGuest(world: World, guest: number): void {
  const { ledger, columns } = world;
  releasePages(world, guest, 0, columns.resident[guest]!, ABSENT);
  columns.resident[guest] = 0;
  unplugPages(world, guest, Number.POSITIVE_INFINITY);
  movePages(ledger, guest, BALLOON, ABSENT, pagesIn(ledger, guest, BALLOON));
  const overhead = world.overheadOf(world.guests[guest]!);
  giveFrames(world, VMM, overhead.vmm);
  giveFrames(world, EPT, overhead.ept);
  const { resident, touched, ballooned, unplugged, takenByBalloon } = columns;
  for (const column of [resident, touched, ballooned, unplugged, takenByBalloon]) column[guest] = 0;
  columns.life[guest] = GONE;
  for (const mechanism of world.atWork) mechanism.ended?.(guest);
}

/** Up to `count` pages that have no frame are not there any more: untouched ones, then those given back. Returns how many. */
export function unplugPages(world: World, guest: number, count: number): number {
  const { ledger, columns } = world;
  const untouched = Math.min(count, pagesIn(ledger, guest, UNTOUCHED));
  const reported = Math.min(count - untouched, pagesIn(ledger, guest, REPORTED));
  movePages(ledger, guest, UNTOUCHED, ABSENT, untouched);
  movePages(ledger, guest, REPORTED, ABSENT, reported);
  columns.touched[guest]! -= reported;
  return untouched + reported;
}
