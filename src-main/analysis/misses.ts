// Miss-ratio curves of guests, where captures tell how pages are used again: DAMON's scans, or traces of every access.
import { formatNumber } from "../../src-shared/base/format.ts";
import { PAGE_BYTES } from "../../src-shared/base/units.ts";
import { regionMisses } from "../../src-shared/profile/region-misses.ts";
import { type CurvePoint, pointsOf } from "../../src-shared/profile/reuse/curve.ts";
import { exactCurve } from "../../src-shared/profile/reuse/exact.ts";
import { shardsCurve } from "../../src-shared/profile/reuse/shards.ts";
import type { QueryClient, ResultColumn } from "../store/contract.ts";
import { numberOf, rowsOf, sqlText, textOf } from "./sql.ts";

/** A guest's curve, or why its recorded accesses give none; `why` names the method. */
export interface Misses {
  readonly points: readonly CurvePoint[] | null;
  readonly why: string;
}

/** References up to which every page is looked at, and pages of a sample beyond. */
const MOST_EXACT = 2e7;
const MOST_SAMPLED = 8192;
/** Fewer references say nothing of re-use. */
const FEWEST_REFERENCES = 1000;
const MOST_POINTS = 256;

/** By guest; those without any record of how their pages are used are left out. */
export async function readMisses(
  query: QueryClient,
  ramPages: ReadonlyMap<string, number>,
): Promise<Map<string, Misses>> {
  const out = new Map<string, Misses>();
  for (const found of await accessSources(query)) {
    const misses = await ofAccesses(query, found);
    if (misses) out.set(found.guest, misses);
  }
  for (const found of await regionSources(query)) {
    const pages = ramPages.get(found.guest);
    const misses = pages && !out.get(found.guest)?.points ? await ofRegions(query, found, pages) : null;
    if (misses) out.set(found.guest, misses);
  }
  return out;
}

interface RegionSource {
  readonly guest: string;
  readonly capture: number;
  readonly name: string;
  readonly scans: number;
}

/** The recording of each guest with most scans. */
async function regionSources(query: QueryClient): Promise<RegionSource[]> {
  const rows = await rowsOf(
    query,
    `SELECT guest, capture, any_value(c.name) AS name, count(DISTINCT scan) AS scans FROM region JOIN capture c ON c.id = capture
    WHERE guest IS NOT NULL AND gpa IS NOT NULL GROUP BY guest, capture ORDER BY guest, scans DESC, capture`,
  );
  const best = new Map<string, RegionSource>();
  for (const row of rows) {
    const guest = textOf(row, "guest");
    if (!best.has(guest))
      best.set(guest, {
        guest,
        capture: numberOf(row, "capture"),
        name: textOf(row, "name"),
        scans: numberOf(row, "scans"),
      });
  }
  return [...best.values()];
}

/** Scans in the order of their numbers, as they were recorded. */
const regionsSql = ({ guest, capture }: RegionSource): string =>
  `SELECT dense_rank() OVER (ORDER BY scan) - 1 AS at, gpa // ${PAGE_BYTES} AS page,
    ((gpa + bytes + ${PAGE_BYTES - 1}) // ${PAGE_BYTES} - gpa // ${PAGE_BYTES})::BIGINT AS pages, hits FROM region
  WHERE guest = ${sqlText(guest)} AND capture = ${capture} AND gpa IS NOT NULL ORDER BY scan, gpa, bytes, hits`;

async function ofRegions(query: QueryClient, source: RegionSource, ramPages: number): Promise<Misses> {
  const misses = regionMisses(ramPages, source.scans);
  for await (const { rows, columns } of query.select(regionsSql(source))) {
    const [at, page, pages, hits] = columns as [ResultColumn, ResultColumn, ResultColumn, ResultColumn];
    for (let i = 0; i < rows; i++)
      if (Number(hits.data[i]) > 0) misses.accessed(Number(at.data[i]), Number(page.data[i]), Number(pages.data[i]));
  }
  const curve = misses.finish();
  if (!curve)
    return {
      points: null,
      why: `DAMON's ${formatNumber(source.scans)} scans are too few, or saw no access: record 16 or more`,
    };
  const { windows, scansPerWindow, pagesPerUnit } = curve;
  const unit = pagesPerUnit === 1 ? "each page" : `blocks of ${formatNumber(pagesPerUnit)} pages`;
  return {
    points: curve.points,
    why: `cold ages of ${unit} over ${formatNumber(windows)} windows of ${formatNumber(scansPerWindow)} DAMON ${scansPerWindow === 1 ? "scan" : "scans"} in ${source.name}: a region counts as a whole, and a visit in a window once; the band is of groups of pages and of eight blocks of time`,
  };
}

interface AccessSource {
  readonly guest: string;
  readonly references: number;
  /** Accesses that a record stands for at most; null: not known. */
  readonly period: number | null;
}

async function accessSources(query: QueryClient): Promise<AccessSource[]> {
  const rows = await rowsOf(
    query,
    `SELECT guest, count(*) AS n, max(coalesce(period, 0))::BIGINT AS most, min(coalesce(period, 0))::BIGINT AS least
    FROM access WHERE guest IS NOT NULL AND gpa IS NOT NULL GROUP BY guest ORDER BY guest`,
  );
  return rows.map((row) => ({
    guest: textOf(row, "guest"),
    references: numberOf(row, "n"),
    period: numberOf(row, "least") === 0 ? null : numberOf(row, "most"),
  }));
}

async function ofAccesses(query: QueryClient, { guest, references, period }: AccessSource): Promise<Misses | null> {
  const records = `${formatNumber(references)} memory accesses`;
  if (period !== 1)
    return {
      points: null,
      why: `${records} were recorded, ${period === null ? "of how many each stands for is not known" : `each of up to ${formatNumber(period)}`}: re-use between samples is not seen; record DAMON regions, or every access`,
    };
  if (references < FEWEST_REFERENCES)
    return { points: null, why: `${records} are too few: record ${formatNumber(FEWEST_REFERENCES)} or more` };
  const exact = references <= MOST_EXACT;
  const curve = exact ? exactCurve() : shardsCurve({ rate: 1, maxSampled: MOST_SAMPLED, correction: "pages" });
  const sql = `SELECT (gpa // ${PAGE_BYTES} % 4294967296)::BIGINT AS low, (gpa // ${PAGE_BYTES} // 4294967296)::BIGINT AS high FROM access
    WHERE guest = ${sqlText(guest)} AND gpa IS NOT NULL ORDER BY t, capture, seq`;
  for await (const { rows, columns } of query.select(sql)) {
    const [low, high] = columns as [ResultColumn, ResultColumn];
    for (let i = 0; i < rows; i++) curve.use(Number(low.data[i]) | 0, Number(high.data[i]) | 0);
  }
  const done = curve.finish();
  const changes = done.changes();
  const step = Math.max(1, Math.ceil(changes.length / MOST_POINTS));
  const sizes = changes.filter((_, i) => i % step === 0 || i === changes.length - 1);
  const { sampling } = done;
  const how = sampling
    ? `a sample of ${formatNumber(sampling.pages)} pages by hash (SHARDS), halves differ by ${sampling.halves_mae.toFixed(4)} on average${sampling.indicative ? ", a hint only" : ""}`
    : "every stack distance (Mattson)";
  return {
    points: pointsOf(done, sizes),
    why: `${how} of ${records} to ${formatNumber(done.distinct)} pages; the band is of ${formatNumber(done.blocks)} blocks of time`,
  };
}
