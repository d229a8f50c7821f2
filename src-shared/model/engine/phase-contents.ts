// Contents that pages take on as a guest's work enters a phase.
import { ALONE } from "./contents.ts";
import { type Latencies, writePage } from "./memory.ts";
import type { World } from "./world.ts";

/**
 * Pages in use from `held` on will have the contents of a phase when they are touched. Returns the contents, null where the phase
 * leaves them as they are.
 */
export function beginContents(world: World, guest: number, phase: number, held: number, pages: number) {
  const { exact } = world;
  const contents = exact?.contents.phases.get(world.guests[guest]!)?.[phase];
  if (!exact || !contents) return null;
  for (let page = held; page < pages; page++) {
    exact.contents.contents[exact.contents.firstPage[guest]! + page] = contentAt(world, guest, contents, page);
  }
  return contents;
}

/** Pages below `held`, in use before, are written where the phase has other contents for them. */
export function rewriteContents(
  world: World,
  guest: number,
  contents: Int32Array,
  held: number,
  latencies: Latencies,
): void {
  const known = world.exact!.contents;
  const first = known.firstPage[guest]!;
  for (let page = 0; page < held; page++) {
    const content = contentAt(world, guest, contents, page);
    if (known.contents[first + page] === content) continue;
    known.contents[first + page] = content;
    writePage(world, { guest, page, content: content < 0 ? null : content }, latencies);
  }
}

/** After a checkpoint: contents are what the phases entered so far made of them, the last round of them at most. */
export function resumeContents(world: World): void {
  const { work, exact } = world;
  if (work === null || exact === null) return;
  for (const [guest, course] of work.courses.entries()) {
    if (course === null) continue;
    const length = course.pages.length;
    const next = work.state.stretch[guest]!;
    // The next stretch was entered already unless the one before ended with the epoch.
    const entered = work.state.doneNs[guest]! > startOf(course.untilNs, next) ? next + 1 : next;
    for (let stretch = Math.max(0, entered - length); stretch < entered; stretch++)
      beginContents(world, guest, stretch % length, 0, course.pages[stretch % length]!);
  }
}

const startOf = (untilNs: Float64Array, stretch: number): number => {
  const round = Math.floor(stretch / untilNs.length);
  const at = stretch - round * untilNs.length;
  return round * untilNs[untilNs.length - 1]! + (at === 0 ? 0 : untilNs[at - 1]!);
};

/** Number of a page's content; a page alone has one of its own. */
function contentAt(world: World, guest: number, contents: Int32Array, page: number): number {
  const labelled = page < contents.length ? contents[page]! : ALONE;
  return labelled === ALONE ? world.exact!.contents.aloneFrom[guest]! - page : labelled;
}
