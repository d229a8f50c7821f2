// Page contents of guest types, and the host frames that shared contents need as guests come and go.
import type { GuestOf } from "./scenario-schema.ts";

/** Contents that stand `copies` times in every guest of a type; equal keys in one sharing domain are equal contents. */
export interface SharedContents {
  readonly key: string;
  readonly copies: number;
  readonly contents: number;
}

/** What the pages of one guest type hold, in pages. */
export interface ContentSource {
  readonly zero: number;
  readonly shared: readonly SharedContents[];
  /** Non-zero contents seen in one captured guest only: whether another guest has them too is uncertain. */
  readonly uncertain: readonly { readonly copies: number; readonly contents: number }[];
  /** Pages with contents that nobody else ever has. */
  readonly unique: number;
}

/** All pages of a content source. */
export function contentPages(source: ContentSource): number {
  let pages = source.zero + source.unique;
  for (const { copies, contents } of source.shared) pages += copies * contents;
  for (const { copies, contents } of source.uncertain) pages += copies * contents;
  return pages;
}

/** How dedup treats the pages of a type. */
export interface SharingSplit {
  readonly pages: number;
  /** Frames of the pages that no other guest shares, as far as is known. */
  readonly privateFrames: number;
  /** Those of them whose contents another guest may have, too. */
  readonly uncertainFrames: number;
  /** Pages whose frames are counted once for all guests. */
  readonly sharedPages: number;
  /** Classes and copies for the counter of shared frames. */
  readonly classes: Int32Array;
  readonly copies: Float64Array;
}

/** Merging as set: copies per frame, and whether zero pages map the host's zero page. */
export interface Merging {
  readonly cap: number;
  readonly zeroPages: boolean;
}

/** Contents that count as one: the same guests hold them in the same numbers. */
export interface ClassBook {
  readonly contents: Float64Array;
  readonly splits: readonly (SharingSplit | null)[];
  /** Class of the zero content of each domain, -1 where zero pages need no frame. */
  readonly zeroClasses: readonly number[];
}

/** Classes of all types. `domains` names each type's sharing domain; types without known contents get no split. */
export function createClassBook(
  sources: readonly (ContentSource | null)[],
  domains: readonly string[],
  merging: Merging,
): ClassBook {
  const contents: number[] = [];
  const classes = sources.map((): number[] => []);
  const copies = sources.map((): number[] => []);
  const join = (type: number, index: number, count: number): void => {
    classes[type]!.push(index);
    copies[type]!.push(count);
  };
  const zeroClasses: number[] = [];
  for (const domain of new Set(domains)) {
    const members = domains.flatMap((name, type) => (name === domain && sources[type] ? [type] : []));
    for (const group of grouped(members, sources)) {
      contents.push(group.contents);
      for (const [type, count] of group.members) join(type, contents.length - 1, count);
    }
    const zero = merging.zeroPages ? [] : members.filter((type) => sources[type]!.zero > 0);
    zeroClasses.push(zero.length > 0 ? contents.push(1) - 1 : -1);
    for (const type of zero) join(type, contents.length - 1, sources[type]!.zero);
  }
  const splits = sources.map((source, type): SharingSplit | null => {
    if (source === null) return null;
    let privatePages = source.unique;
    let uncertainFrames = 0;
    for (const pattern of source.uncertain) {
      privatePages += pattern.contents * pattern.copies;
      uncertainFrames += pattern.contents * Math.ceil(pattern.copies / merging.cap);
    }
    const pages = contentPages(source);
    return {
      pages,
      privateFrames: source.unique + uncertainFrames,
      uncertainFrames,
      sharedPages: pages - privatePages - (merging.zeroPages ? source.zero : 0),
      classes: Int32Array.from(classes[type]!),
      copies: Float64Array.from(copies[type]!),
    };
  });
  return { contents: Float64Array.from(contents), splits, zeroClasses };
}

interface Group {
  contents: number;
  readonly members: readonly (readonly [type: number, copies: number])[];
}

/** Shared contents of the members of one domain, those with the same holders as one group. */
function grouped(members: readonly number[], sources: readonly (ContentSource | null)[]): Iterable<Group> {
  const byKey = new Map<string, { contents: number; members: [number, number][] }>();
  for (const type of members)
    for (const { key, copies, contents } of sources[type]!.shared) {
      const known = byKey.get(key);
      if (known) known.members.push([type, copies]);
      else byKey.set(key, { contents, members: [[type, copies]] });
    }
  const groups = new Map<string, Group>();
  for (const { contents, members: holders } of byKey.values()) {
    const name = holders.join(";");
    const group = groups.get(name);
    if (group) group.contents += contents;
    else groups.set(name, { contents, members: holders });
  }
  return groups.values();
}

/** Frames of shared contents for the guests present now: ceil(copies / cap) for each content (model 2.2). */
export interface SharedFrames {
  /** A guest of a type comes (1) or leaves (-1). */
  change(type: number, sign: 1 | -1): void;
  frames(): number;
  /** Frames of zero pages, part of `frames`. */
  zeroFrames(): number;
  /** Contents that stand exactly twice: the pairs that a scanner which skips pages may never merge (model 2.2). */
  pairs(): number;
}

export function createSharedFrames(book: ClassBook, cap: number): SharedFrames {
  const copiesNow = new Float64Array(book.contents.length);
  let frames = 0;
  const framesOf = (index: number): number => book.contents[index]! * Math.ceil(copiesNow[index]! / cap);
  return {
    change: (type, sign) => {
      const split = book.splits[type];
      if (!split) return;
      const { classes, copies } = split;
      for (let i = 0; i < classes.length; i++) {
        const index = classes[i]!;
        const before = framesOf(index);
        copiesNow[index]! += sign * copies[i]!;
        frames += framesOf(index) - before;
      }
    },
    frames: () => frames,
    zeroFrames: () => book.zeroClasses.reduce((sum, index) => (index < 0 ? sum : sum + framesOf(index)), 0),
    pairs: () => copiesNow.reduce((sum, n, index) => (n === 2 ? sum + book.contents[index]! : sum), 0),
  };
}

/** Contents of a guest written down page by page, after its last write; writes lie inside its pages. Null when it names too many contents. */
export function pagesContents(guest: GuestOf<"pages">, maxContents: number): ContentSource | null {
  const copies = new Map<string, number>();
  let unique = 0;
  const runs: { from: number; label: (page: number) => string | null }[] = [];
  let pages = 0;
  const put = (label: string | null, count: number): void => {
    if (label === null) unique += count;
    else copies.set(label, (copies.get(label) ?? 0) + count);
  };
  for (const run of guest.pages) {
    const from = pages;
    if (Array.isArray(run)) {
      put(run[0], run[1]);
      runs.push({ from, label: () => run[0] });
      pages += run[1];
    } else if ("same" in run) {
      if (copies.size + run.count > maxContents) return null;
      for (let i = 0; i < run.count; i++) put(`${run.same}/${i}`, 1);
      runs.push({ from, label: (page) => `${run.same}/${page - from}` });
      pages += run.count;
    } else {
      put(null, run.unique);
      runs.push({ from, label: () => null });
      pages += run.unique;
    }
  }
  const written = new Map<number, string | null>();
  const writes = guest.writes.map((write, order) => ({ write, order }));
  writes.sort((a, b) => a.write[0] - b.write[0] || a.order - b.order);
  for (const { write } of writes) {
    const [, page, label] = write;
    const before = written.has(page) ? written.get(page)! : runs.findLast((run) => run.from <= page)!.label(page);
    const after = label === "!" ? null : label;
    put(before, -1);
    put(after, 1);
    written.set(page, after);
  }
  const zero = copies.get("0") ?? 0;
  copies.delete("0");
  const shared = [...copies]
    .filter(([, count]) => count > 0)
    .map(([label, count]) => ({
      key: `label ${label}`,
      copies: count,
      contents: 1,
    }));
  return { zero, shared, uncertain: [], unique };
}
