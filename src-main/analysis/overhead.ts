// Host memory per guest by smaps: what its RAM really holds, and what its VMM needs besides.
import { PAGE_BYTES } from "../../src-shared/base/units.ts";
import type { QueryClient } from "../store/contract.ts";
import { maybe, numberOf, rowsOf, textOf } from "./sql.ts";

/** One reading of a guest's process. Pages. */
export interface SmapsReading {
  readonly ms: number | null;
  readonly capture: number;
  /** Rss of the mappings that hold guest RAM; null where no mapping could be told to be RAM. */
  readonly ramResident: number | null;
  /** Proportional share of all other mappings; null where no mapping could be told to be RAM. */
  readonly overhead: number | null;
  /** Proportional share of the whole process. */
  readonly memory: number;
}

/**
 * Sums by guest and capture over the mappings with smaps figures. A mapping that begins inside a RAM block of the same process
 * holds guest RAM.
 */
export const SMAPS_SQL = `WITH block AS (SELECT DISTINCT pid, hva, bytes FROM guest_ram WHERE hva IS NOT NULL),
  m AS (SELECT guest, capture, pid, t, addr, rss_bytes, pss_bytes FROM mapping WHERE rss_bytes IS NOT NULL AND guest IS NOT NULL),
  told AS (SELECT m.*, EXISTS (SELECT 1 FROM block b WHERE (b.pid IS NULL OR b.pid = m.pid) AND m.addr >= b.hva
    AND m.addr < b.hva + b.bytes) AS ram FROM m)
  SELECT guest, capture, max(t) // 1000000 AS ms, count(*) FILTER (ram) AS ram_mappings,
    coalesce(sum(rss_bytes) FILTER (ram), 0)::BIGINT AS ram_rss, coalesce(sum(pss_bytes) FILTER (NOT ram), 0)::BIGINT AS other_pss,
    coalesce(sum(pss_bytes), 0)::BIGINT AS all_pss
  FROM told GROUP BY guest, capture ORDER BY guest, ms NULLS FIRST, capture`;

/** Readings of each guest in order of time. */
export async function readSmaps(query: QueryClient): Promise<Map<string, SmapsReading[]>> {
  const out = new Map<string, SmapsReading[]>();
  for (const row of await rowsOf(query, SMAPS_SQL)) {
    const name = textOf(row, "guest");
    const ram = numberOf(row, "ram_mappings") > 0;
    const list = out.get(name) ?? [];
    out.set(name, list);
    list.push({
      ms: maybe(row, "ms"),
      capture: numberOf(row, "capture"),
      ramResident: ram ? Math.round(numberOf(row, "ram_rss") / PAGE_BYTES) : null,
      overhead: ram ? Math.ceil(numberOf(row, "other_pss") / PAGE_BYTES) : null,
      memory: Math.round(numberOf(row, "all_pss") / PAGE_BYTES),
    });
  }
  return out;
}
