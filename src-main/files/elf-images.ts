// ELF images as a set: libraries and their sizes, pages that guests have for themselves, and read-only pages by content.
import { existsSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { cancelled, failure } from "../../src-shared/base/errors.ts";
import { GIB, PAGE_BYTES } from "../../src-shared/base/units.ts";
import type { ImageSet, KeyedPages, Library, LinkedImage } from "../../src-shared/model/mechanisms/layout/sizes.ts";
import type { RequestOptions } from "../../src-shared/protocol/transport.ts";
import { type PageDigest, pageDigest } from "../import/page-digest.ts";
import { type ElfImage, readElf } from "./elf.ts";
import { loadedPages } from "./elf-pages.ts";
import { readLinkMap } from "./link-map.ts";

export interface ElfImages {
  readonly set: ImageSet;
  /** Read-only pages of each image as loaded, by content. */
  readonly pages: readonly (readonly KeyedPages[])[];
  /** How each image's libraries were found. */
  readonly from: readonly From[];
}

type From = "sections" | "map" | "whole";

interface Found {
  readonly from: From;
  readonly libraries: readonly Library[];
}

const MOST_BYTES = GIB;
const MOST_PAGES = MOST_BYTES / PAGE_BYTES;

const tooLarge = (path: string): Error =>
  failure("layout.too_large", `${path} has more than 1 GiB of code and constants`, {
    where: { file: path },
    expected: "the linked image of a guest",
    next: "name the image itself, not a memory or disk image",
  });

/** Sections that compilers make for hot, cold and early code: no libraries. */
const COMPILER = new Set([
  "hot",
  "unlikely",
  "startup",
  "exit",
  "unknown",
  "split",
  "cold",
  "cst4",
  "cst8",
  "cst16",
  "cst32",
]);
const NAMED = /^\.(text|rodata|ind)\.([^.].*)$/;

/**
 * Reads images. Libraries are sections named after them (`.text.NAME`, as aligned images have), else the archives and
 * objects of a link map beside the image (`IMAGE.map`, or `NAME.map` of `NAME.elf`), else the image is one library. A library takes the largest sizes
 * that any image has, as the aligner does. Errors: layout.unreadable, layout.too_large and those of `readElf`.
 */
export async function imagesOfElf(
  paths: readonly string[],
  { signal, onProgress }: RequestOptions,
): Promise<ElfImages> {
  const digest = await pageDigest("xxh128");
  const libraries = new Map<string, Library>();
  const wholes = new Map<string, string>();
  const images: LinkedImage[] = [];
  const pages: KeyedPages[][] = [];
  const from: From[] = [];
  for (const [i, path] of paths.entries()) {
    if (signal?.aborted) throw cancelled("the comparison");
    onProgress?.({ title: "images", done: i, total: paths.length, detail: basename(path) });
    const bytes = await readImage(path);
    const elf = readElf(bytes, path);
    const loaded = loadedPages(elf, bytes);
    if (loaded.fixed > MOST_PAGES || loaded.writable > Number.MAX_SAFE_INTEGER) throw tooLarge(path);
    const contents = contentsOf(loaded.readOnly(), digest);
    const name = nameOf(path, paths);
    const found = await librariesIn(elf, path, wholeName(wholes, contents, name));
    for (const library of found.libraries) libraries.set(library.name, larger(libraries.get(library.name), library));
    images.push({ name, libraries: found.libraries.map((l) => l.name), instances: 1, private_pages: loaded.writable });
    pages.push(contents);
    from.push(found.from);
  }
  return { set: { libraries: [...libraries.values()], images }, pages, from };
}

async function readImage(path: string): Promise<Uint8Array> {
  const refuse = (code: string, what: string, next: string): Error =>
    failure(code, what, { where: { file: path }, next });
  try {
    const { size } = statSync(path);
    if (size > MOST_BYTES)
      throw refuse("layout.too_large", `${path} is larger than 1 GiB`, "name the linked image itself");
    return await readFile(path);
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    if (code === undefined) throw thrown;
    throw refuse("layout.unreadable", `${path} cannot be read (${code})`, "check the path and its permissions");
  }
}

/** The file's name; its path where another image has the same. */
const nameOf = (path: string, all: readonly string[]): string =>
  all.some((other) => other !== path && basename(other) === basename(path)) ? path : basename(path);

/** Images with the same read-only pages are one library, whatever their names. */
function wholeName(wholes: Map<string, string>, contents: readonly KeyedPages[], name: string): string {
  const key = contents.map((page) => page.key).join(" ");
  const known = wholes.get(key) ?? name;
  wholes.set(key, known);
  return known;
}

function contentsOf(readOnly: Iterable<Uint8Array>, digest: PageDigest): KeyedPages[] {
  const words = new Uint32Array(4);
  return Array.from(readOnly, (page) => {
    digest.digest(page, words, 0);
    return { key: `content ${Array.from(words, (word) => word.toString(16)).join("-")}`, pages: 1 };
  });
}

const larger = (known: Library | undefined, library: Library): Library => {
  if (!known) return library;
  const ind =
    library.ind === undefined && known.ind === undefined ? undefined : Math.max(library.ind ?? 0, known.ind ?? 0);
  const [text, rodata] = [Math.max(known.text, library.text), Math.max(known.rodata, library.rodata)];
  return { name: library.name, text, rodata, ...(ind === undefined ? {} : { ind }) };
};

async function librariesIn(elf: ElfImage, path: string, whole: string): Promise<Found> {
  const named = elf.sections.some(({ name }) => isNamed(name, "text"));
  if (named) return { from: "sections", libraries: bySection(elf, whole) };
  const map = [`${path}.map`, path.replace(/\.[^./\\]+$/, ".map")].find((name) => name !== path && existsSync(name));
  if (map !== undefined) {
    const libraries = byMap(elf, await readFile(map, "utf8"));
    if (libraries.length > 0) return { from: "map", libraries };
  }
  return { from: "whole", libraries: bySection(elf, whole) };
}

function isNamed(section: string, part: string): boolean {
  const [, found, library] = NAMED.exec(section) ?? [];
  return found === part && library !== undefined && !COMPILER.has(library.split(".")[0]!);
}

/** Sums of read-only bytes by library. */
function adder(): {
  add(library: string, part: "text" | "rodata" | "ind", bytes: number): void;
  libraries(): Library[];
} {
  const sizes = new Map<string, { name: string; text: number; rodata: number; ind?: number }>();
  return {
    add(name, part, bytes) {
      const library = sizes.get(name) ?? { name, text: 0, rodata: 0 };
      library[part] = (library[part] ?? 0) + bytes;
      sizes.set(name, library);
    },
    libraries: () => [...sizes.values()],
  };
}

/** Read-only sections; those without a library's name belong to the image itself. Without sections: its segments. */
function bySection(elf: ElfImage, whole: string): Library[] {
  const { add, libraries } = adder();
  for (const section of elf.sections) {
    if (section.writable) continue;
    const [, part, library] = NAMED.exec(section.name) ?? [];
    if (library && isNamed(section.name, part!)) add(library, part as "text", section.bytes);
    else add(whole, section.executable ? "text" : "rodata", section.bytes);
  }
  if (elf.sections.length === 0)
    for (const segment of elf.segments)
      if (!segment.writable) add(whole, segment.executable ? "text" : "rodata", segment.fileBytes);
  return libraries();
}

function byMap(elf: ElfImage, text: string): Library[] {
  const { add, libraries } = adder();
  const sections = new Map(elf.sections.map((section) => [section.name, section]));
  for (const { library, section, bytes } of readLinkMap(text)) {
    const output = sections.get(section);
    if (output && !output.writable) add(library, output.executable ? "text" : "rodata", bytes);
  }
  return libraries();
}
