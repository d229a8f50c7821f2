// The contents of all guests' pages as numbers, for mechanisms that work page by page.
import { failure } from "../../base/errors.ts";
import { type Guest, runLength } from "./guests.ts";
import type { PageRun } from "./scenario.ts";

/** Most pages of a page-by-page simulation. */
const MAX_EXACT_PAGES = 2 ** 22;

/** A content that nobody else has or will have. */
const NEVER_SEEN = null;

/** A page of a phase that nobody else has. */
export const ALONE = -1;

export interface Write {
  readonly guest: number;
  readonly page: number;
  readonly content: number | typeof NEVER_SEEN;
}

export interface Contents {
  /** By page over all guests; 0..zeroContents-1 are zero pages of the sharing domains, negative ones are alone. */
  readonly contents: Int32Array;
  readonly zeroContents: number;
  /** First page of each guest. */
  readonly firstPage: Int32Array;
  readonly writes: ReadonlyMap<number, readonly Write[]>;
  /** By kind of guest and phase: contents from the first page on, or `ALONE`; null where the phase changes none. */
  readonly phases: ReadonlyMap<Guest, readonly (Int32Array | null)[]>;
  /** Number of each guest's first page if it is alone; those of the next pages go down from there. */
  readonly aloneFrom: Int32Array;
}

/** Numbers the contents of the guests: equal labels in one sharing domain are equal. Throws `scenario.too_large`. */
export function numberContents(guests: readonly Guest[]): Contents {
  const total = guests.reduce((sum, guest) => sum + guest.pages, 0);
  if (total > MAX_EXACT_PAGES) {
    throw failure("scenario.too_large", `${total} guest pages are more than a page-by-page simulation takes`, {
      expected: `at most ${MAX_EXACT_PAGES} pages (16 GiB) where dedup runs`,
      next: "simulate fewer or smaller guests, or ask for density",
      exit: 2,
    });
  }
  const domains = [...new Set(guests.map((guest) => guest.domain))];
  const names = new Map<string, number>();
  let next = domains.length;
  /** First of `count` consecutive contents that belong to a name. */
  const numbersOf = (domain: string, name: string, count: number): number => {
    const key = `${domains.indexOf(domain)} ${name}`;
    const known = names.get(key);
    if (known !== undefined) return known;
    names.set(key, next);
    next += count;
    return next - count;
  };
  const labelled = (domain: string, label: string): number =>
    label === "0" ? domains.indexOf(domain) : numbersOf(domain, `label ${label}`, 1);

  const contentsOf = (domain: string, runs: readonly PageRun[]): Int32Array =>
    Int32Array.from(
      runs.flatMap((run): number[] => {
        if ("unique" in run) return new Array<number>(run.unique).fill(ALONE);
        if (!("same" in run)) return new Array<number>(run[1]).fill(labelled(domain, run[0]));
        return Array.from({ length: run.count }, (_, i) => labelled(domain, `${run.same}/${i}`));
      }),
    );

  const contents = new Int32Array(total);
  const firstPage = new Int32Array(guests.length);
  const writes = new Map<number, Write[]>();
  const phases = new Map<Guest, (Int32Array | null)[]>();
  const aloneFrom = new Int32Array(guests.length);
  let alone = -1;
  let at = 0;
  guests.forEach((guest, index) => {
    firstPage[index] = at;
    aloneFrom[index] = alone;
    const put = (count: number, content: (i: number) => number): void => {
      for (let i = 0; i < count; i++) contents[at + i] = content(i);
      at += count;
    };
    const { spec, domain } = guest;
    if (spec.pinned) {
      // No page of it is equal to any, whatever it holds.
      put(guest.pages, () => alone--);
    } else if (spec.kind === "synthetic") {
      const common = numbersOf(domain, `common ${guest.entry}`, spec.content.common_pages);
      put(spec.content.zero_pages, () => domains.indexOf(domain));
      put(spec.content.common_pages, (i) => common + i);
      put(spec.content.unique_pages, () => alone--);
    } else if (spec.kind === "pages") {
      for (const run of spec.pages) {
        if ("unique" in run) put(run.unique, () => alone--);
        else if ("same" in run) put(run.count, (i) => labelled(domain, `${run.same}/${i}`));
        else put(run[1], () => labelled(domain, run[0]));
      }
    } else {
      put(guest.pages, () => alone--);
    }
    if (spec.kind === "pages")
      for (const [epoch, page, label] of spec.writes ?? []) {
        const content = label === "!" || spec.pinned ? NEVER_SEEN : labelled(domain, label);
        const ofEpoch = writes.get(epoch);
        const write = { guest: index, page, content };
        if (ofEpoch) ofEpoch.push(write);
        else writes.set(epoch, [write]);
      }
    if (spec.kind === "work" && !phases.has(guest))
      phases.set(
        guest,
        spec.phases.map((phase) =>
          phase.contents?.length && !spec.pinned ? contentsOf(domain, phase.contents) : null,
        ),
      );
  });
  return { contents, zeroContents: domains.length, firstPage, writes, phases, aloneFrom };
}

/** Throws `scenario.bad_value` for a write to a page that the guest does not have. */
export function checkWrites(guests: readonly Guest[]): void {
  for (const guest of new Set(guests)) {
    if (guest.spec.kind !== "pages") continue;
    const pages = guest.spec.pages.reduce((sum, run) => sum + runLength(run), 0);
    for (const [epoch, page] of guest.spec.writes ?? []) {
      if (page < pages) continue;
      throw failure("scenario.bad_value", `epoch ${epoch} writes page ${page} of a guest with ${pages} pages`, {
        where: { file: null },
        expected: `a page below ${pages}`,
        next: "correct the writes of the guest, or give it more pages",
        exit: 2,
      });
    }
  }
}
