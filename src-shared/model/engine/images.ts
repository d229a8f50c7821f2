// Images whose pages guests map instead of having a copy of their own: one frame a page, however many map it.

import { giveFrames, takeFrames } from "./frames.ts";
import { type Guest, runLength } from "./guests.ts";
import { framesFor, movePages, totalFor } from "./ledger.ts";
import { FAST, FILE, FILESHARE, FREE } from "./states.ts";
import { RUNNING, type World } from "./world.ts";

export interface Images {
  /** First run of each guest, and one more at the end; runs lie in the order of the guest's pages. */
  readonly firstOf: Int32Array;
  /** By run: its image, and the pages [from, until) of the guest that map it. */
  readonly imageOf: Int32Array;
  readonly from: Float64Array;
  readonly until: Float64Array;
  /** By image: its first pages that have a frame. */
  readonly present: Float64Array;
}

/** Pages [from, until) of a guest map the image of this name, in its sharing domain. */
export interface ImageRun {
  readonly name: string;
  readonly from: number;
  readonly until: number;
}

/** Images of guests; those that are pinned map none. Null where nobody has any. */
export function openImages(guests: readonly Guest[], runsOf: (guest: Guest) => readonly ImageRun[]): Images | null {
  const names = new Map<string, number>();
  const runs: { image: number; from: number; until: number }[] = [];
  const firstOf = new Int32Array(guests.length + 1);
  for (const [index, guest] of guests.entries()) {
    firstOf[index] = runs.length;
    for (const { name, from, until } of guest.spec.pinned ? [] : runsOf(guest)) {
      if (until <= from) continue;
      const key = `${guest.domain}\n${name}`;
      if (!names.has(key)) names.set(key, names.size);
      runs.push({ image: names.get(key)!, from, until });
    }
  }
  firstOf[guests.length] = runs.length;
  if (runs.length === 0) return null;
  return {
    firstOf,
    imageOf: Int32Array.from(runs, ({ image }) => image),
    from: Float64Array.from(runs, ({ from }) => from),
    until: Float64Array.from(runs, ({ until }) => until),
    present: new Float64Array(names.size),
  };
}

/** What a guest has from an image: the common contents of its entry, or the first pages of one written down by its pages. */
export function loadedRuns({ spec, entry }: Guest): readonly ImageRun[] {
  if (spec.kind === "synthetic") {
    const { zero_pages: from, common_pages } = spec.content;
    return [{ name: `entry ${entry}`, from, until: from + common_pages }];
  }
  if (spec.kind !== "pages" || !spec.mapped_pages) return [];
  const runs: ImageRun[] = [];
  let from = 0;
  for (const run of spec.pages) {
    const until = Math.min(from + runLength(run), spec.mapped_pages);
    // Pages that nobody else has are in an image of their own.
    if (!("unique" in run) && until > from)
      runs.push({ name: "same" in run ? `same ${run.same}` : `label ${run[0]}`, from, until });
    from += runLength(run);
  }
  return runs;
}

/** Pages without a frame of their own thanks to images. */
export const savedByImages = (world: World, { present }: Images): number =>
  world.guests.reduce((sum, _guest, guest) => sum + mappedBy(world, guest), 0) -
  present.reduce((sum, frames) => sum + frames, 0);

const overlap = ({ from, until }: Images, run: number, first: number, end: number): number =>
  Math.max(0, Math.min(end, until[run]!) - Math.max(first, from[run]!));

/** Pages among [from, to) of a guest that map an image. */
export function imagePages(images: Images | null, guest: number, from: number, to: number): number {
  if (images === null) return 0;
  let pages = 0;
  for (let run = images.firstOf[guest]!; run < images.firstOf[guest + 1]!; run++)
    pages += overlap(images, run, from, to);
  return pages;
}

/** Where the next image page of a guest from `page` on is, infinite where there is none. */
export function imageFrom(images: Images | null, guest: number, page: number): number {
  if (images === null) return Number.POSITIVE_INFINITY;
  for (let run = images.firstOf[guest]!; run < images.firstOf[guest + 1]!; run++)
    if (images.from[run]! > page) return images.from[run]!;
  return Number.POSITIVE_INFINITY;
}

/**
 * Maps pages of an image from `page` on, at most up to `end`, as far as they have frames or free ones are left. Returns how many;
 * null if `page` is none of an image.
 */
export function mapImage(world: World, guest: number, page: number, end: number, state: number): number | null {
  const { images, ledger } = world;
  if (images === null) return null;
  const run = runAt(images, guest, page);
  if (run < 0) return null;
  const image = images.imageOf[run]!;
  const first = page - images.from[run]!;
  const wanted = first + Math.min(end, images.until[run]!) - page;
  const added = Math.min(Math.max(0, wanted - images.present[image]!), totalFor(ledger, FREE));
  takeFrames(world, FILE, added);
  images.present[image]! += added;
  const count = Math.max(0, Math.min(wanted, images.present[image]!) - first);
  movePages(ledger, guest, state, FILESHARE, count);
  return count;
}

/** The run of a guest that a page belongs to; -1 for a page of no image. */
function runAt({ firstOf, from, until }: Images, guest: number, page: number): number {
  for (let run = firstOf[guest]!; run < firstOf[guest + 1]!; run++)
    if (from[run]! <= page && page < until[run]!) return run;
  return -1;
}

/** Pages of each guest that map its image now. */
export function mappedBy(world: World, guest: number): number {
  if (world.columns.life[guest] !== RUNNING) return 0;
  return imagePages(world.images, guest, 0, world.columns.resident[guest]!);
}

/** Frames of images that nobody maps are free again. Returns how many. */
export function dropUnmapped(world: World): number {
  const images = world.images!;
  const { present, firstOf, imageOf } = images;
  const mapped = new Uint8Array(present.length);
  for (let guest = 0; guest < world.guests.length; guest++) {
    if (world.columns.life[guest] !== RUNNING) continue;
    const used = world.columns.resident[guest]!;
    for (let run = firstOf[guest]!; run < firstOf[guest + 1]!; run++)
      if (overlap(images, run, 0, used) > 0) mapped[imageOf[run]!] = 1;
  }
  let dropped = 0;
  for (let image = 0; image < present.length; image++) {
    if (mapped[image]) continue;
    dropped += present[image]!;
    giveFrames(world, FILE, present[image]!);
    present[image] = 0;
  }
  return dropped;
}

/** Share of the frames of images that are in the fast tier. */
export function fastShareOfImages({ ledger }: World): number {
  const all = totalFor(ledger, FILE);
  return all === 0 ? 1 : framesFor(ledger, FAST, FILE) / all;
}
