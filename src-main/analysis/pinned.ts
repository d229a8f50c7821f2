// Which guests must not be touched, and why: pass-through, huge pages, locked or unshared memory.
import type { QueryClient } from "../store/contract.ts";
import { rowsOf, textOf } from "./sql.ts";

/** Mapped files that forbid merging, ballooning and migration of the memory behind them. */
const PATHS: readonly (readonly [pattern: string, reason: string])[] = [
  ["%vfio%", "a device is passed through (VFIO)"],
  ["/dev/hugepages%", "memory is backed by huge pages"],
  ["%hugetlbfs%", "memory is backed by huge pages"],
];

const cases = PATHS.map(([pattern, reason]) => `WHEN path ILIKE '${pattern}' THEN '${reason}'`).join(" ");

/** Reasons by guest: those judged at import from recorded settings, and mapped files. */
export const PINNED_SQL = `SELECT guest, min(reason) AS reason FROM (
  SELECT name AS guest, pinned AS reason FROM guest
  UNION ALL SELECT DISTINCT guest, CASE ${cases} END FROM mapping WHERE guest IS NOT NULL AND path IS NOT NULL)
  WHERE reason IS NOT NULL GROUP BY guest ORDER BY guest`;

/** Reason by name of guest. */
export async function readPinned(query: QueryClient): Promise<Map<string, string>> {
  return new Map((await rowsOf(query, PINNED_SQL)).map((r) => [textOf(r, "guest"), textOf(r, "reason")]));
}
