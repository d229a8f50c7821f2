// How a guest uses its pages: classes of equal heat in index order, accesses and references a second.
import { defaultOf } from "../parameters.ts";
import { pagesOfPhase } from "./course.ts";
import type { Guest } from "./guests.ts";
import type { EngineGuest, HeatCurve, WorkGuest } from "./scenario.ts";

/** Accesses and references a second of a guest whose pages are all in use. */
export const usesOf = (spec: EngineGuest, pages: number): { accesses: number; references: number } => ({
  accesses: spec.accesses_per_s ?? pages * defaultOf("guests.accesses_per_page_s"),
  references: spec.references_per_s ?? pages * defaultOf("guests.references_per_page_s"),
});

/** Sizes and shares of a guest's groups; pages that its heat leaves out are never used. */
export function heatOf({ pages, spec }: Guest): { pages: number; share: number }[] {
  if (spec.kind === "work") return heatOfPhases(spec, pages);
  return heatOfCurve(spec.heat ?? [], pages);
}

function heatOfCurve(given: HeatCurve, pages: number): { pages: number; share: number }[] {
  if (given.length === 0) return [{ pages, share: 1 }];
  let left = pages;
  const list = given.map(({ pages: wanted, access_share }) => {
    const size = Math.min(left, wanted);
    left -= size;
    return { pages: size, share: access_share };
  });
  return left > 0 ? [...list, { pages: left, share: 0 }] : list;
}

/** Groups whose pages are alike in every phase; their shares before the first one are those of the guest. */
function heatOfPhases(spec: WorkGuest, pages: number): { pages: number; share: number }[] {
  const own = heatOfCurve(spec.heat ?? [], pages);
  const curves = spec.phases.flatMap(({ heat }) => (heat ? [heat] : []));
  if (curves.length === 0 && spec.phases.every(({ touches_per_s }) => touches_per_s === undefined)) return own;
  const ends = new Set([pages, ...spec.phases.map((phase) => Math.min(pages, pagesOfPhase(phase)))]);
  for (const curve of [spec.heat ?? [], ...curves]) {
    let end = 0;
    for (const one of curve) {
      end += one.pages;
      ends.add(Math.min(pages, end));
    }
  }
  let from = 0;
  return [...ends]
    .filter((end) => end > 0)
    .sort((a, b) => a - b)
    .map((end) => {
      const share = shareAt(own, from, end);
      const size = end - from;
      from = end;
      return { pages: size, share };
    });
}

/** Share of the accesses of the pages [from, to), which lie in one class. */
function shareAt(
  classes: readonly { readonly pages: number; readonly share: number }[],
  from: number,
  to: number,
): number {
  let start = 0;
  for (const { pages, share } of classes) {
    if (from < start + pages) return (share * (to - from)) / pages;
    start += pages;
  }
  return 0;
}
