// Section sizes of libraries and the images made of them: what layouts are computed from.

/** Bytes of one library's sections; `ind`: of its table of indirect jumps under address randomisation. */
export interface Library {
  readonly name: string;
  readonly text: number;
  readonly rodata: number;
  readonly ind?: number | undefined;
}

/** An image in link order. An application is a library that one image has. */
export interface LinkedImage {
  readonly name: string;
  readonly libraries: readonly string[];
  /** Guests started from it. */
  readonly instances: number;
  /** Pages that each guest has for itself: data, bss, heap, stacks, page tables. */
  readonly private_pages: number;
  /** Bytes of the image once dead code is taken out; it then shares with nothing but itself. */
  readonly dce?: { readonly text: number; readonly rodata: number } | undefined;
}

export interface ImageSet {
  readonly libraries: readonly Library[];
  readonly images: readonly LinkedImage[];
}

/** Libraries by name; every image's libraries must be among them. */
export const librariesByName = (set: ImageSet): ReadonlyMap<string, Library> =>
  new Map(set.libraries.map((library) => [library.name, library]));

/** Libraries of an image in its order. Throws RangeError for one that has no sizes. */
export function librariesOf(image: LinkedImage, known: ReadonlyMap<string, Library>): Library[] {
  return image.libraries.map((name) => {
    const library = known.get(name);
    if (!library) throw new RangeError(`${image.name} names the library ${name}, which has no sizes`);
    return library;
  });
}

/** In how many images a library stands: all (common), some (subset), one (individual). */
export function occurrences(images: readonly LinkedImage[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const image of images)
    for (const name of new Set(image.libraries)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** Read-only pages `key/0` to `key/(pages - 1)` of an image. */
export interface KeyedPages {
  readonly key: string;
  readonly pages: number;
}
