// Units of a query's columns: those of the tables' columns, and what the end of an own name says.
import { tables } from "./tables.ts";

const ENDINGS: Readonly<Record<string, string>> = {
  ns: "ns",
  us: "µs",
  ms: "ms",
  s: "s",
  seconds: "s",
  bytes: "bytes",
  kib: "KiB",
  mib: "MiB",
  gib: "GiB",
  pages: "pages",
  percent: "%",
  ppm: "ppm",
};

/** Units of the names that mean the same in every table which has them: `n` counts something else in each. */
export const columnUnits: ReadonlyMap<string, string> = agreedUnits();

function agreedUnits(): Map<string, string> {
  const told = new Map<string, Set<string | null>>();
  for (const { name, unit } of tables.flatMap(({ columns }) => columns))
    told.set(name, (told.get(name) ?? new Set()).add(unit));
  const agreed = [...told].flatMap(([name, [unit, ...others]]) =>
    unit && others.length === 0 ? [[name, unit] as const] : [],
  );
  return new Map([...agreed, ["gpa", "bytes"]]);
}

/** Unit of a result's column by its name, null where the name says nothing. */
export const resultUnitOf = (name: string): string | null =>
  columnUnits.get(name) ?? ENDINGS[/_([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ""] ?? null;
