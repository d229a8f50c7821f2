// Rows of Spacer's layouts: pages and frames of published section sizes, packed, aligned, and as the aligner does it (systems 3).
import { PAGE_BYTES } from "../../base/units.ts";
import { privatePagesBehind } from "../../model/accounting.ts";
import { compareLayouts, type LayoutResult } from "../../model/mechanisms/layout/compare.ts";
import type { LayoutId } from "../../model/mechanisms/layout/layouts.ts";
import {
  publishedCommon,
  publishedImages,
  publishedPrograms,
  publishedSubset,
} from "../../model/mechanisms/layout/published-sizes.ts";
import type { ImageSet, Library } from "../../model/mechanisms/layout/sizes.ts";
import { list, number, table, whole } from "../inputs.ts";
import { row, SYSTEMS } from "../row.ts";

const system = SYSTEMS.spacer;
const SIZES = "Spacer's later artifact, rodata_text_size.json";
const CAP = 256;

const sizesOf = (libraries: readonly Library[]) => libraries.map(({ text, rodata }) => [text, rodata] as const);

const libraries = table(sizesOf(publishedCommon), "bytes of text, of rodata", { width: 2, max: 1e9, whole: true });

/** One image of these libraries. */
function oneImage(sizes: readonly (readonly number[])[]): ImageSet {
  const named = sizes.map(([text, rodata], i) => ({ name: `library ${i + 1}`, text: text!, rodata: rodata! }));
  const image = { name: "all", libraries: named.map(({ name }) => name), instances: 1, private_pages: 0 };
  return { libraries: named, images: [image] };
}

const laidOut = (set: ImageSet, id: LayoutId): LayoutResult =>
  compareLayouts(set, { cap: CAP }).find((layout) => layout.id === id)!;

const aligned = row({
  id: "S15",
  system,
  kind: "exact",
  claim: "32 common libraries, each rounded up to pages",
  inputs: { libraries },
  result: "pages",
  expects: { is: "exact", value: 275 },
  formula: "sum of ceil((text + rodata) / 4096)",
  evidence: "measured",
  source: SIZES,
  compute: (x) => laidOut(oneImage(x.libraries), "aligned").pages,
});

const padding = row({
  id: "S15.2",
  system,
  kind: "exact",
  claim: "padding of these pages",
  inputs: { libraries },
  result: "bytes of pages, bytes of padding",
  expects: { is: "exact", value: [1_126_400, 73_680] },
  formula: "pages × 4096, less the bytes of the libraries",
  evidence: "measured",
  source: SIZES,
  compute: (x) => {
    const { pages, padding_bytes } = laidOut(oneImage(x.libraries), "aligned");
    return [pages * PAGE_BYTES, padding_bytes];
  },
});

const packed = row({
  id: "S16",
  system,
  kind: "exact",
  claim: "the same libraries packed",
  inputs: { libraries },
  result: "pages",
  expects: { is: "exact", value: 258 },
  formula: "ceil(sum of text / 4096) + ceil(sum of rodata / 4096)",
  evidence: "measured",
  source: SIZES,
  compute: (x) => laidOut(oneImage(x.libraries), "default").pages,
});

const aligner = row({
  id: "S17",
  system,
  kind: "exact",
  claim: "the same libraries as the published aligner lays them out: text aligned, rodata packed",
  inputs: { libraries },
  result: "pages",
  expects: { is: "exact", value: 276 },
  formula: "sum of ceil(text / 4096) + ceil(sum of rodata / 4096)",
  evidence: "measured",
  source: SIZES,
  compute: (x) => laidOut(oneImage(x.libraries), "spacer").pages,
});

const endAddress = row({
  id: "S18",
  system,
  kind: "numeric",
  claim: "35 libraries from 0x10e000 end at 0x223000 in the artifact",
  inputs: {
    libraries: table(sizesOf([...publishedCommon, ...publishedSubset]), "bytes of text, of rodata", {
      width: 2,
      max: 1e9,
      whole: true,
    }),
  },
  result: "pages",
  expects: { is: "near", value: 277, distance: 1 },
  formula: "sum of ceil((text + rodata) / 4096)",
  evidence: "published",
  source: SIZES,
  note: "the sizes give 278: the C library of the addresses' build is a page shorter",
  compute: (x) => laidOut(oneImage(x.libraries), "aligned").pages,
});

const programs = (value: number) =>
  whole(value, "programs, small ones first", { min: 1, max: publishedPrograms.length });

interface SetOptions {
  readonly instances?: number;
  readonly ind?: number;
}

const setOf = (count: number, options: SetOptions = {}): ImageSet =>
  publishedImages(publishedPrograms.slice(0, count), options);

const tenImages = row({
  id: "S19",
  system,
  kind: "exact",
  claim: "ten images once each: pages by default, aligned, frames aligned",
  inputs: { programs: programs(10) },
  result: "pages by default, pages aligned, frames aligned",
  expects: { is: "exact", value: [3861, 4034, 1368] },
  formula: "pages of each image; a library aligned to pages is one set of frames in whatever image it stands",
  evidence: "measured",
  source: SIZES,
  compute: (x) => {
    const set = setOf(x.programs);
    const frames = laidOut(set, "aligned");
    return [laidOut(set, "default").pages, frames.pages, frames.frames];
  },
});

const gain = row({
  id: "S19.2",
  system,
  kind: "range",
  claim: "their gain in memory, published as up to 3 times",
  inputs: { programs: programs(10) },
  result: "pages by default over frames aligned",
  expects: { is: "between", low: 1, high: 3.8 },
  formula: "pages by default over frames aligned",
  evidence: "measured",
  source: `${SIZES}; Spacer abstract: as much as 3 times`,
  compute: (x) => laidOut(setOf(x.programs), "aligned").ratio,
});

const subsets = row({
  id: "S20",
  system,
  kind: "exact",
  claim: "nine images without the largest, and the five small ones: frames by default and aligned",
  inputs: { sets: list([9, 5], "programs, small ones first", { min: 1, max: publishedPrograms.length, whole: true }) },
  result: "frames by default, frames aligned, gain, for each set",
  expects: {
    is: "exact",
    value: [
      [3040, 805, 3.78],
      [1304, 290, 4.497],
    ],
  },
  formula: "as S19",
  evidence: "measured",
  source: SIZES,
  note: "the reference prints the second gain as 4.50; 1304 / 290 is 4.4966",
  compute: ({ sets }) =>
    sets.map((count) => {
      const set = setOf(count);
      const { frames, ratio } = laidOut(set, "aligned");
      return [laidOut(set, "default").frames, frames, ratio];
    }),
});

const randomAddresses = row({
  id: "S21",
  system,
  kind: "exact",
  claim: "nine images with tables of jumps for random addresses: 31 pages more an image",
  inputs: {
    programs: programs(9),
    ind_pages: whole(31, "pages of jump tables an image", { max: 10_000 }),
  },
  result: "frames, gain",
  expects: { is: "exact", value: [1084, 2.8] },
  formula: "frames aligned, and the jump tables of each image for itself",
  evidence: "published",
  source: `${SIZES}; table of .ind sections`,
  compute: (x) => {
    const set = withTables(setOf(x.programs), x.ind_pages);
    const { frames } = laidOut(set, "aligned-aslr");
    return [frames, laidOut(set, "default").frames / frames];
  },
});

/** The same images, each with this many pages of jump tables in all: at the first library. */
const withTables = (set: ImageSet, pages: number): ImageSet => ({
  ...set,
  libraries: set.libraries.map((library, i) => ({ ...library, ind: i === 0 ? pages * PAGE_BYTES : 0 })),
});

const copies = row({
  id: "S22",
  system,
  kind: "exact",
  claim: "ten instances of each image need no frame more: identical images merge by default too",
  inputs: { programs: programs(10), instances: whole(10, "instances of each", { min: 1, max: CAP }) },
  result: "frames by default with KSM, frames aligned",
  expects: { is: "exact", value: [3861, 1368] },
  formula: "distinct pages of all instances",
  evidence: "measured",
  source: SIZES,
  compute: (x) => {
    const set = setOf(x.programs, { instances: x.instances });
    return [laidOut(set, "default").ksm.frames, laidOut(set, "aligned").frames];
  },
});

const privatePages = row({
  id: "S23",
  system,
  kind: "inversion",
  claim: "a gain of 3.0 over the nine images means 34.7 private pages a guest",
  inputs: { programs: programs(9), ratio: number(3, "gain", { min: 1.0001, max: 1000 }) },
  result: "private pages a guest",
  expects: { is: "exact", value: 34.7 },
  formula: "(pages by default − gain × frames aligned) / (images × (gain − 1))",
  evidence: "derived",
  source: SIZES,
  compute: (x) => {
    const set = setOf(x.programs);
    const [pages, { frames }] = [laidOut(set, "default").pages, laidOut(set, "aligned")];
    return privatePagesBehind(pages, frames, x.ratio, set.images.length);
  },
});

export const layoutRows = [
  aligned,
  padding,
  packed,
  aligner,
  endAddress,
  tenImages,
  gain,
  subsets,
  randomAddresses,
  copies,
  privatePages,
];
