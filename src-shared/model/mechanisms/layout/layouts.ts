// Which pages images consist of under each layout: runs of pages with a key; equal keys are equal contents.
import { pagesOf } from "../../../base/units.ts";
import {
  type ImageSet,
  type KeyedPages,
  type Library,
  type LinkedImage,
  librariesByName,
  librariesOf,
} from "./sizes.ts";
import { placeSpacer, type SubsetSlots, spacerPages } from "./spacer.ts";

export const layoutIds = ["default", "dce", "aligned", "spacer", "aligned-aslr"] as const;
export type LayoutId = (typeof layoutIds)[number];

const sum = (libraries: readonly Library[], part: (library: Library) => number): number =>
  libraries.reduce((total, library) => total + part(library), 0);

/** Libraries in link order without gaps: images with the same list are equal, any other shares nothing. */
function packed(image: LinkedImage, libraries: readonly Library[]): KeyedPages[] {
  const key = `image ${image.libraries.join("\n")}`;
  return [
    { key: `${key} text`, pages: pagesOf(sum(libraries, (l) => l.text)) },
    { key: `${key} rodata`, pages: pagesOf(sum(libraries, (l) => l.rodata)) },
  ];
}

/** Each library on pages of its own at one address in all images. */
const aligned = (libraries: readonly Library[]): KeyedPages[] =>
  libraries.map((l) => ({ key: `library ${l.name}`, pages: pagesOf(l.text + l.rodata) }));

/**
 * Read-only pages of every image under a layout, in the order of the images; runs without pages are left out. Null where
 * sizes that the layout needs were not given (`dce`). Under randomisation each library jumps through a table of the image's
 * own, so that its other pages stay equal wherever it lies and in whatever order (modes 1 and 2 have the same pages).
 */
export function layOut(set: ImageSet, layout: LayoutId, slots: SubsetSlots = "per_image"): KeyedPages[][] | null {
  const known = librariesByName(set);
  const place = layout === "spacer" ? placeSpacer(set, { slots }) : null;
  const images = set.images.map((image, index): KeyedPages[] | null => {
    const libraries = librariesOf(image, known);
    if (layout === "default") return packed(image, libraries);
    if (layout === "dce") {
      if (!image.dce) return null;
      const key = `stripped ${index}`;
      return [
        { key: `${key} text`, pages: pagesOf(image.dce.text) },
        { key: `${key} rodata`, pages: pagesOf(image.dce.rodata) },
      ];
    }
    if (place) return spacerPages(place, index);
    if (layout === "aligned") return aligned(libraries);
    const tables = libraries.map((l) => ({ key: `indirection ${index} ${l.name}`, pages: pagesOf(l.ind ?? 0) }));
    return [...aligned(libraries), ...tables];
  });
  if (images.some((runs) => runs === null)) return null;
  return images.map((runs) => runs!.filter(({ pages }) => pages > 0));
}
