// Where the published aligner puts every library (Spacer, SoCC 2022; its source at 87c18b6), and which pages come of it.
import { PAGE_BYTES, pagesOf } from "../../../base/units.ts";
import { type ImageSet, type KeyedPages, type Library, librariesByName, librariesOf, occurrences } from "./sizes.ts";

/**
 * How libraries that some images have get their addresses: `per_image`, each image counts for itself, so two images agree only
 * where the libraries before are the same; `global`, each library has a slot of its own in all images.
 */
export type SubsetSlots = "per_image" | "global";

export interface SpacerSettings {
  readonly slots?: SubsetSlots;
  /** First address; the aligner's default. */
  readonly start?: number;
  /** Text of libraries that one image has lies behind the read-only area, as by default. */
  readonly customLoader?: boolean;
}

/** A library's section in one image, in bytes. */
export interface Placed {
  readonly library: string;
  readonly address: number;
  readonly bytes: number;
}

export interface Placement {
  /** By image: text on pages of its own, rodata without gaps. */
  readonly text: readonly (readonly Placed[])[];
  readonly rodata: readonly (readonly Placed[])[];
  /** First address behind the code and constants of all images. */
  readonly end: number;
}

const FIRST_ADDRESS = 0x130000;

/** Libraries by how many images have them; each list in order of first appearance, of an image in its own order. */
interface Classes {
  readonly common: readonly Library[];
  readonly subset: readonly Library[];
  readonly images: readonly { readonly subset: readonly Library[]; readonly own: readonly Library[] }[];
}

function classesOf(set: ImageSet): Classes {
  const known = librariesByName(set);
  const counts = occurrences(set.images);
  const everywhere = set.images.length;
  const common = ({ name }: Library): boolean => counts.get(name) === everywhere;
  const subset = (library: Library): boolean => !common(library) && counts.get(library.name)! > 1;
  const order = [...counts.keys()].map((name) => known.get(name)!);
  return {
    common: order.filter(common),
    subset: order.filter(subset),
    images: set.images.map((image) => {
      const libraries = librariesOf(image, known);
      return { subset: libraries.filter(subset), own: libraries.filter((l) => !common(l) && !subset(l)) };
    }),
  };
}

/**
 * Steps 2 to 6 of the aligner: common libraries first, each on whole pages at one address; then those of some images. Behind
 * a gap of a page the rodata of all, packed. Libraries of one image alone lie behind that, or before it without the loader
 * of its own that the aligner has.
 */
export function placeSpacer(
  set: ImageSet,
  { slots = "per_image", start = FIRST_ADDRESS, customLoader = true }: SpacerSettings = {},
): Placement {
  const { common, subset, images } = classesOf(set);
  const text = images.map((): Placed[] => []);
  let at = start;
  const put = (into: Placed[], library: Library, address: number): number => {
    into.push({ library: library.name, address, bytes: library.text });
    return address + pagesOf(library.text) * PAGE_BYTES;
  };
  const putOwn = (from: number): number =>
    eachFrom(from, images, (i, here) => images[i]!.own.reduce((to, l) => put(text[i]!, l, to), here));

  for (const library of common) at = text.map((into) => put(into, library, at))[0] ?? at;
  if (slots === "global")
    for (const library of subset) {
      const here = at;
      at += pagesOf(library.text) * PAGE_BYTES;
      for (const [i, image] of images.entries()) if (image.subset.includes(library)) put(text[i]!, library, here);
    }
  else at = eachFrom(at, images, (i, from) => images[i]!.subset.reduce((to, l) => put(text[i]!, l, to), from));
  if (!customLoader) at = putOwn(at);

  const rodataStart = at + PAGE_BYTES;
  const rodata = images.map((image) => {
    let to = rodataStart;
    return [...common, ...image.subset, ...image.own].map((library): Placed => {
      const placed = { library: library.name, address: to, bytes: library.rodata };
      to += library.rodata;
      return placed;
    });
  });
  const ends = rodata.map((parts) => (parts.at(-1)?.address ?? rodataStart) + (parts.at(-1)?.bytes ?? 0));
  const end = pagesOf(Math.max(rodataStart, ...ends)) * PAGE_BYTES;
  return { text, rodata, end: customLoader ? putOwn(end) : end };
}

/** Each image goes on from `at` by itself; the next part begins behind the longest. */
const eachFrom = (at: number, images: readonly unknown[], go: (image: number, from: number) => number): number =>
  images.reduce<number>((most, _, i) => Math.max(most, go(i, at)), at);

/** Pages of an image: text by library and address; a page of rodata by all that lies in it. */
export function spacerPages({ text, rodata }: Placement, image: number): KeyedPages[] {
  const runs: KeyedPages[] = text[image]!.map(({ library, address, bytes }) => ({
    key: `text ${library} at ${address}`,
    pages: pagesOf(bytes),
  }));
  let [page, parts]: [number, string[]] = [-1, []];
  const close = (): void => {
    if (parts.length > 0) runs.push({ key: `rodata ${page} ${parts.join(", ")}`, pages: 1 });
    parts = [];
  };
  for (const { library, address, bytes } of rodata[image]!)
    for (let done = 0; done < bytes; ) {
      const here = Math.floor((address + done) / PAGE_BYTES);
      if (here !== page) close();
      page = here;
      const step = Math.min(bytes - done, (here + 1) * PAGE_BYTES - address - done);
      parts.push(`${library} ${done} ${step}`);
      done += step;
    }
  close();
  return runs;
}
