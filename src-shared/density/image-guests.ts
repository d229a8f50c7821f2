// Guests started from images of a size file, turned into guests of known pages under the layout that the scenario names.
import { failure } from "../base/errors.ts";
import { type LayoutId, layOut } from "../model/mechanisms/layout/layouts.ts";
import { shuffled } from "../model/mechanisms/layout/shuffle.ts";
import type { ImageSet, KeyedPages } from "../model/mechanisms/layout/sizes.ts";
import { mechanismIn } from "./chosen.ts";
import { nearest } from "./nearest.ts";
import type { GuestEntry, GuestOf, MechanismEntry, Scenario } from "./scenario-schema.ts";

/** Size files of a scenario, by the path it names. */
export type SizeSets = Readonly<Record<string, ImageSet>>;

/**
 * The scenario with every guest of kind `image` as one of kind `pages`: its read-only pages by the key of the layout, then
 * pages of its own. The layout is computed over all images of the file, as they are linked together; once it is done, the
 * scenario's layout is the default one, so that it is not counted twice. Throws `sizes.unknown_image` (exit 2).
 */
export function laidOut(scenario: Scenario, sets: SizeSets): Scenario {
  if (!scenario.guests.some((guest) => guest.kind === "image")) return scenario;
  const { layout, aslr } = layoutOf(scenario);
  const numbers = numbersOfKeys();
  const images = new Map(
    Object.entries(sets).map(([file, set]) => [
      file,
      layOut(aslr === 2 ? shuffled(set, scenario.seed) : set, layout) ?? noSizes(file, set),
    ]),
  );
  const guests = scenario.guests.map((guest): GuestEntry => {
    if (guest.kind !== "image") return guest;
    const set = sets[guest.sizes]!;
    const at = set.images.findIndex((image) => image.name === guest.image);
    if (at < 0) throw unknownImage(guest, set);
    const pages = images.get(guest.sizes)![at]!;
    return asPages(guest, numbers(guest.sizes, pages), guest.private_pages ?? set.images[at]!.private_pages);
  });
  return { ...scenario, guests, mechanisms: scenario.mechanisms.map(byDefault) };
}

/** Short labels for keys, which can be as long as a list of libraries. */
function numbersOfKeys(): (file: string, pages: readonly KeyedPages[]) => { same: string; count: number }[] {
  const numbers = new Map<string, number>();
  return (file, pages) =>
    pages.map(({ key, pages: count }) => {
      const name = `${file}\n${key}`;
      if (!numbers.has(name)) numbers.set(name, numbers.size);
      return { same: `image page ${numbers.get(name)}`, count };
    });
}

function asPages(
  { kind: _kind, sizes: _sizes, image, private_pages: _private, ...guest }: GuestOf<"image">,
  readOnly: { same: string; count: number }[],
  own: number,
): GuestOf<"pages"> {
  const pages = own > 0 ? [...readOnly, { unique: own }] : readOnly;
  const mapped_pages = readOnly.reduce((sum, { count }) => sum + count, 0);
  return { ...guest, name: guest.name ?? image, kind: "pages", pages, writes: [], mapped_pages };
}

/** The layout of a scenario; random addresses need libraries on pages of their own. Throws `scenario.bad_value`. */
function layoutOf(scenario: Scenario): { readonly layout: LayoutId; readonly aslr: 0 | 1 | 2 } {
  const entry = mechanismIn(scenario, "layout");
  const layout = (entry?.layout ?? "default") as LayoutId;
  const aslr = entry?.aslr ?? (layout === "aligned-aslr" ? 1 : 0);
  if (aslr === 0) return { layout: layout === "aligned-aslr" ? "aligned" : layout, aslr };
  if (layout === "aligned" || layout === "aligned-aslr") return { layout: "aligned-aslr", aslr };
  throw failure("scenario.bad_value", `aslr is ${aslr} with the layout ${layout}`, {
    expected: "the layout aligned: each library on pages of its own",
    next: 'set layout to "aligned", or aslr to 0',
    exit: 2,
  });
}

function noSizes(file: string, set: ImageSet): never {
  const lacking = set.images.filter((image) => !image.dce).map(({ name }) => name);
  throw failure("sizes.no_dce", `${file} does not say how large ${lacking.join(", ")} is without dead code`, {
    where: { file },
    expected: "dce: {text, rodata} of every image",
    next: "link the images with dead code removed and give their sizes, or name another layout",
    exit: 2,
  });
}

function byDefault(entry: MechanismEntry): MechanismEntry {
  const names = "id" in entry ? entry.id === "layout" : entry.system === "spacer";
  return names ? ({ ...entry, layout: "default", ...("id" in entry ? { aslr: 0 } : {}) } as MechanismEntry) : entry;
}

function unknownImage(guest: GuestOf<"image">, set: ImageSet): Error {
  const names = set.images.map((image) => image.name);
  const near = nearest(guest.image, names);
  return failure("sizes.unknown_image", `${guest.sizes} has no image ${JSON.stringify(guest.image)}`, {
    where: { file: guest.sizes },
    expected: `one of ${names.join(", ")}`,
    next: near === null ? "name one of them" : `did you mean ${near}?`,
    exit: 2,
  });
}
