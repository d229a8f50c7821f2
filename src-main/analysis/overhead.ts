// Host memory per guest: what its RAM really holds by smaps, and what is needed besides, by smaps or as assumed.
import { MIB, PAGE_BYTES } from "../../src-shared/base/units.ts";
import { xenNeedKib } from "../../src-shared/model/mechanisms/overhead/xen.ts";
import { defaultOf, parametersOf } from "../../src-shared/model/parameters.ts";
import type { QueryClient } from "../store/contract.ts";
import type { DomainMemory } from "./domains.ts";
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

/** Seen from its least to its most in QEMU's processes. */
const QEMU_PAGES = defaultOf("overhead.qemu_pages");
const QEMU = parametersOf("overhead").find(({ id }) => id === "overhead.qemu_pages");

/** What the toolstack adds to every domain's admission figure, used or not (libxl 4.11, PV). */
const XEN_LEAST_PAGES = MIB / PAGE_BYTES;

/** Host pages of a guest besides its RAM, and between what they may lie where nothing measured them. */
export function overheadOf(
  readings: readonly SmapsReading[] | undefined,
  domain: DomainMemory | undefined,
  ramPages: number,
): { pages: number; band: { low: number; high: number } | null } {
  const measured = readings?.findLast((reading) => reading.overhead !== null)?.overhead ?? null;
  if (measured !== null) return { pages: measured, band: null };
  if (!domain) return { pages: QEMU_PAGES, band: { low: QEMU?.min ?? QEMU_PAGES, high: QEMU?.max ?? QEMU_PAGES } };
  const mib = Math.ceil((ramPages * PAGE_BYTES) / MIB);
  const pages = (xenNeedKib(mib, domain.vcpus ?? 1) * 1024 - mib * MIB) / PAGE_BYTES;
  return { pages, band: { low: Math.min(XEN_LEAST_PAGES, pages), high: pages } };
}

/** What to say of guests whose overhead nobody measured. */
export const overheadNote = (xen: boolean): string =>
  xen
    ? "what Xen's toolstack admits a domain with besides its memory: shadow pool and extra, in steps of 2 MiB; record xl info before and after a domain is created to measure it"
    : `${QEMU_PAGES} pages of VMM for each guest; record smaps of the VMM processes to measure it`;
