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

const units = new Map<string, string>([["gpa", "bytes"]]);
for (const table of tables) for (const { name, unit } of table.columns) if (unit) units.set(name, unit);

/** Unit of a result's column by its name, null where the name says nothing. */
export const resultUnitOf = (name: string): string | null =>
  units.get(name) ?? ENDINGS[/_([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ""] ?? null;
