// Pages, frames and the gain of every layout of a set of images, and what a scanner or sharing at load time makes of them.
import { PAGE_BYTES } from "../../../base/units.ts";
import { ksmEnd } from "../dedup/closed-form.ts";
import { type LayoutId, layOut, layoutIds } from "./layouts.ts";
import { type ImageSet, type KeyedPages, librariesByName } from "./sizes.ts";
import type { SubsetSlots } from "./spacer.ts";

export interface LayoutResult {
  readonly id: LayoutId;
  /** Read-only pages of all instances, and different contents among them. */
  readonly pages: number;
  readonly frames: number;
  /** (Pages of the default layout + private pages) / (frames + private pages). */
  readonly ratio: number;
  /** Bytes of the frames that belong to no library (default, dce: to no image). */
  readonly padding_bytes: number;
  /** Where the kernel's scanner ends over the read-only pages of all instances. */
  readonly ksm: { readonly pages_shared: number; readonly pages_sharing: number; readonly frames: number };
  /** Pages that are never allocated when equal ones are mapped from one copy at load time. */
  readonly load_time_saved: number;
}

/** Copies of every content over all instances of all images. */
function copiesOf(
  set: ImageSet,
  images: readonly (readonly KeyedPages[])[],
): Map<string, { pages: number; copies: number }> {
  const copies = new Map<string, { pages: number; copies: number }>();
  for (const [i, runs] of images.entries())
    for (const { key, pages } of runs) {
      const known = copies.get(key);
      const instances = set.images[i]!.instances;
      if (known) known.copies += instances;
      else copies.set(key, { pages, copies: instances });
    }
  return copies;
}

/** Bytes of the sections that the frames hold, each once. */
function bytesHeld(set: ImageSet, layout: LayoutId): number {
  const known = librariesByName(set);
  const sizes = (names: Iterable<string>): number =>
    [...names].reduce((total, name) => total + known.get(name)!.text + known.get(name)!.rodata, 0);
  if (layout === "dce") return set.images.reduce((total, { dce }) => total + (dce ? dce.text + dce.rodata : 0), 0);
  if (layout === "default") {
    const lists = new Map(set.images.map((image) => [image.libraries.join("\n"), image.libraries]));
    return [...lists.values()].reduce((total, names) => total + sizes(names), 0);
  }
  const libraries = sizes(new Set(set.images.flatMap((image) => image.libraries)));
  if (layout !== "aligned-aslr") return libraries;
  return set.images.reduce(
    (total, image) => total + image.libraries.reduce((own, name) => own + (known.get(name)!.ind ?? 0), 0),
    libraries,
  );
}

const pagesIn = (set: ImageSet, images: readonly (readonly KeyedPages[])[]): number =>
  images.reduce(
    (total, runs, i) => total + set.images[i]!.instances * runs.reduce((own, { pages }) => own + pages, 0),
    0,
  );

export interface CompareSettings {
  readonly slots?: SubsetSlots;
  /** max_page_sharing of the scanner. */
  readonly cap: number;
  /** Read-only pages of the default layout as they really are, by image; else they follow from the sizes. */
  readonly measured?: readonly (readonly KeyedPages[])[] | undefined;
}

/** Results of every layout for which there are sizes, in a fixed order. Ratios need no more than sizes and instances. */
export function compareLayouts(set: ImageSet, { slots, cap, measured }: CompareSettings): LayoutResult[] {
  const own = set.images.reduce((total, image) => total + image.private_pages * image.instances, 0);
  const plain = pagesIn(set, measured ?? layOut(set, "default")!);
  return layoutIds.flatMap((id): LayoutResult[] => {
    const images = id === "default" && measured ? measured : layOut(set, id, slots);
    if (images === null) return [];
    const copies = [...copiesOf(set, images).values()];
    const frames = copies.reduce((total, { pages, copies: n }) => total + (n > 0 ? pages : 0), 0);
    const pages = pagesIn(set, images);
    const ksm = ksmEnd(
      copies.map(({ pages: contents, copies: n }) => [n, contents] as const),
      0,
      { cap, zeroPages: false },
    );
    return [
      {
        id,
        pages,
        frames,
        ratio: frames + own > 0 ? (plain + own) / (frames + own) : 1,
        // Measured pages that repeat inside an image can be fewer than its bytes.
        padding_bytes: Math.max(0, frames * PAGE_BYTES - bytesHeld(set, id)),
        ksm: { pages_shared: ksm.pages_shared, pages_sharing: ksm.pages_sharing, frames: ksm.frames },
        load_time_saved: pages - frames,
      },
    ];
  });
}
