// Which tier serves the accesses of guests, and what the slow one costs them (model 3.3).
import { defaultOf } from "../parameters.ts";
import { pagesAt } from "./groups.ts";
import { fastShareOfImages, imagePages } from "./images.ts";
import { framesFor } from "./ledger.ts";
import { tierAt } from "./release.ts";
import { FAST, FILE, NODES, PRIV, SLOW } from "./states.ts";
import { RUNNING, type World } from "./world.ts";

/** Nanoseconds of an access to each tier. */
export interface AccessTimes {
  readonly fastNs: number;
  readonly slowNs: number;
}

const ACCESSES_PER_PAGE_S = defaultOf("guests.accesses_per_page_s");

/**
 * Share of all accesses that the fast tier serves: those of a group are even over its pages in memory. With `times` guests
 * are charged for what the slow tier costs them more.
 */
export function serveAccesses(world: World, times: AccessTimes | null): number {
  const { ledger, guests, columns } = world;
  if (framesFor(ledger, SLOW, PRIV) + framesFor(ledger, SLOW, NODES) + framesFor(ledger, SLOW, FILE) === 0) return 1;
  const dearer = times === null ? 0 : times.slowNs - times.fastNs;
  let all = 0;
  let fast = 0;
  for (let guest = 0; guest < guests.length; guest++) {
    if (columns.life[guest] !== RUNNING) continue;
    const { spec, pages } = guests[guest]!;
    const used = columns.resident[guest]!;
    if (used === 0) continue;
    const accesses =
      spec.accesses_per_s === undefined ? used * ACCESSES_PER_PAGE_S : (spec.accesses_per_s * used) / pages;
    const hit = hitOf(world, guest);
    all += accesses;
    fast += accesses * hit;
    if (times === null) continue;
    const perSecond = accesses * (1 - hit) * dearer;
    columns.stallNs[guest]! += Math.max(0, perSecond) * (columns.workNs[guest]! / 1e9);
  }
  return all === 0 ? 1 : fast / all;
}

/** Share of a guest's accesses that the fast tier serves. */
function hitOf(world: World, guest: number): number {
  const { groups } = world;
  const sharing = world.exact !== null || world.images !== null;
  const { firstOf, share, from, until } = groups;
  const end = firstOf[guest + 1]!;
  let all = 0;
  let fast = 0;
  for (let group = firstOf[guest]!; group < end; group++) {
    let near = pagesAt(groups, group, FAST);
    let pages = near + pagesAt(groups, group, SLOW);
    if (sharing) {
      const [sharedNear, sharedFar] = sharedPages(world, guest, group);
      near += sharedNear;
      pages += sharedNear + sharedFar;
    }
    if (pages === 0) continue;
    const weight = share[group]! / (until[group]! - from[group]!);
    all += weight * pages;
    fast += weight * near;
  }
  return all === 0 ? 1 : fast / all;
}

/** Pages of a group that share a frame, by tier of the frame; the zero page is in the fast one. */
function sharedPages(world: World, guest: number, group: number): readonly [near: number, far: number] {
  const { exact, groups, columns, images } = world;
  const until = Math.min(groups.until[group]!, columns.resident[guest]!);
  const mapped = imagePages(images, guest, groups.from[group]!, until);
  let near = mapped === 0 ? 0 : mapped * fastShareOfImages(world);
  let far = mapped - near;
  if (exact === null) return [near, far];
  const first = exact.contents.firstPage[guest]!;
  for (let page = groups.from[group]!; page < until; page++) {
    if (!exact.ksm.isShared(first + page)) continue;
    const node = exact.ksm.nodeOf(first + page);
    if (node >= 0 && tierAt(exact.nodeTier, node) === SLOW) far++;
    else near++;
  }
  return [near, far];
}
