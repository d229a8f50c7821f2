import fc from "fast-check";
import { expect, test } from "vitest";
import { type ContentSource, contentPages, createClassBook, createSharedFrames, pagesContents } from "./contents.ts";
import { guestKinds } from "./guest-schema.ts";

const label = fc.constantFrom("0", "a", "b", "img/1", "img/2");
const runs = fc.array(
  fc.oneof(
    fc.tuple(label, fc.nat(4)),
    fc.record({ same: fc.constantFrom("img", "lib"), count: fc.nat(4) }),
    fc.record({ unique: fc.nat(3) }),
  ),
  { maxLength: 6 },
);
const writes = fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.nat(30), fc.constantFrom("0", "a", "new", "!")), {
  maxLength: 6,
});

type Runs = ([string, number] | { same: string; count: number } | { unique: number })[];

/** Label of every page one by one; a content nobody else has is a fresh symbol. */
function pageByPage(list: Runs, changes: [number, number, string][]): (string | symbol)[] {
  const pages: (string | symbol)[] = [];
  for (const run of list)
    if (Array.isArray(run)) for (let i = 0; i < run[1]; i++) pages.push(run[0]);
    else if ("same" in run) for (let i = 0; i < run.count; i++) pages.push(`${run.same}/${i}`);
    else for (let i = 0; i < run.unique; i++) pages.push(Symbol());
  for (let epoch = 1; epoch <= 3; epoch++)
    for (const [e, page, text] of changes) if (e === epoch) pages[page] = text === "!" ? Symbol() : text;
  return pages;
}

const guestOf = (list: Runs, changes: [number, number, string][]) => {
  const length = pageByPage(list, []).length;
  const inside = changes.filter(([, page]) => page < length);
  return {
    guest: guestKinds.pages.parse({ kind: "pages", pages: list, writes: inside }),
    pages: pageByPage(list, inside),
  };
};

/** Frames with every page looked at: ceil(copies / cap) for each content. */
function framesByPage(guests: (string | symbol)[][], cap: number, zeroPages: boolean): number {
  const copies = new Map<string | symbol, number>();
  for (const page of guests.flat()) copies.set(page, (copies.get(page) ?? 0) + 1);
  if (zeroPages) copies.delete("0");
  return [...copies.values()].reduce((sum, n) => sum + Math.ceil(n / cap), 0);
}

test("classes of pages give the frames that counting page by page gives, as guests come and go", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(runs, writes), { minLength: 1, maxLength: 3 }),
      fc.array(fc.nat(2), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 2, max: 5 }),
      fc.boolean(),
      (specs, order, cap, zeroPages) => {
        const made = specs.map(([list, changes]) => guestOf(list as Runs, changes));
        const sources = made.map(({ guest }) => pagesContents(guest, 1000)!);
        const domains = sources.map(() => "");
        const book = createClassBook(sources, domains, { cap, zeroPages });
        const counter = createSharedFrames(book, cap);
        const present: (string | symbol)[][] = [];
        let own = 0;
        const fresh = (pages: (string | symbol)[]) => pages.map((p) => (typeof p === "symbol" ? Symbol() : p));
        for (const which of order) {
          const type = which % made.length;
          counter.change(type, 1);
          present.push(fresh(made[type]!.pages));
          own += book.splits[type]!.privateFrames;
          expect(own + counter.frames()).toBe(framesByPage(present, cap, zeroPages));
        }
        const type = order.at(-1)! % made.length;
        counter.change(type, -1);
        own -= book.splits[type]!.privateFrames;
        present.pop();
        expect(own + counter.frames()).toBe(framesByPage(present, cap, zeroPages));
      },
    ),
    { numRuns: 200 },
  );
});

test("all pages of a guest are counted once", () => {
  fc.assert(
    fc.property(runs, writes, (list, changes) => {
      const { guest, pages } = guestOf(list as Runs, changes);
      expect(contentPages(pagesContents(guest, 1000)!)).toBe(pages.length);
    }),
  );
});

test("equal contents of different sharing domains are not merged", () => {
  const source: ContentSource = {
    zero: 4,
    shared: [{ key: "lib", copies: 1, contents: 10 }],
    uncertain: [],
    unique: 0,
  };
  const framesOf = (domains: string[]) => {
    const counter = createSharedFrames(createClassBook([source, source], domains, { cap: 256, zeroPages: false }), 256);
    counter.change(0, 1);
    counter.change(1, 1);
    return counter.frames();
  };
  expect(framesOf(["", ""])).toBe(11);
  expect(framesOf(["a", "b"])).toBe(22);
});

test("contents of one captured guest are frames of its own, told apart because further guests may have them", () => {
  const source: ContentSource = { zero: 0, shared: [], uncertain: [{ copies: 3, contents: 10 }], unique: 2 };
  const book = createClassBook([source], [""], { cap: 2, zeroPages: false });
  // 10 contents of 3 copies are 2 frames each with 2 copies a frame.
  expect(book.splits[0]).toMatchObject({ pages: 32, privateFrames: 2 + 20, uncertainFrames: 20, sharedPages: 0 });
});
