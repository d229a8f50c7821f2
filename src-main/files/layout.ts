// Layouts of images compared, from their files or from a file of sizes, as a reply.
import { failure } from "../../src-shared/base/errors.ts";
import { parseSizes } from "../../src-shared/density/size-file.ts";
import { compareLayouts } from "../../src-shared/model/mechanisms/layout/compare.ts";
import { type ImageSet, type KeyedPages, occurrences } from "../../src-shared/model/mechanisms/layout/sizes.ts";
import type { SubsetSlots } from "../../src-shared/model/mechanisms/layout/spacer.ts";
import { defaultOf } from "../../src-shared/model/parameters.ts";
import type { LayoutReply } from "../../src-shared/protocol/analysis-replies.ts";
import type { RequestOptions } from "../../src-shared/protocol/transport.ts";
import { imagesOfElf } from "./elf-images.ts";

export interface LayoutOptions {
  readonly slots: SubsetSlots;
  /** max_page_sharing; null: the kernel's default. */
  readonly cap: number | null;
}

type From = LayoutReply["images"][number]["from"];

/** Compares the layouts of the images in a file of sizes, given as parsed JSON. Throws as `parseSizes`. */
export const layoutsOfSizes = (json: unknown, file: string, options: LayoutOptions): LayoutReply =>
  replyOf(parseSizes(json, file), () => "sizes", undefined, options, { file });

/**
 * Compares the layouts of statically linked ELF images; the pages of the default layout are those of their segments, by
 * content. Errors: layout.no_image (exit 2) and those of `imagesOfElf`.
 */
export async function layoutsOfElf(
  paths: readonly string[],
  options: LayoutOptions,
  request: RequestOptions,
): Promise<LayoutReply> {
  if (paths.length === 0)
    throw failure("layout.no_image", "no image was named", {
      expected: "statically linked ELF files, or --sizes FILE.json",
      next: "plimsoll layout --help tells the arguments",
      exit: 2,
    });
  const { set, pages, from } = await imagesOfElf(paths, request);
  return replyOf(set, (image) => from[image]!, pages, options, { files: paths });
}

function replyOf(
  set: ImageSet,
  from: (image: number) => From,
  measured: readonly (readonly KeyedPages[])[] | undefined,
  { slots, cap }: LayoutOptions,
  run: Record<string, unknown>,
): LayoutReply {
  const counts = occurrences(set.images);
  const results = compareLayouts(set, { slots, cap: cap ?? defaultOf("dedup.max_page_sharing"), measured });
  // Images linked without tables of jumps cannot tell what those would cost.
  const tables = !measured || set.libraries.some((library) => library.ind !== undefined);
  return {
    schema: "plimsoll.layout/1",
    images: set.images.map((image, i) => ({
      name: image.name,
      libraries: [...image.libraries],
      instances: image.instances,
      private_pages: image.private_pages,
      from: from(i),
    })),
    layouts: results
      .filter(({ id }) => id !== "aligned-aslr" || tables)
      .map((result) => ({ ...result, identity: measured && result.id === "default" ? "contents" : "libraries" })),
    libraries: set.libraries.map((library) => ({
      name: library.name,
      text: library.text,
      rodata: library.rodata,
      ind: library.ind ?? null,
      images: counts.get(library.name) ?? 0,
    })),
    run,
  };
}
