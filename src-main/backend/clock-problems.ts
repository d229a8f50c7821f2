// Captures that are not on a project's time line, because nothing links their clocks to the others'.
import type { Problem } from "../../src-shared/protocol/replies.ts";
import type { CatalogueEntry, Manifest } from "../store/contract.ts";

/** What a capture's times count from: the wall clock, or the zero of a clock. */
function baseOf(entry: CatalogueEntry, { shifts }: Manifest): string | null {
  const shift = shifts.find(({ capture }) => capture === entry.id);
  return (shift?.wall ?? entry.wall) ? "wall" : (shift?.onto ?? entry.clock);
}

/** One problem for each of the captures `ids` whose times are on another line than most of the project's. */
export function unplacedCaptures(manifest: Manifest, ids: readonly number[]): Problem[] {
  const hidden = new Set(manifest.hidden.map(({ capture }) => capture));
  const timed = manifest.catalogue.filter(({ id, first_ns }) => first_ns !== null && !hidden.has(id));
  const bases = timed.map((entry) => baseOf(entry, manifest));
  const count = (base: string | null): number => bases.filter((one) => one === base).length;
  const line = bases.includes("wall")
    ? "wall"
    : bases.reduce<string | null>((most, base) => (count(base) > count(most) ? base : most), bases[0] ?? null);
  return timed
    .filter((entry, at) => ids.includes(entry.id) && bases[at] !== line)
    .map((entry) => ({
      code: "clock.outside",
      capture: entry.name,
      where: { offset: null, line: null },
      excerpt: `times of the clock ${entry.clock}`,
      count: 1,
      expected: `a link of this clock to ${line === "wall" ? "the wall clock" : `the clock ${line}`}`,
      next: `put it on the time line: Import page, or plimsoll clock PROJECT ${entry.id} --as, --start or --add`,
    }));
}
