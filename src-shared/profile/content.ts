// Page contents of several guests as joint multiplicities, and everything that is counted from them.

/** Contents with the same number of copies in each guest. */
export interface ContentGroup {
  /** The content of 4096 zero bytes. */
  readonly zero: boolean;
  /** Indices of the guests that hold such a content, ascending. */
  readonly guests: readonly number[];
  /** Copies in each of these guests, at least 1. */
  readonly copies: readonly number[];
  /** Copies on pages that are backed by host memory or may be, 0 or more. */
  readonly backed: readonly number[];
  /** How many different contents are like this. */
  readonly contents: number;
}

/** Counts of pages and contents; `distinct` includes the zero content. */
export interface ContentClasses {
  readonly pages: number;
  readonly zero: number;
  readonly distinct: number;
  readonly extra_nonzero_copies: number;
}

/** Contents present in all of the named guests, the zero content counted once. */
export interface CommonContents {
  readonly guests: readonly string[];
  readonly contents: number;
}

/** Reads `guest:copies:backed,guest:copies:backed`, guests ascending. */
export function parseGroup(key: string, zero: boolean, contents: number): ContentGroup {
  const guests: number[] = [];
  const copies: number[] = [];
  const backed: number[] = [];
  for (const part of key.split(",")) {
    const [g, n, b] = part.split(":");
    guests.push(Number(g));
    copies.push(Number(n));
    backed.push(Number(b));
  }
  return { zero, guests, copies, backed, contents };
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** Classes of one guest, or of all guests together when `guest` is null. */
export function classesOf(groups: readonly ContentGroup[], guest: number | null): ContentClasses {
  let pages = 0;
  let zero = 0;
  let distinct = 0;
  let nonzero = 0;
  for (const group of groups) {
    const at = guest === null ? 0 : group.guests.indexOf(guest);
    if (at < 0) continue;
    const n = (guest === null ? sum(group.copies) : group.copies[at]!) * group.contents;
    pages += n;
    distinct += group.contents;
    if (group.zero) zero += n;
    else nonzero += group.contents;
  }
  return { pages, zero, distinct, extra_nonzero_copies: pages - zero - nonzero };
}

/** Common contents of every pair of guests, and of all of them when there are more than two. */
export function commonContents(groups: readonly ContentGroup[], names: readonly string[]): CommonContents[] {
  const n = names.length;
  const pairs = new Float64Array(n * n);
  let all = 0;
  for (const { guests, contents } of groups) {
    if (guests.length === n) all += contents;
    for (let i = 0; i < guests.length; i++)
      for (let j = i + 1; j < guests.length; j++) {
        const at = guests[i]! * n + guests[j]!;
        pairs[at] = pairs[at]! + contents;
      }
  }
  const common: CommonContents[] = [];
  for (let i = 0; i < n; i++)
    for (let j = i + 1; j < n; j++) common.push({ guests: [names[i]!, names[j]!], contents: pairs[i * n + j]! });
  if (n > 2) common.push({ guests: [...names], contents: all });
  return common;
}

/** Copies of each content over all guests, on backed pages only: [copies, contents] by ascending copies, zero left out. */
export function backedMultiplicities(groups: readonly ContentGroup[]): [copies: number, contents: number][] {
  const counts = new Map<number, number>();
  for (const group of groups) {
    if (group.zero) continue;
    const copies = sum(group.backed);
    if (copies > 0) counts.set(copies, (counts.get(copies) ?? 0) + group.contents);
  }
  return [...counts].sort((a, b) => a[0] - b[0]);
}

/** Backed pages that are zero or not, over all guests or of one. */
export function backedPages(groups: readonly ContentGroup[], zero: boolean, guest: number | null = null): number {
  let pages = 0;
  for (const group of groups) {
    if (group.zero !== zero) continue;
    const at = guest === null ? 0 : group.guests.indexOf(guest);
    if (at >= 0) pages += (guest === null ? sum(group.backed) : group.backed[at]!) * group.contents;
  }
  return pages;
}

/**
 * Joint multiplicities on backed pages with one value a guest, zero left out: what the density model resamples guests
 * from. Groups that become equal are joined; the order is that of the first of each.
 */
export function backedPatterns(
  groups: readonly ContentGroup[],
  guests: number,
): { copies: number[]; contents: number }[] {
  const patterns = new Map<string, { copies: number[]; contents: number }>();
  for (const group of groups) {
    if (group.zero || sum(group.backed) === 0) continue;
    const copies = new Array<number>(guests).fill(0);
    group.guests.forEach((g, i) => {
      copies[g] = group.backed[i]!;
    });
    const key = copies.join(",");
    const known = patterns.get(key);
    if (known) known.contents += group.contents;
    else patterns.set(key, { copies, contents: group.contents });
  }
  return [...patterns.values()];
}
