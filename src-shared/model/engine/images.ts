// Images whose pages guests map instead of having a copy of their own: one frame a page, however many map it.

import { giveFrames, takeFrames } from "./frames.ts";
import type { Guest } from "./guests.ts";
import { framesFor, movePages, totalFor } from "./ledger.ts";
import { FAST, FILE, FILESHARE, FREE } from "./states.ts";
import { RUNNING, type World } from "./world.ts";

export interface Images {
  /** Of each guest: its image, or -1, and the pages [from, until) that map it. */
  readonly imageOf: Int32Array;
  readonly from: Float64Array;
  readonly until: Float64Array;
  /** First pages of each image that have a frame. */
  readonly present: Float64Array;
}

/** Pages [from, until) of a guest map the image of its entry and sharing domain. */
export type ImageRange = (guest: Guest) => { readonly from: number; readonly until: number } | null;

/** Images of guests; those that are pinned map none. Null where nobody has any. */
export function openImages(guests: readonly Guest[], rangeOf: ImageRange): Images | null {
  const names = new Map<string, number>();
  const imageOf = new Int32Array(guests.length).fill(-1);
  const from = new Float64Array(guests.length);
  const until = new Float64Array(guests.length);
  for (const [index, guest] of guests.entries()) {
    const range = guest.spec.pinned ? null : rangeOf(guest);
    if (range === null || range.until <= range.from) continue;
    const name = `${guest.entry} ${guest.domain}`;
    if (!names.has(name)) names.set(name, names.size);
    imageOf[index] = names.get(name)!;
    from[index] = range.from;
    until[index] = range.until;
  }
  return names.size === 0 ? null : { imageOf, from, until, present: new Float64Array(names.size) };
}

/** The contents that guests of one entry and sharing domain have in common are their image. */
export const commonPages: ImageRange = ({ spec }) =>
  spec.kind === "synthetic"
    ? { from: spec.content.zero_pages, until: spec.content.zero_pages + spec.content.common_pages }
    : null;

/** Pages without a frame of their own thanks to images. */
export const savedByImages = (world: World, { present }: Images): number =>
  world.guests.reduce((sum, _guest, guest) => sum + mappedBy(world, guest), 0) -
  present.reduce((sum, frames) => sum + frames, 0);

/** Pages among [from, to) of a guest that map an image. */
export function imagePages(images: Images | null, guest: number, from: number, to: number): number {
  if (images === null) return 0;
  return Math.max(0, Math.min(to, images.until[guest]!) - Math.max(from, images.from[guest]!));
}

/** Where the next image page of a guest from `page` on is, infinite where there is none. */
export const imageFrom = (images: Images | null, guest: number, page: number): number =>
  images !== null && images.imageOf[guest]! >= 0 && images.from[guest]! > page
    ? images.from[guest]!
    : Number.POSITIVE_INFINITY;

/**
 * Maps pages of an image from `page` on, at most up to `end`, as far as they have frames or free ones are left. Returns how many;
 * null if `page` is none of an image.
 */
export function mapImage(world: World, guest: number, page: number, end: number, state: number): number | null {
  const { images, ledger } = world;
  if (images === null || imagePages(images, guest, page, page + 1) === 0) return null;
  const image = images.imageOf[guest]!;
  const first = page - images.from[guest]!;
  const wanted = first + Math.min(end, images.until[guest]!) - page;
  const added = Math.min(Math.max(0, wanted - images.present[image]!), totalFor(ledger, FREE));
  takeFrames(world, FILE, added);
  images.present[image]! += added;
  const count = Math.max(0, Math.min(wanted, images.present[image]!) - first);
  movePages(ledger, guest, state, FILESHARE, count);
  return count;
}

/** Pages of each guest that map its image now. */
export function mappedBy(world: World, guest: number): number {
  if (world.columns.life[guest] !== RUNNING) return 0;
  return imagePages(world.images, guest, 0, world.columns.resident[guest]!);
}

/** Frames of images that nobody maps are free again. Returns how many. */
export function dropUnmapped(world: World): number {
  const { present, imageOf } = world.images!;
  const mapped = new Uint8Array(present.length);
  for (let guest = 0; guest < imageOf.length; guest++) if (mappedBy(world, guest) > 0) mapped[imageOf[guest]!] = 1;
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
