// What Xen itself counts as a domain's memory: every page that the host gives it, over time where the tools told one.
import { PAGE_BYTES } from "../../src-shared/base/units.ts";
import { carried } from "../../src-shared/profile/series.ts";
import type { QueryClient } from "../store/contract.ts";
import type { Epochs } from "./recording.ts";
import { groupBy, maybe, numberOf, type Row, rowsOf, sqlList, textOf } from "./sql.ts";

/** Readings by the tools that print them, the one with times first. Bytes. */
export const DOMAIN_MEMORY = ["xl_list.Mem", "xentop.MEM(k)"];

export interface DomainMemory {
  /** Epoch of the first reading; the last one where readings have no times. */
  readonly firstEpoch: number;
  /** Pages at the end of each epoch from there on. */
  readonly pages: Float64Array;
  readonly captures: readonly number[];
  /** Virtual CPUs that it was listed with at most; null where no list tells. */
  readonly vcpus: number | null;
}

const VCPUS_SQL = `SELECT guest, max(value) AS vcpus FROM counter
  WHERE name = 'xl_list.VCPUs' AND guest IS NOT NULL GROUP BY guest`;

/** The last reading of each epoch; of readings without times the last of all, in the last epoch. */
export function domainsSql(epochs: Epochs | null): string {
  const last = (epochs?.count ?? 1) - 1;
  const epoch = epochs
    ? `least(${last}, greatest(0, (t // 1000000 - ${epochs.originMs}) // ${epochs.epochMs}))::BIGINT`
    : "NULL";
  return `SELECT guest, name, coalesce(${epoch}, ${last}) AS e, arg_max(value, (coalesce(t, 0), seq)) AS value,
    arg_max(capture, (coalesce(t, 0), seq)) AS capture, count(t) AS timed FROM counter
    WHERE name IN (${sqlList(DOMAIN_MEMORY)}) AND guest IS NOT NULL AND value > 0 GROUP BY ALL ORDER BY guest, name, e`;
}

function memoryOf(epochs: Epochs | null, rows: readonly Row[], vcpus: number | null): DomainMemory | null {
  const series = groupBy(rows, "name");
  const found = DOMAIN_MEMORY.map((name) => series.get(name) ?? []).filter((list) => list.length > 0);
  const best = found.find((list) => list.some((row) => maybe(row, "timed") !== 0)) ?? found[0];
  if (!best) return null;
  const at = best.map((row) => numberOf(row, "e"));
  const firstEpoch = at[0] ?? 0;
  const pages = carried(
    (epochs?.count ?? 1) - firstEpoch,
    at.map((e) => e - firstEpoch),
    best.map((row) => Math.round(numberOf(row, "value") / PAGE_BYTES)),
  );
  return pages && { firstEpoch, pages, captures: [...new Set(best.map((row) => numberOf(row, "capture")))], vcpus };
}

/** Memory of each guest that is a domain of Xen. */
export async function readDomains(query: QueryClient, epochs: Epochs | null): Promise<Map<string, DomainMemory>> {
  const out = new Map<string, DomainMemory>();
  const vcpus = new Map(
    (await rowsOf(query, VCPUS_SQL)).map((row) => [textOf(row, "guest"), numberOf(row, "vcpus")] as const),
  );
  for (const [guest, rows] of groupBy(await rowsOf(query, domainsSql(epochs)), "guest")) {
    const memory = memoryOf(epochs, rows, vcpus.get(guest) || null);
    if (memory) out.set(guest, memory);
  }
  return out;
}
