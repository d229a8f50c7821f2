// Which guest a lane of the timeline belongs to.
import type { QueryClient } from "../store/contract.ts";
import type { Lane } from "../store/tiles.ts";
import { rowsOf, textOf } from "./sql.ts";

/** Guests of the series by the series' id, for lanes that are drawn from counters. */
export async function readSeriesGuests(query: QueryClient): Promise<ReadonlyMap<string, string>> {
  const rows = await rowsOf(query, "SELECT id::VARCHAR AS id, guest FROM series WHERE guest IS NOT NULL");
  return new Map(rows.map((row) => [textOf(row, "id"), textOf(row, "guest")]));
}

/** Families whose key is a guest, and a kind behind a slash. */
const WITH_KIND: ReadonlySet<string> = new Set(["mmu", "sched"]);

/** The guest of a lane; null for the host's own. */
export function guestOfLane({ family, key }: Lane, seriesGuests: ReadonlyMap<string, string>): string | null {
  if (family === "gauge" || family === "rate") return seriesGuests.get(key) ?? null;
  if (family === "event") return null;
  const name = WITH_KIND.has(family) ? key.slice(0, key.lastIndexOf("/")) : key;
  return name === "" ? null : name;
}
