// Statistics of guests and of the host that the profile reads: what the balloon driver reported, host memory, swap.
import { PAGE_BYTES } from "../../src-shared/base/units.ts";
import { unusableIndex } from "../../src-shared/profile/fragmentation.ts";
import { carried } from "../../src-shared/profile/series.ts";
import type { QueryClient } from "../store/contract.ts";
import { DOMAIN_MEMORY } from "./domains.ts";
import { type Epochs, epochSql } from "./recording.ts";
import { groupBy, maybe, numberOf, rowsOf, runsUpTo, sqlList, textOf } from "./sql.ts";

/** Series by meaning; of several the first that was recorded is taken. In bytes. */
const FREE = ["domstats.balloon.unused", "dommemstat.unused", "qmp.stat-free-memory"];
const TOTAL = ["domstats.balloon.available", "dommemstat.available", "qmp.stat-total-memory"];
const SIZE = ["domstats.balloon.current", "dommemstat.actual", "qmp.balloon.actual"];
const USABLE = ["domstats.balloon.usable", "dommemstat.usable", "qmp.stat-available-memory"];

export interface GuestStatistics {
  /** Pages free inside the guest by epochs. */
  readonly free: Float64Array | null;
  /** Pages that its balloon leaves it, by epochs. */
  readonly size: Float64Array | null;
  /** Pages it could not free at once: total − available, by epochs. */
  readonly inUse: Float64Array | null;
}

const NAMES = sqlList([...FREE, ...TOTAL, ...SIZE, ...USABLE]);

/** Guests that have any of the series, and how many. */
const REPORTING_SQL = `SELECT guest, count(DISTINCT name) AS n FROM series WHERE name IN (${NAMES}) AND guest IS NOT NULL
  GROUP BY guest ORDER BY guest`;

/** Last reading of each series in each epoch, of all guests or of some. */
export function guestSeriesSql(epochs: Epochs, guests: readonly string[] | null = null): string {
  const some = guests ? ` AND guest IN (${sqlList(guests)})` : "";
  return `SELECT guest, name, e, arg_max(value, (t, seq)) AS value FROM (SELECT guest, name, value, t, seq,
    ${epochSql(epochs)} AS e
    FROM counter WHERE name IN (${NAMES}) AND guest IS NOT NULL AND value IS NOT NULL
    AND t IS NOT NULL${some}) GROUP BY ALL ORDER BY guest, name, e`;
}

function pages(epochs: Epochs, series: ReadonlyMap<string, Readings>, names: readonly string[]): Float64Array | null {
  const found = names.map((name) => series.get(name)).find((readings) => readings !== undefined);
  if (!found) return null;
  return carried(
    epochs.count,
    found.at,
    found.values.map((value) => Math.round(value / PAGE_BYTES)),
  );
}

/** Readings of one series: epochs and values. */
interface Readings {
  readonly at: number[];
  readonly values: number[];
}

/** Readings that are held at a time, so that memory does not grow with the number of guests. */
const MOST_READINGS = 2 ** 18;

/** Statistics of each guest that reported any. */
export async function readGuestStatistics(query: QueryClient, epochs: Epochs): Promise<Map<string, GuestStatistics>> {
  const guests = (await rowsOf(query, REPORTING_SQL)).map((r) => ({ name: textOf(r, "guest"), n: numberOf(r, "n") }));
  const out = new Map<string, GuestStatistics>();
  for (const some of runsUpTo(guests, ({ n }) => n * epochs.count, MOST_READINGS)) {
    const read = await readSeries(
      query,
      guestSeriesSql(
        epochs,
        some.map(({ name }) => name),
      ),
    );
    for (const { name } of some) {
      const series = read.get(name) ?? new Map<string, Readings>();
      const total = pages(epochs, series, TOTAL);
      const usable = pages(epochs, series, USABLE);
      if (series.size > 0)
        out.set(name, {
          free: pages(epochs, series, FREE),
          size: pages(epochs, series, SIZE),
          inUse: total && usable ? total.map((n, e) => Math.max(0, n - usable[e]!)) : null,
        });
    }
  }
  return out;
}

/** Readings by guest and name, as `guestSeriesSql` gives them. */
async function readSeries(query: QueryClient, sql: string): Promise<Map<string, Map<string, Readings>>> {
  const guests = new Map<string, Map<string, Readings>>();
  for await (const { rows, columns } of query.select(sql)) {
    const [guest, name, e, value] = columns.map(({ data }) => data) as unknown as [
      readonly string[],
      readonly string[],
      BigInt64Array,
      Float64Array,
    ];
    for (let i = 0; i < rows; i++) {
      const series = guests.get(guest[i]!) ?? new Map<string, Readings>();
      guests.set(guest[i]!, series);
      const readings = series.get(name[i]!) ?? { at: [], values: [] };
      series.set(name[i]!, readings);
      readings.at.push(Number(e[i]!));
      readings.values.push(value[i]!);
    }
  }
  return guests;
}

export interface HostStatistics {
  readonly memoryBytes: number | null;
  /** Bytes of Domain-0, which are no guest's; null where no tool of Xen told them. */
  readonly domain0Bytes: number | null;
  /** Unusable index of 2 MiB blocks at the last reading of /proc/buddyinfo; null where it was not recorded. */
  readonly unusableShare: number | null;
  readonly swapSeen: boolean;
  /** Bytes that KSM merged in any process by smaps_rollup, the most seen; null where it was not recorded. */
  readonly mergedBytes: number | null;
}

/** Facts that tell the memory of a Xen host, the surest first. Bytes. */
const XEN_MEMORY = ["xl_info.total_memory", "xen.system_ram"];
const MEMORY_FACTS = ["perf.TOTAL_MEM", ...XEN_MEMORY];

export const HOST_SQL = `SELECT name, min(value) AS low, max(value) AS high, arg_max(value, (coalesce(t, 0), seq)) AS last FROM counter
  WHERE (name IN ('meminfo.MemTotal', 'vmstat.pswpout') AND scope = 'host' OR name = 'smaps_rollup.KSM'
    OR name IN (${sqlList(DOMAIN_MEMORY)}) AND subject = 'Domain-0') AND value IS NOT NULL
  GROUP BY name
  UNION ALL SELECT name, min(number), max(number), max(number) FROM fact WHERE name IN (${sqlList(MEMORY_FACTS)}) GROUP BY name
  ORDER BY name`;

/** Free blocks of each order at the last reading, all zones of the host together. */
const FREE_BLOCKS_SQL = `SELECT name, sum(last) AS blocks FROM (
    SELECT name, subject, arg_max(value, (coalesce(t, 0), seq)) AS last FROM counter
    WHERE starts_with(name, 'buddyinfo.order_') AND guest IS NULL AND value IS NOT NULL GROUP BY name, subject)
  GROUP BY name ORDER BY name`;

/** Order of a block of 2 MiB. */
const LARGE_ORDER = 9;

async function readUnusableShare(query: QueryClient): Promise<number | null> {
  const free: number[] = [];
  for (const row of await rowsOf(query, FREE_BLOCKS_SQL))
    free[Number(textOf(row, "name").slice("buddyinfo.order_".length))] = numberOf(row, "blocks");
  return free.length === 0
    ? null
    : unusableIndex(
        Array.from(free, (blocks) => blocks ?? 0),
        LARGE_ORDER,
      );
}

/** Host memory and whether the host swapped during the capture. */
export async function readHostStatistics(query: QueryClient): Promise<HostStatistics> {
  const rows = new Map((await rowsOf(query, HOST_SQL)).map((r) => [textOf(r, "name"), r]));
  // Under Xen /proc/meminfo and perf tell of Domain-0 alone.
  const isXen = XEN_MEMORY.some((name) => rows.has(name));
  const names = isXen ? XEN_MEMORY : ["meminfo.MemTotal", "perf.TOTAL_MEM"];
  const domain0 = DOMAIN_MEMORY.map((name) => rows.get(name)).find((row) => row !== undefined);
  const total = names.map((name) => rows.get(name)).find((row) => row !== undefined);
  const swap = rows.get("vmstat.pswpout");
  const merged = rows.get("smaps_rollup.KSM");
  return {
    memoryBytes: total ? maybe(total, "last") : null,
    domain0Bytes: domain0 ? maybe(domain0, "high") : null,
    unusableShare: await readUnusableShare(query),
    swapSeen: swap !== undefined && numberOf(swap, "high") > numberOf(swap, "low"),
    mergedBytes: merged ? maybe(merged, "high") : null,
  };
}

export type StatisticsPart = "guest" | "host" | "ksm";

const SOURCES_SQL = `SELECT DISTINCT part, capture FROM (
    SELECT CASE WHEN name LIKE 'ksm.%' THEN 'ksm' WHEN scope = 'guest' THEN 'guest' WHEN name = 'meminfo.MemTotal' THEN 'host' END
      AS part, capture FROM (SELECT DISTINCT name, scope::VARCHAR AS scope, capture FROM counter)
    UNION ALL SELECT CASE WHEN name LIKE 'ksm.%' THEN 'ksm' ELSE 'host' END, capture FROM fact
      WHERE name LIKE 'ksm.%' OR name IN (${sqlList(MEMORY_FACTS)}))
  WHERE part IS NOT NULL ORDER BY part, capture`;

/** Captures with statistics by what they are about. */
export async function readStatisticsSources(query: QueryClient): Promise<Map<StatisticsPart, number[]>> {
  const out = new Map<StatisticsPart, number[]>();
  for (const [part, rows] of groupBy(await rowsOf(query, SOURCES_SQL), "part"))
    out.set(
      part as StatisticsPart,
      rows.map((r) => numberOf(r, "capture")),
    );
  return out;
}
