// Expected values are counted naively from page lists, the way a reader would count them by hand.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  backedMultiplicities,
  backedPages,
  backedPatterns,
  type ContentGroup,
  classesOf,
  commonContents,
  parseGroup,
} from "./content.ts";

interface Page {
  readonly content: string;
  readonly backed: boolean;
}

/** Groups of equal joint multiplicities, counted from lists of pages; content "0" is the zero page. */
function groupsOf(guests: readonly (readonly Page[])[]): ContentGroup[] {
  const counts = new Map<string, Map<number, [number, number]>>();
  guests.forEach((pages, g) => {
    for (const { content, backed } of pages) {
      const byGuest = counts.get(content) ?? new Map<number, [number, number]>();
      counts.set(content, byGuest);
      const [n, b] = byGuest.get(g) ?? [0, 0];
      byGuest.set(g, [n + 1, b + (backed ? 1 : 0)]);
    }
  });
  const keys = new Map<string, { zero: boolean; contents: number }>();
  for (const [content, byGuest] of counts) {
    const key = [...byGuest]
      .sort((a, b) => a[0] - b[0])
      .map(([g, [n, b]]) => `${g}:${n}:${b}`)
      .join(",");
    const full = `${content === "0"} ${key}`;
    const known = keys.get(full) ?? { zero: content === "0", contents: 0 };
    keys.set(full, { ...known, contents: known.contents + 1 });
  }
  return [...keys].map(([key, { zero, contents }]) => parseGroup(key.split(" ")[1]!, zero, contents));
}

const page = fc.record({ content: fc.integer({ min: 0, max: 12 }).map(String), backed: fc.boolean() });
const someGuests = fc.array(fc.array(page, { maxLength: 40 }), { minLength: 1, maxLength: 4 });

describe("page contents", () => {
  it("give the classes of every guest and of all together", () => {
    fc.assert(
      fc.property(someGuests, (guests) => {
        const groups = groupsOf(guests);
        const naive = (pages: readonly Page[]) => {
          const nonzero = pages.filter((p) => p.content !== "0");
          return {
            pages: pages.length,
            zero: pages.length - nonzero.length,
            distinct: new Set(pages.map((p) => p.content)).size,
            extra_nonzero_copies: nonzero.length - new Set(nonzero.map((p) => p.content)).size,
          };
        };
        for (const [g, pages] of guests.entries()) expect(classesOf(groups, g)).toEqual(naive(pages));
        expect(classesOf(groups, null)).toEqual(naive(guests.flat()));
      }),
    );
  });

  it("give the contents that all named guests have, whoever else has them", () => {
    fc.assert(
      fc.property(someGuests, (guests) => {
        const names = guests.map((_, g) => `g${g}`);
        const sets = guests.map((pages) => new Set(pages.map((p) => p.content)));
        const common = commonContents(groupsOf(guests), names);
        const n = names.length;
        expect(common).toHaveLength((n * (n - 1)) / 2 + (n > 2 ? 1 : 0));
        for (const { guests: of, contents } of common) {
          const own = of.map((name) => sets[names.indexOf(name)]!);
          expect(contents).toBe([...own[0]!].filter((content) => own.every((set) => set.has(content))).length);
        }
      }),
    );
  });

  it("keep every backed page in the multiplicities and in the patterns", () => {
    fc.assert(
      fc.property(someGuests, (guests) => {
        const groups = groupsOf(guests);
        const backed = guests.flat().filter((p) => p.backed);
        const zero = backed.filter((p) => p.content === "0").length;
        expect(backedPages(groups, true)).toBe(zero);
        expect(backedPages(groups, false)).toBe(backed.length - zero);
        const many = backedMultiplicities(groups);
        expect(many.reduce((sum, [copies, contents]) => sum + copies * contents, 0)).toBe(backed.length - zero);
        expect(many.reduce((sum, [, contents]) => sum + contents, 0)).toBe(
          new Set(backed.filter((p) => p.content !== "0").map((p) => p.content)).size,
        );
        const patterns = backedPatterns(groups, guests.length);
        guests.forEach((pages, g) => {
          const own = patterns.reduce((sum, p) => sum + p.copies[g]! * p.contents, 0);
          expect(own).toBe(pages.filter((p) => p.backed && p.content !== "0").length);
          expect(backedPages(groups, false, g)).toBe(own);
        });
        expect(new Set(patterns.map((p) => p.copies.join())).size).toBe(patterns.length);
      }),
    );
  });
});
